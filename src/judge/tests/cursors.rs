//! Pages by cursor, there and back (Symphony).

use serde_json::{Value, json};

use super::fixture::{Fixture, member, memberships, rows, symphony};
use crate::case::Walk;
use crate::http::Leg;

fn members(ids: &[&str]) -> Vec<Value> {
    ids.iter().map(|id| member(id, true, 1)).collect()
}

/// Five memberships: two, two (of which one is hidden), none, two.
fn there() -> Fixture {
    symphony("limit=2")
        .walk(Walk::Forward)
        .main("", &memberships(&members(&["a", "b"]), "b0", "c1", "next"))
        .main(
            "after=c1",
            &memberships(&members(&["c"]), "b1", "c2", "previous next"),
        )
        .main("after=c2", &memberships(&[], "b2", "c3", "previous next"))
        .main(
            "after=c3",
            &memberships(&members(&["d", "e"]), "b3", "c4", "previous"),
        )
}

fn and_back() -> Fixture {
    there()
        .walk(Walk::ThereAndBack)
        .answer(
            Leg::Back,
            "before=b3",
            200,
            &memberships(&members(&["c"]), "b1", "c2", "previous next"),
        )
        .answer(
            Leg::Back,
            "before=b1",
            200,
            &memberships(&members(&["a", "b"]), "b0", "c1", "next"),
        )
}

fn single(ids: &[&str], links: &str) -> Fixture {
    symphony("limit=2").main("", &memberships(&members(ids), "b", "c", links))
}

#[test]
fn a_walk_holds() {
    for (part, expected) in [
        ("paging:unique", "held 5"),
        ("paging:size", "held 3"),
        ("paging:end", "held 4"),
        ("paging:cursor", "held 3"),
        ("paging:links", "held 6"),
        ("paging:back", "nothing"),
        ("paging:complete", "nothing"),
        ("paging:past-end", "nothing"),
    ] {
        assert_eq!(there().told(part), expected, "{part}");
    }
}

#[test]
fn size_is_a_ceiling() {
    let part = "paging:size";
    rows(&[
        ("as many as asked", single(&["a", "b"], ""), part, "held 1"),
        (
            "fewer, and more to come",
            single(&["a"], "next"),
            part,
            "held 1",
        ),
        ("fewer, and no more", single(&["a"], ""), part, "vacuous"),
        (
            "more",
            single(&["a", "b", "c"], ""),
            part,
            "broken page-too-large 0",
        ),
        (
            "no limit asked for",
            symphony("").main("", &memberships(&members(&["a"]), "b", "c", "next")),
            part,
            "nothing",
        ),
    ]);
}

#[test]
fn end() {
    let part = "paging:end";
    let unended = there().set(
        3,
        "/pagination/next",
        json!("https://pod.example/pod/g?after=c4"),
    );
    rows(&[
        (
            "too early",
            there().drop(0, "/pagination/next"),
            part,
            "held 4; broken ended-too-early 0",
        ),
        ("never", unended, part, "broken never-ended 3"),
        ("no walk", single(&["a"], ""), part, "vacuous"),
        (
            "a short walk",
            single(&["a"], "").walk(Walk::Forward),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn cursor() {
    let part = "paging:cursor";
    rows(&[
        (
            "one comes again",
            there().set(2, "/pagination/cursors/after", json!("c1")),
            part,
            "held 2; broken cursor-repeats 2/pagination/cursors/after",
        ),
        (
            "the one that was sent",
            symphony("after=c").main("", &memberships(&members(&["a"]), "b", "c", "next")),
            part,
            "broken cursor-repeats 0/pagination/cursors/after",
        ),
        (
            "none",
            single(&["a"], "next").drop(0, "/pagination/cursors/after"),
            part,
            "broken missing-cursor 0/pagination/cursors/after",
        ),
        ("one shows nothing", single(&["a"], "next"), part, "vacuous"),
        (
            "the last page needs none",
            single(&["a"], "").drop(0, "/pagination/cursors/after"),
            part,
            "vacuous",
        ),
    ]);
}

#[test]
fn links() {
    let part = "paging:links";
    let next = |link: Value| single(&["a"], "next").set(0, "/pagination/next", link);
    rows(&[
        ("on the own origin", single(&["a"], "next"), part, "held 1"),
        ("relative", next(json!("/pod/g?after=c")), part, "held 1"),
        (
            "another host",
            next(json!("https://pod.example.evil/pod/g")),
            part,
            "broken link-leaves-origin 0/pagination/next",
        ),
        (
            "another scheme",
            next(json!("http://pod.example/pod/g")),
            part,
            "broken link-leaves-origin 0/pagination/next",
        ),
        (
            "another port",
            next(json!("https://pod.example:8443/pod/g")),
            part,
            "broken link-leaves-origin 0/pagination/next",
        ),
        (
            "the default port",
            next(json!("https://pod.example:443/pod/g?after=c1")),
            part,
            "held 1",
        ),
        (
            "no URL",
            next(json!(7)),
            part,
            "broken link-is-no-url 0/pagination/next",
        ),
        ("no link", single(&["a"], ""), part, "vacuous"),
    ]);
}

#[test]
fn back() {
    let part = "paging:back";
    rows(&[
        ("the same items", and_back(), part, "held 3"),
        (
            "one is lost",
            and_back().drop(5, "/data/0"),
            part,
            "held 2; broken item-lost-back 0/data/0",
        ),
        (
            "one is new",
            and_back().set(5, "/data/0/id", json!("z")),
            part,
            "held 3; broken item-only-back 5/data/0; broken item-lost-back 0/data/0",
        ),
        (
            "one of the last page",
            and_back().set(4, "/data/0/id", json!("e")),
            part,
            "held 3; broken item-of-last-page-back 4/data/0; broken item-lost-back 1/data/0",
        ),
        (
            "one twice",
            and_back().set(5, "/data/0/id", json!("c")),
            part,
            "held 2; broken item-twice-back 5/data/0; broken item-lost-back 0/data/0",
        ),
        (
            "the start is told again on the way there",
            and_back().drop(1, "/pagination/previous"),
            part,
            "held 3; broken start-too-late 1",
        ),
        (
            "the start is told too early",
            and_back().drop(4, "/pagination/previous"),
            part,
            "held 3; broken start-too-early 4",
        ),
        (
            "the start is never told",
            and_back().set(
                5,
                "/pagination/previous",
                json!("https://pod.example/pod/g"),
            ),
            part,
            "broken never-back-at-start 5",
        ),
        (
            "one page",
            single(&["a"], "").walk(Walk::ThereAndBack),
            part,
            "vacuous",
        ),
        (
            "links of the way back",
            and_back(),
            "paging:links",
            "held 9",
        ),
    ]);
}

#[test]
fn empty_and_short_pages_where_they_are_not_allowed() {
    let source = include_str!("symphony.yaml");
    let strict = source.replace("short-pages: true", "short-pages: false");
    let strict = strict.replace("empty-pages: true", "empty-pages: false");
    let strict = strict.replace("means: at-most", "means: exact");
    let strict: &'static str = Box::leak(strict.into_boxed_str());
    let part = "paging:size";
    rows(&[
        (
            "short before the end",
            single(&["a"], "next").of(strict),
            part,
            "broken short-page 0",
        ),
        (
            "empty before the end",
            single(&[], "next").of(strict),
            part,
            "broken empty-page 0",
        ),
        (
            "full before the end",
            single(&["a", "b"], "next").of(strict),
            part,
            "held 1",
        ),
        (
            "short at the end",
            single(&["a"], "").of(strict),
            part,
            "vacuous",
        ),
    ]);
}
