//! Round trips: write, read, fold; and what is wrong with a record, in words.

mod several;

use std::io::BufReader;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::http::{Exchange, Leg, Request, Response, TransportError, TransportKind};
use crate::record::{
    CaseFinished, CaseSkipped, ContractRecord, DocumentRecord, Exchanged, StepRecord, Writer,
};
use crate::verdict::{Cause, Check, Finding, Note, Outcome, Part, Place, Verdict};

fn header() -> Event {
    Event::RunStarted(RunStarted {
        format: FORMAT,
        docproof: "0.1.0".to_owned(),
        time: "2026-11-20T10:00:00Z".to_owned(),
        target: "mock".to_owned(),
        base_urls: Vec::new(),
        contracts: vec![ContractRecord {
            id: "acme/members".to_owned(),
            version: "1.0".to_owned(),
            document: Some(DocumentRecord {
                file: "acme.txt".to_owned(),
                sha256: "0".repeat(64),
            }),
        }],
        strict: false,
        filters: Vec::new(),
        insecure: false,
        bodies_masked: false,
        shard: None,
    })
}

fn started(case: &str) -> Event {
    Event::CaseStarted(CaseStarted {
        case: case.to_owned(),
        contract: "acme/members".to_owned(),
        file: "cases/acme/members/a.yaml".to_owned(),
        line: 3,
    })
}

fn exchanged(case: &str, body: &[u8]) -> Event {
    Event::Exchanged(Exchanged {
        case: case.to_owned(),
        step: 0,
        leg: Leg::Without("active".to_owned()),
        superseded: true,
        exchange: Exchange {
            request: Request {
                method: "GET".to_owned(),
                url: "http://127.0.0.1/groups/a%2Fb?active=true".to_owned(),
                headers: [("X-Token", "$token")].into_iter().collect(),
                path: vec![("group".to_owned(), "a/b".to_owned())],
                query: vec![("active".to_owned(), "true".to_owned())],
            },
            outcome: Ok(Response {
                status: 200,
                headers: [("Content-Type", "application/json")].into_iter().collect(),
                body: body.to_vec().into(),
                truncated: None,
            }),
            at_ms: 5,
            took_us: 1234,
        },
    })
}

fn finished(case: &str, verdict: Verdict) -> Event {
    let finding = Finding {
        rule: "type".to_owned(),
        place: Place::body(0, "/data/0/id"),
        expected: crate::verdict::Expected::Words("a string".to_owned()),
        actual: crate::verdict::Actual::Value(json!(null)),
        message: "the id is no text".to_owned(),
    };
    Event::CaseFinished(CaseFinished {
        flaky: false,
        case: case.to_owned(),
        verdict,
        checks: vec![
            Check {
                part: Part::Schema("Member/id".to_owned(), None),
                outcome: Outcome::Broken(Box::new(finding)),
            },
            Check {
                part: Part::Status(200),
                outcome: Outcome::Held(1),
            },
        ],
        notes: vec![Note {
            says: "undocumented field /extra".to_owned(),
        }],
        took_us: 99,
        steps: vec![step()],
        exchanges: None,
    })
}

fn step() -> StepRecord {
    serde_json::from_value(json!({
        "request": {"method": "GET", "url": "http://h/", "headers": [], "path": [["a", "b"]], "query": []},
        "access": [["token", "wrong"]], "lookup": [["group", "guid"]], "provokes": "throttle",
        "walk": "past-end", "without": ["active"], "undocumented": [], "status": [200], "count": 3,
        "each": {"required": ["id"]}, "headers": [["X-A", false]], "capture": [["user", "$statusCode"]],
    }))
    .expect("a step")
}

fn run_finished(exit: u8) -> Event {
    Event::RunFinished(RunFinished {
        time: "2026-11-20T10:00:01Z".to_owned(),
        exit,
    })
}

fn written(events: &[Event]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for event in events {
        writer.write(event).expect("memory");
    }
    writer.into_inner().expect("memory")
}

fn folded(files: &[&[u8]]) -> (Option<Run>, Vec<String>) {
    let files = files.iter().enumerate();
    let files = files.map(|(n, bytes)| (format!("{n}.ndjson"), BufReader::new(*bytes)));
    let (run, told) = fold(files, Keep::All);
    (run, told.iter().map(ToString::to_string).collect())
}

/// Every line is valid under the published schema.
fn keeps_its_schema(bytes: &[u8]) {
    let schema = serde_json::from_str(include_str!("../../../schemas/record.json")).expect("JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    for line in bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
        let event = serde_json::from_slice(line).expect("JSON");
        let errors = validator.iter_errors(&event);
        let told: Vec<_> = errors.map(|e| e.to_string()).collect();
        assert_eq!(told, [""; 0]);
    }
}

#[test]
fn what_is_written_is_folded() {
    let failure = match exchanged("c::f::two", b"") {
        Event::Exchanged(e) => Event::Exchanged(Exchanged {
            exchange: Exchange {
                outcome: Err(TransportError {
                    kind: TransportKind::Timeout,
                    message: "no answer in 30 s".to_owned(),
                }),
                ..e.exchange
            },
            ..e
        }),
        other => other,
    };
    let cause = Cause::Transport("timeout".to_owned());
    let events = [
        header(),
        started("c::f::one"),
        started("c::f::two"),
        exchanged("c::f::one", b"{}"),
        failure,
        finished("c::f::two", Verdict::Inconclusive(cause)),
        finished("c::f::one", Verdict::Failed),
        Event::CaseSkipped(CaseSkipped {
            case: "c::f::three".to_owned(),
            contract: "c".to_owned(),
            file: "f".to_owned(),
            line: 1,
            reason: "no variable".to_owned(),
        }),
        run_finished(1),
    ];
    let bytes = written(&events);
    assert_eq!(
        String::from_utf8_lossy(&bytes).lines().count(),
        events.len()
    );
    let (run, told) = folded(&[&bytes]);
    assert_eq!(told, [""; 0]);
    let run = run.expect("a header");
    let names: Vec<_> = run.cases.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["c::f::one", "c::f::two", "c::f::three"]);
    assert_eq!(run.cases[0].requests, 1);
    assert_eq!(run.cases[0].findings().count(), 1);
    assert_eq!(
        run.finished,
        Some(RunFinished {
            time: "2026-11-20T10:00:01Z".to_owned(),
            exit: 1
        })
    );
    assert_eq!(run.exit(), 1);
    keeps_its_schema(&bytes);
    let lines: Vec<_> = Reader::new("r", BufReader::new(bytes.as_slice())).collect();
    let read: Vec<_> = lines
        .into_iter()
        .map(|l| l.expect("an event").event)
        .collect();
    assert_eq!(read, events);
}

#[test]
fn a_run_under_way_is_folded_without_passed_bodies() {
    let mut folder = Folder::new(Keep::Deviating);
    for event in [
        header(),
        started("a"),
        exchanged("a", b"1"),
        exchanged("a", b"2"),
        finished("a", Verdict::Passed),
        started("b"),
        exchanged("b", b"3"),
        finished("b", Verdict::Failed),
        run_finished(1),
    ] {
        folder.event(event);
    }
    let (run, told) = folder.finish();
    let run = run.expect("a header");
    assert!(told.is_empty());
    assert_eq!(run.cases[0].requests, 2);
    assert!(run.cases[0].transcript.entries.is_empty());
    assert_eq!(run.cases[1].transcript.entries.len(), 1);
}

#[test]
fn what_is_wrong_is_said() {
    let whole = written(&[
        header(),
        started("a"),
        finished("a", Verdict::Passed),
        run_finished(0),
    ]);
    let other_target = String::from_utf8_lossy(&written(&[header(), run_finished(0)]))
        .replace("\"mock\"", "\"staging\"");
    let torn = whole.get(..whole.len() - 10).expect("longer");
    let headless = written(&[
        started("b"),
        finished("b", Verdict::Passed),
        run_finished(0),
    ]);
    let not_started = written(&[header(), finished("b", Verdict::Passed), run_finished(0)]);
    let rows: &[(&[&[u8]], &[&str])] = &[
        (
            &[&whole, &whole],
            &["1.ndjson:2:1: error: the case `a` is recorded twice, first at 0.ndjson:3"],
        ),
        (
            &[torn],
            &[
                "0.ndjson:4:54: warning: the last line is torn: the run was cut off while it was written",
                "0.ndjson: warning: the record has no `run-finished`: the run was cut off",
            ],
        ),
        (
            &[&headless],
            &["0.ndjson:1:1: error: a record without a header: `run-started` must come first"],
        ),
        (
            &[b""],
            &["0.ndjson: error: the record is empty; expected `run-started` in its first line"],
        ),
        (
            &[&not_started],
            &["0.ndjson:2:1: error: the case `b` was not started"],
        ),
        (
            &[&whole, other_target.as_bytes()],
            &[
                "1.ndjson:1:1: error: records of different runs: the target is `staging`, and `mock` in the first record",
            ],
        ),
        (
            &[b"{\"event\": \"case-ended\"}\n"],
            &[
                "0.ndjson:1:22: error: no event of a record: unknown variant `case-ended`, expected one of `run-started`, `run-resumed`, `case-started`, `exchanged`, `case-finished`, `case-waived`, `case-skipped`, `waiver-stale`, `gate-asked`, `run-finished`; expected one JSON object a line, as docproof writes it",
            ],
        ),
    ];
    for (files, expected) in rows {
        let (_, told) = folded(files);
        assert_eq!(told, *expected);
    }
}

#[test]
fn a_case_that_was_cut_off_may_be_whole_in_another_record() {
    let cut = written(&[header(), started("a")]);
    let whole = written(&[
        header(),
        started("a"),
        finished("a", Verdict::Passed),
        run_finished(0),
    ]);
    let (run, _) = folded(&[&cut]);
    let run = run.expect("a header");
    assert_eq!(
        (run.unfinished.as_slice(), run.exit()),
        (&["a".to_owned()][..], 3)
    );
    let (run, told) = folded(&[&cut, &whole]);
    let run = run.expect("a header");
    assert_eq!(
        (run.unfinished.len(), run.cases.len(), run.exit()),
        (0, 1, 0)
    );
    assert!(told.iter().all(|t| t.contains("warning")), "{told:?}");
}

proptest! {
    #[test]
    fn no_body_is_changed(body in proptest::collection::vec(any::<u8>(), 0..200), text in ".*") {
        for body in [body.as_slice(), text.as_bytes()] {
            let event = exchanged("a", body);
            let bytes = written(std::slice::from_ref(&event));
            let read: Vec<_> = Reader::new("r", BufReader::new(bytes.as_slice())).collect();
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(read[0].as_ref().map(|l| &l.event), Ok(&event));
        }
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = folded(&[&bytes]);
    }
}
