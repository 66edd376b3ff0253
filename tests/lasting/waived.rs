//! Failures that a team accepts until a date.

use std::fs::File;
use std::io::BufReader;

use docproof::contract::Contract;
use docproof::library::{self, Scope, Source};
use docproof::record::{Keep, fold};
use docproof::report;

use super::service::{CASES, Service, verdicts};

const RUN: &[&str] = &[
    "run",
    "--target",
    "t.yaml",
    "--waivers",
    "w.yaml",
    "--report",
    "kept",
];

fn entry(subject: &str, until: &str) -> String {
    format!(
        "waivers:\n  - contract: acme/things\n    {subject}\n    target: staging\n    reason: known since spring\n    \
         link: https://tickets.example/7\n    until: {until}\n"
    )
}

/// Ids and names that are wrong, the entry, its last day, words of the command; the exit code and words that are said.
type Row<'a> = (
    &'a [usize],
    &'a [usize],
    &'a str,
    &'a str,
    &'a [&'a str],
    i32,
    &'a str,
);

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn the_matrix() {
    let clause = "clause: has-id";
    let case = "case: thing 01";
    let in_case = "case: thing 01\n    clause: has-id";
    let (valid, expired) = ("2026-11-20", "2026-11-19");
    let rows: &[Row<'_>] = &[
        (
            &[1, 2],
            &[],
            clause,
            valid,
            &[],
            0,
            "All that could run held or is waived: 10 passed, 2 waived, 0 skipped.",
        ),
        (&[1], &[], case, valid, &[], 0, "11 passed, 1 waived"),
        (&[1], &[1], case, valid, &[], 0, "11 passed, 1 waived"),
        (&[1], &[], in_case, valid, &[], 0, "11 passed, 1 waived"),
        // Another clause, another case.
        (&[1], &[1], clause, valid, &[], 1, "1 of 12 cases failed"),
        (&[1], &[1], in_case, valid, &[], 1, "1 of 12 cases failed"),
        (&[1], &[2], clause, valid, &[], 1, "1 of 12 cases failed"),
        (&[1, 2], &[], case, valid, &[], 1, "1 of 12 cases failed"),
        // No longer true.
        (
            &[1],
            &[],
            case,
            expired,
            &[],
            1,
            "expired on 2026-11-19, and it still breaks",
        ),
        (
            &[],
            &[],
            case,
            expired,
            &[],
            1,
            "nothing that it covers broke: remove it",
        ),
        (
            &[],
            &[],
            case,
            valid,
            &[],
            1,
            "covers nothing, though its case ran: remove it",
        ),
        (
            &[],
            &[],
            clause,
            valid,
            &[],
            1,
            "covers nothing, though its case ran: remove it",
        ),
        (
            &[],
            &[1],
            in_case,
            valid,
            &[],
            1,
            "covers nothing, though its case ran: remove it",
        ),
        // Its case did not run.
        (
            &[],
            &[],
            case,
            valid,
            &["thing 02"],
            0,
            "All held: 1 case passed",
        ),
        (
            &[],
            &[],
            clause,
            valid,
            &["thing 02"],
            0,
            "All held: 1 case passed",
        ),
        (
            &[],
            &[],
            case,
            expired,
            &["thing 02"],
            0,
            "All held: 1 case passed",
        ),
    ];
    let service = Service::start();
    for (ids, names, subject, until, words, code, said) in rows {
        service.breaks(ids, names);
        service.write("w.yaml", &entry(subject, until));
        let ran = service.run(&[RUN, words].concat());
        let row = format!("{ids:?} {names:?} {subject} {until} {words:?}: {ran:?}");
        assert_eq!(ran.code, Some(*code), "{row}");
        let lines: String = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(lines.contains(said), "{said}: {row}");
        assert_eq!(service.report("kept")["exit"], *code, "{row}");
        // Judged again it is the same.
        let judged = service.run(&["judge", "kept", "--waivers", "w.yaml"]);
        assert_eq!(judged.code, Some(*code), "{row}: {judged:?}");
        let lines: String = judged.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(lines.contains(said), "{said}: {row}: {judged:?}");
    }
}

#[test]
fn a_waived_failure_stays_visible() {
    let service = Service::start();
    service.breaks(&[1], &[]);
    service.write("w.yaml", &entry("clause: has-id", "2026-12-31"));
    let ran = service.run(RUN);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    for said in [
        "failed, waived until 2026-12-31: known since spring (https://tickets.example/7); w.yaml:2",
        "failed, and waived",
        "waived  inconclusive",
    ] {
        assert!(ran.out.contains(said), "{said}: {}", ran.out);
    }
    let report = service.report("kept");
    assert_eq!(verdicts(&report), [CASES - 1, 1, 0], "the verdict stays");
    assert_eq!(report["counts"]["failed"], 0);
    assert_eq!(report["counts"]["waived"], 1);
    let cases = report["cases"].as_array().expect("cases");
    let waived = &cases
        .iter()
        .find(|c| c["verdict"] == "failed")
        .expect("one")["waived"][0];
    assert_eq!(waived["at"], "w.yaml:2");
    assert_eq!(waived["clause"], "has-id");
    assert_eq!(report["contracts"][0]["clauses"][0]["state"], "broken");
    let record = std::fs::read_to_string(service.path("kept/record.ndjson")).expect("a record");
    assert!(record.contains("\"event\":\"case-waived\""), "{record}");
    let judged = service.run(&["judge", "kept", "--waivers", "w.yaml"]);
    assert!(
        judged.out.contains("WAIVED acme/things::all::thing 01"),
        "{judged:?}"
    );
    let bare = service.run(&["judge", "kept"]);
    assert_eq!(bare.code, Some(1), "nobody waives it: {bare:?}");
}

#[test]
fn mistakes_in_a_waivers_file_are_told_before_anything_is_asked() {
    let service = Service::start();
    let rows = [
        (
            "waivers: [ { contract: acme/thing, case: thing 01, reason: r, until: 2026-12-31 } ]\n",
            "did you mean `acme/things`?",
        ),
        (
            "waivers: [ { contract: acme/things, clause: has-idd, reason: r, until: 2026-12-31 } ]\n",
            "w.yaml:1:45",
        ),
        (
            "waivers: [ { contract: acme/things, case: thing 01, reason: r, until: never } ]\n",
            "which is no date",
        ),
    ];
    for (text, said) in rows {
        service.write("w.yaml", text);
        for words in [RUN, &["judge", "kept", "--waivers", "w.yaml"]] {
            let ran = service.run(words);
            assert_eq!(ran.code, Some(2), "{ran:?}");
            assert!(
                words[0] == "judge" || ran.err.contains(said),
                "{said}: {ran:?}"
            );
        }
    }
    assert!(service.asked().is_empty());
}

#[test]
fn a_run_that_goes_on_is_held_against_the_waivers_of_now() {
    let service = Service::start();
    service.breaks(&[1, 2], &[]);
    let ran = service.run(&["run", "--target", "t.yaml", "--report", "kept"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    service.asked();
    service.write("w.yaml", &entry("clause: has-id", "2026-12-31"));
    let words = [
        "run",
        "--target",
        "t.yaml",
        "--waivers",
        "w.yaml",
        "--resume",
        "kept",
    ];
    let ran = service.run(&words);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(service.asked().is_empty(), "what failed is not asked again");
    assert_eq!(service.report("kept")["counts"]["waived"], 2);
    // Mended meanwhile: the waiver is no longer true.
    service.breaks(&[], &[]);
    let words = [
        "run",
        "--target",
        "t.yaml",
        "--waivers",
        "w.yaml",
        "--failed",
        "kept",
    ];
    let ran = service.run(&words);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let report = service.report("kept");
    assert_eq!(verdicts(&report), [CASES, 0, 0]);
    assert_eq!(report["stale_waivers"][0]["state"], "unmatched");
}

#[test]
fn a_draft_of_what_failed_loads_again_and_covers_it() {
    let service = Service::start();
    service.breaks(&[1, 2, 3], &[3]);
    let ran = service.run(&["run", "--target", "t.yaml", "--report", "kept"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let record = File::open(service.path("kept/record.ndjson")).expect("a record");
    let (run, told) = fold([("record".to_owned(), BufReader::new(record))], Keep::All);
    assert!(told.is_empty(), "{told:?}");
    let mut run = run.expect("a run");
    // Thirty days later is the 31st of December.
    run.header.time = "2026-12-01T23:59:59Z".to_owned();
    let source = Source::Folders {
        contracts: service.path("contracts"),
        cases: service.path("cases"),
    };
    let (suite, told) = library::load(&source, None);
    assert!(told.is_empty(), "{told:?}");
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();

    let draft = report::waivers(&run, &contracts);
    let (entries, told) = library::waivers("draft.yaml", &draft, &suite, Scope::All);
    assert!(told.is_empty(), "{told:?}: {draft}");
    let found: Vec<_> = entries
        .iter()
        .map(|e| {
            (
                e.clause.as_deref(),
                e.case.as_deref(),
                e.target.as_deref(),
                e.until.to_string(),
            )
        })
        .collect();
    let until = || "2026-12-31".to_owned();
    let staging = Some("staging");
    assert_eq!(
        found,
        [
            (Some("has-id"), None, staging, until()),
            (Some("has-name"), None, staging, until()),
        ],
        "{draft}"
    );
    assert_eq!(draft.matches("# broken in: ").count(), 4, "{draft}");
    service.write("w.yaml", &draft);
    let ran = service.run(RUN);
    assert_eq!(ran.code, Some(0), "{ran:?}");

    // Without its contract nothing is known of clauses: the cases are named.
    let draft = report::waivers(&run, &[]);
    let (entries, told) = library::waivers("draft.yaml", &draft, &suite, Scope::All);
    assert!(told.is_empty(), "{told:?}: {draft}");
    let cases: Vec<_> = entries.iter().filter_map(|e| e.case.as_deref()).collect();
    assert_eq!(cases, ["thing 01", "thing 02", "thing 03"]);
    run.cases.clear();
    let nothing = report::waivers(&run, &contracts);
    let (entries, told) = library::waivers("draft.yaml", &nothing, &suite, Scope::All);
    assert!(entries.is_empty() && told.is_empty(), "{told:?}: {nothing}");
}

#[test]
fn what_is_waived_is_no_failure_in_any_report() {
    let service = Service::start();
    service.breaks(&[1], &[]);
    service.write("w.yaml", &entry("case: thing 01", "2026-11-20"));
    let ran = service.run(&[RUN, &["--format", "junit,ctrf,markdown,waivers"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let read = |name: &str| std::fs::read_to_string(service.path(name)).expect("a report");
    let junit = read("kept/junit.xml");
    assert!(
        junit.contains("failures=\"0\"") && junit.contains("skipped=\"1\""),
        "{junit}"
    );
    assert!(
        junit.contains("<skipped message=\"waived until 2026-11-20: known since spring"),
        "{junit}"
    );
    let ctrf: serde_json::Value = serde_json::from_str(&read("kept/ctrf.json")).expect("JSON");
    let summary = &ctrf["results"]["summary"];
    assert_eq!(
        (&summary["failed"], &summary["skipped"]),
        (&0.into(), &1.into())
    );
    let markdown = read("kept/report.md");
    assert!(markdown.contains("## Waived: 1 case"), "{markdown}");
    assert!(!markdown.contains("## What broke"), "{markdown}");
    assert!(read("kept/waivers.yaml").ends_with("waivers: []\n"));
}
