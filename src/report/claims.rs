//! Which clauses a single case is about: those that it broke, or else those that it showed.

use std::collections::HashMap;

use super::blame::blame;
use crate::contract::{Clause, Contract, Evidence};
use crate::record::CaseResult;
use crate::verdict::{Outcome, Part, Verdict};

/// The clauses of cases, in the contracts at hand.
pub(super) struct Claims<'a> {
    contracts: HashMap<&'a str, (&'a Contract, Shown<'a>)>,
}

/// The clauses that a part that held shows, each looked up once: many cases make the same checks.
type Shown<'a> = HashMap<&'a Part, Vec<&'a str>>;

impl<'a> Claims<'a> {
    /// Of these contracts; cases of others have no clauses.
    pub(super) fn new(contracts: &[&'a Contract]) -> Self {
        let contracts = contracts.iter();
        Self {
            contracts: contracts
                .map(|c| (c.id.as_str(), (*c, Shown::new())))
                .collect(),
        }
    }

    /// The contract of a case, where it is at hand.
    pub(super) fn contract(&self, case: &CaseResult) -> Option<&'a Contract> {
        self.contracts.get(case.contract.as_str()).map(|(c, _)| *c)
    }

    /// The clauses that a failed case broke or a passed one showed, in the order of the contract.
    pub(super) fn of(&mut self, case: &'a CaseResult) -> Vec<&'a Clause> {
        let Some((contract, shown)) = self.contracts.get_mut(case.contract.as_str()) else {
            return Vec::new();
        };
        let contract: &'a Contract = contract;
        let mut found: Vec<&'a str> = Vec::new();
        match case.verdict {
            Verdict::Failed => {
                for (check, finding) in case.findings() {
                    let clauses = blame(contract, &case.checks, check, finding).clauses;
                    found.extend(clauses.into_iter().map(|c| c.id.as_str()));
                }
            }
            Verdict::Passed => {
                for check in &case.checks {
                    if matches!(check.outcome, Outcome::Held(_)) {
                        let ids = shown.entry(&check.part).or_insert_with(|| {
                            let clauses = contract.clauses_for(&check.part);
                            clauses.map(|c| c.id.as_str()).collect()
                        });
                        found.extend(ids.iter());
                    }
                }
            }
            Verdict::Inconclusive(_) | Verdict::Skipped(_) => {}
        }
        let clauses = contract.clauses.iter();
        clauses.filter(|c| found.contains(&c.id.as_str())).collect()
    }
}

/// The strongest evidence among clauses.
pub(super) fn strongest(clauses: &[&Clause]) -> Option<Evidence> {
    clauses.iter().map(|c| c.evidence).min()
}
