//! Cases against mutants.

use std::sync::Arc;

use super::asked::{self, Asked};
use super::derive::mutants;
use super::mutant::Mutant;
use super::outcome::{Fate, Outcome, Told};
use crate::case::Case;
use crate::contract::{Clause, Contract, Unseen, UnseenReason};
use crate::drive::{EngineError, Rehearsal, Stage, in_parallel};
use crate::http::Transcript;
use crate::mock::Lie;
use crate::plan::Planned;
use crate::record::CaseResult;
use crate::report;
use crate::verdict::{Check, Finding, Outcome as Looked, Part, Verdict};

/// So many more cases are run in search of a check once a case's own expectation has killed a mutant. Those that look at
/// what is broken come first.
const SEARCHED: u32 = 8;

/// The cases of contracts, what they find on the sound mock, and the contracts' mutants.
pub struct Trials {
    rehearsal: Rehearsal,
    contracts: Vec<Arc<Contract>>,
    /// What each planned case finds on the sound mock.
    sound: Vec<CaseResult>,
}

impl Trials {
    /// Plans the cases and runs each on the sound mock, so many at once.
    ///
    /// # Errors
    /// When the system gives no threads, or the mock lacks what a contract promises.
    pub fn of(
        contracts: &[Arc<Contract>],
        cases: &[Arc<Case>],
        jobs: usize,
    ) -> Result<Self, EngineError> {
        let rehearsal = Rehearsal::of(contracts, cases)?;
        let planned = rehearsal.planned();
        let sound = in_parallel(planned, jobs, |planned| {
            let stage = rehearsal.in_memory(Arc::clone(rehearsal.mock()));
            rehearsal.run(planned, &stage)
        });
        Ok(Self {
            contracts: contracts.to_vec(),
            sound,
            rehearsal,
        })
    }

    /// The cases that do not pass on the sound mock: they show nothing about mutants and are left out.
    pub fn unsound(&self) -> Vec<&CaseResult> {
        self.sound
            .iter()
            .filter(|r| r.verdict.ran_in_vain())
            .collect()
    }

    /// Every mutant of every contract.
    pub fn mutants(&self) -> Vec<(Arc<Contract>, Mutant)> {
        let of = |c: &Arc<Contract>| {
            let contract = Arc::clone(c);
            mutants(c)
                .into_iter()
                .map(move |m| (Arc::clone(&contract), m))
        };
        self.contracts.iter().flat_map(of).collect()
    }

    /// Runs the cases against mutants, so many mutants at once; with `all` every case, else until the first that
    /// notices. The outcomes come in the mutants' order.
    pub fn run(
        &self,
        mutants: &[(Arc<Contract>, Mutant)],
        all: bool,
        jobs: usize,
    ) -> Result<Vec<Outcome>, EngineError> {
        let outcomes = in_parallel(mutants, jobs, |(contract, mutant)| {
            self.one(contract, mutant, all)
        });
        outcomes.into_iter().collect()
    }

    fn one(&self, contract: &Contract, mutant: &Mutant, all: bool) -> Result<Outcome, EngineError> {
        let on_wire = matches!(mutant.lie, Lie::Wire(_));
        let named = |u: &&Unseen| u.mutant.names(&contract.id, &mutant.id);
        let declared = contract.unseen.iter().find(named);
        let mut outcome = unknown(contract, mutant);
        let mut seen = Seen::default();
        let mut after_case = 0;
        let stage = self.stage(mutant)?;
        let violated = mutant.clauses(contract);
        let cases = self.in_order(contract, mutant);
        for (planned, sound) in &cases {
            let result = self.rehearsal.run(planned, &stage);
            outcome.ran += 1;
            seen.changed |= on_wire || differ(&result.transcript, &sound.transcript);
            let mut right = false;
            for (check, finding) in result.findings() {
                let told = Told::of(&result.name, &check.part, finding);
                let is_about = |p: &Part| mutant.is_noticed_by(&violated, p, &planned.case);
                if !report::parts(&check.part, finding).iter().any(is_about) {
                    seen.by_accident.get_or_insert(told);
                    continue;
                }
                right = true;
                let blamed = report::blame(contract, &result.checks, check, finding).clauses;
                cite(&violated, &blamed, &mut outcome.cited);
                if told.is_of_case() {
                    seen.by_case.get_or_insert(told);
                } else {
                    seen.killed.get_or_insert(told);
                }
            }
            if right {
                outcome.noticed_by.push(result.name);
            }
            // What only a case expects is looked for a check of, for a while: that would guard it in every case.
            after_case += u32::from(seen.by_case.is_some());
            if !all && (seen.killed.is_some() || after_case > SEARCHED) {
                break;
            }
        }
        if !all {
            let by = seen.killed.as_ref().or(seen.by_case.as_ref());
            let by = by.map(|told| told.case.clone());
            outcome.noticed_by.retain(|case| Some(case) == by.as_ref());
        }
        if mutant.violates.parts.is_empty() {
            let stating = cases
                .iter()
                .filter(|(p, _)| mutant.violates.stated.includes(&p.case));
            outcome.stated_by = stating.map(|(p, _)| p.case.name.clone()).collect();
        }
        let lacking = asked::lacking(mutant, contract, &cases);
        outcome.fate = seen.fate(declared, lacking.as_deref());
        outcome.lacking = lacking.filter(|_| outcome.fate == Fate::Survived);
        Ok(outcome)
    }

    /// Looks, for every observable clause that no outcome cites, for a mutant and a case whose finding on it cites the
    /// clause, and adds it to the mutant's outcome. With every case run already there is nothing to look for.
    ///
    /// # Errors
    /// When there is no socket for a mutant that needs one.
    pub fn cite(
        &self,
        mutants: &[(Arc<Contract>, Mutant)],
        outcomes: &mut [Outcome],
        jobs: usize,
    ) -> Result<(), EngineError> {
        let mut wanted: Vec<(&Contract, &Clause)> = Vec::new();
        for contract in &self.contracts {
            let cited = |clause: &Clause| {
                let own = outcomes.iter().filter(|o| o.contract == contract.id);
                own.flat_map(|o| &o.cited).any(|c| *c == clause.id)
            };
            let clauses = contract
                .clauses
                .iter()
                .filter(|c| c.is_observable() && !cited(c));
            wanted.extend(clauses.map(|clause| (contract.as_ref(), clause)));
        }
        let found = in_parallel(&wanted, jobs, |(contract, clause)| {
            self.citing(contract, clause, mutants)
        });
        for ((_, clause), found) in wanted.into_iter().zip(found) {
            let outcome = found?.and_then(|at| outcomes.get_mut(at));
            if let Some(outcome) = outcome.filter(|o| matches!(o.fate, Fate::Killed(_))) {
                outcome.cited.push(clause.id.clone());
            }
        }
        Ok(())
    }

    /// The first mutant that violates a clause and that a case kills with a finding that cites it.
    fn citing(
        &self,
        contract: &Contract,
        clause: &Clause,
        mutants: &[(Arc<Contract>, Mutant)],
    ) -> Result<Option<usize>, EngineError> {
        let looks_at = |result: &CaseResult| result.checks.iter().any(|c| clause.guards(&c.part));
        let cases: Vec<Asked<'_>> = self
            .passing(contract)
            .filter(|(_, r)| looks_at(r))
            .collect();
        let breaks =
            |(c, m): &(Arc<Contract>, Mutant)| c.id == contract.id && m.breaks(contract, clause);
        for (at, (_, mutant)) in mutants.iter().enumerate().filter(|(_, m)| breaks(m)) {
            let stage = self.stage(mutant)?;
            let violated = mutant.clauses(contract);
            for (planned, _) in &cases {
                let result = self.rehearsal.run(planned, &stage);
                let cites = |(check, finding): (&Check, &Finding)| {
                    let is_about = |p: &Part| mutant.is_noticed_by(&violated, p, &planned.case);
                    let blamed = report::blame(contract, &result.checks, check, finding).clauses;
                    report::parts(&check.part, finding).iter().any(is_about)
                        && blamed.iter().any(|c| c.id == clause.id)
                };
                if result.findings().any(cites) {
                    return Ok(Some(at));
                }
            }
        }
        Ok(None)
    }

    /// The cases of a contract that pass on the sound mock.
    fn passing(&self, contract: &Contract) -> impl Iterator<Item = Asked<'_>> {
        let planned = self.rehearsal.planned().iter().map(Arc::as_ref);
        let of = contract.id.clone();
        let cases = planned.zip(&self.sound);
        cases.filter(move |(p, r)| p.contract.id == of && r.verdict == Verdict::Passed)
    }

    fn stage(&self, mutant: &Mutant) -> Result<Stage, EngineError> {
        let mock = Arc::new(self.rehearsal.mock().lying(mutant.lie.clone()));
        if matches!(mutant.lie, Lie::Wire(_)) {
            self.rehearsal.on_wire(&mock)
        } else {
            Ok(self.rehearsal.in_memory(mock))
        }
    }

    /// The cases of a contract that hold on the sound mock, likely killers of a mutant first: those that looked at what
    /// it violates, then those with fewer requests.
    fn in_order(&self, contract: &Contract, mutant: &Mutant) -> Vec<(&Planned, &CaseResult)> {
        let clauses = mutant.clauses(contract);
        let mut cases: Vec<(u8, &Planned, &CaseResult)> = self
            .passing(contract)
            .map(|(p, r)| {
                let looks = |held: bool| {
                    r.checks.iter().any(|c| {
                        let mut violated = mutant.violates.parts.iter();
                        let own = violated.any(|p| p.whole().covers(&c.part));
                        let cited = || clauses.iter().any(|clause| clause.guards(&c.part));
                        (matches!(c.outcome, Looked::Held(_)) || !held) && (own || cited())
                    })
                };
                let rank = if looks(true) {
                    0
                } else if looks(false) {
                    1
                } else if mutant.violates.stated.includes(&p.case) {
                    2
                } else {
                    3
                };
                (rank, p, r)
            })
            .collect();
        cases.sort_by_key(|(rank, _, r)| (*rank, r.requests));
        cases.into_iter().map(|(_, p, r)| (p, r)).collect()
    }
}

/// An outcome before any case was run.
fn unknown(contract: &Contract, mutant: &Mutant) -> Outcome {
    Outcome {
        id: mutant.id.clone(),
        contract: contract.id.clone(),
        category: mutant.category,
        clauses: mutant
            .clauses(contract)
            .into_iter()
            .map(|c| c.id.clone())
            .collect(),
        parts: mutant.violates.parts.iter().map(Part::to_string).collect(),
        fate: Fate::Survived,
        stated_by: Vec::new(),
        cited: Vec::new(),
        noticed_by: Vec::new(),
        ran: 0,
        lacking: None,
    }
}

/// What cases found on a mutant.
#[derive(Default)]
struct Seen {
    /// The first finding of a check on what is violated.
    killed: Option<Told>,
    /// The first on what a case expects of it.
    by_case: Option<Told>,
    /// The first on something else.
    by_accident: Option<Told>,
    /// Whether an answer was another than the sound mock's.
    changed: bool,
}

impl Seen {
    /// What came of the mutant. `lacking` says what no case asks for.
    fn fate(self, declared: Option<&Unseen>, lacking: Option<&str>) -> Fate {
        let killed = self.killed.or(self.by_case);
        let Some(declared) = declared else {
            return match (killed, self.by_accident) {
                (Some(told), _) => Fate::Killed(told),
                (None, Some(told)) => Fate::ByAccident(told),
                (None, None) => Fate::Survived,
            };
        };
        let (reason, says) = (declared.because, declared.because.word());
        let wrong = match (killed.or(self.by_accident), reason) {
            (Some(told), _) => Some(format!("and `{}` sees it: {}", told.case, told.line)),
            (None, UnseenReason::DocumentAllowsIt) => {
                (!self.changed).then(|| "and no answer shows it".to_owned())
            }
            (None, _) if self.changed => {
                Some("and answers differ from those of the sound mock".to_owned())
            }
            (None, _) => lacking.map(|lacking| format!("and {lacking}")),
        };
        wrong.map_or_else(
            || Fate::Unseen(reason, declared.by.as_ref().map(|(id, _)| id.clone())),
            |wrong| Fate::Misdeclared(format!("the contract says `{says}`, {wrong}")),
        )
    }
}

/// Adds the clauses that a finding goes against and that the mutant violates.
fn cite(violated: &[&Clause], blamed: &[&Clause], cited: &mut Vec<String>) {
    for clause in violated {
        if blamed.iter().any(|c| c.id == clause.id) && !cited.contains(&clause.id) {
            cited.push(clause.id.clone());
        }
    }
}

/// Whether two transcripts tell of different requests or answers.
fn differ(a: &Transcript, b: &Transcript) -> bool {
    a.entries.len() != b.entries.len()
        || a.entries.iter().zip(&b.entries).any(|(a, b)| {
            a.exchange.request != b.exchange.request || a.exchange.outcome != b.exchange.outcome
        })
}
