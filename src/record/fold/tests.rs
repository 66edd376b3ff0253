//! Round trips: write, read, fold; and what is wrong with a record, in words.

use std::io::BufReader;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::http::{Exchange, Leg, Request, Response, TransportError, TransportKind};
use crate::record::{ContractRecord, DocumentRecord, StepRecord, Writer, differences};
use crate::verdict::{Cause, Check, Finding, Note, Outcome, Part, Place, Waived};

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
                part: Part::Schema("Member/id".to_owned()),
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
                "0.ndjson:1:22: error: no event of a record: unknown variant `case-ended`, expected one of `run-started`, `run-resumed`, `case-started`, `exchanged`, `case-finished`, `case-waived`, `case-skipped`, `waiver-stale`, `run-finished`; expected one JSON object a line, as docproof writes it",
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

fn resumed() -> Event {
    match header() {
        Event::RunStarted(header) => Event::RunResumed(header),
        other => other,
    }
}

fn waiver() -> Waived {
    Waived {
        at: "w.yaml:2".to_owned(),
        contract: "acme/members".to_owned(),
        case: None,
        clause: Some("ids-are-uuids".to_owned()),
        reason: "known".to_owned(),
        link: Some("https://tickets.example/1".to_owned()),
        until: "2026-12-31".to_owned(),
    }
}

#[test]
fn a_run_that_goes_on_counts_every_case_once_by_its_latest_result() {
    let inconclusive = || Verdict::Inconclusive(Cause::Throttled);
    let first = [
        header(),
        started("a"),
        finished("a", Verdict::Passed),
        started("b"),
        finished("b", Verdict::Failed),
        started("c"),
        finished("c", inconclusive()),
        started("d"),
    ];
    let second = [
        resumed(),
        started("d"),
        exchanged("d", b"1"),
        finished("d", Verdict::Passed),
        started("c"),
        finished("c", Verdict::Passed),
        started("b"),
    ];
    let third = [
        resumed(),
        started("b"),
        finished("b", Verdict::Passed),
        run_finished(0),
    ];
    let verdicts = |run: &Run| -> Vec<(String, &'static str)> {
        let cases = run.cases.iter();
        cases.map(|c| (c.name.clone(), c.verdict.word())).collect()
    };
    let all = |words: [&'static str; 4]| -> Vec<(String, &'static str)> {
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        names.into_iter().zip(words).collect()
    };

    let (one, two) = (written(&first), written(&[&first[..], &second].concat()));
    let (run, _) = folded(&[&one]);
    let run = run.expect("a header");
    assert_eq!((run.unfinished.len(), run.exit()), (1, 1));

    // Cut off again while `b` ran a second time: what it came to before stands.
    let (run, told) = folded(&[&two]);
    let run = run.expect("a header");
    assert_eq!(
        verdicts(&run),
        all(["passed", "failed", "passed", "passed"])
    );
    assert_eq!((run.unfinished.len(), run.exit()), (0, 1));
    assert!(told.iter().all(|t| t.contains("warning")), "{told:?}");

    let three = written(&[&first[..], &second, &third].concat());
    let (run, told) = folded(&[&three]);
    assert_eq!(told, [""; 0]);
    let run = run.expect("a header");
    assert_eq!(verdicts(&run), all(["passed"; 4]));
    assert_eq!((run.cases[3].requests, run.exit()), (1, 0));
    keeps_its_schema(&three);

    // In a file of its own, as it is when the processes of nextest wrote the others.
    let (run, told) = folded(&[&one, &written(&[&second[..], &third].concat())]);
    let run = run.expect("a header");
    assert_eq!(verdicts(&run), all(["passed"; 4]));
    assert_eq!(run.exit(), 0, "{told:?}");
}

#[test]
fn a_case_that_runs_twice_without_the_run_going_on_is_a_mistake() {
    let bytes = written(&[
        header(),
        resumed(),
        started("a"),
        finished("a", Verdict::Passed),
        started("a"),
    ]);
    let (_, told) = folded(&[&bytes]);
    assert_eq!(
        told[0],
        "0.ndjson:5:1: error: the case `a` is recorded twice, first at 0.ndjson:4"
    );
}

#[test]
fn where_a_run_cannot_go_on_is_said() {
    let (Event::RunStarted(record), Event::RunStarted(mut other)) = (header(), header()) else {
        unreachable!("headers")
    };
    assert_eq!(differences(&record, &other), [""; 0]);
    other.target = "staging".to_owned();
    other.contracts[0].version = "2.0".to_owned();
    assert_eq!(
        differences(&record, &other),
        [
            "the target is `staging`, and `mock` in the record",
            "the contract `acme/members` has another version or document than in the record",
        ]
    );
}

#[test]
fn a_waived_failure_does_not_fail_the_run_and_a_stale_waiver_does() {
    let waived = |waivers| {
        Event::CaseWaived(CaseWaived {
            case: "a".to_owned(),
            waivers,
        })
    };
    let stale = Event::WaiverStale(Stale {
        state: crate::verdict::Staleness::Unmatched,
        waiver: waiver(),
    });
    let begun = [header(), started("a"), finished("a", Verdict::Failed)];
    let rows: &[(&[Event], u8, u64)] = &[
        (&[], 1, 0),
        (&[waived(vec![waiver()])], 0, 1),
        (&[waived(vec![waiver()]), stale.clone()], 1, 1),
        (&[waived(vec![waiver()]), waived(vec![])], 1, 0),
        // What is no longer true is found anew.
        (&[waived(vec![waiver()]), stale.clone(), resumed()], 0, 1),
        (
            &[
                waived(vec![waiver()]),
                resumed(),
                started("a"),
                finished("a", Verdict::Failed),
            ],
            1,
            0,
        ),
    ];
    for (events, exit, count) in rows {
        let bytes = written(&[&begun[..], events, &[run_finished(0)]].concat());
        let (run, told) = folded(&[&bytes]);
        assert_eq!(told, [""; 0]);
        let run = run.expect("a header");
        assert_eq!(run.exit(), *exit, "{events:?}");
        assert_eq!(crate::record::Counts::of(&run.cases).waived, *count);
        assert_eq!(run.cases[0].verdict, Verdict::Failed);
        keeps_its_schema(&bytes);
    }
    let (_, told) = folded(&[&written(&[
        header(),
        waived(vec![waiver()]),
        run_finished(0),
    ])]);
    assert_eq!(
        told,
        ["0.ndjson:2:1: error: the case `a` is waived without a verdict"]
    );
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

#[test]
fn a_shard_that_goes_on_speaks_for_itself_alone() {
    let dealt = |event: Event, number| {
        let shard = Some(Shard {
            number,
            of: 2,
            cases: 3,
        });
        match event {
            Event::RunStarted(header) => Event::RunStarted(RunStarted { shard, ..header }),
            Event::RunResumed(header) => Event::RunResumed(RunStarted { shard, ..header }),
            other => other,
        }
    };
    let passed = |case: &str| [started(case), finished(case, Verdict::Passed)];
    let one = written(&[&[dealt(header(), 1)][..], &passed("a")].concat());
    let two = |again: &str| {
        let events = [
            &[dealt(header(), 2)][..],
            &passed("b"),
            &[dealt(resumed(), 2)],
            &passed(again),
            &[run_finished(0)],
        ];
        written(&events.concat())
    };
    let folded = |one: &[u8], two: &[u8]| {
        let files = [
            ("shard-1/record.ndjson", one),
            ("shard-2/record.ndjson", two),
        ];
        let files = files.map(|(name, bytes)| (name.to_owned(), BufReader::new(bytes)));
        let (run, told) = fold(files, Keep::All);
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        (run.expect("a run"), told.join("\n"))
    };
    // The first shard was cut off, which the second does not know of.
    let (run, told) = folded(&one, &two("c"));
    assert_eq!(run.finished, None, "{told}");
    assert_eq!((run.cases.len(), run.exit()), (3, 3));
    assert!(!told.contains("error"), "{told}");
    // What another shard has is doubled, whether the shard was gone on with or not.
    let (_, told) = folded(&one, &two("a"));
    assert!(told.contains("the case `a` is recorded twice"), "{told}");
    let whole = [one, written(&[run_finished(0)])].concat();
    let (run, told) = folded(&whole, &two("c"));
    assert_eq!(told, "");
    assert_eq!(run.exit(), 0);
}

#[test]
fn what_is_true_of_a_part_is_known_of_the_whole() {
    let Event::RunStarted(plain) = header() else {
        return;
    };
    let odd = RunStarted {
        insecure: true,
        bodies_masked: true,
        ..plain.clone()
    };
    let end = run_finished(0);
    for (first, second) in [(plain.clone(), odd.clone()), (odd, plain)] {
        let two = [
            written(&[Event::RunStarted(first.clone()), end.clone()]),
            written(&[Event::RunStarted(second.clone()), end.clone()]),
        ];
        let resumed = written(&[
            Event::RunStarted(first),
            Event::RunResumed(second),
            end.clone(),
        ]);
        for files in [vec![&two[0][..], &two[1][..]], vec![&resumed[..]]] {
            let (run, told) = folded(&files);
            assert_eq!(told, [""; 0]);
            let header = run.expect("a run").header;
            assert!(header.insecure && header.bodies_masked);
        }
    }
}
