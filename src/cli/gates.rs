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
            let (verified, observable) = verified(run, contracts);
            #[expect(clippy::cast_precision_loss, reason = "no contract has 2^53 clauses")]
            let percent = 100.0 * verified as f64 / observable.max(1) as f64;
            if percent < least {
                closed.push(format!(
                    "--fail-under {least}: {verified} of {observable} observable clauses are verified ({percent:.1} %)"
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

/// How many clauses of the run's contracts are verified, of how many that can be observed.
fn verified(run: &Run, contracts: &[&Contract]) -> (usize, usize) {
    let ran = run.contracts();
    let of_run = contracts.iter().filter(|c| ran.contains(&c.id.as_str()));
    let states: Vec<ClauseState> = of_run
        .flat_map(|c| report::clauses(c, run))
        .map(|clause| clause.state)
        .collect();
    let verified = states
        .iter()
        .filter(|s| **s == ClauseState::Verified)
        .count();
    let observable = states
        .iter()
        .filter(|s| **s != ClauseState::Unobservable)
        .count();
    (verified, observable)
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("expected a number from 0 to 100".to_owned()),
    }
}
