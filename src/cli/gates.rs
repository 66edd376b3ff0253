//! What a pipeline may ask of a run beyond its verdicts.

use std::fmt;

use docproof::contract::Contract;
use docproof::library::Suite;
use docproof::record::{Counts, Gate, GateKind, Run};
use docproof::report::{self, ClauseState};
use docproof::text::counted;
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

    /// So many cases (`3`), or percent of those that ran (`5%`), may be inconclusive while the exit code stays 0; never all of them: where
    /// nothing passed, it is 3
    #[arg(long, value_name = "N|P%", value_parser = allowance)]
    max_inconclusive: Option<Allowance>,

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

    /// What is asked of a run, and what it came to.
    pub(crate) fn ask(&self, run: &Run, contracts: &[&Contract]) -> Vec<Gate> {
        let counts = Counts::of(&run.cases);
        let mut asked: Vec<Gate> = self.require.iter().map(|id| required(run, id)).collect();
        if let Some(least) = self.fail_under {
            asked.push(verified(least, &observed(run, contracts)));
        }
        if let Some(most) = self.max_skipped {
            let asks = format!("--max-skipped {most}");
            let says = format!("{} skipped", counted(counts.skipped, "case"));
            asked.push(demand(asks, counts.skipped <= most, says));
        }
        if let Some(allowance) = self.max_inconclusive {
            let ran = counts.cases() - counts.skipped;
            let most = allowance.of(ran);
            let found = counts.inconclusive;
            let some_passed = counts.passed + counts.waived > 0;
            let says = if found <= most && found > 0 && !some_passed {
                "nothing passed, and a run that verified nothing is no success".to_owned()
            } else {
                format!("{found} of the {ran} cases that ran are inconclusive, and {most} may be")
            };
            asked.push(Gate {
                asked: format!("--max-inconclusive {allowance}"),
                opens: found <= most && (some_passed || found == 0),
                says,
                lacks: Vec::new(),
                kind: GateKind::Allowance,
            });
        }
        asked
    }
}

/// Tells of the gates that did not open.
pub(crate) fn warn(run: &Run) {
    for gate in run.closed_gates() {
        let told = report::gates::told(gate);
        out::warn(&format!("docproof: {told}{}", listed(&gate.lacks)));
    }
}

fn demand(asked: String, opens: bool, says: String) -> Gate {
    let kind = GateKind::Demand;
    Gate {
        asked,
        opens,
        says,
        lacks: Vec::new(),
        kind,
    }
}

fn required(run: &Run, id: &str) -> Gate {
    let to_verdict = |v: &Verdict| matches!(v, Verdict::Passed | Verdict::Failed);
    let ran = run
        .cases_of(id)
        .filter(|case| to_verdict(&case.verdict))
        .count();
    let ran = u64::try_from(ran).unwrap_or(u64::MAX);
    let says = match ran {
        0 => "no case of it ran to a verdict".to_owned(),
        _ => format!("{} ran to a verdict", counted(ran, "case")),
    };
    demand(format!("--require {id}"), ran > 0, says)
}

fn verified(least: f64, observed: &Observed) -> Gate {
    let Observed {
        verified,
        observable,
        unshown,
    } = observed;
    #[expect(clippy::cast_precision_loss, reason = "no contract has 2^53 clauses")]
    let percent = 100.0 * *verified as f64 / (*observable).max(1) as f64;
    let opens = percent >= least;
    let says =
        format!("{verified} of {observable} observable clauses are verified ({percent:.1} %)");
    let gate = demand(format!("--fail-under {least}"), opens, says);
    let lacks = if opens { Vec::new() } else { unshown.clone() };
    Gate { lacks, ..gate }
}

/// How many cases may be inconclusive.
#[derive(Clone, Copy, Debug)]
enum Allowance {
    Cases(u64),
    Percent(f64),
}

impl Allowance {
    /// How many of so many cases, rounded down.
    fn of(self, ran: u64) -> u64 {
        match self {
            Self::Cases(number) => number,
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "from 0 to the number of cases, which is no 2^53"
            )]
            Self::Percent(percent) => (ran as f64 * percent / 100.0).floor() as u64,
        }
    }
}

impl fmt::Display for Allowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cases(number) => write!(f, "{number}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

fn allowance(text: &str) -> Result<Allowance, String> {
    let read = match text.strip_suffix('%') {
        Some(number) => number
            .trim()
            .parse()
            .ok()
            .filter(|p| (0.0..=100.0).contains(p))
            .map(Allowance::Percent),
        None => text.parse().ok().map(Allowance::Cases),
    };
    read.ok_or_else(|| {
        "expected a number of cases such as 3, or a share of them such as 5%".to_owned()
    })
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
fn listed(lacks: &[String]) -> String {
    let mut text: String = lacks
        .iter()
        .take(NAMED)
        .map(|clause| format!("\n  {clause}"))
        .collect();
    if lacks.len() > NAMED {
        text.push_str(&format!("\n  … {} more", lacks.len() - NAMED));
    }
    text
}

fn percent(text: &str) -> Result<f64, String> {
    match text.trim_end_matches('%').parse::<f64>() {
        Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(percent),
        _ => Err("expected a number from 0 to 100".to_owned()),
    }
}
