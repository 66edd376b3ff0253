//! Which clauses a run showed: each observable one is verified, broken, vacuous or not exercised.

use std::collections::HashMap;

use super::blame::{blame, shows_its_expectations};
use crate::contract::{Clause, Contract, Guard};
use crate::record::{CaseResult, Run};
use crate::verdict::{Outcome, Part};

/// What a run says of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClauseState {
    /// A check bound to it held, with witnesses, and none broke.
    Verified,
    /// A check bound to it broke.
    Broken,
    /// Checks bound to it were made and showed nothing.
    Vacuous,
    /// No check bound to it was made.
    NotExercised,
    /// No request could show it.
    Unobservable,
}

impl ClauseState {
    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotExercised => "not exercised",
            Self::Unobservable => "not observable",
            other => other.word(),
        }
    }

    /// The word for machines.
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
#[derive(Clone, Debug)]
pub struct ClauseResult<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// What the run says of it.
    pub state: ClauseState,
    /// How many things showed it.
    pub witnesses: u64,
    /// The cases that broke it, or else those that showed it, by name.
    pub cases: Vec<&'a str>,
    /// Why nothing was shown, where there is a reason.
    pub why: Option<&'a str>,
}

/// Every clause of a contract, in its order. Only cases that passed or failed count: the others prove nothing.
pub fn clauses<'a>(contract: &'a Contract, run: &'a Run) -> Vec<ClauseResult<'a>> {
    let judged = run.cases_of(&contract.id).filter(|c| c.is_judged());
    // Each with whether what it expects was met.
    let judged: Vec<(&CaseResult, bool)> = judged
        .map(|case| (case, shows_its_expectations(contract, &case.checks)))
        .collect();
    let mut broke: HashMap<&str, Vec<&str>> = HashMap::new();
    for (case, _) in &judged {
        for (check, finding) in case.findings() {
            for clause in blame(contract, &case.checks, check, finding).clauses {
                let cases = broke.entry(&clause.id).or_default();
                if cases.last() != Some(&case.name.as_str()) {
                    cases.push(&case.name);
                }
            }
        }
    }
    let of = |clause: &'a Clause| {
        let broke = broke.remove(clause.id.as_str()).unwrap_or_default();
        result(clause, &judged, broke)
    };
    contract.clauses.iter().map(of).collect()
}

/// Why a case in which something else is wrong shows nothing of what it was written for.
const OTHERWISE: &str = "the case that looks at it found something else wrong with its answers";

/// What the cases say of a clause that some of them broke.
fn result<'a>(
    clause: &'a Clause,
    judged: &[(&'a CaseResult, bool)],
    broke: Vec<&'a str>,
) -> ClauseResult<'a> {
    let mut witnesses = 0_u64;
    let mut held: Vec<&str> = Vec::new();
    let mut vacuous = None;
    for (case, shows) in judged {
        for check in case.checks.iter().filter(|c| clause.guards(&c.part)) {
            match &check.outcome {
                Outcome::Held(_) if !shows && matches!(check.part, Part::Case(_)) => {
                    vacuous = vacuous.or(Some(OTHERWISE));
                }
                Outcome::Held(count) => {
                    witnesses = witnesses.saturating_add(*count);
                    if held.last() != Some(&case.name.as_str()) {
                        held.push(&case.name);
                    }
                }
                Outcome::Broken(_) => {
                    vacuous = vacuous.or(Some(OTHERWISE));
                }
                Outcome::Vacuous(why) => vacuous = vacuous.or(Some(why.as_str())),
            }
        }
    }
    let (state, cases, why) = match &clause.guard {
        Guard::Unobservable(why) => (ClauseState::Unobservable, Vec::new(), Some(why.as_str())),
        Guard::CheckedBy(_) if !broke.is_empty() => (ClauseState::Broken, broke, None),
        Guard::CheckedBy(_) if witnesses > 0 => (ClauseState::Verified, held, None),
        Guard::CheckedBy(_) => match vacuous {
            Some(why) => (ClauseState::Vacuous, Vec::new(), Some(why)),
            None => (ClauseState::NotExercised, Vec::new(), None),
        },
    };
    ClauseResult {
        clause,
        state,
        witnesses,
        cases,
        why,
    }
}
