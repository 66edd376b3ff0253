//! Bad files and what docproof says of them: each folder holds files with mistakes and `expected.txt`, the exact text of
//! every diagnostic, written by hand. A file that a folder lacks is the one of `valid`, which has no mistake.

mod large;
mod mutated;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that a folder may hold, and where `docproof check` finds them.
const PLACES: &[(&str, &str)] = &[
    ("contract.yaml", "contracts/acme/members.yaml"),
    ("contract-2.yaml", "contracts/acme/more.yaml"),
    ("case.yaml", "cases/acme/members/case.yaml"),
    ("case-2.yaml", "cases/acme/members/case-2.yaml"),
    ("target.yaml", "target.yaml"),
    ("page.txt", "documents/page.txt"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint")
}

/// Every folder of bad files.
fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root())
        .expect("a folder")
        .flatten()
        .map(|e| e.path());
    let mut found: Vec<PathBuf> = entries
        .filter(|p| p.is_dir() && !p.ends_with("valid"))
        .collect();
    found.sort();
    found
}

/// The files of a folder where `docproof check` looks for them. A bad contract is checked without the valid case, whose
/// mistakes would only follow from it.
fn arranged(folder: &Path) -> tempfile::TempDir {
    let there = tempfile::tempdir().expect("a temporary folder");
    for folder in ["contracts", "cases", "documents"] {
        fs::create_dir(there.path().join(folder)).expect("writable");
    }
    let own = |name: &str| Some(folder.join(name)).filter(|p| p.exists());
    let valid = |name: &str| root().join("valid").join(name);
    for (name, place) in PLACES {
        let from = match (own(name), *name) {
            (Some(own), _) => own,
            (None, "contract.yaml") => valid(name),
            _ => continue,
        };
        let to = there.path().join(place);
        fs::create_dir_all(to.parent().expect("a folder")).expect("writable");
        fs::copy(from, to).expect("writable");
    }
    there
}

/// What `docproof check` says, with the names of the files as they are in the folder, and how it ends.
fn check(there: &Path) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docproof"));
    command
        .current_dir(there)
        .args(["check", "--contracts", "contracts", "--cases", "cases"])
        .env("ACME_TOKEN", "sesame")
        .env("ACME_LINES", "two\nlines")
        .env_remove("ACME_NOT_SET");
    if there.join("target.yaml").exists() {
        command.args(["--target", "target.yaml"]);
    }
    if there.join("documents/page.txt").exists() {
        command.args(["--documents", "documents"]);
    }
    let output = command.output().expect("docproof starts");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let told = text
        .lines()
        .filter(|l| l.contains(": error: ") || l.contains(": warning: ") || l.contains("panicked"));
    // The harness itself leaves the folder empty where a fixture is no case.
    let told = told.filter(|l| !l.starts_with("cases: warning: there is no case in this folder"));
    let mut told = told.collect::<Vec<_>>().join("\n");
    for (name, place) in PLACES {
        told = told.replace(place, name);
    }
    (told, output.status.code())
}

#[test]
fn every_mistake_is_told_in_these_words() {
    let folders = folders();
    assert!(folders.len() >= 40, "only {} folders", folders.len());
    let mut wrong = Vec::new();
    for folder in &folders {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Ok(expected) = fs::read_to_string(folder.join("expected.txt")) else {
            wrong.push(format!("{name}: expected.txt is missing"));
            continue;
        };
        let there = arranged(folder);
        let (told, code) = check(there.path());
        let fails = expected.contains(": error: ");
        if told != expected.trim_end() {
            wrong.push(format!(
                "{name}:\n--- expected\n{}\n+++ told\n{told}\n",
                expected.trim_end()
            ));
        } else if code != Some(if fails { 2 } else { 0 }) {
            wrong.push(format!("{name}: exit code {code:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        folders.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_valid_files_have_no_mistake() {
    let there = arranged(&root().join("valid"));
    let (told, code) = check(there.path());
    assert_eq!((told.as_str(), code), ("", Some(0)));
}
