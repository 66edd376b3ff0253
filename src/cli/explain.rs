//! `docproof explain`: what is claimed, and what looks at it.

use std::path::PathBuf;

use clap::ColorChoice;
use docproof::case::Case;
use docproof::contract::Contract;
use docproof::library::Suite;
use docproof::plan;
use docproof::record::Keep;
use docproof::report::{self, Style, explain as words};
use docproof::text::counted;

use super::exit::{Exit, Failure, Outcome};
use super::suite::{SuiteArgs, unknown};
use super::{out, stored};

/// Say what a contract claims, with its evidence, or what a case asks and can show
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof explain                                  every contract and how many cases it has
  docproof explain symphony/group-memberships       its clauses, where they stand, what checks them
  docproof explain symphony --run reports/latest    what broke in a run, and what it did not show
  docproof explain \"inactive members only\"          a case: requests, expectations, clauses")]
pub(crate) struct Args {
    /// A contract's id, or a case's name, or a piece of one; where several have it, they are listed
    #[arg(value_name = "CONTRACT|CASE")]
    name: Option<String>,

    /// Say clause by clause what a stored run broke or did not show, with --all what it verified: a folder of records, or records; several are one run
    #[arg(long, value_name = "DIR")]
    run: Vec<PathBuf>,

    /// With --run: also the clauses that were verified, and those that no request could show
    #[arg(long, requires = "run")]
    all: bool,

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
    let found = Found::of(&suite, name);
    match (found.contracts.as_slice(), found.cases.as_slice()) {
        ([], []) => {
            let ids = suite.contracts.iter().map(|c| c.id.as_str());
            let names = suite.cases.iter().map(|c| c.name.as_str());
            let told = unknown("contract or case", name, ids.chain(names));
            return Err(Failure::new(format!(
                "{told} (`docproof explain` lists the contracts, `docproof run --list` the cases)"
            )));
        }
        ([contract], []) => {
            let cases: Vec<&Case> = suite.cases_of(&contract.id).map(AsRef::as_ref).collect();
            out::say(&words::contract(style, contract, &cases));
        }
        ([], [case]) => {
            let contract = suite.contract(&case.contract).ok_or_else(|| {
                let valid = suite.contracts.iter().map(|c| c.id.as_str());
                Failure::new(unknown("contract", &case.contract, valid))
            })?;
            out::say(&words::case(style, case, contract));
        }
        _ => out::say(&found.listed(name)),
    }
    Ok(Exit::Held)
}

/// What a run verified of its contracts, or of those that are named.
fn shown(args: &Args, suite: &Suite, style: Style) -> Outcome {
    let run = stored::read(&args.run, Keep::Deviating, |_| ())?;
    let ran = run.contracts();
    let name = args.name.as_deref().unwrap_or_default();
    let contracts = stored::contracts(suite, &run).into_iter();
    let contracts = contracts.filter(|c| ran.contains(&c.id.as_str()) && c.id.contains(name));
    let texts: Vec<String> = contracts
        .map(|c| report::shown(style, &run, c, args.all))
        .collect();
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

/// What a name, or a piece of one, may mean.
struct Found<'a> {
    contracts: Vec<&'a Contract>,
    cases: Vec<&'a Case>,
}

impl<'a> Found<'a> {
    /// The contract of that id or the case of that name; where there is none, all whose id, name or file holds it. A case is
    /// not found by its contract alone.
    fn of(suite: &'a Suite, name: &str) -> Self {
        let contracts = || suite.contracts.iter().map(AsRef::as_ref);
        let cases = || suite.cases.iter().map(AsRef::as_ref);
        let exact = Self {
            contracts: contracts().filter(|c: &&Contract| c.id == name).collect(),
            cases: cases()
                .filter(|c: &&Case| c.name == name || c.trial_name() == name)
                .collect(),
        };
        if !exact.contracts.is_empty() || !exact.cases.is_empty() {
            return exact;
        }
        let contracts: Vec<&Contract> = contracts().filter(|c| c.id.contains(name)).collect();
        let is_of_found = |case: &Case| contracts.iter().any(|c| c.id == case.contract);
        let holds = |case: &Case| {
            if !is_of_found(case) {
                return plan::matches(case, &[name], false);
            }
            let trial = case.trial_name();
            let own = trial.strip_prefix(case.contract.as_str());
            own.is_some_and(|own| own.contains(name))
        };
        let cases = cases().filter(|case| holds(case)).collect();
        Self { contracts, cases }
    }

    /// A list to choose from.
    fn listed(&self, name: &str) -> String {
        let mut text = format!("`{name}` is in several names:\n");
        for contract in &self.contracts {
            text.push_str(&format!("  {}: {}\n", contract.id, contract.summary));
        }
        for case in &self.cases {
            text.push_str(&format!("  {}\n", case.trial_name()));
        }
        text.push_str("Name one of them to have it explained, such as `docproof explain \"");
        let contract = self.contracts.first().map(|c| c.id.clone());
        let first = contract.or_else(|| self.cases.first().map(|c| c.trial_name()));
        text.push_str(&first.unwrap_or_default());
        text.push_str("\"`.\n");
        text
    }
}

fn overview(suite: &Suite) -> String {
    let line = |contract: &std::sync::Arc<Contract>| {
        let cases = counted(suite.cases_of(&contract.id).count(), "case");
        let clauses = counted(contract.clauses.len(), "clause");
        format!(
            "{}: {} ({clauses}, {cases})\n",
            contract.id, contract.summary
        )
    };
    suite.contracts.iter().map(line).collect()
}
