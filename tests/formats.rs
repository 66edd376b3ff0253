//! Every form of a stored run that is hostile on purpose, and the subcommands that render and compare stored runs.
//! `.ci/formats` holds the same files against the schemas and readers of other projects.

#[path = "report/hostile.rs"]
mod hostile;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use docproof::contract::Contract;
use docproof::http::{Entry, Leg, Response};
use docproof::record::{CaseResult, Keep, fold};
use docproof::report::format::Format;
use docproof::report::{Traces, github, markdown};
use docproof::verdict::{Cause, Verdict};
use serde_json::Value;
use tempfile::TempDir;

/// The record in several files, in an order.
fn rendered(format: Format, files: &[(&str, &[u8])], contracts: &[&Contract]) -> String {
    let named = files
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), *bytes));
    let (run, _) = fold(named, Keep::Deviating);
    let mut traces = Traces::new(contracts.iter().copied());
    for (_, bytes) in files {
        traces.read(*bytes);
    }
    let mut out = Vec::new();
    let run = run.expect("a header");
    format
        .write(&run, contracts, &traces, &mut out)
        .expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

fn hostile_in(format: Format) -> String {
    rendered(
        format,
        &[("record.ndjson", &hostile::record())],
        &[&hostile::contract()],
    )
}

/// The record's cases dealt out to two files, each with its header and its end.
fn halves() -> (Vec<u8>, Vec<u8>) {
    let record = hostile::record();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let mut owner: HashMap<String, bool> = HashMap::new();
    for line in record.split_inclusive(|b| *b == b'\n') {
        let event: Value = serde_json::from_slice(line).expect("JSON");
        match event["case"].as_str() {
            None => {
                a.extend_from_slice(line);
                b.extend_from_slice(line);
            }
            Some(case) => {
                let next = owner.len().is_multiple_of(2);
                let first = *owner.entry(case.to_owned()).or_insert(next);
                if first { &mut a } else { &mut b }.extend_from_slice(line);
            }
        }
    }
    (a, b)
}

/// What is said of the stored run: whatever is shown to other projects' validators and to the browser is shown all of it.
#[test]
fn the_run_that_is_validated_has_all_that_reports_trip_over() {
    let record = hostile::record();
    let (run, told) = fold([("r".to_owned(), record.as_slice())], Keep::All);
    let run = run.expect("a header");
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let cut_off =
        "r: warning: the case `acme/members::list::cut off` has no end: the run was cut off";
    assert_eq!(told, [cut_off]);
    let has = |what: &str, is: &dyn Fn(&CaseResult) -> bool| {
        assert!(run.cases.iter().any(is), "no case is {what}");
    };
    let failed = |c: &CaseResult| c.verdict == Verdict::Failed;
    has("passed", &|c| c.verdict == Verdict::Passed && !c.flaky);
    has("failed", &|c| failed(c) && !c.is_waived());
    has("waived", &|c| failed(c) && c.is_waived());
    has("flaky", &|c| c.flaky && c.is_flaky());
    for cause in [
        |c: &Cause| matches!(c, Cause::Transport(_)),
        |c: &Cause| matches!(c, Cause::Throttled),
        |c: &Cause| matches!(c, Cause::DataChanged),
    ] {
        let is = |c: &CaseResult| matches!(&c.verdict, Verdict::Inconclusive(why) if cause(why));
        has("inconclusive for each cause", &is);
    }
    let skipped = |c: &CaseResult| matches!(&c.verdict, Verdict::Skipped(why) if !why.is_empty());
    has("skipped for a reason", &skipped);
    let pages = |c: &CaseResult| {
        let entries = c.transcript.entries.iter();
        let pages = entries.filter(|e| !e.superseded && e.leg == Leg::Main);
        let asked: BTreeSet<&str> = pages.map(|e| e.exchange.request.url.as_str()).collect();
        asked.len()
    };
    has("a walk of 40 pages", &|c| {
        c.verdict == Verdict::Passed && pages(c) == 40
    });
    let size = |e: &Entry| e.exchange.response().map_or(0, |r| r.body.len());
    has("a body of 1 MB", &|c| {
        c.transcript.entries.iter().any(|e| size(e) >= 1_000_000)
    });
    assert_eq!((run.stale.len(), run.unfinished.len()), (1, 1));

    for piece in [
        "</script>",
        "\"q\"",
        "'q'",
        "עברית",
        "\u{202e}",
        "👩",
        "\u{1b}",
    ] {
        assert!(hostile::NASTY.contains(piece), "{piece:?}");
    }
    let nasty = |text: &str| text.contains(hostile::NASTY);
    has("hostile by its name", &|c| nasty(&c.name));
    let answers = |c: &CaseResult, is: &dyn Fn(&Response) -> bool| {
        let mut entries = c.transcript.entries.iter();
        entries.any(|e| e.exchange.response().is_some_and(is))
    };
    has("hostile in a body", &|c| {
        answers(c, &|r| nasty(&String::from_utf8_lossy(&r.body)))
    });
    has("hostile in a finding", &|c| {
        c.findings().any(|(_, f)| nasty(&f.message))
    });
    has("a masked secret of a request and of an answer", &|c| {
        let mut entries = c.transcript.entries.iter();
        let sent = entries.any(|e| e.exchange.request.headers.get("X-Token") == Some("[token]"));
        sent && answers(c, &|r| r.headers.get("X-Echo") == Some("[token]"))
    });
    let text = String::from_utf8(record).expect("UTF-8");
    assert!(!text.contains(hostile::SECRET));
}

#[test]
fn the_same_record_gives_the_same_bytes_in_whatever_order_its_files_come() {
    let contract = hostile::contract();
    let (a, b) = halves();
    for format in Format::ALL {
        assert!(hostile_in(*format) == hostile_in(*format), "{format:?}");
        let one = rendered(*format, &[("a", &a), ("b", &b)], &[&contract]);
        let other = rendered(*format, &[("b", &b), ("a", &a)], &[&contract]);
        assert!(one == other, "{format:?}");
    }
}

#[test]
fn no_secret_and_nothing_that_hides_is_in_any_of_them() {
    for format in Format::ALL {
        let text = hostile_in(*format);
        assert!(!text.contains(hostile::SECRET), "{format:?}");
        if matches!(format, Format::Json | Format::Ctrf) {
            // In JSON such characters are a string's, to be shown by whoever reads it.
            continue;
        }
        for hidden in ['\u{202e}', '\u{1b}', '\u{ffff}'] {
            assert!(
                !text.contains(hidden),
                "{format:?} holds {}",
                hidden.escape_unicode()
            );
        }
        assert!(
            text.contains("עברית") && text.contains('👩'),
            "letters stay"
        );
    }
}

#[test]
fn a_large_body_makes_no_large_report() {
    for format in Format::ALL {
        let size = hostile_in(*format).len();
        assert!(size < 400_000, "{format:?}: {size} bytes");
    }
}

/// Elements of the XML with their attributes. Neither `<` nor `>` stands anywhere else.
fn elements(xml: &str) -> Vec<(String, HashMap<String, String>)> {
    let tags = xml.split('<').skip(2).filter(|t| !t.starts_with('/'));
    let tags = tags.map(|tag| {
        let inside = tag.split('>').next().expect("an end").trim_end_matches('/');
        let (name, rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let pieces: Vec<&str> = rest.split('"').collect();
        let pairs = pieces.chunks_exact(2).map(|pair| {
            let name = pair[0].trim().trim_end_matches('=');
            (name.to_owned(), pair[1].to_owned())
        });
        (name.to_owned(), pairs.collect())
    });
    tags.collect()
}

#[test]
fn junit_counts_what_it_holds_and_stays_within_the_schema() {
    let xml = hostile_in(Format::Junit);
    let all = elements(&xml);
    let count = |name: &str| all.iter().filter(|(n, _)| n == name).count().to_string();
    let sum = |attribute: &str| {
        let suites = all.iter().filter(|(n, _)| n == "testsuite");
        let numbers = suites.map(|(_, a)| a[attribute].parse::<usize>().expect("a number"));
        numbers.sum::<usize>().to_string()
    };
    let (name, root) = &all[0];
    assert_eq!(name, "testsuites");
    for (attribute, element) in [
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
    ] {
        assert_eq!(root[attribute], count(element), "{attribute}");
        assert_eq!(sum(attribute), count(element), "{attribute}");
    }
    assert_eq!(sum("skipped"), count("skipped"));
    // What junit-10.xsd of Jenkins' xUnit plugin allows; it refuses a file with anything else.
    let allowed: &[(&str, &[&str])] = &[
        (
            "testsuites",
            &["name", "time", "tests", "failures", "errors"],
        ),
        (
            "testsuite",
            &[
                "name",
                "tests",
                "failures",
                "errors",
                "group",
                "time",
                "skipped",
                "timestamp",
                "hostname",
                "id",
                "package",
                "file",
                "log",
                "url",
            ],
        ),
        ("properties", &[]),
        ("property", &["name", "value"]),
        ("testcase", &["name", "time", "classname", "group"]),
        ("failure", &["type", "message"]),
        ("error", &["type", "message"]),
        ("skipped", &["type", "message"]),
        ("system-out", &[]),
    ];
    for (name, attributes) in &all {
        let known = allowed.iter().find(|(n, _)| n == name);
        let (_, known) = known.unwrap_or_else(|| panic!("<{name}>"));
        for attribute in attributes.keys() {
            assert!(known.contains(&attribute.as_str()), "<{name} {attribute}>");
        }
    }
}

#[test]
fn ctrf_counts_what_it_holds() {
    let report: Value = serde_json::from_str(&hostile_in(Format::Ctrf)).expect("JSON");
    assert_eq!(report["reportFormat"], "CTRF");
    let results = &report["results"];
    let tests = results["tests"].as_array().expect("tests");
    for status in ["passed", "failed", "skipped", "pending", "other"] {
        let those = tests.iter().filter(|t| t["status"] == status).count();
        assert_eq!(results["summary"][status], those, "{status}");
    }
    assert_eq!(results["summary"]["tests"], tests.len());
    // 2026-11-20T10:00:00Z, and 192.5 seconds later.
    assert_eq!(results["summary"]["start"], 1_795_168_800_000_u64);
    assert_eq!(results["summary"]["stop"], 1_795_168_992_500_u64);
    let failed = tests.iter().find(|t| t["status"] == "failed").expect("one");
    assert!(failed["trace"].as_str().is_some_and(|t| t.contains("curl")));
}

/// What of a line of Markdown lies outside code spans, which end at a run of as many backticks as they begin with
/// (CommonMark 6.1); a backtick behind a backslash begins none.
fn without_code(line: &str) -> Vec<&str> {
    let mut left = Vec::new();
    let mut rest = line;
    let mut from = 0;
    while let Some(at) = rest[from..].find('`').map(|at| from + at) {
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let escaped = rest[..at].ends_with('\\');
        let inside = &rest[at + run..];
        let mut runs = inside.match_indices('`').filter(|(start, _)| {
            let here = inside[*start..].len() - inside[*start..].trim_start_matches('`').len();
            !inside[..*start].ends_with('`') && here == run
        });
        match runs.next() {
            Some((end, _)) if !escaped => {
                left.push(&rest[..at]);
                rest = &inside[end + run..];
                from = 0;
            }
            _ => from = at + run,
        }
    }
    left.push(rest);
    left
}

#[test]
fn code_spans_are_known_from_text() {
    assert_eq!(without_code("a `b` c"), ["a ", " c"]);
    assert_eq!(without_code("``a `b` <i>`` <b>"), ["", " <b>"]);
    assert_eq!(without_code("a \\`<i>\\` b"), ["a \\`<i>\\` b"]);
}

#[test]
fn markdown_has_no_markup_of_a_strangers() {
    let text = hostile_in(Format::Markdown);
    let mut tags: Vec<&str> = text
        .split("<pre>")
        .map(|piece| piece.rsplit("</pre>").next().unwrap_or(piece))
        .flat_map(|outside| {
            // A code span shows tags; nothing else holds one that is not docproof's.
            outside.lines().flat_map(without_code).collect::<Vec<_>>()
        })
        .flat_map(|plain| plain.split('<').skip(1))
        .map(|tag| tag.split('>').next().unwrap_or(tag))
        .collect();
    tags.sort_unstable();
    tags.dedup();
    for tag in tags {
        let known = [
            "!-- --", "details", "/details", "summary", "/summary", "code", "/code",
        ];
        assert!(known.contains(&tag), "<{tag}>");
    }
    // A bar in a cell would make one more of them. Nine columns: a waiver brings one.
    let rows = text.lines().filter(|l| l.starts_with('|'));
    for row in rows {
        assert_eq!(row.matches('|').count(), 10, "{row}");
    }
}

#[test]
fn a_step_of_github_holds_the_summary_of_a_large_run() {
    let record = hostile::large(400, 20);
    let (run, _) = fold([("r".to_owned(), record.as_slice())], Keep::Deviating);
    let run = run.expect("a header");
    let contract = hostile::contract();
    let text = markdown::markdown(&run, &[&contract], 20_000);
    assert!(text.len() < 21_000, "{} bytes", text.len());
    assert!(text.contains("more in the full report"));
    let lines = github::annotations(&run);
    assert_eq!(lines.len(), 11, "GitHub shows ten of a kind");
    assert!(lines.iter().all(|l| !l.contains('\n')));
    assert!(lines[..10].iter().all(|l| l.starts_with("::error file=")));
    // Each twentieth of 400 cases failed.
    let left = "docproof: GitHub shows 10 annotations of a kind; 10 errors more are in the summary and the report";
    assert_eq!(lines[10], left);
}

#[test]
fn annotations_stay_one_line_each() {
    let record = hostile::record();
    let (run, _) = fold([("r".to_owned(), record.as_slice())], Keep::Deviating);
    let lines = github::annotations(&run.expect("a header"));
    let of = |kind: &str| lines.iter().filter(|l| l.starts_with(kind)).count();
    // A waiver that is no longer true and five failures; three that prove nothing; one waived.
    assert_eq!(
        (of("::error "), of("::warning "), of("::notice ")),
        (6, 3, 1)
    );
    for line in &lines {
        assert!(!line.contains(['\n', '\r']), "{line}");
        let (properties, _) = line[2..].split_once("::").expect("a message");
        let (_, properties) = properties.split_once(' ').expect("properties");
        let names: Vec<&str> = properties
            .split(',')
            .map(|p| p.split_once('=').expect("a value").0)
            .collect();
        assert_eq!(names, ["file", "line", "title"], "{line}");
    }
}

#[test]
fn fields_of_a_later_version_are_read_over() {
    let record = String::from_utf8(hostile::record()).expect("UTF-8");
    let later = record.replace(
        "{\"event\":\"case-finished\",",
        "{\"event\":\"case-finished\",\"not_yet\":{\"until\":\"2027-01-01\"},",
    );
    assert_ne!(record, later);
    let contract = hostile::contract();
    let now = rendered(Format::Junit, &[("r", later.as_bytes())], &[&contract]);
    assert!(now == hostile_in(Format::Junit));
}

// The program as it is built.

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
    assert!(quiet.starts_with("contract "), "{quiet}");
    assert!(quiet.contains("All held"), "{quiet}");
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
    let contract = include_str!("report/members.yaml");
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
        ("text", "before: "),
        ("markdown", "# docproof diff"),
        ("html", "<!DOCTYPE html>"),
    ] {
        let ran = docproof(folder, &["diff", "a", "fewer", "--format", form], &[]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(ran.out.starts_with(beginning), "{form}: {}", ran.out);
        assert!(
            ran.out.to_lowercase().contains("no longer judged"),
            "{form}"
        );
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
    let told = ok(folder.path(), &["explain", "--run", "a"]);
    assert!(told.contains("verified session-header"), "{told}");
    assert!(told.contains("witness"), "{told}");
    let none = docproof(folder.path(), &["explain", "symphony", "--run", "a"], &[]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("contract of this run"), "{}", none.err);
}

/// For `.ci/formats`: the hostile run in every form, and records of 10,000 cases, in the folder that it names.
#[test]
#[ignore = "writes files for .ci/formats"]
fn files_for_the_readers_of_other_projects() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("formats");
    fs::create_dir_all(&folder).expect("a folder");
    for format in Format::ALL {
        let file = folder.join(format.file_name());
        fs::write(file, hostile_in(*format)).expect("written");
    }
    fs::write(folder.join("record.ndjson"), hostile::record()).expect("written");
    for (name, failed) in [("large", 20), ("large-failed", 1)] {
        let large = folder.join(name);
        fs::create_dir_all(&large).expect("a folder");
        fs::write(large.join("record.ndjson"), hostile::large(10_000, failed)).expect("written");
    }
    let contracts = folder.join("contracts/acme");
    fs::create_dir_all(&contracts).expect("a folder");
    fs::create_dir_all(folder.join("cases")).expect("a folder");
    fs::write(
        contracts.join("members.yaml"),
        include_str!("report/members.yaml"),
    )
    .expect("written");
}
