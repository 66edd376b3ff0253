//! Which clauses a run verified, clause by clause.

use std::collections::BTreeMap;

use super::Judgement;
use crate::contract::{Clause, Contract, Evidence};
use crate::verdict::{Outcome, Part, Verdict};

/// What the judgements of a run say of each clause of a contract.
#[derive(Debug)]
pub struct Coverage<'c> {
    contract: &'c Contract,
    parts: BTreeMap<Part, Tally>,
}

/// What came of the checks of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Witnesses of checks that held.
    pub witnesses: u64,
    /// Checks that broke.
    pub broken: u64,
    /// Checks that were vacuous.
    pub vacuous: u64,
}

/// What a run says of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClauseState {
    /// A check bound to it held with a witness, and none broke.
    Verified,
    /// A check bound to it broke.
    Broken,
    /// It was looked at, and nothing showed it.
    Vacuous,
    /// Nothing looked at it.
    NotExercised,
    /// No request could show it.
    Unobservable,
}

impl ClauseState {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Broken => "broken",
            Self::Vacuous => "vacuous",
            Self::NotExercised => "not-exercised",
            Self::Unobservable => "unobservable",
        }
    }
}

/// A clause and what a run says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClauseCoverage<'c> {
    /// The clause's id.
    pub id: &'c str,
    /// How strong it is.
    pub evidence: Evidence,
    /// What the run says of it.
    pub state: ClauseState,
    /// The tally of all checks bound to it.
    pub tally: Tally,
    /// The tally of each part bound to it, in the contract's order.
    pub parts: Vec<(&'c Part, Tally)>,
}

impl<'c> Coverage<'c> {
    /// Nothing judged yet.
    pub fn new(contract: &'c Contract) -> Self {
        Self {
            contract,
            parts: BTreeMap::new(),
        }
    }

    /// Adds the judgement of a case of the contract. An inconclusive or skipped one proves nothing and adds nothing.
    pub fn add(&mut self, judgement: &Judgement) {
        match judgement.verdict {
            Verdict::Passed | Verdict::Failed => {}
            Verdict::Inconclusive(_) | Verdict::Skipped(_) => return,
        }
        for check in &judgement.checks {
            let tally = self.parts.entry(check.part.clone()).or_default();
            match &check.outcome {
                Outcome::Held(witnesses) => tally.witnesses += witnesses,
                Outcome::Broken(_) => tally.broken += 1,
                Outcome::Vacuous(_) => tally.vacuous += 1,
            }
        }
    }

    /// Every clause, in the contract's order.
    pub fn clauses(&self) -> impl Iterator<Item = ClauseCoverage<'c>> {
        self.contract.clauses.iter().map(|c| self.clause(c))
    }

    fn clause(&self, clause: &'c Clause) -> ClauseCoverage<'c> {
        let parts: Vec<_> = clause
            .parts()
            .iter()
            .map(|bound| (bound, self.tally(|part| bound.covers(part))))
            .collect();
        // A check within two of the clause's parts counts once.
        let tally = self.tally(|part| clause.guards(part));
        let state = match tally {
            _ if !clause.is_observable() => ClauseState::Unobservable,
            Tally { broken, .. } if broken > 0 => ClauseState::Broken,
            Tally { witnesses, .. } if witnesses > 0 => ClauseState::Verified,
            Tally { vacuous, .. } if vacuous > 0 => ClauseState::Vacuous,
            Tally { .. } => ClauseState::NotExercised,
        };
        ClauseCoverage {
            id: &clause.id,
            evidence: clause.evidence,
            state,
            tally,
            parts,
        }
    }

    fn tally(&self, meant: impl Fn(&Part) -> bool) -> Tally {
        let mut sum = Tally::default();
        for (_, tally) in self.parts.iter().filter(|(part, _)| meant(part)) {
            sum.witnesses += tally.witnesses;
            sum.broken += tally.broken;
            sum.vacuous += tally.vacuous;
        }
        sum
    }
}
