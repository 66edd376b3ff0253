//! `docproof explain`: what is claimed, and what looks at it.

use std::path::PathBuf;

use clap::ColorChoice;
use docproof::case::Case;
use docproof::contract::Contract;
use docproof::library::Suite;
use docproof::plan;
use docproof::record::Keep;
use docproof::report::{self, Style, explain as words};

use super::exit::{Exit, Failure, Outcome};
use super::suite::{SuiteArgs, unknown};
use super::{out, stored};

/// Say what a contract claims, with its evidence, or what a case asks and can show
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof explain                                  every contract and how many cases it has
  docproof explain symphony/group-memberships       its clauses, where they stand, what checks them
  docproof explain symphony --run reports/latest    what a run verified of them
  docproof explain \"inactive members only\"          a case: requests, expectations, clauses")]
pub(crate) struct Args {
    /// A contract's id, or a case's name, or a piece of one
    #[arg(value_name = "CONTRACT|CASE")]
    name: Option<String>,

    /// Say clause by clause what a stored run verified: a folder of records, or records; several are one run
    #[arg(long, value_name = "DIR")]
    run: Vec<PathBuf>,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn explain(args: &Args, color: ColorChoice) -> Outcome {
    let suite = args.suite.load()?;
    let style = out::style(color);
    if !args.run.is_empty() {
        return shown(args, &suite, style);
    }
    let Some(name) = &args.name else {
        out::say(&overview(&suite));
        return Ok(Exit::Held);
    };
    let mut texts = contracts(&suite, name, style);
    if texts.is_empty() {
        texts = cases(&suite, name, style);
    }
    if texts.is_empty() {
        let ids = suite.contracts.iter().map(|c| c.id.as_str());
        let names = suite.cases.iter().map(|c| c.name.as_str());
        return Err(Failure::new(unknown(
            "contract or case",
            name,
            ids.chain(names),
        )));
    }
    out::say(&texts.join("\n"));
    Ok(Exit::Held)
}

/// What a run verified of its contracts, or of those that are named.
fn shown(args: &Args, suite: &Suite, style: Style) -> Outcome {
    let run = stored::read(&args.run, Keep::Deviating, |_| ())?;
    let ran = run.contracts();
    let name = args.name.as_deref().unwrap_or_default();
    let contracts = stored::contracts(suite, &run).into_iter();
    let contracts = contracts.filter(|c| ran.contains(&c.id.as_str()) && c.id.contains(name));
    let texts: Vec<String> = contracts.map(|c| report::shown(style, &run, c)).collect();
    if texts.is_empty() {
        return Err(Failure::new(unknown(
            "contract of this run",
            name,
            ran.into_iter(),
        )));
    }
    out::say(&texts.join("\n"));
    Ok(Exit::Held)
}

/// The contract of that id, or those whose id holds the name.
fn contracts(suite: &Suite, name: &str, style: Style) -> Vec<String> {
    let exact = suite.contract(name).into_iter();
    let mut found: Vec<_> = exact.collect();
    if found.is_empty() {
        found.extend(suite.contracts.iter().filter(|c| c.id.contains(name)));
    }
    found
        .into_iter()
        .map(|contract| {
            let cases: Vec<&Case> = suite.cases_of(&contract.id).map(AsRef::as_ref).collect();
            words::contract(style, contract, &cases)
        })
        .collect()
}

fn cases(suite: &Suite, name: &str, style: Style) -> Vec<String> {
    let named = suite
        .cases
        .iter()
        .filter(|case| plan::matches(case, &[name], false));
    named
        .filter_map(|case| {
            let contract: &Contract = suite.contract(&case.contract)?;
            Some(words::case(style, case, contract))
        })
        .collect()
}

fn overview(suite: &Suite) -> String {
    let line = |contract: &std::sync::Arc<Contract>| {
        let cases = suite.cases_of(&contract.id).count();
        let clauses = contract.clauses.len();
        format!(
            "{}: {} ({clauses} clauses, {cases} cases)\n",
            contract.id, contract.summary
        )
    };
    suite.contracts.iter().map(line).collect()
}
