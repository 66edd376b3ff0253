use serde_json::{Value, json};

use super::*;
use crate::plan::testing::members;

/// Four pages of one item; cursors `c1` to `c3` forward, `b0` to `b2` back.
pub(super) fn by_cursor(request: &Request) -> (u16, Value) {
    let at = request
        .query_parameter("after")
        .or(request.query_parameter("before"));
    let at: u64 = at.map_or(0, |c| c[1..].parse().expect("digits"));
    let mut body = json!({"data": [{"id": at}]});
    if at < 3 {
        body["next"] = json!({"cursor": format!("c{}", at + 1)});
    }
    if at > 0 {
        body["previous"] = json!({"cursor": format!("b{}", at - 1)});
    }
    (200, body)
}

#[test]
fn cursors_lead_there_and_back() {
    let contract = members();
    let bound = step(
        &contract,
        "request: { path: { group: g }, query: { limit: 1 } }, walk: there-and-back",
    );
    let (there, end) = run(&contract, &bound, Leg::Main, None, &by_cursor);
    assert_eq!(end, Next::Done);
    let path = "/groups/g/members?limit=1";
    let expected =
        ["", "&after=c1", "&after=c2", "&after=c3"].map(|after| format!("{path}{after}"));
    assert_eq!(urls(&there), expected);
    let (back, end) = run(&contract, &bound, Leg::Back, there.last(), &by_cursor);
    assert_eq!(end, Next::Done);
    assert_eq!(
        urls(&back),
        ["&before=b2", "&before=b1", "&before=b0"].map(|before| format!("{path}{before}"))
    );
}

#[test]
fn a_walk_by_cursor_that_cannot_end_stops() {
    let contract = members();
    let bound = step(&contract, "request: { path: { group: g } }, walk: forward");
    let told = |text: &str| Next::Stop(text.to_owned());
    let rows: [(Server<'_>, (usize, Next)); 6] = [
        (&|_| (200, json!({"data": [1]})), (1, Next::Done)),
        (&|_| (200, json!({"next": null})), (1, Next::Done)),
        (
            &|_| (200, json!({"next": {"cursor": "same"}})),
            (2, told("a cursor came a second time")),
        ),
        (
            &|r| {
                (
                    200,
                    json!({"next": {"cursor": if r.query_parameter("after") == Some("a") { "b" } else { "a" }}}),
                )
            },
            (3, told("a cursor came a second time")),
        ),
        (
            &|_| (200, json!({"next": {}})),
            (
                1,
                told(
                    "the page is not said to be the last, and `$response.body#/next/cursor` has no cursor",
                ),
            ),
        ),
        (
            &|r| {
                (
                    200,
                    json!({"next": {"cursor": format!("{}x", r.query_parameter("after").unwrap_or(""))}}),
                )
            },
            (12, told("there are more than 12 pages")),
        ),
    ];
    for (server, expected) in rows {
        let (asked, end) = run(&contract, &bound, Leg::Main, None, server);
        assert_eq!((asked.len(), end), expected);
    }
    let mut walker = Walker::new(&contract, &bound, Leg::Main);
    assert_eq!(
        walker.next(&bound.request, None),
        told("there is no answer to go on from")
    );
}

/// A contract whose pages have links beside cursors, below a base URL with a path of its own.
fn linked() -> Contract {
    let source = crate::plan::testing::MEMBERS.replace(
        "from: $response.body#/next/cursor\n",
        "from: $response.body#/next/cursor\n            next: $response.body#/next/link\n",
    );
    let (mut contracts, told) = crate::contract::load("t.yaml", &source);
    assert_eq!(contracts.len(), 1, "{told:?}");
    contracts.remove(0)
}

#[test]
fn a_link_leads_on_where_there_is_no_cursor() {
    let contract = Arc::new(linked());
    let bound = step(
        &contract,
        "request: { path: { group: g }, query: { limit: 1 } }, walk: forward",
    );
    // RFC 3986: a reference with a path from the root, one of the query alone, one with an authority. The first of these
    // leaves the base URL's own path out, and means the endpoint only below it.
    for (link, second) in [
        ("/v1/groups/g/members?after=2", "/groups/g/members?after=2"),
        ("/groups/g/members?after=2", "/groups/g/members?after=2"),
        ("?after=2", "/groups/g/members?after=2"),
        ("https://h/v1/groups/h/members", "/groups/h/members"),
    ] {
        let server = |r: &Request| match r.url.as_str() {
            "https://h/v1/groups/g/members?limit=1" => (200, json!({"next": {"link": link}})),
            _ => (200, json!({"data": []})),
        };
        let (asked, end) = run(&contract, &bound, Leg::Main, None, &server);
        assert_eq!(end, Next::Done, "{link}");
        assert_eq!(
            urls(&asked),
            ["/groups/g/members?limit=1", second],
            "{link}"
        );
    }
}

#[test]
fn a_link_that_leads_elsewhere_is_not_followed() {
    let contract = Arc::new(linked());
    let bound = step(&contract, "request: { path: { group: g } }, walk: forward");
    for link in [
        "https://evil/v1/groups/g/members",
        "//evil/v1",
        "http://h/v1/groups",
    ] {
        let server = |_: &Request| (200, json!({"next": {"link": link}}));
        let (asked, end) = run(&contract, &bound, Leg::Main, None, &server);
        assert_eq!(asked.len(), 1, "{link}");
        let told = "the link leads to another origin".to_owned();
        assert_eq!(end, Next::Stop(told), "{link}");
    }
}

#[test]
fn a_number_is_no_link() {
    let contract = Arc::new(linked());
    let bound = step(&contract, "request: { path: { group: g } }, walk: forward");
    let server = |_: &Request| (200, json!({"next": {"link": 5}}));
    let (asked, end) = run(&contract, &bound, Leg::Main, None, &server);
    assert_eq!(asked.len(), 1);
    let told = "the page is not said to be the last, and `$response.body#/next/link` has no link";
    assert_eq!(end, Next::Stop(told.to_owned()));
}
