use serde_json::json;

use super::cursor::by_cursor;
use super::*;
use crate::case::Walk;
use crate::plan::testing::members;

#[test]
fn without_a_parameter_the_same_walk_is_made() {
    let contract = members();
    let bound = step(
        &contract,
        "request: { path: { group: g }, query: { active: true, limit: 1 }, headers: { x-request-id: abc } }, walk: forward, without: [active]",
    );
    let (asked, end) = run(
        &contract,
        &bound,
        Leg::Without("active".to_owned()),
        None,
        &by_cursor,
    );
    assert_eq!((asked.len(), end), (4, Next::Done));
    assert_eq!(urls(&asked)[1], "/groups/g/members?limit=1&after=c1");
    let bare = without_request(&contract, &bound, "X-Request-Id");
    assert_eq!(
        (bare.headers.get("x-request-id"), bare.query.len()),
        (None, 2)
    );
    let single = step(
        &contract,
        "request: { path: { group: g }, query: { active: true } }, without: [active]",
    );
    let (asked, end) = run(
        &contract,
        &single,
        Leg::Without("active".to_owned()),
        None,
        &by_cursor,
    );
    assert_eq!((urls(&asked), end), (vec!["/groups/g/members"], Next::Done));
}

#[test]
fn a_limit_is_passed_by_one_request_more_than_a_client_may() {
    let contract = members();
    let bound = step(
        &contract,
        "request: { path: { group: g } }, provokes: throttle",
    );
    let (asked, end) = run(&contract, &bound, Leg::Provoke, None, &|_| (200, json!({})));
    assert_eq!((asked.len(), end), (4, Next::Done));
    let (asked, end) = run(&contract, &bound, Leg::Provoke, None, &|_| (429, json!({})));
    assert_eq!((asked.len(), end), (1, Next::Done));
}

#[test]
fn legs_come_in_order() {
    let contract = members();
    let legs_of = |more: &str| {
        legs(
            &contract,
            &step(
                &contract,
                &format!("request: {{ path: {{ group: g }} }}{more}"),
            ),
        )
    };
    let without = || Leg::Without("active".to_owned());
    assert_eq!(legs_of(""), [Leg::Main]);
    assert_eq!(legs_of(", walk: forward"), [Leg::Main, Leg::Again]);
    assert_eq!(
        legs_of(", walk: past-end"),
        [Leg::Main, Leg::PastEnd, Leg::Again]
    );
    assert_eq!(
        legs_of(", without: [active]"),
        [Leg::Main, without(), Leg::Again]
    );
    assert_eq!(
        legs_of(", walk: there-and-back, without: [active]"),
        [Leg::Main, Leg::Back, without(), Leg::Again]
    );
    assert_eq!(legs_of(", provokes: throttle"), [Leg::Provoke]);
    let bound = step(&contract, "request: { path: { group: g } }, walk: forward");
    assert_eq!(bound.walk, Walk::Forward);
    assert_eq!(
        run(&contract, &bound, Leg::Again, None, &by_cursor).1,
        Next::Done
    );
}
