//! Which clauses a single case is about: those that it broke, or else those that it showed.

use std::collections::HashMap;

use super::coverage::grounds;
use crate::contract::{Clause, Contract, Evidence};
use crate::record::CaseResult;
use crate::verdict::{Outcome, Part, Verdict};

/// The clauses of parts, each looked up once: many cases make the same checks.
pub(super) struct Claims<'a> {
    contracts: HashMap<&'a str, (&'a Contract, Bound<'a>)>,
}

/// The clauses that a part is bound to, by what came of it: a broken part names the clauses about its very place.
type Bound<'a> = HashMap<(bool, &'a Part), Vec<&'a str>>;

impl<'a> Claims<'a> {
    /// Of these contracts; cases of others have no clauses.
    pub(super) fn new(contracts: &[&'a Contract]) -> Self {
        let contracts = contracts.iter();
        Self {
            contracts: contracts
                .map(|c| (c.id.as_str(), (*c, Bound::new())))
                .collect(),
        }
    }

    /// The contract of a case, where it is at hand.
    pub(super) fn contract(&self, case: &CaseResult) -> Option<&'a Contract> {
        self.contracts.get(case.contract.as_str()).map(|(c, _)| *c)
    }

    /// The clauses that a failed case broke or a passed one showed, in the order of the contract.
    pub(super) fn of(&mut self, case: &'a CaseResult) -> Vec<&'a Clause> {
        let Some((contract, bound)) = self.contracts.get_mut(case.contract.as_str()) else {
            return Vec::new();
        };
        let broke = match case.verdict {
            Verdict::Failed => true,
            Verdict::Passed => false,
            Verdict::Inconclusive(_) | Verdict::Skipped(_) => return Vec::new(),
        };
        let told = |outcome: &Outcome| match outcome {
            Outcome::Broken(_) => broke,
            Outcome::Held(_) => !broke,
            Outcome::Vacuous(_) => false,
        };
        let mut found: Vec<&'a str> = Vec::new();
        for check in case.checks.iter().filter(|c| told(&c.outcome)) {
            let ids = bound
                .entry((broke, &check.part))
                .or_insert_with(|| ids(contract, &check.part, broke));
            found.extend(ids.iter());
        }
        let clauses = contract.clauses.iter();
        clauses.filter(|c| found.contains(&c.id.as_str())).collect()
    }
}

fn ids<'a>(contract: &'a Contract, part: &'a Part, broke: bool) -> Vec<&'a str> {
    let clauses = if broke {
        grounds(contract, part)
    } else {
        contract.clauses_for(part).collect()
    };
    clauses.into_iter().map(|c| c.id.as_str()).collect()
}

/// The strongest evidence among clauses.
pub(super) fn strongest(clauses: &[&Clause]) -> Option<Evidence> {
    clauses.iter().map(|c| c.evidence).min()
}
