//! Relations between parts of one exchange, and the answer past a limit.

use serde_json::{Value, json};

use super::fixture::{Fixture, adobe, member, memberships, rows, symphony};
use crate::http::Leg;

fn two() -> Fixture {
    let members = [member("a", true, 1), member("b", false, 2)];
    symphony("").main("", &memberships(&members, "p", "q", "next"))
}

fn listed() -> Fixture {
    adobe("").adobe_page(Leg::Main, 0, false, &["john", "jane"])
}

fn failure(status: u16) -> Fixture {
    adobe("").answer(
        Leg::Main,
        "",
        status,
        &json!({"message": "Not found: DevOps"}),
    )
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn facts() {
    let echo = || listed().request_header("X-Request-Id", "r1");
    let sent = |answered: &str| {
        adobe("")
            .request_header("X-Request-Id", "r1")
            .adobe_page(Leg::Main, 0, true, &["john"])
            .header(0, "X-Request-Id", answered)
    };
    let group = |id: Value| two().set(0, "/data/1/groupId", id);
    rows(&[
        ("the echo", sent("r1"), "fact:echo", "held 1"),
        (
            "another echo",
            sent("r2"),
            "fact:echo",
            "broken not-equal 0@X-Request-Id",
        ),
        (
            "no echo",
            echo().request_header("X-Request-Id", "r1"),
            "fact:echo",
            "vacuous",
        ),
        (
            "an echo asked for and missing",
            sent("r1").no_header(0, "X-Request-Id"),
            "fact:echo",
            "broken missing-place 0@X-Request-Id",
        ),
        (
            "letters do not matter",
            listed().set(0, "/groupName", json!("devops")),
            "fact:asked-group",
            "held 1",
        ),
        (
            "another group",
            listed().set(0, "/groupName", json!("x")),
            "fact:asked-group",
            "broken not-equal 0/groupName",
        ),
        (
            "an optional place is missing",
            listed().drop(0, "/groupName"),
            "fact:asked-group",
            "vacuous",
        ),
        (
            "the message quotes",
            failure(404),
            "fact:names-the-unknown",
            "held 1",
        ),
        (
            "it does not",
            failure(404).set(0, "/message", json!("no")),
            "fact:names-the-unknown",
            "broken not-contained 0/message",
        ),
        (
            "another status",
            failure(400),
            "fact:names-the-unknown",
            "nothing",
        ),
        ("at most", listed(), "fact:at-most-total", "held 1"),
        (
            "not at most",
            listed().header(0, "X-Total-Count", "1"),
            "fact:at-most-total",
            "broken too-large 0/users",
        ),
        (
            "at least",
            listed().header(0, "X-Total-Count", "2"),
            "fact:at-least-none",
            "held 1",
        ),
        (
            "not at least",
            listed().header(0, "X-Total-Count", "1"),
            "fact:at-least-none",
            "broken too-small 0@X-Total-Count",
        ),
        (
            "no number",
            listed().header(0, "X-Total-Count", "many"),
            "fact:at-least-none",
            "broken missing-place 0@X-Total-Count",
        ),
        ("of every item", two(), "fact:own-group", "held 2"),
        (
            "of one item it is not so",
            group(json!("H")),
            "fact:own-group",
            "held 1; broken not-equal 0/data/1/groupId",
        ),
        (
            "text is no number",
            group(json!(5)),
            "fact:own-group",
            "held 1; broken not-equal 0/data/1/groupId",
        ),
        (
            "no items",
            symphony("").main("", &memberships(&[], "p", "q", "")),
            "fact:own-group",
            "vacuous",
        ),
    ]);
}

#[test]
fn facts_are_not_held_against_an_undocumented_outage() {
    let outage =
        adobe("")
            .request_header("X-Request-Id", "r1")
            .answer(Leg::Main, "", 503, &json!({}));
    assert_eq!(outage.told("fact:echo"), "nothing");
}

#[test]
fn throttling() {
    let limited = |retry: &str| failure(429).header(0, "Retry-After", retry);
    let part = "throttle:retry-after";
    rows(&[
        ("the status", limited("5"), "throttle:status", "held 1"),
        ("seconds", limited("0"), part, "held 1"),
        (
            "a date",
            limited("Thu, 22 Jun 2017 09:39:06 GMT"),
            part,
            "held 1",
        ),
        (
            "neither",
            limited("soon"),
            part,
            "broken unreadable-retry-after 0@Retry-After",
        ),
        (
            "below zero",
            limited("-1"),
            part,
            "broken unreadable-retry-after 0@Retry-After",
        ),
        (
            "missing",
            failure(429),
            part,
            "broken missing-retry-after 0@Retry-After",
        ),
        ("not throttled", listed(), part, "nothing"),
    ]);
}

#[test]
fn the_limit() {
    let provoked = |answered: usize, limited: bool| {
        let mut fixture = adobe("").provokes();
        for _ in 0..answered {
            fixture = fixture.adobe_page(Leg::Provoke, 0, true, &["john"]);
        }
        if limited {
            let body = json!({"message": "Too many requests"});
            fixture =
                fixture
                    .answer(Leg::Provoke, "", 429, &body)
                    .header(answered, "Retry-After", "5");
        }
        fixture
    };
    let part = "throttle:limit";
    rows(&[
        ("three and no more", provoked(3, true), part, "held 1"),
        ("two windows may meet", provoked(6, true), part, "held 1"),
        (
            "more than two windows hold",
            provoked(7, true),
            part,
            "broken limit-not-kept 7",
        ),
        (
            "never limited",
            provoked(4, false),
            part,
            "broken limit-not-kept 3",
        ),
        (
            "past it another status",
            provoked(3, false).answer(Leg::Provoke, "", 400, &json!({"message": "no"})),
            "throttle:status",
            "broken past-limit-status 3",
        ),
        (
            "within it another status",
            provoked(2, false).answer(Leg::Provoke, "", 400, &json!({"message": "no"})),
            "throttle:status",
            "nothing",
        ),
        ("others used it up", provoked(2, true), part, "vacuous"),
        ("not passed", provoked(3, false), part, "vacuous"),
        (
            "spread over more than the time",
            provoked(4, false).at(3, 61_000),
            part,
            "vacuous",
        ),
        (
            "the case wants the last answer",
            provoked(3, true).status(&[429]),
            "case:a case#status",
            "held 1",
        ),
        (
            "and not the first",
            provoked(3, false).status(&[429]),
            "case:a case#status",
            "broken unexpected-status 2",
        ),
    ]);
}
