//! Stored runs.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use docproof::contract::Contract;
use docproof::harness::records;
use docproof::library::Suite;
use docproof::record::{Event, Keep, Run, fold_with};
use docproof::report::Traces;

use super::exit::Failure;
use super::out;

/// Reads the records of one run and folds them; every mistake is told. `seen` is shown every event as it passes.
pub(crate) fn read(
    paths: &[PathBuf],
    keep: Keep,
    seen: impl FnMut(&Event),
) -> Result<Run, Failure> {
    let mut opened = Vec::new();
    for file in files(paths)? {
        let read = File::open(&file).map_err(|error| unreadable(&file, &error))?;
        opened.push((file.display().to_string(), BufReader::new(read)));
    }
    let (run, told) = fold_with(opened, keep, seen);
    out::tell(&told)?;
    run.ok_or_else(|| Failure::new("the record has no header"))
}

/// What the pictures of a page need of every exchange.
pub(crate) fn traces(paths: &[PathBuf], contracts: &[&Contract]) -> Result<Traces, Failure> {
    let mut traces = Traces::new(contracts.iter().copied());
    for file in files(paths)? {
        let read = File::open(&file).map_err(|error| unreadable(&file, &error))?;
        traces.read(BufReader::new(read));
    }
    Ok(traces)
}

/// The contracts at hand, and a warning for each that is not the one of the run.
pub(crate) fn contracts<'a>(suite: &'a Suite, run: &Run) -> Vec<&'a Contract> {
    for made in &run.header.contracts {
        let told = match suite.contract(&made.id) {
            None => format!(
                "the contract `{}` of the run is not at hand: its clauses are not told",
                made.id
            ),
            Some(now) => {
                let digest = now.document.as_ref().map(|d| d.sha256.as_str());
                let then = made.document.as_ref().map(|d| d.sha256.as_str());
                if now.version == made.version && digest == then {
                    continue;
                }
                format!(
                    "the contract `{}` has another version or document now than when the run was made",
                    made.id
                )
            }
        };
        out::warn(&format!("docproof: warning: {told}"));
    }
    suite.contracts.iter().map(AsRef::as_ref).collect()
}

/// Whether a file is a view of a record and no record.
fn is_report(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    name.is_some_and(|n| n == "report.json" || n == "report.html") && !path.is_dir()
}

/// The files of one run: those named, and in each folder every `record*.ndjson`.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all: Vec<PathBuf> = Vec::new();
    for path in paths {
        if is_report(path) {
            return Err(Failure::new(format!(
                "`{}` is a report; what is read again is the record.ndjson beside it, or the folder of both",
                path.display()
            )));
        }
        let found = records(path).map_err(|error| unreadable(path, &error))?;
        if found.is_empty() {
            return Err(Failure::new(format!(
                "`{}` holds no record: expected record.ndjson",
                path.display()
            )));
        }
        all.extend(found);
    }
    Ok(all)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be read: {error}", path.display()))
}
