//! Findings that are one mistake seen many times.

use crate::record::CaseResult;
use crate::verdict::{Check, Finding};

/// Findings that differ only in where in a list, or in which answer, they are.
pub(super) struct Alike<'a> {
    /// The check that found the first.
    pub(super) check: &'a Check,
    /// The first of them.
    pub(super) first: &'a Finding,
    /// The others, in their order.
    pub(super) others: Vec<&'a Finding>,
}

/// The findings of a case, those alike together, in the order of the exchanges.
pub(super) fn alike(case: &CaseResult) -> Vec<Alike<'_>> {
    let mut groups: Vec<Alike<'_>> = Vec::new();
    let kind = |f: &Finding| {
        let pointer = f.place.pointer.as_deref().map(without_indices);
        (f.rule.clone(), pointer, f.place.header.clone())
    };
    let mut all: Vec<(&Check, &Finding)> = case.findings().collect();
    all.sort_by_key(|(_, f)| f.place.exchange);
    for (check, finding) in all {
        let same =
            |g: &&mut Alike<'_>| g.check.part == check.part && kind(g.first) == kind(finding);
        match groups.iter_mut().find(same) {
            Some(group) => group.others.push(finding),
            None => groups.push(Alike {
                check,
                first: finding,
                others: Vec::new(),
            }),
        }
    }
    groups
}

/// `/data/3/id` as `/data/[]/id`.
fn without_indices(pointer: &str) -> String {
    let segments = pointer.split('/').map(|segment| {
        let index = !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_digit());
        if index { "[]" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_indices_are_left_out() {
        assert_eq!(without_indices("/data/3/a1/0"), "/data/[]/a1/[]");
        assert_eq!(without_indices(""), "");
        assert_eq!(without_indices("/"), "/");
    }
}
