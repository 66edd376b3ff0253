//! Outcomes counted, and as a file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Category, Fate, Outcome, Told};
use crate::contract::{Contract, UnseenReason};

/// How many mutants came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Noticed for the right reason.
    pub killed: usize,
    /// Of these, noticed only by what a case expects beyond the contract's checks.
    pub by_case: usize,
    /// Noticed only by something unrelated.
    pub by_accident: usize,
    /// Not noticed, or declared unseen wrongly.
    pub survived: usize,
    /// Declared unseen, and shown to be.
    pub unseen: usize,
    /// Left open by the document, and shown to go unnoticed.
    pub allowed: usize,
}

impl Tally {
    /// Counts an outcome.
    pub fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Killed(told) => {
                self.killed += 1;
                self.by_case += usize::from(told.is_of_case());
            }
            Fate::ByAccident(_) => self.by_accident += 1,
            Fate::Survived | Fate::Misdeclared(_) => self.survived += 1,
            Fate::Unseen(UnseenReason::DocumentAllowsIt, _) => self.allowed += 1,
            Fate::Unseen(..) => self.unseen += 1,
        }
    }

    /// All of them.
    pub fn all(self) -> usize {
        self.killed + self.by_accident + self.survived + self.unseen + self.allowed
    }

    /// Of those that can be seen, how many of a hundred were killed; rounded down, so that 100 means all.
    pub fn score(self) -> usize {
        let seen = self.all() - self.unseen - self.allowed;
        (self.killed * 100).checked_div(seen).unwrap_or(100)
    }
}

/// Outcomes counted by contract and category.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// By contract, then by category.
    pub by: BTreeMap<String, BTreeMap<Category, Tally>>,
    /// All together.
    pub all: Tally,
    /// Observable clauses of these contracts that no kill cites: contract, clause.
    pub uncited: Vec<(String, String)>,
    /// How many observable clauses there are.
    pub observable: usize,
}

impl Score {
    /// Counts outcomes.
    pub fn of(contracts: &[&Contract], outcomes: &[Outcome]) -> Self {
        let mut score = Self::default();
        let mut cited: BTreeSet<(&str, &str)> = BTreeSet::new();
        for outcome in outcomes {
            let by = score.by.entry(outcome.contract.clone()).or_default();
            by.entry(outcome.category).or_default().count(&outcome.fate);
            score.all.count(&outcome.fate);
            cited.extend(
                outcome
                    .cited
                    .iter()
                    .map(|c| (outcome.contract.as_str(), c.as_str())),
            );
        }
        for contract in contracts {
            for clause in contract.clauses.iter().filter(|c| c.is_observable()) {
                score.observable += 1;
                if !cited.contains(&(contract.id.as_str(), clause.id.as_str())) {
                    score.uncited.push((contract.id.clone(), clause.id.clone()));
                }
            }
        }
        score
    }
}

/// Outcomes as `mutation.json` has them.
pub fn json(score: &Score, outcomes: &[Outcome]) -> Value {
    let tally = |t: &Tally| json!({ "killed": t.killed, "by_accident": t.by_accident, "survived": t.survived, "unseen": t.unseen, "allowed": t.allowed, "by_case_alone": t.by_case });
    let contracts: serde_json::Map<String, Value> = score
        .by
        .iter()
        .map(|(contract, by)| {
            let by: serde_json::Map<String, Value> = by
                .iter()
                .map(|(c, t)| (c.word().to_owned(), tally(t)))
                .collect();
            (contract.clone(), Value::Object(by))
        })
        .collect();
    let mutants: Vec<Value> = outcomes.iter().map(outcome).collect();
    let uncited: Vec<Value> = score
        .uncited
        .iter()
        .map(|(contract, clause)| json!({ "contract": contract, "clause": clause }))
        .collect();
    json!({
        "format": 1,
        "score": score.all.score(),
        "all": tally(&score.all),
        "contracts": contracts,
        "clauses": { "observable": score.observable, "not_cited": uncited },
        "mutants": mutants,
    })
}

fn outcome(outcome: &Outcome) -> Value {
    let mut told = json!({
        "id": outcome.id, "contract": outcome.contract, "category": outcome.category.word(),
        "violates": outcome.parts, "clauses": outcome.clauses, "cases_run": outcome.ran,
    });
    let found = |fate: &str, told: &Told| {
        let part = told.part.to_string();
        json!({ "fate": fate, "case": told.case, "part": part, "rule": told.rule, "finding": told.line })
    };
    let fate = match &outcome.fate {
        Fate::Killed(told) => found("killed", told),
        Fate::ByAccident(told) => found("killed-by-accident", told),
        Fate::Survived => json!({ "fate": "survived" }),
        Fate::Unseen(reason, by) => {
            json!({ "fate": "unseen", "because": reason.word(), "by": by })
        }
        Fate::Misdeclared(why) => json!({ "fate": "survived", "why": why }),
    };
    if let (Value::Object(told), Value::Object(fate)) = (&mut told, fate) {
        told.extend(fate);
        told.insert("cited".to_owned(), json!(outcome.cited));
        told.insert("noticed_by".to_owned(), json!(outcome.noticed_by));
    }
    told
}
