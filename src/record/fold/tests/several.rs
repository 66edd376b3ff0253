//! Runs that are more than one record, or more than one go: resumed, dealt out, waived afterwards.

use super::*;
use crate::record::{CaseWaived, differences};
use crate::verdict::Waived;

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
