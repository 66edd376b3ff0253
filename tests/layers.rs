//! The house of ARCHITECTURE.md, kept true: folders of `src/` import only those below them, and a few names
//! appear only where they belong.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders and files of `src/`, ground first: each may use those before it.
const HOUSE: &[&str] = &[
    "text", "value", "http", "verdict", "record", "contract", "case", "target", "report", "plan",
    "check", "judge", "exchange", "mock", "drive", "mutate", "variants", "blind", "library",
    "harness", "cli", "lib", "main",
];

/// What a room may not use although it is below.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("case", &["contract"]),
    ("mock", &["check", "judge", "exchange", "plan"]),
    ("mutate", &["check", "judge", "exchange"]),
    ("contract", &["record"]),
    ("http", &["text"]),
];

/// A word, and the only files (or folders) where it may stand.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("reqwest", &["exchange/"]),
    ("hyper", &["mock/server.rs", "exchange/classify.rs"]),
    ("clap", &["cli/"]),
    ("jsonschema::", &["contract/schemas.rs"]),
    ("serde_saphyr", &["text/yaml"]),
    ("libtest_mimic", &["harness.rs", "harness/", "cli/"]),
    ("println!", &["cli/"]),
    ("process::exit", &["main.rs"]),
    (
        "Instant::now",
        &[
            "exchange/",
            "drive/",
            "cli/",
            "harness.rs",
            "mock/server.rs",
        ],
    ),
    (
        "SystemTime::now",
        &["cli/", "drive/", "exchange/clock.rs", "harness.rs"],
    ),
    (
        "async fn",
        &[
            "exchange/",
            "drive/",
            "mock/server.rs",
            "mock/wire.rs",
            "harness.rs",
            "harness/",
            "cli/",
        ],
    ),
];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path: PathBuf = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path
                    .strip_prefix(&root)
                    .expect("below src")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, code(&fs::read_to_string(&path).expect("readable"))));
            }
        }
    }
    assert!(found.len() > 30, "only {} files found", found.len());
    found
}

/// The source up to its tests, without comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.strip_suffix(".rs").unwrap_or(first)
}

fn is_test(file: &str) -> bool {
    file.ends_with("tests.rs") || file.contains("/tests/")
}

/// The rooms that a file names after `crate::`.
fn used(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for piece in code.split("crate::").skip(1) {
        if let Some(group) = piece.strip_prefix('{') {
            let inner = group.split('}').next().unwrap_or_default();
            found.extend(inner.split(',').map(|p| name(p.trim())));
        } else {
            found.push(name(piece));
        }
    }
    found.retain(|n| HOUSE.contains(n));
    found
}

fn name(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default()
}

#[test]
fn imports_go_down() {
    let floor = |room: &str| HOUSE.iter().position(|r| *r == room);
    let mut wrong = Vec::new();
    for (file, code) in sources().iter().filter(|(f, _)| !is_test(f)) {
        let own = room(file);
        let at = floor(own).unwrap_or_else(|| panic!("src/{file} is in no room of the house"));
        for other in used(code) {
            let above = floor(other).is_some_and(|o| o > at);
            let forbidden = FORBIDDEN
                .iter()
                .any(|(r, not)| *r == own && not.contains(&other));
            if other != own && (above || forbidden) {
                wrong.push(format!("src/{file} uses crate::{other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn words_stand_where_they_belong() {
    let mut wrong = Vec::new();
    for (file, code) in sources().iter().filter(|(f, _)| !is_test(f)) {
        for (word, places) in ONLY_IN {
            if code.contains(word) && !places.iter().any(|p| file.starts_with(p)) {
                wrong.push(format!("src/{file} names {word}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn module_files_only_describe_and_re_export() {
    let mut wrong = Vec::new();
    for (file, code) in sources()
        .iter()
        .filter(|(f, _)| f.ends_with("mod.rs") && !is_test(f))
    {
        if code.contains("fn ") && !file.starts_with("cli/") && !file.ends_with("load/mod.rs") {
            wrong.push(format!("src/{file} holds a function"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
