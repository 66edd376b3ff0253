//! One session under the real cargo-nextest, a process for every trial.
//!
//! Nothing is built for it: this test's own program is the conformance harness when it is told so, and nextest is told that it is
//! the test of a package in a folder of the test's own. So neither does one cargo wait for the other, nor a run for itself.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::Ordering;

use libtest_mimic::Completion;
use serde_json::{Value, json};

use crate::sessions::{ARENA, CASES, LOGIN, arena};
use crate::suite::{Suite, ran};

pub(crate) const NAME: &str = "eight_processes_of_nextest_share_one_login";

/// Cargo, as it is that runs this test.
fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

pub(crate) fn one_login() -> Completion {
    let nextest = Command::new(cargo())
        .args(["nextest", "--version"])
        .output();
    let Some(version) = nextest.ok().filter(|o| o.status.success()) else {
        // Told, so that nobody takes it for done.
        return Completion::ignored_with(
            "there is no cargo-nextest here; eight_processes_share_one_login starts processes as it would",
        );
    };
    let (server, logins) = arena();
    let suite = Suite::new(ARENA, CASES);
    suite.target("", &server.url(), LOGIN);
    package(&suite);
    let words = [
        "nextest",
        "run",
        "--cargo-metadata",
        "cargo.json",
        "--binaries-metadata",
        "binaries.json",
        "--test-threads",
        "8",
        "--no-fail-fast",
        "--color",
        "never",
    ];
    let mut command = suite.command(cargo(), &words);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("NEXTEST") {
            command.env_remove(name);
        }
    }
    command
        .env("DOCPROOF_TEST_CHILD", "conformance")
        .env("DOCPROOF_TARGET", suite.path("target.yaml"))
        .env("DOCPROOF_REPORT", suite.path("report"))
        .env("ARENA_PASSWORD", "hunter2hunter2");
    let run = ran(&mut command);
    let version = String::from_utf8_lossy(&version.stdout);
    let version = version.lines().next().unwrap_or_default();
    assert_eq!(run.code, Some(0), "{version}: {}", run.all());
    assert!(
        run.err.contains("8 tests run: 8 passed"),
        "{version}: {}",
        run.all()
    );
    assert_eq!(logins.load(Ordering::SeqCst), 1, "one login for all");
    assert_eq!(server.count("/things"), CASES.len());
    assert_eq!(server.count("/logout"), 0, "a trial ends nobody's session");
    let records = std::fs::read_dir(suite.path("report")).expect("records");
    assert_eq!(records.count(), CASES.len(), "one of each process");
    Completion::Completed
}

/// A package with one test, and what nextest needs to know to run it as it is.
fn package(suite: &Suite) {
    suite.write(
        "Cargo.toml",
        "[package]\nname = \"tenant\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [[test]]\nname = \"conformance\"\nharness = false\n",
    );
    suite.write("tests/conformance.rs", "fn main() {}\n");
    let words = [
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ];
    let metadata = ran(&mut suite.command(cargo(), &words));
    assert_eq!(metadata.code, Some(0), "{}", metadata.all());
    suite.write("cargo.json", &metadata.out);
    let metadata: Value = serde_json::from_str(&metadata.out).expect("JSON");
    let own = std::env::current_exe().expect("this test");
    let binaries = json!({
        "rust-build-meta": {
            "target-directory": own.parent().map(Path::to_path_buf),
            "base-output-directories": [], "non-test-binaries": {}, "build-script-out-dirs": {},
            "linked-paths": [], "target-platforms": [], "target-platform": null,
        },
        "rust-binaries": {
            "tenant::conformance": {
                "binary-id": "tenant::conformance", "binary-name": "conformance", "kind": "test",
                "package-id": metadata["packages"][0]["id"], "binary-path": own, "build-platform": "target",
            },
        },
    });
    suite.write("binaries.json", &binaries.to_string());
}
