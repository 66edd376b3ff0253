//! What a pipeline may ask of a run beyond its verdicts.

use docproof::contract::Contract;
use docproof::library::Suite;
use docproof::record::{Counts, Run};
use docproof::report::{self, ClauseState};
use docproof::verdict::Verdict;

use super::exit::Failure;
use super::{out, suite};

/// Gates: a run that held fails all the same when one of them does not open.
#[derive(Debug, clap::Args)]
pub(crate) struct GateArgs {
    /// This contract must have run: a case of it passed or failed
    #[arg(long, value_name = "CONTRACT")]
    require: Vec<String>,

    /// At least so many percent of the clauses that can be observed must be verified
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_under: Option<f64>,

    /// At most so many cases may be skipped
    #[arg(long, value_name = "N")]
    max_skipped: Option<u64>,
}

impl GateArgs {
    /// Whether the gates name contracts that are there.
    pub(crate) fn check(&self, suite: &Suite) -> Result<(), Failure> {
        for id in &self.require {
            if suite.contract(id).is_none() {
                let valid = suite.contracts.iter().map(|c| c.id.as_str());
                return Err(Failure::new(suite::unknown("contract", id, valid)));
            }
        }
        Ok(())
    }

    /// Whether every gate opens; those that do not are told.
    pub(crate) fn open(&self, run: &Run, contracts: &[&Contract]) -> bool {
        let closed = self.closed(run, contracts);
        for why in &closed {
            out::warn(&format!("docproof: {why}"));
        }
        closed.is_empty()
    }

    fn closed(&self, run: &Run, contracts: &[&Contract]) -> Vec<String> {
        let mut closed = Vec::new();
        for id in &self.require {
            let ran = |v: &Verdict| matches!(v, Verdict::Passed | Verdict::Failed);
            if !run.cases_of(id).any(|case| ran(&case.verdict)) {
                closed.push(format!("--require {id}: no case of it ran to a verdict"));
            }
        }
        if let Some(least) = self.fail_under {
            let Observed {
                verified,
                observable,
                unshown,
            } = observed(run, contracts);
            #[expect(clippy::cast_precision_loss, reason = "no contract has 2^53 clauses")]
            let percent = 100.0 * verified as f64 / observable.max(1) as f64;
            if percent < least {
                closed.push(format!(
                    "--fail-under {least}: {verified} of {observable} observable clauses are verified ({percent:.1} %); not shown:{}",
                    listed(&unshown)
                ));
            }
        }
        if let Some(most) = self.max_skipped {
            let skipped = Counts::of(&run.cases).skipped;
            if skipped > most {
                closed.push(format!(
                    "--max-skipped {most}: {skipped} cases were skipped"
                ));
            }
        }
        closed
    }
}

/// So many clauses that were not shown are named.
const NAMED: usize = 20;

/// What a run shows of the clauses of its contracts.
struct Observed {
    verified: usize,
    observable: usize,
    /// Those that were not verified, with their contract and what became of them.
    unshown: Vec<String>,
}

fn observed(run: &Run, contracts: &[&Contract]) -> Observed {
    let ran = run.contracts();
    let mut observed = Observed {
        verified: 0,
        observable: 0,
        unshown: Vec::new(),
    };
    for contract in contracts.iter().filter(|c| ran.contains(&c.id.as_str())) {
        for clause in report::clauses(contract, run) {
            match clause.state {
                ClauseState::Unobservable => continue,
                ClauseState::Verified => observed.verified += 1,
                state => {
                    let (id, state) = (&clause.clause.id, state.word());
                    observed
                        .unshown
                        .push(format!("{}: {id} ({state})", contract.id));
                }
            }
            observed.observable += 1;
        }
    }
    observed
}

/// The first of them, one a line, and how many more there are.
fn listed(unshown: &[String]) -> String {
    let mut text: String = unshown
        .iter()
        .take(NAMED)
        .map(|clause| format!("\n  {clause}"))
        .collect();
    if unshown.len() > NAMED {
        text.push_str(&format!("\n  … {} more", unshown.len() - NAMED));
    }
    text
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("expected a number from 0 to 100".to_owned()),
    }
}
