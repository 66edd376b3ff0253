//! The subcommands of the program as it is built that leave, render and compare stored runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use docproof::report::format::Format;
use serde_json::Value;
use tempfile::TempDir;

use crate::hostile;

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn docproof(folder: &Path, words: &[&str], env: &[(&str, &Path)]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docproof"));
    command.args(words).current_dir(folder).stdin(Stdio::null());
    for name in [
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
    ] {
        command.env_remove(name);
    }
    command.envs(env.iter().copied());
    let output = command.output().expect("the program starts");
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn ok(folder: &Path, words: &[&str]) -> String {
    let ran = docproof(folder, words, &[]);
    assert_eq!(ran.code, Some(0), "{words:?}: {}{}", ran.out, ran.err);
    ran.out
}

fn empty() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_run_leaves_the_usual_reports_and_rendering_its_record_gives_the_same_bytes() {
    let folder = empty();
    ok(folder.path(), &["run", "arena", "--report", "r"]);
    for format in Format::USUAL {
        let left = fs::read_to_string(folder.path().join("r").join(format.file_name()));
        let rendered = ok(folder.path(), &["report", "r", "--format", format.word()]);
        assert!(left.expect("left by the run") == rendered, "{format:?}");
    }
    assert!(!folder.path().join("r/ctrf.json").exists());
    ok(
        folder.path(),
        &["run", "arena", "--report", "c", "--format", "ctrf,junit"],
    );
    let mut names: Vec<String> = fs::read_dir(folder.path().join("c"))
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["ctrf.json", "junit.xml", "record.ndjson"]);
}

#[test]
fn shards_fold_into_the_run_and_a_missing_or_doubled_one_is_told() {
    let folder = empty();
    let folder = folder.path();
    for number in 1..=3 {
        let (shard, report) = (format!("{number}/3"), format!("s{number}"));
        ok(
            folder,
            &["run", "arena", "-q", "--shard", &shard, "--report", &report],
        );
    }
    let all = ok(folder, &["report", "s2", "s3", "s1", "--format", "json"]);
    let report: Value = serde_json::from_str(&all).expect("JSON");
    ok(folder, &["run", "arena", "-q", "--report", "whole"]);
    let whole = ok(folder, &["report", "whole", "--format", "json"]);
    let whole: Value = serde_json::from_str(&whole).expect("JSON");
    assert_eq!(report["counts"]["cases"], whole["counts"]["cases"]);
    assert_eq!(
        report["contracts"][0]["clause_counts"],
        whole["contracts"][0]["clause_counts"]
    );
    let rows: &[(&[&str], &str)] = &[
        (&["report", "s1", "s3"], "shard 2 of 3 is missing"),
        (
            &["report", "s1", "s2", "s3", "s2"],
            "shard 2 of 3 is there twice",
        ),
        (&["report", "s1", "s2", "s3", "whole"], "is a shard, "),
        (&["report", "whole", "whole"], "is recorded twice"),
    ];
    for (words, expected) in rows {
        let mut words = words.to_vec();
        words.extend(["--format", "json"]);
        let ran = docproof(folder, &words, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{words:?}");
        assert!(ran.err.contains(expected), "{words:?}: {}", ran.err);
        assert!(ran.err.lines().count() < 12, "{words:?}: {}", ran.err);
    }
    // Shards of runs that are not the same one.
    let second = fs::read_to_string(folder.join("s2/record.ndjson")).expect("a record");
    let (header, rest) = second.split_once('\n').expect("a header");
    let mut header: Value = serde_json::from_str(header).expect("JSON");
    let digest = header["contracts"][0]["document"]["sha256"].clone();
    let other = digest
        .as_str()
        .expect("a digest")
        .chars()
        .rev()
        .collect::<String>();
    for (place, value, expected) in [
        (
            "/target",
            "elsewhere",
            "the target is `elsewhere`, and `mock`",
        ),
        ("/docproof", "0.0.1", "docproof's version is `0.0.1`"),
        (
            "/contracts/0/version",
            "0",
            "has another version or document",
        ),
        (
            "/contracts/0/document/sha256",
            &other,
            "has another version or document",
        ),
    ] {
        let at = header.pointer_mut(place).expect("there");
        let before = std::mem::replace(at, Value::from(value));
        fs::create_dir_all(folder.join("odd")).expect("a folder");
        fs::write(
            folder.join("odd/record.ndjson"),
            format!("{header}\n{rest}"),
        )
        .expect("written");
        *header.pointer_mut(place).expect("there") = before;
        let words = ["report", "s1", "odd", "s3", "--format", "junit"];
        let ran = docproof(folder, &words, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{place}");
        assert!(ran.err.contains(expected), "{place}: {}", ran.err);
        assert!(
            ran.err.contains("odd/record.ndjson"),
            "{place}: {}",
            ran.err
        );
    }
    for (shard, expected) in [
        ("4/3", "K from 1 to N"),
        ("0/3", "K from 1 to N"),
        ("1/9999", "fewer cases than shards"),
    ] {
        let ran = docproof(folder, &["run", "arena", "--shard", shard], &[]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
}

#[test]
fn machines_get_events_and_nothing_else() {
    let folder = empty();
    let out = ok(
        folder.path(),
        &["run", "arena", "--format", "json", "--report", "r"],
    );
    let record = fs::read_to_string(folder.path().join("r/record.ndjson")).expect("a record");
    assert!(out == record, "the record itself");
    let quiet = ok(folder.path(), &["run", "arena", "--quiet", "--report", "q"]);
    assert!(
        !quiet.contains("running ") && !quiet.contains("test "),
        "{quiet}"
    );
    assert!(quiet.starts_with("All held"), "{quiet}");
    assert!(quiet.ends_with("report: q\n"), "{quiet}");
    assert_eq!(quiet.lines().count(), 2, "{quiet}");
}

#[test]
fn github_is_told_where_it_runs_this() {
    let folder = empty();
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "before\n").expect("written");
    let env: &[(&str, &Path)] = &[
        ("GITHUB_STEP_SUMMARY", &summary),
        ("GITHUB_ACTIONS", Path::new("true")),
    ];
    let words = [
        "run",
        "arena",
        "--report",
        "r",
        "--base-url",
        "arena/user-group-partners=http://127.0.0.1:9/v",
    ];
    let ran = docproof(folder.path(), &words, env);
    assert_eq!(ran.code, Some(3), "{}{}", ran.out, ran.err);
    let text = fs::read_to_string(&summary).expect("there");
    assert!(
        text.starts_with("before\n# docproof: mock, with 1 base URL replaced\n"),
        "{text}"
    );
    let warned = ran
        .out
        .lines()
        .filter(|l| l.starts_with("::warning file="))
        .count();
    assert_eq!(warned, 10, "{}", ran.out);

    // What GitHub cannot be told is not lost with the run.
    let env: &[(&str, &Path)] = &[("GITHUB_STEP_SUMMARY", Path::new("no/such/folder/summary"))];
    let words = ["run", "arena", "-q", "--report", "s"];
    let ran = docproof(folder.path(), &words, env);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err
            .contains("warning: `no/such/folder/summary` cannot be written"),
        "{}",
        ran.err
    );
    assert!(folder.path().join("s/report.html").exists());
}

#[test]
fn a_report_is_the_same_wherever_and_whenever_it_is_made() {
    let folder = empty();
    let folder = folder.path();
    for name in ["r", "contracts/acme", "cases", "elsewhere"] {
        fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    fs::write(folder.join("r/record.ndjson"), hostile::record()).expect("written");
    let contract = include_str!("../report/members.yaml");
    fs::write(folder.join("contracts/acme/members.yaml"), contract).expect("written");
    let elsewhere = folder.join("elsewhere");
    let (record, contracts) = (folder.join("r"), folder.join("contracts"));
    let cases = folder.join("cases");
    let words = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let absolute = [words(&record), words(&contracts), words(&cases)];
    for format in Format::ALL {
        let here = [
            "report",
            "r",
            "--format",
            format.word(),
            "--contracts",
            "contracts",
            "--cases",
            "cases",
        ];
        let there = [
            "report",
            &absolute[0],
            "--format",
            format.word(),
            "--contracts",
            &absolute[1],
            "--cases",
            &absolute[2],
        ];
        let env: &[(&str, &Path)] = &[
            ("TZ", Path::new("Asia/Kathmandu")),
            ("LANG", Path::new("tr_TR.UTF-8")),
            ("LC_ALL", Path::new("ar_EG.UTF-8")),
            ("CLICOLOR_FORCE", Path::new("1")),
            ("COLUMNS", Path::new("20")),
            ("GITHUB_ACTIONS", Path::new("true")),
        ];
        let plain = docproof(folder, &here, &[("TZ", Path::new("UTC"))]);
        let odd = docproof(&elsewhere, &there, env);
        assert_eq!(
            (plain.code, odd.code),
            (Some(0), Some(0)),
            "{}{}",
            plain.err,
            odd.err
        );
        assert!(plain.out == odd.out, "{format:?}");
        assert!(!plain.out.contains('\u{1b}'), "{format:?}");
        // The record's time is there, in whatever form; this year's other days are not this test's to know.
        let time = match format {
            Format::Ctrf => "1795168800000",
            Format::Html => "2026-11-20 10:00:00 UTC",
            Format::Waivers => continue,
            _ => "2026-11-20T10:00:00Z",
        };
        assert!(plain.out.contains(time), "{format:?}");
    }
}

#[test]
fn a_comparison_is_as_safe_as_a_report() {
    let folder = empty();
    let folder = folder.path();
    for (name, record) in [("a", hostile::record_before()), ("b", hostile::record())] {
        fs::create_dir(folder.join(name)).expect("a folder");
        fs::write(folder.join(name).join("record.ndjson"), record).expect("written");
    }
    for form in ["text", "markdown", "html"] {
        let words = ["diff", "a", "b", "--format", form];
        let ran = docproof(folder, &words, &[]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        let coloured = docproof(folder, &words, &[("CLICOLOR_FORCE", Path::new("1"))]);
        assert_eq!(
            coloured.out != ran.out,
            form == "text",
            "only text is coloured"
        );
        assert!(!ran.out.contains(hostile::SECRET), "{form}");
        for hidden in ['\u{202e}', '\u{1b}', '\u{ffff}'] {
            assert!(
                !ran.out.contains(hidden),
                "{form} holds {}",
                hidden.escape_unicode()
            );
        }
        for section in [
            "newly failing",
            "still failing, and something new with it",
            "no longer judged",
            "checks that show nothing any more",
            "newly passing",
            "times that moved",
            "bodies of another shape",
        ] {
            assert!(
                ran.out.to_lowercase().contains(section),
                "{form}: {section}"
            );
        }
    }
}

#[test]
fn two_stored_runs_are_held_against_each_other() {
    let folder = empty();
    let folder = folder.path();
    ok(folder, &["run", "arena", "-q", "--report", "a"]);
    ok(folder, &["run", "arena", "-q", "--report", "b"]);
    let same = ok(folder, &["diff", "a", "b"]);
    assert!(same.contains("Nothing is worse than before."), "{same}");
    ok(
        folder,
        &[
            "run",
            "arena/user-group-partners::session",
            "-q",
            "--report",
            "fewer",
        ],
    );
    for (form, beginning) in [
        ("text", "Nothing is worse than before."),
        ("markdown", "# docproof diff"),
        ("html", "<!DOCTYPE html>"),
    ] {
        let ran = docproof(folder, &["diff", "a", "fewer", "--format", form], &[]);
        assert_eq!(ran.code, Some(0), "nobody asked for more: {}", ran.err);
        assert!(ran.out.starts_with(beginning), "{form}: {}", ran.out);
        assert!(ran.out.contains("Now ran only: "), "{form}");
    }
    let more = ok(folder, &["diff", "fewer", "a"]);
    assert!(more.contains("Nothing is worse"), "{more}");
    ok(folder, &["run", "adobe", "-q", "--report", "other"]);
    fs::create_dir(folder.join("empty")).expect("a folder");
    for (other, expected) in [
        ("none", "`none` cannot be read"),
        ("empty", "`empty` holds no record"),
        ("other", "no contract in common"),
    ] {
        for words in [["diff", "a", other], ["diff", other, "a"]] {
            let ran = docproof(folder, &words, &[]);
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{words:?}");
            assert!(ran.err.contains(expected), "{words:?}: {}", ran.err);
        }
    }
}

#[test]
fn a_stored_run_says_clause_by_clause_what_it_verified() {
    let folder = empty();
    ok(folder.path(), &["run", "arena", "-q", "--report", "a"]);
    let news = ok(folder.path(), &["explain", "--run", "a"]);
    assert!(!news.contains("verified session-header"), "{news}");
    assert!(news.contains(": --all\n"), "{news}");
    let told = ok(folder.path(), &["explain", "--run", "a", "--all"]);
    assert!(told.contains("verified session-header"), "{told}");
    assert!(told.contains("witness"), "{told}");
    let none = docproof(folder.path(), &["explain", "symphony", "--run", "a"], &[]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("contract of this run"), "{}", none.err);
}
