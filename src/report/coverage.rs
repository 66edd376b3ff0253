//! Which clauses a run showed: each observable one is verified, broken, vacuous or not exercised.

use crate::contract::{Clause, Contract, Guard};
use crate::record::Run;
use crate::verdict::{Finding, Outcome, Part};

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
    contract
        .clauses
        .iter()
        .map(|clause| result(contract, clause, run))
        .collect()
}

/// Whether a finding is only that a case got another status than it expects. Of what the clauses bound to the case say it
/// shows nothing: the answer that would is not there.
pub(super) fn is_status_of_case(part: &Part, finding: &Finding) -> bool {
    matches!(part, Part::Case(_)) && finding.rule == "unexpected-status"
}

/// The clauses that a finding goes against: none where a case only got another status, else those of its part.
pub fn grounds_of<'a>(
    contract: &'a Contract,
    part: &'a Part,
    finding: &Finding,
) -> Vec<&'a Clause> {
    if is_status_of_case(part, finding) {
        return Vec::new();
    }
    grounds(contract, part)
}

/// The clauses that a broken part goes against: those bound to the very part, or where none is, to the nearest that holds it.
pub(super) fn grounds<'a>(contract: &'a Contract, part: &'a Part) -> Vec<&'a Clause> {
    let nearest = contract
        .clauses_for(part)
        .filter_map(|c| c.nearness(part))
        .max();
    let all = contract.clauses_for(part);
    all.filter(|c| c.nearness(part) == nearest).collect()
}

fn result<'a>(contract: &'a Contract, clause: &'a Clause, run: &'a Run) -> ClauseResult<'a> {
    let mut witnesses = 0_u64;
    let (mut held, mut broke): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut vacuous = None;
    for case in run.cases_of(&contract.id).filter(|c| c.is_judged()) {
        let bound = case.checks.iter().filter(|c| clause.guards(&c.part));
        for check in bound {
            let cases = match &check.outcome {
                Outcome::Held(shown) => {
                    witnesses = witnesses.saturating_add(*shown);
                    &mut held
                }
                Outcome::Broken(_) => &mut broke,
                Outcome::Vacuous(why) => {
                    vacuous = vacuous.or(Some(why.as_str()));
                    continue;
                }
            };
            if cases.last() != Some(&case.name.as_str()) {
                cases.push(&case.name);
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
