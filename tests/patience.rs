//! Limits across processes, servers that are down or busy, and what a run says beforehand: the program as it is built,
//! against servers written by hand.

#[expect(dead_code, reason = "shared with tests that use more of it")]
#[path = "literal/server.rs"]
mod server;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use server::{Answer, Server};

const CONTRACT: &str = r#"
openapi: 3.1.1
info: { title: Acme, version: "1" }
paths:
  /things:
    get:
      operationId: acme/things
      summary: Things
      responses: { "200": { description: Things } }
"#;

/// A folder with a contract, so many cases of one request each, and a target.
fn folder(cases: usize, server: &Server, pacing: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    };
    write("contracts/acme/things.yaml", CONTRACT);
    let case =
        |n: usize| format!("  - {{ name: case {n}, request: {{}}, expect: {{ status: 200 }} }}\n");
    let cases: String = (1..=cases).map(case).collect();
    write(
        "cases/acme/things/all.yaml",
        &format!("contract: acme/things\ncases:\n{cases}"),
    );
    let url = server.url();
    write(
        "target.yaml",
        &format!(
            "name: t\ncontracts:\n  acme/things:\n    base_url: {url}\n    pacing: {pacing}\n"
        ),
    );
    folder
}

fn start(folder: &Path, report: &str, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_docproof"))
        .current_dir(folder)
        .args(["run", "--target", "target.yaml", "--report", report])
        .args(more)
        .env("DOCPROOF_STATE", folder.join("state"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("docproof starts")
}

/// Exit code, standard output, standard error.
fn ended(child: Child) -> (Option<i32>, String, String) {
    let output = child.wait_with_output().expect("ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn run(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    ended(start(folder, "report", more))
}

fn report(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("report/report.json")).expect("a report");
    serde_json::from_str(&text).expect("JSON")
}

fn fine() -> Answer {
    Answer::json(200, &json!({}))
}

fn unavailable() -> Answer {
    Answer::json(503, &json!({}))
}

#[test]
fn four_processes_share_fifty_requests_a_second() {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&arrivals);
    let server = Server::start(move |_| {
        seen.lock().expect("whole").push(Instant::now());
        fine()
    });
    let folder = folder(20, &server, "{ requests: 50, seconds: 1 }");
    let processes = ["a", "b", "c", "d"].map(|report| start(folder.path(), report, &[]));
    for process in processes {
        let (code, out, err) = ended(process);
        assert_eq!(code, Some(0), "{out}{err}");
    }
    let mut arrivals = arrivals.lock().expect("whole").clone();
    arrivals.sort_unstable();
    assert_eq!(arrivals.len(), 80);
    // A machine that is busy delivers a little later or sooner what was sent in time.
    let window = Duration::from_millis(900);
    let within = |start: &Instant| {
        arrivals
            .iter()
            .filter(|at| (*start..*start + window).contains(*at))
            .count()
    };
    let densest = arrivals.iter().map(within).max();
    assert!(densest <= Some(50), "{densest:?} in {window:?}");
}

#[test]
fn a_dry_run_sends_nothing_and_says_how_much_of_a_day_it_takes() {
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let server = Server::start(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        fine()
    });
    let pacing = "[ { requests: 5, seconds: 60 }, { requests: 200, seconds: 86400 } ]";
    let folder = folder(20, &server, pacing);
    let (code, out, err) = run(folder.path(), &["--dry-run"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert_eq!(count.load(Ordering::SeqCst), 0);
    assert!(!folder.path().join("report").exists(), "no report either");
    // Twenty requests, five a minute: three minutes, each a second longer than told.
    for line in [
        "  runs         20 cases",
        "  requests     20 requests",
        "  time         at least 3 min 3 s, by the limits (5 in 60 s, 200 in 86400 s)",
        "  daily limit  10.0 % of 200 requests a day",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
}

#[test]
fn so_much_may_be_inconclusive() {
    let server = Server::start(|_| unavailable());
    let down = folder(2, &server, "none");
    let (code, out, err) = run(
        down.path(),
        &["--patience", "0s", "--max-inconclusive", "100%"],
    );
    assert_eq!(code, Some(3), "nothing passed\n{out}{err}");
    assert!(
        err.contains("--max-inconclusive 100%: nothing passed"),
        "{err}"
    );

    // The second case of four meets an outage.
    let some = |more: &[&str]| {
        let count = AtomicU64::new(0);
        let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            1 => unavailable(),
            _ => fine(),
        });
        let folder = folder(4, &server, "none");
        let mut words = vec!["--patience", "0s", "--jobs", "1"];
        words.extend(more);
        run(folder.path(), &words)
    };
    let (code, out, err) = some(&[]);
    assert_eq!(code, Some(3), "{out}{err}");
    assert_eq!(err, "", "nothing is drawn where there is no terminal");
    let (_, failures) = out.split_once("failures:").expect("libtest's list");
    let told = failures.lines().find(|l| l.starts_with("INCONCLUSIVE: "));
    assert_eq!(
        told,
        Some("INCONCLUSIVE: every attempt was answered with 503")
    );
    for (allowed, expected) in [("1", 0), ("0", 3), ("25%", 0), ("24%", 3)] {
        let (code, out, err) = some(&["--max-inconclusive", allowed]);
        assert_eq!(code, Some(expected), "{allowed} {out}{err}");
        assert_eq!(err.contains("--max-inconclusive"), expected == 3, "{err}");
    }
    let (code, _, err) = some(&["--max-inconclusive", "many"]);
    assert_eq!(code, Some(2), "{err}");
}

#[test]
fn what_passed_on_a_later_attempt_is_flaky_everywhere() {
    let count = AtomicU64::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => unavailable(),
        _ => fine(),
    });
    let folder = folder(2, &server, "none");
    let (code, out, err) = run(folder.path(), &["--jobs", "1"]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("flaky (passed on a later attempt)"), "{out}");
    let report = report(folder.path());
    assert_eq!(report["counts"]["flaky"], 1);
    let cases = report["cases"].as_array().expect("cases");
    let flaky = cases.iter().filter(|c| c["flaky"] == true).count();
    assert_eq!(flaky, 1);
    let record = fs::read_to_string(folder.path().join("report/record.ndjson")).expect("a record");
    let line = record.lines().find(|l| l.contains("\"flaky\":true"));
    assert!(line.is_some_and(|l| l.contains("case-finished")));
    // Every attempt is there.
    assert_eq!(record.matches("\"event\":\"exchanged\"").count(), 3);
    let again = Command::new(env!("CARGO_BIN_EXE_docproof"))
        .current_dir(folder.path())
        .args(["judge", "report"])
        .output()
        .expect("starts");
    assert!(String::from_utf8_lossy(&again.stdout).contains("flaky"));
}
