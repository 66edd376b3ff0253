//! Mutants from a contract's forms: every category that applies to it.

mod access;
mod beside;
mod bodies;
mod effects;
mod facts;
mod fields;
mod headers;
mod limits;
pub(super) mod named;
mod paging;
mod reachable;
mod schema;
mod statuses;

use std::collections::HashSet;

use super::mutant::{Category, Mutant, Stated, Violates};
use crate::contract::Contract;
use crate::mock::Lie;
use crate::verdict::Part;

/// Every mutant of a contract. Mutants of schemas are at most half of all.
pub fn mutants(contract: &Contract) -> Vec<Mutant> {
    let mut brood = Brood::of(contract);
    access::derive(&mut brood);
    statuses::derive(&mut brood);
    headers::derive(&mut brood);
    bodies::derive(&mut brood);
    facts::derive(&mut brood);
    effects::derive(&mut brood);
    paging::derive(&mut brood);
    let others = brood.mutants.len();
    schema::derive(&mut brood, others);
    beside::derive(&mut brood);
    named::derive(&mut brood);
    brood.mutants
}

/// The mutants of a contract so far.
struct Brood<'c> {
    contract: &'c Contract,
    mutants: Vec<Mutant>,
    ids: HashSet<String>,
}

impl<'c> Brood<'c> {
    fn of(contract: &'c Contract) -> Self {
        Self {
            contract,
            mutants: Vec::new(),
            ids: HashSet::new(),
        }
    }

    /// Adds a mutant, unless one has its name.
    fn add(&mut self, category: Category, what: &str, lie: Lie, parts: Vec<Part>, stated: Stated) {
        let id = format!("{}:{category}:{what}", self.contract.id);
        if self.ids.insert(id.clone()) {
            let violates = Violates { parts, stated };
            self.mutants.push(Mutant {
                id,
                category,
                lie,
                violates,
            });
        }
    }
}

#[cfg(test)]
mod tests;
