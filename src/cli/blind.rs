//! `docproof blind`: what the contracts never say.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use docproof::blind::{Explained, Search, Survivor, survivors};

use super::exit::{Exit, Failure, Outcome};
use super::suite::SuiteArgs;
use super::{out, suite};

/// Change recorded answers place by place and list what no check notices
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only this contract
    #[arg(long, value_name = "ID")]
    contract: Vec<String>,

    /// In how many cases a change is tried before it counts as unnoticed
    #[arg(long, value_name = "N", default_value_t = Search::default().cases)]
    cases: usize,

    /// A page that explains what is left, such as docs/soundness.md: exit 1 where it leaves something out
    #[arg(long, value_name = "PAGE")]
    explained: Option<PathBuf>,

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
    let explained = match &args.explained {
        Some(page) => {
            let text = fs::read_to_string(page).map_err(|e| Failure::new(format!("{}: {e}", page.display())))?;
            Some(Explained::read(&text))
        }
        None => None,
    };
    let mut used = BTreeSet::new();
    let mut open = 0;
    for contract in suite.contracts.iter().filter(|c| args.contract.is_empty() || args.contract.contains(&c.id)) {
        let found = survivors(contract, &suite.cases, Search { cases: args.cases });
        let (found, tried) = found.map_err(|error| Failure::new(error.to_string()))?;
        let left: usize = found.iter().map(|s| s.changes.len()).sum();
        out::say(&format!("{}: {tried} changes of places, {left} of them unnoticed", contract.id));
        for survivor in &found {
            match &explained {
                None => out::say(&line(survivor)),
                Some(rows) => open += unexplained(survivor, rows, &mut used),
            }
        }
    }
    let stale = explained.iter().flatten().filter(|row| args.contract.is_empty() && !used.contains(&row.line));
    for row in stale {
        out::say(&format!("line {}: nothing is left for this group to explain", row.line));
        open += 1;
    }
    Ok(if open == 0 { Exit::Held } else { Exit::Failed })
}

/// Tells the changes that no row explains; how many.
fn unexplained(survivor: &Survivor, rows: &[Explained], used: &mut BTreeSet<usize>) -> usize {
    let mut open = survivor.clone();
    open.changes.retain(|change| {
        let covering = rows.iter().filter(|row| row.covers(survivor, *change)).map(|row| row.line);
        let lines: Vec<usize> = covering.collect();
        used.extend(&lines);
        lines.is_empty()
    });
    if !open.changes.is_empty() {
        out::say(&format!("{} is not explained:\n{}", survivor.contract, line(&open)));
    }
    open.changes.len()
}

fn line(survivor: &Survivor) -> String {
    let changes: Vec<&str> = survivor.changes.iter().map(|c| c.word()).collect();
    format!("  {} {}: {}", survivor.status, survivor.place, changes.join(", "))
}
