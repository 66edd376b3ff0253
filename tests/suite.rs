//! The shipped contracts and cases: samples of the documents are judged as they are marked, and on the mock every
//! observable clause is verified with a witness by every part that it names.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use docproof::contract::{Clause, Guard, SampleVerdict};
use docproof::drive::{Choice, Drive, Options, Sink};
use docproof::judge::judge_sample;
use docproof::library::{Source, Suite, load};
use docproof::record::{Event, Folder, Keep, Run};
use docproof::report::{ClauseState, clauses};
use docproof::verdict::{Outcome, Part, Verdict};

fn suite() -> Suite {
    let (suite, told) = load(&Source::BuiltIn, None);
    assert!(told.is_empty(), "{told:#?}");
    assert_eq!(suite.contracts.len(), 5);
    suite
}

/// What a sample that breaks breaks, read off the document by hand.
const BREAKS: &[(&str, &str, &str)] = &[
    // Lines 60-70 end a list of three with three dots.
    (
        "arena/user-group-partners",
        "sample-is-not-json",
        "body:200",
    ),
    // Line 105 closes the third user; nothing closes the list and the object.
    ("adobe/group-users", "sample-is-not-closed", "body:200"),
];

#[test]
fn every_sample_is_judged_exactly_as_it_is_marked() {
    let mut judged = 0;
    for contract in &suite().contracts {
        for sample in &contract.samples {
            let broken = judge_sample(contract, sample);
            let parts: Vec<String> = broken.iter().map(|c| c.part.to_string()).collect();
            let expected: Vec<&str> = match &sample.verdict {
                SampleVerdict::Holds => Vec::new(),
                SampleVerdict::Breaks(id) => BREAKS
                    .iter()
                    .filter(|(of, contradiction, _)| *of == contract.id && contradiction == id)
                    .map(|(_, _, part)| *part)
                    .collect(),
            };
            assert_eq!(parts, expected, "{} {}", contract.id, sample.name);
            judged += 1;
        }
    }
    // Arena prints two bodies, Adobe's two pages five and the partials that they include three more.
    assert_eq!(judged, 10);
}

struct Events(Mutex<Option<Folder>>);

impl Sink for Events {
    fn take(&self, event: Event) {
        let mut folder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        folder.as_mut().expect("the run goes on").event(event);
    }
}

fn run_on_the_mock(suite: &Suite) -> Run {
    let events = Arc::new(Events(Mutex::new(Some(Folder::new(Keep::Deviating)))));
    let options = Options {
        strict: true,
        ..Options::default()
    };
    let mut drive = Drive::start(&suite.contracts, &suite.cases, Choice::Mock, options)
        .expect("the mock starts");
    drive.begin(
        events.clone(),
        "2026-11-20T00:00:00Z".to_owned(),
        Vec::new(),
    );
    let planned = drive.planned();
    std::thread::scope(|scope| {
        for lane in 0..8 {
            let drive = &drive;
            scope.spawn(move || {
                planned
                    .iter()
                    .skip(lane)
                    .step_by(8)
                    .for_each(|p| drop(drive.run(p)));
            });
        }
    });
    drop(drive);
    let folder = events
        .0
        .lock()
        .expect("unpoisoned")
        .take()
        .expect("a folder");
    let (run, told) = folder.finish();
    assert!(told.is_empty(), "{told:#?}");
    run.expect("a run")
}

/// Whether a check of `part` is one that a clause bound to `bound` alone would count.
fn counts(clause: &Clause, bound: &Part, part: &Part) -> bool {
    let guard = Guard::CheckedBy(vec![bound.clone()]);
    Clause {
        guard,
        ..clause.clone()
    }
    .guards(part)
}

#[test]
fn every_observable_clause_is_verified_by_every_part_that_it_names() {
    let suite = suite();
    let run = run_on_the_mock(&suite);
    assert_eq!(run.cases.len(), suite.cases.len());
    for case in &run.cases {
        assert_eq!(case.verdict, Verdict::Passed, "{}", case.name);
    }
    let mut wanting = Vec::new();
    let mut observable = 0;
    for contract in &suite.contracts {
        let held: Vec<&Part> = run
            .cases_of(&contract.id)
            .flat_map(|case| &case.checks)
            .filter(|check| matches!(check.outcome, Outcome::Held(n) if n > 0))
            .map(|check| &check.part)
            .collect();
        for result in clauses(contract, &run) {
            let clause = result.clause;
            if !clause.is_observable() {
                continue;
            }
            observable += 1;
            if result.state != ClauseState::Verified || result.witnesses == 0 {
                wanting.push(format!(
                    "{}: {} is {:?}",
                    contract.id, clause.id, result.state
                ));
            }
            for bound in clause.parts() {
                if !held.iter().any(|part| counts(clause, bound, part)) {
                    wanting.push(format!(
                        "{}: {}: {bound} never held",
                        contract.id, clause.id
                    ));
                }
            }
        }
    }
    assert!(wanting.is_empty(), "{wanting:#?}");
    assert!(observable > 400, "only {observable} clauses");
}

#[test]
fn there_are_as_many_cases_as_each_contract_needs() {
    let suite = suite();
    for (id, least) in [
        ("arena/user-group-partners", 20),
        ("contensis/group-users", 20),
        ("symphony/group-memberships", 20),
        ("adobe/group-users", 20),
        ("adobe/user-group", 12),
    ] {
        let cases = suite.cases_of(id).count();
        assert!(cases >= least, "{id} has {cases}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that did not look says so")]
fn every_place_and_digest_is_that_of_the_documents_where_they_are_at_hand() {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/documents");
    if !documents.is_dir() {
        // Said, not called a success: CI has them beside the checkout, and `docproof check` says so to users.
        return eprintln!("digests not verified: the documents are not at hand");
    }
    for contract in &suite().contracts {
        let read = |file: &str| std::fs::read(documents.join(file)).map_err(|e| e.to_string());
        let (verified, told) = docproof::contract::documents::verify(contract, &read);
        assert!(told.is_empty(), "{told:#?}");
        assert!(verified.places > 100 && verified.lines > 10, "{verified:?}");
    }
}
