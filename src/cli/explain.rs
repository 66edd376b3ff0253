//! `docproof explain`: what is claimed, and what looks at it.

use clap::ColorChoice;
use docproof::case::Case;
use docproof::contract::Contract;
use docproof::library::Suite;
use docproof::plan;
use docproof::report::{Style, explain as words};

use super::exit::{Exit, Failure, Outcome};
use super::out;
use super::suite::{SuiteArgs, unknown};

/// Say what a contract claims, with its evidence, or what a case asks and can show
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof explain                                  every contract and how many cases it has
  docproof explain symphony/group-memberships       its clauses, where they stand, what checks them
  docproof explain \"inactive members only\"          a case: requests, expectations, clauses")]
pub(crate) struct Args {
    /// A contract's id, or a case's name, or a piece of one
    #[arg(value_name = "CONTRACT|CASE")]
    name: Option<String>,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn explain(args: &Args, color: ColorChoice) -> Outcome {
    let suite = args.suite.load()?;
    let style = out::style(color);
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
