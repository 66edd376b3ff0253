//! Waivers at work in a run: which cases they cover, and which of them are no longer true.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::case::Case;
use crate::contract::Contract;
use crate::record::CaseResult;
use crate::report;
use crate::verdict::{Check, Deviation, Finding, Stale, Staleness, Verdict, Waived, Waiver, cover};

/// The waivers of a run and what became of them so far.
#[derive(Clone, Debug, Default)]
pub struct Waiving {
    entries: Vec<Entry>,
    contracts: BTreeMap<String, Arc<Contract>>,
    strict: bool,
}

/// A waiver for the run's target.
#[derive(Clone, Debug)]
struct Entry {
    waiver: Waiver,
    is_expired: bool,
    /// The trials that could need it: of its case, or those that can show its clause.
    cases: BTreeSet<String>,
    /// Those of them that passed or failed.
    ran: BTreeSet<String>,
    /// Those of them in which it covers something, or would if it were not expired.
    matched: BTreeSet<String>,
}

impl Waiving {
    /// The waivers among these that are for a target, held against all cases of their contracts, whether they are to run or
    /// not. With `strict`, undocumented facts fail.
    pub fn new(
        waivers: Vec<Waiver>,
        today: Date,
        target: &str,
        contracts: &[Arc<Contract>],
        cases: &[Arc<Case>],
        strict: bool,
    ) -> Self {
        let own = waivers.into_iter().filter(|w| w.is_for(target));
        let entries = own.map(|waiver| Entry {
            is_expired: waiver.is_expired(today),
            cases: concerned(&waiver, contracts, cases),
            ran: BTreeSet::new(),
            matched: BTreeSet::new(),
            waiver,
        });
        let entries: Vec<Entry> = entries.collect();
        let named = |c: &&Arc<Contract>| entries.iter().any(|e| e.waiver.contract == c.id);
        let named = contracts.iter().filter(named);
        Self {
            contracts: named.map(|c| (c.id.clone(), Arc::clone(c))).collect(),
            entries,
            strict,
        }
    }

    /// Takes what came of a case, the latest where it comes twice; the waivers that cover all that failed in it.
    pub fn see(&mut self, case: &CaseResult) -> Vec<Waived> {
        for entry in &mut self.entries {
            entry.ran.remove(&case.name);
            entry.matched.remove(&case.name);
            if case.is_judged() && entry.cases.contains(&case.name) {
                entry.ran.insert(case.name.clone());
            }
        }
        if case.verdict != Verdict::Failed {
            return Vec::new();
        }
        let contract = self.contracts.get(&case.contract).cloned();
        let findings: Vec<Vec<&str>> = case
            .findings()
            .map(|(check, finding)| clauses(contract.as_deref(), case, check, finding))
            .collect();
        let deviation = Deviation {
            title: case.title(),
            name: &case.name,
            findings: &findings,
            beyond: self.strict && !case.notes.is_empty(),
        };
        let of_contract = self.entries.iter().enumerate();
        let of_contract = of_contract.filter(|(_, e)| e.waiver.contract == case.contract);
        let matched = cover(of_contract.clone().map(|(n, e)| (n, &e.waiver)), &deviation).used;
        let valid = of_contract.filter(|(_, e)| !e.is_expired);
        let cover = cover(valid.map(|(n, e)| (n, &e.waiver)), &deviation);
        for index in matched {
            if let Some(entry) = self.entries.get_mut(index) {
                entry.ran.insert(case.name.clone());
                entry.matched.insert(case.name.clone());
            }
        }
        let used = cover.used.iter().filter(|_| cover.whole);
        used.filter_map(|n| Some(self.entries.get(*n)?.waiver.told()))
            .collect()
    }

    /// The waivers that are no longer true, in the order of their file.
    ///
    /// An expired one, when a case ran that could need it. One that covered nothing, when every case ran that could need it:
    /// what was left out, skipped or proves nothing could be the one that does.
    pub fn stale(&self) -> Vec<Stale> {
        let stale = self.entries.iter().filter_map(|entry| {
            Some(Stale {
                state: entry.staleness()?,
                waiver: entry.waiver.told(),
            })
        });
        stale.collect()
    }
}

impl Entry {
    fn staleness(&self) -> Option<Staleness> {
        let unmatched = self.matched.is_empty();
        if self.ran.is_empty() {
            return None;
        }
        match (self.is_expired, unmatched) {
            (true, false) => Some(Staleness::Expired),
            (true, true) => Some(Staleness::ExpiredUnmatched),
            (false, true) if self.cases.is_subset(&self.ran) => Some(Staleness::Unmatched),
            (false, _) => None,
        }
    }
}

/// The trials that could need a waiver.
fn concerned(
    waiver: &Waiver,
    contracts: &[Arc<Contract>],
    cases: &[Arc<Case>],
) -> BTreeSet<String> {
    let of_contract = cases.iter().filter(|c| c.contract == waiver.contract);
    let named = of_contract.filter(|c| waiver.is_of(&c.name, &c.trial_name()));
    let named: Vec<&Case> = named.map(Arc::as_ref).collect();
    let contract = contracts.iter().find(|c| c.id == waiver.contract);
    let concerned = match (&waiver.case, &waiver.clause, contract) {
        (None, Some(clause), Some(contract)) => report::showing(contract, clause, &named),
        _ => named,
    };
    concerned.into_iter().map(Case::trial_name).collect()
}

/// The clauses that a finding goes against.
fn clauses<'a>(
    contract: Option<&'a Contract>,
    case: &'a CaseResult,
    check: &'a Check,
    finding: &'a Finding,
) -> Vec<&'a str> {
    let clauses = contract
        .map(|c| report::blame(c, &case.checks, check, finding).clauses)
        .unwrap_or_default();
    clauses.into_iter().map(|c| c.id.as_str()).collect()
}

#[cfg(test)]
mod tests;
