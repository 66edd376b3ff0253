//! Pages by number with a last-page flag and upper bounds (Adobe).

use serde_json::json;

use super::fixture::{Fixture, adobe, rows};
use crate::case::Walk;
use crate::http::Leg;

/// Five users on two pages.
fn flagged() -> Fixture {
    adobe("")
        .walk(Walk::PastEnd)
        .adobe_page(Leg::Main, 0, false, &["a", "b", "c"])
        .adobe_page(Leg::Main, 1, true, &["d", "e"])
}

#[test]
fn a_flagged_walk_holds() {
    for (part, expected) in [
        ("paging:unique", "held 5"),
        ("paging:complete", "nothing"),
        ("paging:last", "held 2"),
        ("paging:count", "held 2"),
        ("paging:index", "held 2"),
        ("paging:total", "held 2"),
        ("paging:pages", "held 2"),
    ] {
        assert_eq!(flagged().told(part), expected, "{part}");
    }
}

#[test]
fn last() {
    let part = "paging:last";
    rows(&[
        (
            "true too early",
            flagged().set(0, "/lastPage", json!(true)),
            part,
            "held 2; broken ended-too-early 0",
        ),
        (
            "never true",
            flagged().set(1, "/lastPage", json!(false)),
            part,
            "broken never-ended 1",
        ),
        (
            "absent is not true",
            flagged().drop(1, "/lastPage"),
            part,
            "broken never-ended 1",
        ),
        (
            "one page",
            adobe("")
                .walk(Walk::Forward)
                .adobe_page(Leg::Main, 0, true, &["a"]),
            part,
            "vacuous",
        ),
        (
            "no walk",
            adobe("").adobe_page(Leg::Main, 0, false, &["a"]),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn counts() {
    let part = "paging:count";
    rows(&[
        (
            "another number",
            flagged().header(0, "X-Page-Size", "25"),
            part,
            "held 1; broken wrong-entry-count 0@X-Page-Size",
        ),
        (
            "no entries show nothing",
            adobe("").adobe_page(Leg::Main, 0, true, &[]),
            part,
            "vacuous",
        ),
        (
            "not reported",
            adobe("")
                .adobe_page(Leg::Main, 0, true, &["a"])
                .no_header(0, "X-Page-Size"),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn upper_bounds() {
    let total = |n: &str| {
        flagged()
            .header(0, "X-Total-Count", n)
            .header(1, "X-Total-Count", n)
    };
    let pages = |n: &str| {
        flagged()
            .header(0, "X-Page-Count", n)
            .header(1, "X-Page-Count", n)
    };
    rows(&[
        ("more than was seen", total("9"), "paging:total", "held 2"),
        (
            "less than was seen",
            total("4"),
            "paging:total",
            "held 2; broken total-below-seen 1@X-Total-Count",
        ),
        (
            "it changes",
            flagged().header(1, "X-Total-Count", "6"),
            "paging:total",
            "held 2; broken total-changed 1@X-Total-Count",
        ),
        (
            "more pages than were seen",
            pages("3"),
            "paging:pages",
            "held 2",
        ),
        (
            "fewer",
            pages("1"),
            "paging:pages",
            "held 2; broken page-count-below-seen 1@X-Page-Count",
        ),
        (
            "no users",
            adobe("").adobe_page(Leg::Main, 0, true, &[]),
            "paging:total",
            "vacuous",
        ),
    ]);
}

#[test]
fn past_the_last_page() {
    let part = "paging:past-end";
    let beyond = |names: &[&str]| flagged().adobe_page(Leg::PastEnd, 2, true, names);
    rows(&[
        ("the last page again", beyond(&["d", "e"]), part, "held 1"),
        ("in another order", beyond(&["e", "d"]), part, "held 1"),
        (
            "nothing",
            beyond(&[]),
            part,
            "broken past-end-not-last-page 2",
        ),
        (
            "more: the flag was true too early",
            beyond(&["f"]),
            part,
            "broken past-end-not-last-page 2",
        ),
    ]);
    rows(&[(
        "an item that the walk did not have",
        beyond(&["f"]),
        "paging:last",
        "held 2; broken ended-too-early 2",
    )]);
    assert_eq!(
        beyond(&["d", "e"]).told("paging:unique"),
        "held 5",
        "it is no page of the walk"
    );
}

#[test]
fn one_request_past_the_last_page() {
    let beyond = |page: u64, reported: &str| {
        let fixture = adobe("").adobe_page(Leg::Main, page, true, &["d", "e"]);
        fixture.header(0, "X-Current-Page", reported)
    };
    rows(&[
        (
            "the last page says which it is",
            beyond(9, "1"),
            "paging:index",
            "vacuous",
        ),
        (
            "and how many there are",
            beyond(9, "1"),
            "paging:pages",
            "vacuous",
        ),
        (
            "it is not past the end",
            beyond(1, "0"),
            "paging:index",
            "broken wrong-page-number 0@X-Current-Page",
        ),
        (
            "it is not the last",
            beyond(9, "1").set(0, "/lastPage", json!(false)),
            "paging:index",
            "broken wrong-page-number 0@X-Current-Page",
        ),
        (
            "a later one",
            beyond(9, "10"),
            "paging:index",
            "broken wrong-page-number 0@X-Current-Page",
        ),
    ]);
}
