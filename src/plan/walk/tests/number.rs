use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::plan::testing::numbered;

fn page(request: &Request) -> u64 {
    request
        .parameter("page")
        .map_or(0, |p| p.parse().expect("digits"))
}

fn items(ids: std::ops::Range<u64>) -> Value {
    ids.map(|id| json!({ "id": id })).collect()
}

/// Seven items, three a page, pages from zero.
fn seven(page: u64) -> Value {
    items((page * 3).min(7)..(page * 3 + 3).min(7))
}

#[test]
fn numbers_go_to_the_end_that_is_documented() {
    let exact = "size: { parameter: size, default: 3, means: exact }";
    let at_most = "size: { parameter: size, default: 3, means: at-most }";
    let total = "total: { from: $response.body#/total, strength: exact }";
    let rows: [(String, usize); 9] = [
        ("last: $response.body#/last".to_owned(), 3),
        (
            "pages: { from: $response.body#/pages, strength: exact }".to_owned(),
            3,
        ),
        (format!("{total}, {exact}"), 3),
        (format!("{total}, {at_most}"), 3),
        (total.to_owned(), 3),
        // Nothing says: until a page is empty …
        (at_most.to_owned(), 4),
        (format!("{exact}, past-end: empty"), 4),
        // … or short, where past the end is no empty page.
        (format!("{exact}, past-end: last-page"), 3),
        (exact.to_owned(), 3),
    ];
    for (paging, pages) in rows {
        let contract = numbered(false, &format!("first: 0, {paging}"));
        let bound = step(&contract, "request: {}, walk: forward");
        let server = |request: &Request| {
            let page = page(request);
            (
                200,
                json!({"data": seven(page), "total": 7, "pages": 3, "last": page == 2}),
            )
        };
        let (asked, end) = run(&contract, &bound, Leg::Main, None, &server);
        let expected = [
            "/groups/list",
            "/groups/list?page=1",
            "/groups/list?page=2",
            "/groups/list?page=3",
        ];
        assert_eq!(urls(&asked), expected[..pages], "{paging}");
        assert_eq!(end, Next::Done, "{paging}");
    }
}

#[test]
fn numbers_in_the_path_rebuild_it() {
    let contract = numbered(true, "first: 1, last: $response.body#/last");
    let bound = step(
        &contract,
        "request: { path: { page: 1 }, query: { size: 2, q: a b } }, walk: there-and-back",
    );
    let server = |request: &Request| {
        (
            200,
            json!({"data": items(page(request)..page(request) + 1), "last": page(request) == 3}),
        )
    };
    let (there, end) = run(&contract, &bound, Leg::Main, None, &server);
    assert_eq!(end, Next::Done);
    let query = "?size=2&q=a%20b";
    assert_eq!(
        urls(&there),
        [1, 2, 3].map(|n| format!("/groups/list/{n}{query}"))
    );
    assert_eq!(there[2].path_parameter("page"), Some("3"));
    let (back, end) = run(&contract, &bound, Leg::Back, there.last(), &server);
    assert_eq!(end, Next::Done);
    assert_eq!(
        urls(&back),
        [2, 1].map(|n| format!("/groups/list/{n}{query}"))
    );
}

#[test]
fn one_page_past_the_end_is_asked_for_once() {
    let contract = numbered(
        false,
        "first: 0, last: $response.body#/last, past-end: empty",
    );
    let bound = step(
        &contract,
        "request: { query: { page: 1, size: 3 } }, walk: past-end",
    );
    let server = |request: &Request| {
        (
            200,
            json!({"data": seven(page(request)), "last": page(request) == 2}),
        )
    };
    let (there, _) = run(&contract, &bound, Leg::Main, None, &server);
    assert_eq!(
        urls(&there),
        ["/groups/list?page=1&size=3", "/groups/list?page=2&size=3"]
    );
    let (past, end) = run(&contract, &bound, Leg::PastEnd, there.last(), &server);
    assert_eq!(
        (urls(&past), end),
        (vec!["/groups/list?page=3&size=3"], Next::Done)
    );
}

#[test]
fn a_walk_by_number_that_cannot_end_stops() {
    let stop = |paging: &str, server: Server<'_>| {
        let contract = numbered(false, paging);
        let bound = step(&contract, "request: {}, walk: forward");
        let (asked, end) = run(&contract, &bound, Leg::Main, None, server);
        (asked.len(), end)
    };
    let told = |text: &str| Next::Stop(text.to_owned());
    let never_last = "first: 0, last: $response.body#/last";
    let rows: [(&str, Server<'_>, (usize, Next)); 6] = [
        (
            never_last,
            &|_| (200, json!({"data": items(0..3), "last": false})),
            (2, told("page 1 has the items of the page before it")),
        ),
        (
            never_last,
            &|r| {
                (
                    200,
                    json!({"data": items(page(r)..page(r) + 1), "last": false}),
                )
            },
            (12, told("there are more than 12 pages")),
        ),
        (
            never_last,
            &|_| (500, json!({})),
            (1, told("status 500 is no page to go on from")),
        ),
        (
            "first: 0, past-end: not-found",
            &|r| {
                (
                    if page(r) < 2 { 200 } else { 404 },
                    json!({"data": items(page(r)..page(r) + 1)}),
                )
            },
            (3, Next::Done),
        ),
        (
            "first: 0, past-end: not-found",
            &|_| (404, json!({})),
            (1, told("status 404 is no page to go on from")),
        ),
        (
            "first: 0",
            &|_| (200, json!({"rows": []})),
            (1, told("nothing in the answer says where the list ends")),
        ),
    ];
    for (paging, server, expected) in rows {
        assert_eq!(stop(paging, server), expected, "{paging}");
    }
}

proptest! {
    /// ceil(total / size) pages, at least the first; the way back has all of them but the last.
    #[test]
    fn as_many_pages_as_the_arithmetic_says(first in 0_u64..3, size in 1_u64..9, total in 0_u64..40, in_path: bool) {
        let paging = format!("first: {first}, size: {{ parameter: size, default: {size}, means: exact }}");
        let total_of = ", total: { from: $response.body#/total, strength: exact }";
        let pages_of = ", pages: { from: $response.body#/pages, strength: exact }";
        let last_of = ", last: $response.body#/last";
        let expected = total.div_ceil(size).max(1);
        for more in [total_of, pages_of, last_of] {
            let contract = numbered(in_path, &format!("{paging}{more}"));
            let path = if in_path { format!("path: {{ page: {first} }}") } else { String::new() };
            let bound = step(&contract, &format!("request: {{ {path} }}, walk: there-and-back"));
            let server = |request: &Request| {
                let at = request.parameter("page").map_or(first, |p| p.parse().expect("digits")) - first;
                let data = items((at * size).min(total)..((at + 1) * size).min(total));
                (200, json!({"data": data, "total": total, "pages": total.div_ceil(size), "last": at + 1 >= expected}))
            };
            let (there, end) = run_at_most(100, &contract, &bound, Leg::Main, None, &server);
            prop_assert_eq!((there.len() as u64, end), (expected, Next::Done));
            let (back, end) = run_at_most(100, &contract, &bound, Leg::Back, there.last(), &server);
            prop_assert_eq!((back.len() as u64, end), (expected - 1, Next::Done));
            let numbers = |requests: &[Request]| -> Vec<u64> {
                requests.iter().map(|r| r.parameter("page").map_or(first, |p| p.parse().expect("digits"))).collect()
            };
            prop_assert_eq!(numbers(&there), (first..first + expected).collect::<Vec<_>>());
            prop_assert_eq!(numbers(&back), (first..first + expected - 1).rev().collect::<Vec<_>>());
        }
    }
}
