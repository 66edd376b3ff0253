//! Servers that are busy, down or unlucky.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::memory::{Answers, Ran, World};
use crate::drive::Options;
use crate::http::{Response, TransportError, TransportKind};
use crate::plan::Planned;
use crate::verdict::{Cause, Outcome, Part, ThrottleAspect, Verdict};

/// A case of one request.
const CASE: &str = "adobe/user-group::details::";

fn is_one(planned: &Planned) -> bool {
    let name = planned.case.trial_name();
    name.starts_with(CASE)
        && planned.case.steps.len() == 1
        && planned.case.steps[0].without.is_empty()
}

fn answer(status: u16, headers: &[(&str, &str)], body: &'static str) -> Response {
    Response {
        status,
        headers: headers.iter().copied().collect(),
        body: body.as_bytes().into(),
        truncated: None,
    }
}

/// The first `times` answers are this one, then the mock's follow.
fn at_first(world: &World, times: u64, first: Result<Response, TransportError>) -> Answers {
    let (mock, count) = (world.mock.clone(), AtomicU64::new(0));
    Arc::new(move |request| {
        if count.fetch_add(1, Ordering::SeqCst) < times {
            first.clone()
        } else {
            mock(request)
        }
    })
}

fn first_case(ran: &Ran) -> &crate::record::CaseResult {
    ran.results.first().expect("a case ran")
}

/// Runs one case against a server whose first answers are this one.
fn run(times: u64, first: Result<Response, TransportError>, patience: Option<u64>) -> (Ran, World) {
    let world = World::shipped();
    let mut taken = false;
    let answers = at_first(&world, times, first);
    let options = Options {
        patience: patience.map(Duration::from_secs),
        ..Options::default()
    };
    let taken = std::cell::Cell::new(std::mem::take(&mut taken));
    let ran = world.run(&options, answers, Duration::ZERO, |p| {
        is_one(p) && !taken.replace(true)
    });
    assert_eq!(ran.results.len(), 1);
    (ran, world)
}

fn down(kind: TransportKind) -> Result<Response, TransportError> {
    let message = "nobody is there".to_owned();
    Err(TransportError { kind, message })
}

const BUSY: &str = r#"{"error_code":"429050","message":"Too many requests"}"#;
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn a_busy_server_is_waited_for_and_its_answer_judged() {
    let busy = answer(429, &[JSON, ("Retry-After", "40")], BUSY);
    let (ran, _) = run(2, Ok(busy), None);
    let case = first_case(&ran);
    assert_eq!(case.verdict, Verdict::Passed);
    assert!(!case.flaky, "a limit is no accident");
    assert_eq!(ran.ended["adobe/user-group"], 80_000);
    let kept: Vec<bool> = case
        .transcript
        .entries
        .iter()
        .map(|e| e.superseded)
        .collect();
    assert_eq!(kept, [true, true, false]);
    let held = |part: Part| {
        let outcomes = case.checks.iter().filter(|c| c.part == part);
        outcomes
            .map(|c| &c.outcome)
            .any(|o| matches!(o, Outcome::Held(2)))
    };
    assert!(held(Part::Throttle(ThrottleAspect::RetryAfter)));
    assert!(held(Part::Status(429)));
}

#[test]
fn a_retry_after_that_is_none_is_a_finding_and_waited_for_all_the_same() {
    let busy = answer(429, &[JSON, ("Retry-After", "soon")], BUSY);
    let (ran, _) = run(1, Ok(busy), None);
    let case = first_case(&ran);
    assert_eq!(case.verdict, Verdict::Failed);
    let rules: Vec<&str> = case.findings().map(|(_, f)| f.rule.as_str()).collect();
    assert!(rules.contains(&"unreadable-retry-after"), "{rules:?}");
    assert_eq!(case.transcript.entries.len(), 2);
}

#[test]
fn patience_ends_with_the_cause() {
    let busy = || answer(429, &[JSON, ("Retry-After", "40")], BUSY);
    let (ran, _) = run(u64::MAX, Ok(busy()), None);
    // Seven waits of 40 s are within five minutes, and an eighth is not.
    assert_eq!(
        first_case(&ran).verdict,
        Verdict::Inconclusive(Cause::Throttled)
    );
    assert_eq!(first_case(&ran).transcript.entries.len(), 8);
    let (ran, _) = run(u64::MAX, Ok(busy()), Some(39));
    assert_eq!(first_case(&ran).transcript.entries.len(), 1);
    assert_eq!(
        ran.ended["adobe/user-group"], 0,
        "what is in vain is not waited for"
    );
    let (ran, _) = run(u64::MAX, Ok(answer(503, &[], "")), None);
    let case = first_case(&ran);
    assert_eq!(case.verdict, Verdict::Inconclusive(Cause::Unavailable(503)));
    // Half a second, then half to all of a doubled one up to a minute: as often as five minutes hold.
    let attempts = case.transcript.entries.len();
    assert!((8..=16).contains(&attempts), "{attempts}");
    let (ran, _) = run(u64::MAX, Ok(answer(502, &[], "")), None);
    assert_eq!(first_case(&ran).transcript.entries.len(), 3);
}

#[test]
fn a_server_that_says_at_once_for_ever_is_asked_a_few_times() {
    for status in [429, 503] {
        let busy = answer(status, &[JSON, ("Retry-After", "0")], BUSY);
        let (ran, _) = run(u64::MAX, Ok(busy), None);
        let attempts = first_case(&ran).transcript.entries.len();
        assert!((8..=16).contains(&attempts), "{status}: {attempts}");
        assert!(ran.ended["adobe/user-group"] <= 300_000);
    }
}

#[test]
fn what_passes_on_a_later_attempt_is_flaky() {
    let outages = [
        Ok(answer(502, &[], "")),
        Ok(answer(503, &[("Retry-After", "3")], "")),
        down(TransportKind::Reset),
        down(TransportKind::Refused),
    ];
    for outage in outages {
        let (ran, _) = run(1, outage, None);
        let case = first_case(&ran);
        assert_eq!(case.verdict, Verdict::Passed);
        assert!(case.flaky);
        assert_eq!(case.transcript.entries.len(), 2);
    }
}

#[test]
fn a_server_that_is_down_is_settled_within_three_seconds() {
    for kind in [
        TransportKind::Refused,
        TransportKind::Dns,
        TransportKind::Unreachable,
    ] {
        let world = World::shipped();
        let answers: Answers = Arc::new(move |_| down(kind));
        let wanted = |p: &Planned| p.contract.id == "contensis/group-users";
        let ran = world.run(&Options::default(), answers, Duration::ZERO, wanted);
        assert!(ran.results.len() > 50);
        for case in &ran.results {
            assert!(
                matches!(&case.verdict, Verdict::Inconclusive(Cause::Transport(_))),
                "{}",
                case.name
            );
        }
        assert!(ran.ended["contensis/group-users"] <= 3_000);
        let sent = world.seen.lock().expect("not poisoned")["contensis/group-users"].len();
        // Three attempts of each case that worked at once, less those that knew already.
        assert!((3..=8 * 3).contains(&sent), "{sent}");
    }
}

#[test]
fn nobody_waits_for_a_limit_of_a_server_that_is_down() {
    let mut world = World::shipped();
    world.pace(|_| {
        crate::target::Pacing::Own(vec![crate::target::RateLimit {
            requests: 2,
            seconds: 60,
        }])
    });
    let answers: Answers = Arc::new(move |_| down(TransportKind::Refused));
    let wanted = |p: &Planned| p.contract.id == "contensis/group-users";
    let ran = world.run(&Options::default(), answers, Duration::ZERO, wanted);
    let inconclusive =
        |verdict: &Verdict| matches!(verdict, Verdict::Inconclusive(Cause::Transport(_)));
    assert!(ran.results.iter().all(|r| inconclusive(&r.verdict)));
    assert!(
        ran.ended["contensis/group-users"] <= 3_000,
        "{:?}",
        ran.ended
    );
}

#[test]
fn a_server_that_says_later_is_left_alone_by_every_case() {
    let mut world = World::shipped();
    world.pace(|_| crate::target::Pacing::Documented);
    let busy = answer(429, &[JSON, ("Retry-After", "30")], BUSY);
    let answers = at_first(&world, 1, Ok(busy));
    let wanted = |p: &Planned| {
        p.contract.id == "adobe/user-group"
            && p.case.steps.len() == 1
            && p.case.steps[0].provokes.is_none()
    };
    let ran = world.run(
        &Options {
            jobs: Some(1),
            ..Options::default()
        },
        answers,
        Duration::from_millis(1),
        wanted,
    );
    assert!(ran.results.len() > 10);
    let seen = world.seen.lock().expect("not poisoned")["adobe/user-group"].clone();
    let meanwhile = seen.iter().filter(|at| (2..30_000).contains(*at)).count();
    assert_eq!(meanwhile, 0, "{seen:?}");
}
