//! `docproof mutate --blind`: what the contracts never say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use docproof::blind::{Explained, Search, Survivor, survivors};
use docproof::library::Suite;

use super::exit::{Exit, Failure, Outcome};
use super::out;

/// Searches every contract of a suite; `whole` says that these are all, so that no explanation may be left over.
pub(crate) fn run(suite: &Suite, whole: bool, page: Option<&Path>, jobs: usize) -> Outcome {
    let explained = match page {
        Some(page) => {
            let text = fs::read_to_string(page)
                .map_err(|e| Failure::new(format!("{}: {e}", page.display())))?;
            Some(Explained::read(&text))
        }
        None => None,
    };
    let mut used = BTreeSet::new();
    let mut open = 0;
    let mut unsound = 0;
    for contract in &suite.contracts {
        let searched = survivors(contract, &suite.cases, Search::default(), jobs);
        let searched = searched.map_err(|error| Failure::new(error.to_string()))?;
        let (found, tried) = (searched.survivors, searched.tried);
        unsound += out::left_out(searched.unsound.iter().map(String::as_str));
        let left: usize = found.iter().map(|s| s.changes.len()).sum();
        out::say(&format!(
            "{}: {tried} changes of places, {left} of them unnoticed",
            contract.id
        ));
        for survivor in &found {
            match &explained {
                None => out::say(&line(survivor)),
                Some(rows) => open += unexplained(survivor, rows, &mut used),
            }
        }
    }
    let stale = explained
        .iter()
        .flatten()
        .filter(|row| whole && !used.contains(&row.line));
    for row in stale {
        out::say(&format!(
            "line {}: nothing is left for this group to explain",
            row.line
        ));
        open += 1;
    }
    Ok(if open + unsound == 0 {
        Exit::Held
    } else {
        Exit::Failed
    })
}

/// Tells the changes that no row explains; how many.
fn unexplained(survivor: &Survivor, rows: &[Explained], used: &mut BTreeSet<usize>) -> usize {
    let mut open = survivor.clone();
    open.changes.retain(|change| {
        let covering = rows
            .iter()
            .filter(|row| row.covers(survivor, *change))
            .map(|row| row.line);
        let lines: Vec<usize> = covering.collect();
        used.extend(&lines);
        lines.is_empty()
    });
    if !open.changes.is_empty() {
        out::say(&format!(
            "{} is not explained:\n{}",
            survivor.contract,
            line(&open)
        ));
    }
    open.changes.len()
}

fn line(survivor: &Survivor) -> String {
    let changes: Vec<&str> = survivor.changes.iter().map(|c| c.word()).collect();
    format!(
        "  {} {}: {}",
        survivor.status,
        survivor.place,
        changes.join(", ")
    )
}
