//! `docproof draft`: files to begin with.

use docproof::contract::Contract;
use docproof::target;

use super::exit::{Exit, Failure, Outcome};
use super::out;
use super::suite::SuiteArgs;

/// Draft a file to begin with
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Print a commented target file to fill in
    #[command(after_help = "\
Examples:
  docproof draft target > staging.yaml
  docproof draft target symphony/group-memberships > symphony.yaml")]
    Target {
        /// Only these contracts [default: all]
        #[arg(value_name = "CONTRACT")]
        ids: Vec<String>,

        #[command(flatten)]
        suite: SuiteArgs,
    },
}

pub(crate) fn draft(args: &Args) -> Outcome {
    let What::Target { ids: wanted, suite } = &args.what;
    let suite = suite.load()?;
    let mut contracts: Vec<&Contract> = Vec::new();
    for id in wanted {
        let contract = suite.contract(id).ok_or_else(|| {
            let valid = suite.contracts.iter().map(|c| c.id.as_str());
            Failure::new(super::suite::unknown("contract", id, valid))
        })?;
        contracts.push(contract);
    }
    if wanted.is_empty() {
        contracts.extend(suite.contracts.iter().map(AsRef::as_ref));
    }
    out::say(&target::draft(&contracts));
    Ok(Exit::Held)
}
