//! The names that links lead to.

use std::collections::{HashMap, HashSet};

use crate::record::Run;

/// A longer name is cut.
const LONGEST: usize = 112;

/// The anchor of every case, by its name.
#[derive(Debug)]
pub(super) struct Anchors<'a>(HashMap<&'a str, String>);

impl<'a> Anchors<'a> {
    /// Names every case: `case-` and its name, spaces and marks as dashes. Two that would be called the same are told
    /// apart by a number, in the order of the run.
    pub(super) fn new(run: &'a Run) -> Self {
        let mut taken = HashSet::new();
        let mut anchors = HashMap::new();
        for case in &run.cases {
            let base = anchor("case", &case.name);
            let mut name = base.clone();
            let mut number = 2;
            while !taken.insert(name.clone()) {
                name = format!("{base}-{number}");
                number += 1;
            }
            anchors.insert(case.name.as_str(), name);
        }
        Self(anchors)
    }

    /// The anchor of a case.
    pub(super) fn case(&self, name: &str) -> &str {
        self.0.get(name).map_or("cases", String::as_str)
    }
}

/// The anchor of a contract's part of the page.
pub(super) fn contract(id: &str) -> String {
    anchor("contract", id)
}

/// The anchor of a clause. Ids of clauses are slugs, unique in their contract.
pub(super) fn clause(contract: &str, id: &str) -> String {
    anchor("clause", &format!("{contract}:{id}"))
}

fn anchor(kind: &str, name: &str) -> String {
    let mut text = kind.to_owned();
    text.push('-');
    for c in name.chars() {
        // PDF allows the names of places no more than 127 bytes.
        if text.len() >= LONGEST {
            break;
        }
        if c.is_ascii_alphanumeric() || matches!(c, '/' | ':' | '.' | '_') {
            text.push(c);
        } else if !text.ends_with('-') {
            text.push('-');
        }
    }
    text.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_in_an_address() {
        assert_eq!(
            anchor("case", "acme/members::list::the \"last\" page — again"),
            "case-acme/members::list::the-last-page-again"
        );
    }
}
