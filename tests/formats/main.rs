//! Every form of a stored run that is hostile on purpose, and the subcommands that render and compare stored runs.
//! `.ci/formats` holds the same files against the schemas and readers of other projects.

#[path = "../report/hostile.rs"]
mod hostile;
mod program;
mod stored;

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use docproof::contract::Contract;
use docproof::record::{Keep, fold};
use docproof::report::format::Format;
use docproof::report::{Traces, github, markdown};
use serde_json::Value;

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
/// (`CommonMark` 6.1); a backtick behind a backslash begins none.
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
    let lines = github::annotations(&run, &[&contract], "");
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
    let lines = github::annotations(&run.expect("a header"), &[], "");
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
        include_str!("../report/members.yaml"),
    )
    .expect("written");
}
