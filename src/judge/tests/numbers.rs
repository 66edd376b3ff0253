//! Pages by number with exact sizes and totals (Contensis).

use serde_json::json;

use super::fixture::{Fixture, contensis, rows, users};
use crate::case::Walk;
use crate::http::Leg;

/// Five users, two a page.
fn five() -> Fixture {
    contensis("pageSize=2")
        .walk(Walk::Forward)
        .main("pageIndex=0", &users(0, 2, 5, &["a", "b"]))
        .main("pageIndex=1", &users(1, 2, 5, &["c", "d"]))
        .main("pageIndex=2", &users(2, 2, 5, &["e"]))
}

fn single(total: u64, ids: &[&str]) -> Fixture {
    contensis("pageSize=2").main("", &users(0, 2, total, ids))
}

#[test]
fn a_walk_holds() {
    for (part, expected) in [
        ("paging:unique", "held 5"),
        ("paging:complete", "held 5"),
        ("paging:size", "held 2"),
        ("paging:index", "held 3"),
        ("paging:total", "held 3"),
        ("paging:pages", "held 3"),
        ("paging:default-size", "nothing"),
        ("paging:last", "nothing"),
        ("paging:cursor", "nothing"),
        ("paging:count", "nothing"),
    ] {
        assert_eq!(five().told(part), expected, "{part}");
    }
}

#[test]
fn unique() {
    let part = "paging:unique";
    rows(&[
        (
            "across pages",
            five().set(1, "/items/0/id", json!("b")),
            part,
            "held 5; broken duplicate-item 1/items/0",
        ),
        (
            "within a page",
            single(2, &["a", "a"]),
            part,
            "broken duplicate-item 0/items/1",
        ),
        (
            "one page shows nothing",
            single(2, &["a", "b"]),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn complete() {
    let part = "paging:complete";
    let late = contensis("pageSize=2")
        .walk(Walk::Forward)
        .main("pageIndex=1", &users(1, 2, 5, &["c", "d"]))
        .main("pageIndex=2", &users(2, 2, 5, &["e"]));
    rows(&[
        (
            "an item is lost",
            five().set(2, "/items", json!([])),
            part,
            "broken items-lost 2",
        ),
        (
            "one twice hides one lost",
            five().set(2, "/items/0/id", json!("a")),
            part,
            "broken items-lost 2",
        ),
        ("no walk", single(2, &["a", "b"]), part, "vacuous"),
        (
            "the walk does not start at the start",
            late,
            part,
            "vacuous",
        ),
        (
            "an empty list",
            contensis("")
                .walk(Walk::Forward)
                .main("", &users(0, 2, 0, &[])),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn size() {
    let part = "paging:size";
    rows(&[
        (
            "a full page before the last",
            single(5, &["a", "b"]),
            part,
            "held 1",
        ),
        (
            "too many",
            single(5, &["a", "b", "c"]),
            part,
            "broken page-too-large 0",
        ),
        (
            "short before the last",
            single(5, &["a"]),
            part,
            "broken short-page 0",
        ),
        (
            "the last page may be short",
            single(1, &["a"]),
            part,
            "vacuous",
        ),
        (
            "a full last page shows nothing",
            single(2, &["a", "b"]),
            part,
            "vacuous",
        ),
        (
            "another size is reported",
            single(5, &["a", "b"])
                .set(0, "/pageSize", json!(25))
                .set(0, "/pageCount", json!(1)),
            part,
            "broken wrong-page-size 0/pageSize",
        ),
        (
            "short, and another page followed",
            five()
                .drop(0, "/items/1")
                .drop(0, "/pageCount")
                .drop(0, "/totalCount"),
            part,
            "held 1; broken short-page 0",
        ),
    ]);
}

#[test]
fn default_size() {
    let part = "paging:default-size";
    let default = |total: u64, ids: &[&str]| contensis("").main("", &users(0, 2, total, ids));
    rows(&[
        ("there are more", default(5, &["a", "b"]), part, "held 1"),
        ("there are not", default(2, &["a", "b"]), part, "vacuous"),
        (
            "too many",
            default(3, &["a", "b", "c"]),
            part,
            "broken page-too-large 0",
        ),
        ("too few", default(3, &["a"]), part, "broken short-page 0"),
        ("asked for", single(5, &["a", "b"]), part, "nothing"),
    ]);
}

#[test]
fn index() {
    let part = "paging:index";
    rows(&[
        ("the one asked for", single(5, &["a", "b"]), part, "held 1"),
        (
            "another one",
            five().set(1, "/pageIndex", json!(2)),
            part,
            "held 2; broken wrong-page-number 1/pageIndex",
        ),
        (
            "not reported",
            single(5, &["a", "b"]).drop(0, "/pageIndex"),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn totals() {
    let part = "paging:total";
    rows(&[
        (
            "it changes",
            five().set(1, "/totalCount", json!(6)),
            part,
            "held 3; broken total-changed 1/totalCount",
        ),
        (
            "a page has more",
            single(1, &["a", "b"]),
            part,
            "broken total-below-seen 0/totalCount",
        ),
        (
            "the page's place is beyond it",
            contensis("pageSize=2&pageIndex=2").main("", &users(2, 2, 4, &["e"])),
            part,
            "broken total-below-seen 0/totalCount",
        ),
        (
            "one page does not show it",
            single(5, &["a", "b"]),
            part,
            "vacuous",
        ),
        (
            "a short first page ends the list",
            single(2, &["a"]),
            part,
            "broken total-above-seen 0/totalCount",
        ),
    ]);
}

#[test]
fn page_counts() {
    let part = "paging:pages";
    rows(&[
        (
            "total and size make it",
            single(5, &["a", "b"]),
            part,
            "held 1",
        ),
        (
            "they make another",
            single(5, &["a", "b"]).set(0, "/pageCount", json!(2)),
            part,
            "broken wrong-page-count 0/pageCount",
        ),
        (
            "it changes",
            five().set(1, "/pageCount", json!(4)),
            part,
            "held 3; broken wrong-page-count 1/pageCount; broken page-count-changed 1/pageCount",
        ),
        (
            "fewer than this page's place",
            contensis("pageSize=2&pageIndex=3")
                .main("", &users(3, 2, 8, &["g", "h"]))
                .set(0, "/pageCount", json!(3)),
            part,
            "broken page-count-below-seen 0/pageCount; broken wrong-page-count 0/pageCount",
        ),
        (
            "an empty list may have none",
            contensis("").main("", &users(0, 2, 0, &[])),
            part,
            "vacuous",
        ),
        (
            "or one",
            contensis("")
                .main("", &users(0, 2, 0, &[]))
                .set(0, "/pageCount", json!(1)),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn past_an_empty_end() {
    let part = "paging:past-end";
    let beyond = |ids: &[&str]| {
        five()
            .walk(Walk::PastEnd)
            .answer(Leg::PastEnd, "pageIndex=3", 200, &users(3, 2, 5, ids))
    };
    let refused = five().answer(Leg::PastEnd, "pageIndex=3", 404, &json!({"message": "no"}));
    let empty = contensis("").main("", &users(0, 2, 0, &[])).answer(
        Leg::PastEnd,
        "pageIndex=1",
        200,
        &users(1, 2, 0, &[]),
    );
    rows(&[
        ("empty", beyond(&[]), part, "held 1"),
        (
            "not empty",
            beyond(&["e"]),
            part,
            "broken past-end-not-empty 3",
        ),
        ("another status", refused, part, "broken past-end-status 3"),
        ("an empty list shows nothing", empty, part, "vacuous"),
        ("not asked for", five(), part, "nothing"),
    ]);
}

#[test]
fn nothing_past_the_end() {
    let part = "paging:past-end";
    let source = include_str!("contensis.yaml").replace("past-end: empty", "past-end: not-found");
    let source: &'static str = Box::leak(source.into_boxed_str());
    let answered = |status: u16| {
        let body = json!({"message": "no", "items": []});
        five()
            .of(source)
            .answer(Leg::PastEnd, "pageIndex=3", status, &body)
    };
    rows(&[
        ("not found", answered(404), part, "held 1"),
        ("found", answered(200), part, "broken past-end-status 3"),
    ]);
}
