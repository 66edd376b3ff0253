//! A sixth contract, invented, in a temporary folder, with no Rust for it: cursor paging by headers, a relation,
//! a lookup answered with 410, header facts. It runs against the mock and against a literal server.

#[path = "../literal/server.rs"]
mod server;

use std::path::Path;
use std::process::Command;

use serde_json::json;
use server::{Answer, Ask, Server};

const FILES: &[(&str, &str)] = &[
    (
        "contracts/harbour/berths.yaml",
        include_str!("contracts/harbour/berths.yaml"),
    ),
    (
        "cases/harbour/berths/berths.yaml",
        include_str!("cases/harbour/berths/berths.yaml"),
    ),
    (
        "documents/harbour.txt",
        include_str!("documents/harbour.txt"),
    ),
];

const ROWS: usize = 23;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in FILES {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(path, text).expect("writable");
    }
    folder
}

fn docproof(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_docproof"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("starts");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

/// Berths `first..last`: every third is a buoy, depths repeat.
fn berth(n: usize) -> serde_json::Value {
    let kind = ["quay", "pontoon", "buoy"][n % 3];
    json!({ "code": format!("RTM-{n:03}"), "depth": 3 + n % 7, "kind": kind })
}

fn answer(ask: &Ask, wrong_rows: bool) -> Answer {
    if ask.header("x-pass") != Some("literal-pass") {
        return Answer {
            status: 407,
            headers: Vec::new(),
            body: String::new(),
        };
    }
    let harbour = ask.path.split('/').nth(2).unwrap_or_default().to_owned();
    match harbour.as_str() {
        "RTM" | "DRY" => {}
        "ZZZ" => return Answer::json(410, &json!({ "reason": "never known" })),
        _ => return Answer::json(422, &json!({ "reason": "no code" })),
    }
    let rows = if harbour == "DRY" {
        0
    } else if ask.query("annexes") == Some("true") {
        ROWS + 5
    } else {
        ROWS
    };
    let mut berths: Vec<serde_json::Value> = (0..rows).map(berth).collect();
    if let Some(kind) = ask.query("kind") {
        berths.retain(|b| b["kind"] == kind);
    }
    let sort = ask.query("sort").unwrap_or_default();
    let sort = sort.replace("%21", "!").replace("%3B", ";");
    // The last field first: each later sort keeps the order of those before it.
    for field in sort.rsplit(';').filter(|f| !f.is_empty()) {
        let (name, descending) = match field.strip_prefix('!') {
            Some(name) => (name, true),
            None => (field, false),
        };
        let key = |b: &serde_json::Value| match name {
            "depth" => (b["depth"].as_u64(), String::new()),
            _ => (None, b["code"].as_str().unwrap_or_default().to_owned()),
        };
        berths.sort_by(|a, b| {
            let order = key(a).cmp(&key(b));
            if descending { order.reverse() } else { order }
        });
    }
    let total = berths.len();
    let start = ask.number("from").unwrap_or(0).min(total);
    let end = (start + ask.number("size").unwrap_or(10)).min(total);
    let page = &berths[start..end];
    let body = json!({ "berths": page, "more": end < total });
    let mut answer = Answer::json(200, &body)
        .with("X-Total", total)
        .with("X-Harbour", harbour)
        .with("X-Rows", page.len() + usize::from(wrong_rows));
    if end < total {
        answer = answer.with("X-Next-From", end);
    }
    match ask.header("x-trace") {
        Some(trace) => answer.with("X-Trace", trace),
        None => answer,
    }
}

fn target(folder: &Path, server: &Server) {
    let text = format!(
        "name: literal\ncontracts:\n  harbour/berths:\n    base_url: {}\n    credentials: {{ pass: {{ value: literal-pass }} }}\n    \
         vars: {{ harbour: RTM, berths: {ROWS}, all_berths: {}, empty_harbour: DRY, unknown_harbour: ZZZ, no_code: nowhere, annex_quay: RTM-{:03} }}\n",
        server.url(),
        ROWS + 5,
        // The first of the annexes that is a quay.
        ROWS.next_multiple_of(3)
    );
    std::fs::write(folder.join("target.yaml"), text).expect("writable");
}

#[test]
fn it_is_checked_with_its_documents() {
    let folder = folder();
    let (code, text) = docproof(folder.path(), &["check", "--documents", "documents"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn it_runs_against_the_mock_and_every_clause_is_verified() {
    let folder = folder();
    let (code, text) = docproof(
        folder.path(),
        &[
            "run",
            "--strict",
            "--fail-under",
            "100",
            "--max-skipped",
            "0",
        ],
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("contracts"),
        "the first line says where contracts come from\n{text}"
    );
}

#[test]
fn it_runs_against_a_literal_server() {
    let folder = folder();
    let server = Server::start(|ask| answer(ask, false));
    target(folder.path(), &server);
    let run = [
        "run",
        "--strict",
        "--target",
        "target.yaml",
        "--fail-under",
        "100",
        "--max-skipped",
        "0",
    ];
    let (code, text) = docproof(folder.path(), &run);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_literal_server_with_a_wrong_header_fact_fails() {
    let folder = folder();
    let server = Server::start(|ask| answer(ask, true));
    target(folder.path(), &server);
    let (code, text) = docproof(folder.path(), &["run", "--target", "target.yaml"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("fact:rows"), "{text}");
}
