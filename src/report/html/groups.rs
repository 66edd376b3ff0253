//! Cases that came out alike for one reason: the waiver that covers them, or why they prove nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::record::{CaseResult, Run};
use crate::report::words;
use crate::verdict::{Cause, Verdict, Waived};

/// Cases of one contract with one reason.
#[derive(Debug)]
pub(super) struct Group<'a, R> {
    /// The reason.
    pub(super) reason: &'a R,
    /// The cases, in their order; at least one.
    pub(super) cases: Vec<&'a CaseResult>,
}

/// Why cases prove nothing, contract by contract, what stopped the most cases first.
pub(super) fn causes(run: &Run) -> Vec<Group<'_, Cause>> {
    let cases = run.cases.iter().filter_map(|case| match &case.verdict {
        Verdict::Inconclusive(cause) => Some((words::cause(cause), cause, case)),
        _ => None,
    });
    grouped(cases)
}

/// The waivers that cover something. A case that several cover is told below each.
pub(super) fn waivers(run: &Run) -> Vec<Group<'_, Waived>> {
    let cases = run.cases.iter().filter(|c| c.is_waived());
    grouped(cases.flat_map(|case| {
        let waived = case.waived.iter();
        waived.map(move |w| (format!("{} {}", w.at, w.subject()), w, case))
    }))
}

fn grouped<'a, R>(
    cases: impl Iterator<Item = (String, &'a R, &'a CaseResult)>,
) -> Vec<Group<'a, R>> {
    let mut found: BTreeMap<(&str, String), Group<'a, R>> = BTreeMap::new();
    for (key, reason, case) in cases {
        let group = found.entry((&case.contract, key)).or_insert(Group {
            reason,
            cases: Vec::new(),
        });
        group.cases.push(case);
    }
    let mut all: Vec<Group<'a, R>> = found.into_values().collect();
    all.sort_by_key(|g| Reverse(g.cases.len()));
    all
}
