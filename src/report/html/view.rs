//! What every part of the page looks at, worked out once.

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};

use super::groups::{self, Group};
use crate::contract::Contract;
use crate::record::{CaseResult, Run};
use crate::report::{ClauseResult, Mistake, Traces, clauses, mistakes};
use crate::verdict::{Cause, Part, Waived};

/// So many bytes of whole bodies are shown in a page, the first ones; the record has the others.
const BODIES: usize = 4 << 20;

/// A run, the contracts at hand and what follows from both.
pub(super) struct View<'a> {
    pub(super) run: &'a Run,
    pub(super) traces: &'a Traces,
    /// What broke, each mistake once, the most telling first.
    pub(super) mistakes: Vec<Mistake<'a>>,
    /// The waivers that cover something, and the cases below each.
    pub(super) waivers: Vec<Group<'a, Waived>>,
    /// Why cases prove nothing, and the cases of each cause.
    pub(super) causes: Vec<Group<'a, Cause>>,
    /// Mistakes, waivers and causes are numbered through, from one: the filter's short names for what a case is part of.
    reasons: HashMap<&'a str, Vec<usize>>,
    contracts: HashMap<&'a str, &'a Contract>,
    covered: HashMap<&'a str, Vec<ClauseResult<'a>>>,
    /// Every clause has a number in the page: the filter's short name for it.
    first_number: HashMap<&'a str, usize>,
    bound: HashMap<(&'a str, &'a Part), Vec<usize>>,
    room: Cell<usize>,
}

impl<'a> View<'a> {
    /// Looks at everything once.
    pub(super) fn new(run: &'a Run, contracts: &'a [&'a Contract], traces: &'a Traces) -> Self {
        let known: HashMap<&str, &Contract> =
            contracts.iter().map(|c| (c.id.as_str(), *c)).collect();
        let mut view = Self {
            run,
            traces,
            mistakes: mistakes(run, contracts),
            waivers: groups::waivers(run),
            causes: groups::causes(run),
            reasons: HashMap::new(),
            contracts: known,
            covered: HashMap::new(),
            first_number: HashMap::new(),
            bound: HashMap::new(),
            room: Cell::new(BODIES),
        };
        let mut number = 0;
        for id in run.contracts() {
            let Some(contract) = view.contract(id) else {
                continue;
            };
            let covered = clauses(contract, run);
            view.first_number.insert(&contract.id, number);
            number += covered.len();
            view.covered.insert(&contract.id, covered);
        }
        for case in &run.cases {
            view.bind(case);
        }
        let mistakes = view.mistakes.iter().map(|m| &m.cases);
        let waivers = view.waivers.iter().map(|g| &g.cases);
        let causes = view.causes.iter().map(|g| &g.cases);
        for (index, cases) in mistakes.chain(waivers).chain(causes).enumerate() {
            for case in cases {
                view.reasons.entry(&case.name).or_default().push(index + 1);
            }
        }
        view
    }

    /// A contract at hand.
    pub(super) fn contract(&self, id: &str) -> Option<&'a Contract> {
        self.contracts.get(id).copied()
    }

    /// The clauses of a contract at hand, in its order, and what the run says of each.
    pub(super) fn clauses(&self, id: &str) -> &[ClauseResult<'a>] {
        self.covered.get(id).map_or(&[], Vec::as_slice)
    }

    /// The number of a contract's clause in the page.
    pub(super) fn number(&self, contract: &str, index: usize) -> usize {
        self.first_number.get(contract).copied().unwrap_or(0) + index
    }

    /// The numbers of the clauses that a case's checks looked at, as an attribute.
    pub(super) fn numbers(&self, case: &CaseResult) -> String {
        let parts = case.checks.iter().map(|c| &c.part);
        let bound = parts.filter_map(|part| self.bound.get(&(case.contract.as_str(), part)));
        let numbers: BTreeSet<usize> = bound.flatten().copied().collect();
        let words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        words.join(" ")
    }

    /// The numbers of the mistakes, waivers and causes that a case is part of, as an attribute.
    pub(super) fn reasons(&self, case: &CaseResult) -> String {
        let numbers = self.reasons.get(case.name.as_str()).into_iter().flatten();
        let words: Vec<String> = numbers.map(ToString::to_string).collect();
        words.join(" ")
    }

    /// Takes up to `wanted` bytes of what may be shown of whole bodies.
    pub(super) fn room(&self, wanted: usize) -> bool {
        let left = self.room.get();
        let enough = wanted <= left;
        if enough {
            self.room.set(left - wanted);
        }
        enough
    }

    fn bind(&mut self, case: &'a CaseResult) {
        let Some(contract) = self.contract(&case.contract) else {
            return;
        };
        for check in &case.checks {
            let first = self.number(&contract.id, 0);
            let key = (case.contract.as_str(), &check.part);
            self.bound.entry(key).or_insert_with(|| {
                let all = contract.clauses.iter().enumerate();
                let guarding = all.filter(|(_, clause)| clause.guards(&check.part));
                guarding.map(|(index, _)| first + index).collect()
            });
        }
    }
}
