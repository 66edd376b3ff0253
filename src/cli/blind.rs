//! `docproof blind`: what the contracts never say.

use docproof::blind::{Search, Survivor, survivors};

use super::exit::{Exit, Failure, Outcome};
use super::suite::SuiteArgs;
use super::{out, suite};

/// Change recorded answers place by place and list what no check notices
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this contract
    #[arg(long, value_name = "ID")]
    contract: Vec<String>,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let suite = args.suite.load()?;
    for id in &args.contract {
        if suite.contract(id).is_none() {
            let valid = suite.contracts.iter().map(|c| c.id.as_str());
            return Err(Failure::new(suite::unknown("contract", id, valid)));
        }
    }
    for contract in suite.contracts.iter().filter(|c| args.contract.is_empty() || args.contract.contains(&c.id)) {
        let found = survivors(contract, &suite.cases, Search::default());
        let (found, tried) = found.map_err(|error| Failure::new(error.to_string()))?;
        let left: usize = found.iter().map(|s| s.changes.len()).sum();
        out::say(&format!("{}: {tried} changes of places, {left} of them unnoticed", contract.id));
        for survivor in &found {
            out::say(&line(survivor));
        }
    }
    Ok(Exit::Held)
}

fn line(survivor: &Survivor) -> String {
    let changes: Vec<&str> = survivor.changes.iter().map(|c| c.word()).collect();
    format!("  {} {}: {}", survivor.status, survivor.place, changes.join(", "))
}
