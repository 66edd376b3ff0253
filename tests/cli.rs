//! The program as it is built, started in empty folders: exit codes, words, files.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What a run of the program came to.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn docproof(folder: &Path, words: &[&str]) -> Ran {
    docproof_with(folder, words, &[])
}

fn docproof_with(folder: &Path, words: &[&str], environment: &[(&str, &str)]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_docproof"))
        .args(words)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("GITHUB_ACTIONS")
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn empty() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A loopback address that nobody listens on.
fn refusing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    format!("http://{address}")
}

#[test]
fn a_run_on_the_mock_holds_and_leaves_a_report() {
    let folder = empty();
    let ran = docproof(folder.path(), &["run", "arena"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let first = ran.out.lines().next().unwrap_or_default();
    assert!(first.contains("built into docproof"), "{first}");
    assert!(!ran.out.contains('\x1b'), "no colour without a terminal");
    let latest = folder.path().join("reports/latest");
    assert!(latest.is_symlink());
    let report = fs::read_to_string(latest.join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["exit"], 0);
    assert_eq!(report["target"], "mock");
    let record = fs::read_to_string(latest.join("record.ndjson")).expect("a record");
    let events: Vec<serde_json::Value> = record
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(
        events.first().map(|e| &e["event"]),
        Some(&"run-started".into())
    );
    assert_eq!(
        events.last().map(|e| &e["event"]),
        Some(&"run-finished".into())
    );
    assert!(
        record.contains("[arena_session_id]"),
        "credentials are masked"
    );
}

#[test]
fn a_stored_run_judged_again_comes_to_the_same() {
    let folder = empty();
    let ran = docproof(folder.path(), &["run", "arena", "--report", "kept"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(
        !folder.path().join("reports").exists(),
        "only the folder that was named"
    );
    let again = docproof(folder.path(), &["judge", "kept"]);
    assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
    let table = |text: &str| -> Vec<String> {
        let rows = text
            .lines()
            .filter(|l| l.starts_with("arena/") || l.starts_with("All held"));
        rows.map(str::to_owned).collect()
    };
    assert_eq!(table(&ran.out), table(&again.out));
    assert_eq!(table(&again.out).len(), 2, "{}", again.out);
}

#[test]
fn a_record_that_was_tampered_with_fails_when_it_is_judged_again() {
    let folder = empty();
    assert_eq!(
        docproof(folder.path(), &["run", "arena", "--report", "kept"]).code,
        Some(0)
    );
    let file = folder.path().join("kept/record.ndjson");
    let record = fs::read_to_string(&file).expect("a record");
    // The count that the document promises to be at least the number of results.
    let wrong = record.replace(r#"\"count\":"#, r#"\"count\":-"#);
    assert_ne!(wrong, record);
    fs::write(&file, wrong).expect("written");
    let again = docproof(folder.path(), &["judge", "kept"]);
    assert_eq!(again.code, Some(1), "{}{}", again.out, again.err);
    let report = docproof(folder.path(), &["judge", "kept/report.json"]);
    assert_eq!(report.code, Some(2));
    assert!(report.err.contains("record.ndjson"), "{}", report.err);
    let nothing = docproof(folder.path(), &["judge", "."]);
    assert_eq!(nothing.code, Some(2));
    assert!(nothing.err.contains("no record"), "{}", nothing.err);
}

#[test]
fn a_record_that_lost_answers_is_no_proof() {
    let folder = empty();
    let ran = docproof(folder.path(), &["run", "arena", "--report", "kept"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let file = folder.path().join("kept/record.ndjson");
    let record = fs::read_to_string(&file).expect("a record");
    let rest = |without: fn(&mut serde_json::Value) -> bool| {
        let lines = record.lines().filter_map(|line| {
            let mut event = serde_json::from_str(line).expect("JSON");
            without(&mut event).then(|| format!("{event}\n"))
        });
        lines.collect::<String>()
    };
    fs::write(&file, rest(|e| e["event"] != "exchanged")).expect("written");
    let lost = docproof(folder.path(), &["judge", "kept"]);
    assert_eq!(lost.code, Some(2), "{}{}", lost.out, lost.err);
    assert!(
        lost.err.contains("its record lacks 1 of 1 answers"),
        "{}",
        lost.err
    );
    // An older record does not say how many there were.
    let old = rest(|event| {
        if let Some(event) = event.as_object_mut() {
            event.remove("exchanges");
        }
        event["event"] != "exchanged"
    });
    fs::write(&file, old).expect("written");
    let old = docproof(folder.path(), &["judge", "kept"]);
    assert_eq!(old.code, Some(3), "{}{}", old.out, old.err);
}

#[test]
fn a_server_that_refuses_is_told_in_seconds() {
    let folder = empty();
    let draft = docproof(folder.path(), &["draft", "target"]);
    assert_eq!(draft.code, Some(0), "{}", draft.err);
    let url = refusing();
    let began = Instant::now();
    let ids = [
        "adobe/group-users",
        "adobe/user-group",
        "arena/user-group-partners",
        "contensis/group-users",
    ];
    let urls: Vec<String> = ids
        .iter()
        .map(|id| format!("--base-url={id}={url}/{id}"))
        .collect();
    let mut words = vec!["run", "adobe", "arena", "contensis"];
    words.extend(urls.iter().map(String::as_str));
    let ran = docproof(folder.path(), &words);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    assert!(ran.out.contains("refused"), "{}", ran.out);
    let target = "Target: mock, with 4 base URLs replaced.";
    assert!(ran.out.contains(target), "{}", ran.out);
}

#[test]
fn what_cannot_be_used_is_said_with_exit_code_2() {
    let folder = empty();
    fs::write(folder.path().join("bad.yaml"), "name: t\ncontrats: {}\n").expect("written");
    let rows: &[(&[&str], &str)] = &[
        (&["run", "--target", "missing.yaml"], "missing.yaml"),
        (
            &["run", "--target", "bad.yaml"],
            "did you mean `contracts`?",
        ),
        (&["run", "symphny"], "did you mean `symphony"),
        (&["run", "--contracts", "."], "--contracts without --cases"),
        (&["check", "--cases", "."], "--cases without --contracts"),
        (
            &["run", "--contracts", "none", "--cases", "none"],
            "cannot be read",
        ),
        (&["run", "--base-url", "nonsense"], "CONTRACT=URL"),
        (
            &["run", "--base-url", "arena/x=https://h"],
            "no contract `arena/x`",
        ),
        (&["run", "--jobs", "0"], "1 to 256"),
        (&["run", "--require", "arena"], "unknown contract `arena`"),
        (&["judge", "missing"], "cannot be read"),
        (
            &["explain", "symphony/group-menberships"],
            "did you mean `symphony/group-memberships`?",
        ),
        (
            &["draft", "target", "symphony/group"],
            "did you mean `symphony/group-memberships`?",
        ),
        (&["check", "--documents", "none"], "no folder"),
        (&["mock", "--listen", "0.0.0.0:0"], "--allow-remote"),
        (&["exlain"], "similar"),
        (&["schema", "cases"], "case"),
    ];
    for (words, expected) in rows {
        let ran = docproof(folder.path(), words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{words:?}: {}", ran.err);
    }
    assert!(
        !folder.path().join("reports").exists(),
        "nothing ran, so there is no report"
    );
}

#[test]
fn gates_close_a_run_that_held() {
    let folder = empty();
    let rows: &[(&[&str], i32, &str)] = &[
        (
            &[
                "--require",
                "arena/user-group-partners",
                "--max-skipped",
                "0",
                "--fail-under",
                "1",
            ],
            0,
            "",
        ),
        (
            &["--require", "adobe/user-group"],
            1,
            "--require adobe/user-group",
        ),
        (
            &["--fail-under", "100", "session"],
            1,
            "\n  arena/user-group-partners: ",
        ),
    ];
    for (gates, code, expected) in rows {
        let mut words = vec!["run", "arena/user-group-partners::session", "--report", "r"];
        words.extend(gates.iter().filter(|g| **g != "session"));
        let ran = docproof(folder.path(), &words);
        assert_eq!(ran.code, Some(*code), "{gates:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(expected), "{gates:?}: {}", ran.err);
    }
}

#[test]
fn every_report_tells_of_a_gate_that_did_not_open() {
    let folder = empty();
    let run = |extra: &[&str]| {
        let mut words = vec!["run", "arena/user-group-partners::session", "--report", "r"];
        words.extend(["--format", "html,junit,json,markdown,ctrf"]);
        words.extend(extra);
        docproof(folder.path(), &words)
    };
    let read = |file: &str| fs::read_to_string(folder.path().join("r").join(file)).expect(file);
    let asked = "--require adobe/user-group";
    let ran = run(&["--require", "adobe/user-group", "--max-skipped", "0"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(!ran.out.contains("All held"), "{}", ran.out);
    let tells = "No case failed, but the run fails: 1 gate did not open";
    assert!(ran.out.contains(tells), "{}", ran.out);
    for file in [
        "report.html",
        "junit.xml",
        "report.json",
        "report.md",
        "ctrf.json",
        "record.ndjson",
    ] {
        assert!(read(file).contains(asked), "{file}");
    }
    assert!(read("junit.xml").contains(
        "<failure type=\"gate\" message=\"--require adobe/user-group: no case of it ran"
    ));
    let report: serde_json::Value = serde_json::from_str(&read("report.json")).expect("JSON");
    assert_eq!(report["exit"], 1);
    assert_eq!(report["gates"].as_array().map(Vec::len), Some(2));
    let record = read("record.ndjson");
    assert!(
        record
            .lines()
            .last()
            .is_some_and(|l| l.contains("run-finished") && l.contains("\"exit\":1"))
    );
    // A report made later says the same, and what goes on with the run is asked anew.
    let later = docproof(folder.path(), &["report", "r", "--format", "json"]);
    assert!(
        later.out == read("report.json"),
        "a stored run has its gates"
    );
    let again = docproof(folder.path(), &["run", "--resume", "r"]);
    assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
}

#[test]
fn github_takes_nothing_that_servers_answer_for_a_command() {
    let folder = empty();
    let ran = docproof_with(
        folder.path(),
        &[
            "run",
            "arena/user-group-partners::session",
            "--report",
            "r",
            "--require",
            "adobe/user-group",
        ],
        &[("GITHUB_ACTIONS", "true")],
    );
    let lines: Vec<&str> = ran.out.lines().collect();
    let token = lines
        .iter()
        .find_map(|l| l.strip_prefix("::stop-commands::"))
        .expect("a token");
    assert_eq!(token.len(), 32);
    let at = |line: &str| lines.iter().position(|l| *l == line).expect(line);
    let (from, to) = (
        at(&format!("::stop-commands::{token}")),
        at(&format!("::{token}::")),
    );
    let test = lines
        .iter()
        .position(|l| l.starts_with("test arena"))
        .expect("a trial");
    let error = lines
        .iter()
        .position(|l| l.starts_with("::error title=a gate"))
        .expect("told");
    assert!(from < test && test < to && to < error, "{}", ran.out);
}

#[test]
fn a_target_without_what_a_case_needs_skips_it_and_says_so() {
    let folder = empty();
    let target = "name: bare\ncontracts:\n  arena/user-group-partners:\n    base_url: https://arena.example/api\n    \
                  credentials: { arena_session_id: { env: DOCPROOF_TEST_NOT_SET } }\n";
    fs::write(folder.path().join("bare.yaml"), target).expect("written");
    let ran = docproof(folder.path(), &["run", "--target", "bare.yaml", "listing"]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("DOCPROOF_TEST_NOT_SET"), "{}", ran.out);
    assert!(
        ran.out.contains("no contract `symphony/group-memberships`"),
        "{}",
        ran.out
    );
    let listed = docproof(
        folder.path(),
        &["run", "--target", "bare.yaml", "--list", "arena"],
    );
    assert_eq!(listed.code, Some(0));
    assert!(
        listed
            .out
            .lines()
            .all(|l| l.starts_with("arena/user-group-partners::")),
        "{}",
        listed.out
    );
    assert!(listed.out.contains("(skipped: "), "{}", listed.out);
}

#[test]
fn what_is_there_is_said_without_a_request() {
    let folder = empty();
    for format in ["case", "target", "contract", "waivers", "report", "record"] {
        let ran = docproof(folder.path(), &["schema", format]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        assert!(schema.is_object());
    }
    let checked = docproof(folder.path(), &["check"]);
    assert_eq!(checked.code, Some(0), "{}", checked.err);
    assert_eq!(
        checked.out.lines().last(),
        Some("digests not verified: that needs --documents DIR")
    );
    let explained = docproof(folder.path(), &["explain", "arena/user-group-partners"]);
    assert_eq!(explained.code, Some(0), "{}", explained.err);
    assert!(
        explained.out.contains("session-header"),
        "{}",
        explained.out
    );
    let listed = docproof(folder.path(), &["run", "--list"]);
    let name = listed.out.lines().next().expect("a case");
    let case = docproof(folder.path(), &["explain", name]);
    assert!(case.out.contains("curl"), "{}", case.out);
    let piece = docproof(folder.path(), &["explain", "adobe"]);
    assert_eq!(piece.code, Some(0), "{}", piece.err);
    let listed = "\n  adobe/group-users: ";
    assert!(piece.out.contains(listed), "{}", piece.out);
    assert!(!piece.out.contains("curl"), "{}", piece.out);
    let help = docproof(folder.path(), &["run", "--help"]);
    assert_eq!(help.code, Some(0));
    assert!(help.out.contains("Exit codes:"));
}

#[test]
fn a_drafted_target_is_one() {
    let folder = empty();
    let draft = docproof(folder.path(), &["draft", "target"]);
    fs::write(folder.path().join("t.yaml"), draft.out).expect("written");
    let checked = docproof(folder.path(), &["check", "--target", "t.yaml"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.out, checked.err);
    for still in [
        "the base URL is still an example",
        "`group_id` is still the contract's example",
    ] {
        assert!(checked.err.contains(still), "{still}: {}", checked.err);
    }
    let token = "    credentials: { arena_session_id: { value: \"a\\nb\" } }\n";
    let target =
        "name: t\ncontracts:\n  arena/user-group-partners:\n    base_url: https://127.0.0.1:9\n";
    fs::write(folder.path().join("bad.yaml"), format!("{target}{token}")).expect("written");
    for words in [
        ["run", "--target", "bad.yaml"],
        ["check", "--target", "bad.yaml"],
    ] {
        let ran = docproof(folder.path(), &words);
        assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
        assert!(
            ran.err
                .contains("bad.yaml:5:20: error: the target's `value` holds a line break"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn every_mistake_of_every_file_is_told_at_once() {
    let folder = empty();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(file, text).expect("written");
    };
    let contract = "openapi: 3.1.1\ninfo: { title: T, version: \"1\" }\npaths:\n  /things:\n    get:\n      \
                    operationId: acme/things\n      summary: Things\n      responses: { \"200\": { description: Things } }\n";
    write("contracts/acme/things.yaml", contract);
    write("contracts/acme/again.yaml", contract);
    write(
        "cases/acme/things/a.yaml",
        "contract: acme/thing\ncases: [ { name: one, request: {} } ]\n",
    );
    write(
        "cases/acme/other/b.yaml",
        "contract: acme/things\ncases: [ { name: two, request: {} } ]\n",
    );
    write(
        "cases/acme/things/c.yaml",
        "contract: acme/things\ncases: [ { name: two, request: {}, waklk: forward } ]\n",
    );
    let checked = docproof(folder.path(), &["check"]);
    assert_eq!(checked.code, Some(2), "{}{}", checked.out, checked.err);
    for expected in [
        "is also in",
        "a second case `two`",
        "did you mean `walk`?",
        "in the folder `acme/other`",
    ] {
        assert!(
            checked.err.contains(expected),
            "{expected}: {}",
            checked.err
        );
    }
    assert!(
        checked.err.contains("docproof: 6 errors in 4 files\n"),
        "{}",
        checked.err
    );
    let counted = checked.out.lines().filter(|l| l.contains(" clauses, "));
    assert_eq!(counted.count(), 1, "{}", checked.out);
    let ran = docproof(folder.path(), &["run"]);
    assert_eq!(ran.code, Some(2));
    fs::remove_file(folder.path().join("contracts/acme/again.yaml")).expect("removed");
    let checked = docproof(folder.path(), &["check"]);
    assert!(
        checked.err.contains("did you mean `acme/things`?"),
        "{}",
        checked.err
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_told() {
    let folder = empty();
    for words in [
        &["explain"][..],
        &["--help"],
        &["run", "arena", "--report", "r"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let ran = Command::new(env!("CARGO_BIN_EXE_docproof"))
            .args(words)
            .current_dir(folder.path())
            .stdout(full.expect("a device that is always full"))
            .output()
            .expect("the program starts");
        let err = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{words:?}: {err}");
        assert!(
            err.contains("standard output cannot be written"),
            "{words:?}: {err}"
        );
        assert!(!err.contains("panicked"), "{words:?}: {err}");
    }
}

#[test]
fn half_a_suite_beside_is_no_suite() {
    let folder = empty();
    fs::create_dir(folder.path().join("contracts")).expect("made");
    for words in [&["run", "arena"], &["check", "--color=never"]] {
        let ran = docproof(folder.path(), words);
        assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("`cases` is not"), "{}", ran.err);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    for (jobs, lines) in [("8", 0), ("8", 5), ("1", 5)] {
        let folder = empty();
        let mut child = Command::new(env!("CARGO_BIN_EXE_docproof"))
            .args(["run", "arena", "--jobs", jobs])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        assert_eq!(out.lines().take(lines).count(), lines);
        let mut err = String::new();
        let mut piped = child.stderr.take().expect("piped");
        piped.read_to_string(&mut err).expect("UTF-8");
        assert_eq!(child.wait().expect("ended").code(), Some(0), "{err}");
        assert!(!err.contains("panicked"), "{err}");
        let report = folder.path().join("reports/latest/report.json");
        let report = fs::read_to_string(report).expect("a report");
        let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(
            report["counts"]["cases"], report["counts"]["passed"],
            "{jobs} {lines}"
        );
    }
}

/// A mock of so many members that leads `mock.yaml` of a folder to itself, while `work` is done.
fn with_mock(folder: &Path, members: &str, work: impl FnOnce()) {
    let file = folder.join("mock.yaml");
    let mut mock = Command::new(env!("CARGO_BIN_EXE_docproof"))
        .args(["mock", "--listen", "127.0.0.1:0", "--members", members])
        .current_dir(folder)
        .stdout(fs::File::create(&file).expect("made"))
        .spawn()
        .expect("the program starts");
    let began = Instant::now();
    while !fs::read_to_string(&file)
        .is_ok_and(|text| text.contains("symphony/group-memberships\":"))
        && began.elapsed() < Duration::from_secs(20)
    {
        std::thread::sleep(Duration::from_millis(20));
    }
    work();
    mock.kill().expect("stopped");
    mock.wait().expect("ended");
}

#[test]
fn the_mock_is_a_target_of_its_own() {
    let folder = empty();
    let mut runs = Vec::new();
    with_mock(folder.path(), "30", || {
        let words = ["run", "arena", "throttle", "--target", "mock.yaml"];
        runs.push(docproof(folder.path(), &words));
        runs.push(docproof(
            folder.path(),
            &["run", "throttle", "--target", "mock.yaml"],
        ));
    });
    for (ran, why) in runs.iter().zip(["", "limits are passed anew"]) {
        assert_eq!(ran.code, Some(0), "{why}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_mock_has_as_many_members_as_the_cases_need() {
    let folder = empty();
    let few = docproof(
        folder.path(),
        &["mock", "--listen", "127.0.0.1:0", "--members", "25"],
    );
    assert_eq!(few.code, Some(2), "{}{}", few.out, few.err);
    assert!(few.err.contains("at least 26"), "{}", few.err);
    // Every case at the least there can be; those that walk page by page where the last page is another.
    for (members, filter) in [("26", "::"), ("27", "paging"), ("200", "paging")] {
        let mut ran = None;
        with_mock(folder.path(), members, || {
            let words = ["run", filter, "--target", "mock.yaml"];
            ran = Some(docproof(folder.path(), &words));
        });
        let ran = ran.expect("it ran");
        assert_eq!(ran.code, Some(0), "{members}: {}{}", ran.out, ran.err);
    }
}
