//! What broke in a run, each mistake once: nineteen failed cases are often one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::blame::blame;
use super::claims::strongest;
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

/// So many mistakes lead a report: no two of them of one cause.
pub const LEADING: usize = 3;

/// Every mistake of a run, the most telling first; every report that ranks them ranks them so.
///
/// 1. The one that most cases found.
/// 2. Among those alike what goes against a document's own words, then against a linked page, then against a reading, then
///    against what no clause says, and last against a case's own expectation.
/// 3. Then by contract and by what was looked at, an answer's head before its body.
///
/// No two of the first [`LEADING`] have one cause, as far as there are others: an HTML page instead of JSON is a wrong content
/// type and a body that cannot be read, and takes one of these places, not two. A mistake is taken to have the cause of one
/// before it when all the cases that found it found that one too, in the same exchanges. Cases that prove nothing and those that waivers
/// cover are not asked, and what follows from another finding of the same case is no mistake of its own.
pub fn mistakes<'a>(run: &'a Run, contracts: &[&'a Contract]) -> Vec<Mistake<'a>> {
    let mut found: BTreeMap<(&str, &Part, &str), Mistake<'a>> = BTreeMap::new();
    let asked = |c: &&CaseResult| c.is_judged() && !c.is_waived();
    for case in run.cases.iter().filter(asked) {
        for (check, finding) in case.findings() {
            let contract = contracts.iter().copied().find(|c| c.id == case.contract);
            let blame = contract.map(|c| blame(c, &case.checks, check, finding));
            if blame.as_ref().is_some_and(|b| b.cause.is_some()) {
                continue;
            }
            let (id, rule) = (case.contract.as_str(), finding.rule.as_str());
            let mistake = found
                .entry((id, &check.part, rule))
                .or_insert_with(|| Mistake {
                    check,
                    finding,
                    cases: Vec::new(),
                    clauses: blame.map_or(Vec::new(), |b| b.clauses),
                    contract,
                });
            let last = mistake.cases.last();
            if last.is_none_or(|last| last.name != case.name) {
                mistake.cases.push(case);
            }
        }
    }
    let mut all: Vec<Mistake<'a>> = found.into_values().collect();
    all.sort_by_key(|m| (Reverse(m.cases.len()), rank(m)));
    lead(&mut all);
    all
}

/// A mistake that leads a report.
#[derive(Clone, Debug)]
pub struct Telling<'m, 'a> {
    /// The mistake.
    pub mistake: &'m Mistake<'a>,
    /// Others of the same cause, in their order.
    pub with: Vec<&'m Mistake<'a>>,
}

/// The first mistakes of [`mistakes`], at most [`LEADING`] and no two of one cause, each with the others of its cause.
pub fn telling<'m, 'a>(all: &'m [Mistake<'a>]) -> Vec<Telling<'m, 'a>> {
    let mut leading: Vec<Telling<'m, 'a>> = Vec::new();
    for mistake in all {
        let known = leading.iter().position(|t| t.mistake.has_cause_of(mistake));
        if let Some(known) = known.and_then(|at| leading.get_mut(at)) {
            known.with.push(mistake);
        } else if leading.len() < LEADING {
            let with = Vec::new();
            leading.push(Telling { mistake, with });
        }
    }
    leading
}

/// Moves mistakes of another cause into the first places.
fn lead(all: &mut [Mistake<'_>]) {
    for place in 1..LEADING.min(all.len()) {
        let (before, rest) = all.split_at_mut(place);
        let other = |m: &Mistake<'_>| !before.iter().any(|b| b.has_cause_of(m));
        if let Some(next @ 1..) = rest.iter().position(other)
            && let Some(moved) = rest.get_mut(..=next)
        {
            moved.rotate_right(1);
        }
    }
}

impl Mistake<'_> {
    /// Whether all cases that found the other found this one too, in the same exchanges.
    fn has_cause_of(&self, other: &Mistake<'_>) -> bool {
        let here: BTreeMap<&str, &CaseResult> =
            self.cases.iter().map(|c| (c.name.as_str(), *c)).collect();
        let mut cases = other.cases.iter();
        cases.all(|case| {
            let same = here.get(case.name.as_str());
            same.is_some_and(|same| self.exchange(same) == other.exchange(case))
        })
    }

    /// The exchange of a case in which it was found first.
    fn exchange(&self, case: &CaseResult) -> Option<usize> {
        let is = |check: &Check, finding: &Finding| {
            check.part == self.check.part && finding.rule == self.finding.rule
        };
        let mut findings = case.findings();
        let found = findings.find(|(check, finding)| is(check, finding));
        found.map(|(_, finding)| finding.place.exchange)
    }
}

/// How far a mistake is from the document's own words.
fn rank(mistake: &Mistake<'_>) -> u8 {
    match (strongest(&mistake.clauses), &mistake.check.part) {
        (_, Part::Case(_) | Part::CaseStatus(_)) => 4,
        (Some(evidence), _) => evidence as u8,
        (None, _) => 3,
    }
}

#[cfg(test)]
mod tests;
