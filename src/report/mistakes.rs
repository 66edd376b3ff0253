//! What broke in a run, each mistake once: nineteen failed cases are often one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::claims::strongest;
use super::coverage::grounds_of;
use crate::contract::{Clause, Contract};
use crate::record::{CaseResult, Run};
use crate::verdict::{Check, Finding, Part};

/// The same part of a contract broken by the same rule.
#[derive(Clone, Debug)]
pub struct Mistake<'a> {
    /// The check that found it first.
    pub check: &'a Check,
    /// What it found.
    pub finding: &'a Finding,
    /// The cases that found it, in their order; at least one.
    pub cases: Vec<&'a CaseResult>,
    /// The contract's clauses that say otherwise; none where the contract is not at hand.
    pub clauses: Vec<&'a Clause>,
    /// The contract, where it is at hand.
    pub contract: Option<&'a Contract>,
}

/// Every mistake of a run, the most telling first: what goes against a document's own words, then against a linked page,
/// then against a reading, then against what no clause says, and last against a case's own expectation; among those alike
/// the one that most cases found. Cases that prove nothing and those that waivers cover are not asked.
pub fn mistakes<'a>(run: &'a Run, contracts: &[&'a Contract]) -> Vec<Mistake<'a>> {
    let mut found: BTreeMap<(&str, String, &str), Mistake<'a>> = BTreeMap::new();
    let asked = |c: &&CaseResult| c.is_judged() && !c.is_waived();
    for case in run.cases.iter().filter(asked) {
        for (check, finding) in case.findings() {
            let (id, rule) = (case.contract.as_str(), finding.rule.as_str());
            let mistake = found
                .entry((id, check.part.to_string(), rule))
                .or_insert_with(|| {
                    let contract = contracts.iter().copied().find(|c| c.id == id);
                    Mistake {
                        check,
                        finding,
                        cases: Vec::new(),
                        clauses: contract
                            .map_or(Vec::new(), |c| grounds_of(c, &check.part, finding)),
                        contract,
                    }
                });
            let last = mistake.cases.last();
            if last.is_none_or(|last| last.name != case.name) {
                mistake.cases.push(case);
            }
        }
    }
    let mut all: Vec<Mistake<'a>> = found.into_values().collect();
    all.sort_by_key(|m| (rank(m), Reverse(m.cases.len())));
    all
}

/// How far a mistake is from the document's own words.
fn rank(mistake: &Mistake<'_>) -> u8 {
    match (strongest(&mistake.clauses), &mistake.check.part) {
        (_, Part::Case(_)) => 4,
        (Some(evidence), _) => evidence as u8,
        (None, _) => 3,
    }
}
