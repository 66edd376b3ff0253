//! Files that are large, deep or blown up by aliases: told or read, in bounded time, without a panic.

use std::fmt::Write;
use std::time::{Duration, Instant};

use docproof::{case, contract, target};

/// What each loader says of a text, which is no case, target or contract.
fn told(text: &str) -> Vec<String> {
    let start = Instant::now();
    let contract = contract::load("f.yaml", text).1;
    let case = case::load("f.yaml", text).1;
    let target = target::load("f.yaml", text).1;
    // Far above what it takes, far below what a bomb would take.
    assert!(
        start.elapsed() < Duration::from_secs(30),
        "{:?}",
        start.elapsed()
    );
    [contract, case, target]
        .into_iter()
        .flatten()
        .map(|d| d.to_string())
        .collect()
}

fn each_says(text: &str, words: &str) {
    let told = told(text);
    assert!(told.len() >= 3, "{told:?}");
    assert!(told.iter().all(|t| t.starts_with("f.yaml:")), "{told:?}");
    assert!(
        told.iter().filter(|t| t.contains(words)).count() >= 2,
        "{told:?}"
    );
}

#[test]
fn nesting_of_a_hundred_thousand_levels() {
    each_says(&format!("a: {}", "[".repeat(100_000)), "not valid YAML");
    let deep = format!("a: {}{}", "[".repeat(1_000), "]".repeat(1_000));
    each_says(&deep, "more than is read of one file");
    let mut blocks = String::new();
    for level in 0..500 {
        let _ = writeln!(blocks, "{}a:", " ".repeat(level));
    }
    each_says(&blocks, "more than is read of one file");
}

#[test]
fn nine_anchors_of_nine_aliases() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let inner = vec![format!("*a{}", level - 1); 9].join(", ");
        let _ = writeln!(bomb, "a{level}: &a{level} [{inner}]");
    }
    each_says(&bomb, "more than is read of one file");
}

#[test]
fn ten_megabytes() {
    let line = format!("# {}\n", "x".repeat(97));
    let comments = line.repeat(10 * 1024 * 1024 / line.len());
    each_says(&comments, "an empty file");
    let keys: String = (0..300_000)
        .map(|n| format!("key{n:06}: value\n"))
        .collect();
    each_says(&keys, "more than is read of one file");
    let text = format!("a: \"{}\"\n", "x".repeat(10 * 1024 * 1024));
    assert!(told(&text).iter().any(|t| t.contains("unknown key `a`")));
}

#[test]
fn a_place_of_four_thousand_million_lines_is_outside() {
    let text = include_str!("valid/contract.yaml").replace(
        "clauses: []",
        "ignored: [ { lines: 1-4294967295, because: all } ]",
    );
    assert!(text.contains("4294967295"));
    let (contracts, told) = contract::load("f.yaml", &text);
    assert_eq!(told, []);
    let read = |_: &str| Ok(b"one line\n".to_vec());
    let told: Vec<_> = contracts
        .iter()
        .flat_map(|c| contract::documents::verify(c, &read).1)
        .collect();
    assert!(
        told.iter()
            .any(|d| d.found.contains("the lines 1-4294967295")),
        "{told:?}"
    );
}
