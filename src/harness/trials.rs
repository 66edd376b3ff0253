//! One trial a case.

use std::collections::HashSet;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Completion, Failed, Trial};

use super::panics;
use crate::contract::Contract;
use crate::drive::Drive;
use crate::plan::Planned;
use crate::record::CaseResult;
use crate::report::{visible, words};
use crate::value::{Masks, withhold_lines};
use crate::verdict::Verdict;

/// The most threads that trials are given.
const MOST_THREADS: usize = 1024;

/// Words for a case that failed or is inconclusive.
pub type Told = dyn Fn(&CaseResult, &Contract) -> String + Send + Sync;

/// How many threads the trials need: one each, because a case that waits for a limit must not keep another from running. How
/// many work at once is the drive's to say (`Options::jobs`). At least two, because libtest-mimic writes a name
/// before its result where there is one only.
pub fn threads(trials: usize) -> usize {
    trials.clamp(2, MOST_THREADS)
}

/// The trials of the cases that did not run yet, the contracts taken in turn, so that one that is slow to answer never holds up the rest.
///
/// With `flag_skipped`, cases that will be skipped carry libtest's flag `ignored`, which is what a listing can show; they
/// are then not run at all. Without it they are ignored when they run, which can say why.
pub fn trials(drive: &Arc<Drive>, told: &Arc<Told>, flag_skipped: bool) -> Vec<Trial> {
    let planned = in_turn(&drive.pending());
    let causes = Arc::new(Causes::default());
    let trial = |planned: Arc<Planned>| {
        let (drive, told, causes) = (Arc::clone(drive), Arc::clone(told), Arc::clone(&causes));
        let skips = planned.skip.is_some();
        let name = planned.case.trial_name();
        let run = move || {
            let ran = panic::catch_unwind(AssertUnwindSafe(|| drive.run(&planned)));
            let result = match ran {
                Ok(Some(result)) => result,
                Ok(None) => return Ok(Completion::ignored_with("not run: the run was stopped")),
                Err(payload) => {
                    let words = panics::masked(drive.masks(), payload.as_ref());
                    return Err(Failed::from(format!("docproof panicked: {words}")));
                }
            };
            let completion = completion(&result, || {
                let full = || told(&result, &planned.contract);
                match causes.told(&result.verdict) {
                    None => full(),
                    // The cause comes first: an outage is no deviation.
                    Some((cause, true)) => format!("INCONCLUSIVE: {cause}\n\n{}", full()),
                    Some((cause, false)) => {
                        format!("INCONCLUSIVE: {cause} (another case tells it in full)")
                    }
                }
            });
            looked_through(completion, drive.masks())
        };
        // What a name may hold is not for a terminal to obey.
        Trial::ignorable_test(visible(&name), run).with_ignored_flag(flag_skipped && skips)
    };
    planned.into_iter().map(trial).collect()
}

/// The causes that were told: a server that is down is told in full once, not for every case.
#[derive(Default)]
struct Causes(Mutex<HashSet<String>>);

impl Causes {
    /// Words for the cause of an inconclusive case, and whether no other case has told it.
    fn told(&self, verdict: &Verdict) -> Option<(String, bool)> {
        let Verdict::Inconclusive(cause) = verdict else {
            return None;
        };
        let cause = words::cause(cause);
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = told.insert(cause.clone());
        Some((cause, first))
    }
}

/// The last look at what is about to be printed: a line that still holds a secret is withheld, and the trial fails.
fn looked_through(
    completion: Result<Completion, Failed>,
    masks: &Masks,
) -> Result<Completion, Failed> {
    let redactor = masks.redactor();
    let words = match &completion {
        Ok(Completion::Completed) => return completion,
        Ok(Completion::Ignored { reason }) => reason.as_deref(),
        Err(failed) => failed.message(),
    };
    match words.and_then(|words| withhold_lines(words, &redactor)) {
        Some((words, _)) => Err(Failed::from(words)),
        None => completion,
    }
}

fn completion(result: &CaseResult, told: impl FnOnce() -> String) -> Result<Completion, Failed> {
    match &result.verdict {
        Verdict::Passed => Ok(Completion::Completed),
        Verdict::Skipped(reason) => Ok(Completion::ignored_with(visible(reason))),
        Verdict::Failed if result.is_waived() => Ok(Completion::ignored_with(waived(result))),
        Verdict::Failed | Verdict::Inconclusive(_) => Err(Failed::from(told())),
    }
}

/// Words for a failure that does not count.
fn waived(result: &CaseResult) -> String {
    let waivers: Vec<String> = result.waived.iter().map(words::waived).collect();
    format!("failed, waived {}", waivers.join("; "))
}

/// The first case of every contract, then the second of every contract, and so on.
fn in_turn(planned: &[Arc<Planned>]) -> Vec<Arc<Planned>> {
    let mut queues: Vec<(&str, Vec<&Arc<Planned>>)> = Vec::new();
    for case in planned {
        let id = case.contract.id.as_str();
        match queues.iter_mut().find(|(contract, _)| *contract == id) {
            Some((_, queue)) => queue.push(case),
            None => queues.push((id, vec![case])),
        }
    }
    let longest = queues
        .iter()
        .map(|(_, queue)| queue.len())
        .max()
        .unwrap_or(0);
    let round = |at: usize| queues.iter().filter_map(move |(_, queue)| queue.get(at));
    (0..longest)
        .flat_map(round)
        .map(|case| Arc::clone(case))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Contract;

    fn planned(contracts: &[Arc<Contract>], at: usize, name: &str) -> Arc<Planned> {
        let contract = Arc::clone(&contracts[at]);
        let text = format!(
            "contract: {}\ncases: [ {{ name: {name}, request: {{}} }} ]\n",
            contract.id
        );
        let (mut cases, _) = crate::case::load("cases.yaml", &text);
        Arc::new(Planned {
            contract,
            case: Arc::new(cases.remove(0)),
            skip: None,
            vars: Arc::default(),
        })
    }

    #[test]
    fn contracts_take_turns() {
        let path = |id: &str| {
            format!(
                "  /{id}: {{ get: {{ operationId: {id}, summary: S, responses: {{ \"200\": {{ description: D }} }} }} }}\n"
            )
        };
        let text = format!(
            "openapi: 3.1.1\ninfo: {{ title: T, version: \"1\" }}\npaths:\n{}{}",
            path("a"),
            path("b")
        );
        let (contracts, _) = crate::contract::load("contracts.yaml", &text);
        let contracts: Vec<Arc<Contract>> = contracts.into_iter().map(Arc::new).collect();
        let all = [(0, "a1"), (0, "a2"), (0, "a3"), (1, "b1"), (1, "b2")];
        let all = all.map(|(at, name)| planned(&contracts, at, name));
        let turns = in_turn(&all);
        let names: Vec<&str> = turns.iter().map(|p| p.case.name.as_str()).collect();
        assert_eq!(names, ["a1", "b1", "a2", "b2", "a3"]);
    }

    #[test]
    fn a_cause_is_told_in_full_once() {
        let causes = Causes::default();
        let down = Verdict::Inconclusive(crate::verdict::Cause::Unavailable(503));
        assert!(causes.told(&down).is_some_and(|(_, first)| first));
        assert!(causes.told(&down).is_some_and(|(_, first)| !first));
        assert_eq!(causes.told(&Verdict::Failed), None);
    }
}
