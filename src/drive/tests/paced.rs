//! Limits are kept by a whole run, it takes as long as the dry run said, and nobody waits for another's limit.

use std::time::Duration;

use super::memory::{Ran, World};
use crate::case::Step;
use crate::drive::Options;
use crate::plan::{Planned, limits};
use crate::target::{Pacing, RateLimit};
use crate::verdict::Verdict;

/// How long a simulated answer takes.
const ANSWER: Duration = Duration::from_millis(300);

fn is_quiet(planned: &Planned) -> bool {
    let provokes = |step: &Step| step.provokes.is_some();
    !planned.case.steps.iter().any(provokes)
}

/// The most requests in any time of so many seconds.
fn densest(sent: &[u64], seconds: u32) -> usize {
    let count = |start: u64| {
        let window = start..start + u64::from(seconds) * 1000;
        sent.iter().filter(|at| window.contains(*at)).count()
    };
    sent.iter().map(|start| count(*start)).max().unwrap_or(0)
}

fn all_pass(ran: &Ran) {
    let others = ran.results.iter().filter(|r| r.verdict != Verdict::Passed);
    let others: Vec<_> = others.map(|r| (&r.name, &r.verdict, &r.checks)).collect();
    assert_eq!(others, []);
}

#[test]
fn the_documented_limits_are_kept_within_the_time_foretold() {
    let mut world = World::shipped();
    world.pace(|_| Pacing::Documented);
    let ran = world.run(&Options::default(), world.mock.clone(), ANSWER, is_quiet);
    all_pass(&ran);
    let seen = world.seen.lock().expect("not poisoned");
    let mut limited = 0;
    for forecast in &ran.forecast {
        let (id, sent) = (&forecast.contract, &seen[&forecast.contract]);
        let requests = sent.len() as u64;
        assert!(
            forecast.requests.holds(requests),
            "{id}: {requests} {:?}",
            forecast.requests
        );
        let contract = world.suite.contract(id).expect("there");
        assert_eq!(forecast.limits, limits(contract, &Pacing::Documented));
        for limit in &forecast.limits {
            limited += 1;
            let densest = densest(sent, limit.seconds);
            assert!(
                densest <= limit.requests as usize,
                "{id}: {densest} {limit:?}"
            );
        }
        // What is foretold is beside the time that answers take.
        let took = ran.ended[id];
        let answers = u64::try_from(ANSWER.as_millis()).expect("short") * requests;
        assert!(
            forecast.time_ms.least <= took,
            "{id}: {took} {:?}",
            forecast.time_ms
        );
        let most = forecast.time_ms.most.map(|most| most + answers);
        assert!(
            most.is_none_or(|most| took <= most),
            "{id}: {took} {:?}",
            forecast.time_ms
        );
    }
    // Adobe: 5 and 50 a minute, 25 and 100 a minute.
    assert_eq!(limited, 4);
    let slow = ran
        .forecast
        .iter()
        .find(|f| f.contract == "adobe/user-group")
        .expect("there");
    assert!(slow.time_ms.least >= 300_000, "{:?}", slow.time_ms);
    assert!(slow.time_ms.most.is_some());
}

#[test]
fn a_limit_passed_on_purpose_is_passed_from_clear_windows() {
    let mut world = World::shipped();
    world.pace(|_| Pacing::Documented);
    let wanted = |p: &Planned| p.contract.id == "adobe/user-group";
    let ran = world.run(&Options::default(), world.mock.clone(), ANSWER, wanted);
    all_pass(&ran);
    let forecast = &ran.forecast[0];
    assert_eq!(forecast.provoking, 2);
    let took = ran.ended["adobe/user-group"];
    let answers = 300 * world.seen.lock().expect("not poisoned")["adobe/user-group"].len() as u64;
    assert!(
        forecast.time_ms.least <= took,
        "{took} {:?}",
        forecast.time_ms
    );
    assert!(
        took <= forecast.time_ms.most.expect("known") + answers,
        "{took} {:?}",
        forecast.time_ms
    );
}

#[test]
fn a_vendor_with_a_limit_holds_nobody_up() {
    let fast = "arena/user-group-partners";
    let alone = World::shipped();
    let ran = alone.run(&Options::default(), alone.mock.clone(), ANSWER, |p| {
        p.contract.id == fast
    });
    let own_time = ran.ended[fast];
    let mut world = World::shipped();
    let one_a_minute = RateLimit {
        requests: 1,
        seconds: 60,
    };
    world.pace(|id| match id {
        "adobe/user-group" | "adobe/group-users" => Pacing::Own(vec![one_a_minute]),
        _ => Pacing::Off,
    });
    let wanted =
        |p: &Planned| is_quiet(p) && (p.contract.id == fast || p.contract.id.starts_with("adobe"));
    let ran = world.run(&Options::default(), world.mock.clone(), ANSWER, wanted);
    all_pass(&ran);
    let (took, slow) = (ran.ended[fast], ran.ended["adobe/user-group"]);
    assert!(slow > 30 * 60_000, "{slow}");
    // Two vendors share the eight seats at the beginning only.
    assert!(
        took <= own_time + 2_000,
        "{took} beside others, {own_time} alone"
    );
}

#[test]
fn no_more_cases_work_at_once_than_are_asked_for() {
    let world = World::shipped();
    let options = Options {
        jobs: Some(1),
        ..Options::default()
    };
    let wanted = |p: &Planned| p.contract.id == "arena/user-group-partners";
    let ran = world.run(&options, world.mock.clone(), ANSWER, wanted);
    let seen = world.seen.lock().expect("not poisoned");
    let requests = seen["arena/user-group-partners"].len() as u64;
    assert_eq!(ran.ended["arena/user-group-partners"], 300 * requests);
}
