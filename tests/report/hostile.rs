//! A run that holds what reports trip over: every verdict, a waiver, a flaky case, a walk of 40 pages with repeats and
//! waits, text that would be markup, turn around or hide, a body of 1 MB, a secret, a contract that is gone and one that
//! has changed. `formats/stored.rs` looks for each: a run that lost one would prove less than is said of it.

mod earlier;
mod outcomes;
mod parts;

use docproof::contract::{self, Contract};
use docproof::http::Entry;
use docproof::record::{
    BaseUrl, CaseSkipped, CaseStarted, ContractRecord, DocumentRecord, Event, FORMAT, RunFinished,
    RunStarted, Writer,
};
use docproof::verdict::{Actual, Expected, Note, Outcome, Place, Verdict};
use serde_json::{Value, json};

use parts::{Case, answered, broken, check, page};

/// What must not be in any report.
pub(crate) const SECRET: &str = "hunter2-s3cr3t";

/// Markup, quotes, text from right to left, an override, an emoji, a terminal's escape, a noncharacter.
pub(crate) const NASTY: &str = "</script><script>alert('x')</script><img src=\"https://evil.example/x.png\" onerror=alert(1)> ]]> <!-- & \"q\" 'q' עברית اَلْعَرَبِيَّةُ \u{202e}gnp.exe 👩‍👩‍👧‍👦 \u{1b}[31m \u{ffff} {{7*7}} ${jndi:ldap://x}";

const ID: &str = "acme/members";

/// When it began.
const TIME: &str = "2026-11-20T10:00:00Z";

/// The contract of `acme/members`, as it is at hand.
pub(crate) fn contract() -> Contract {
    let (mut contracts, told) =
        contract::load("tests/report/members.yaml", include_str!("members.yaml"));
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    contracts.pop().expect("one operation")
}

/// The record's lines.
pub(crate) fn record() -> Vec<u8> {
    lines(&events(TIME, cases()))
}

/// The record of a run with so many cases, each so manyth failed.
pub(crate) fn large(cases: usize, failed: usize) -> Vec<u8> {
    let mut events = vec![header(TIME, vec![known("1.0")])];
    for number in 0..cases {
        let mut case = if number.is_multiple_of(failed) {
            a_filter_that_leaks()
        } else {
            every_page(3)
        };
        case.title = format!("{} {number}", case.title);
        case.line = u32::try_from(number).expect("small");
        events.extend(case.events());
    }
    events.push(footer());
    lines(&events)
}

fn lines(events: &[Event]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for event in events {
        writer.write(event).expect("a line");
    }
    writer.into_inner().expect("flushed")
}

/// The record of a run before: some of its cases came out otherwise, its answers were faster and had another shape.
pub(crate) fn record_before() -> Vec<u8> {
    lines(&events("2026-11-19T10:00:00Z", earlier::cases(cases())))
}

fn cases() -> Vec<Case> {
    vec![
        a_filter_that_leaks(),
        nasty_bodies(),
        a_large_body(),
        an_id_that_changed(),
        every_page(40),
        outcomes::flaky(),
        outcomes::waived(),
        outcomes::refused(),
        outcomes::throttled(),
        outcomes::changed(),
        outcomes::of_a_contract_that_is_gone(),
    ]
}

fn events(time: &str, cases: Vec<Case>) -> Vec<Event> {
    let gone = ContractRecord {
        id: format!("gone/{}", "<i>contract"),
        version: NASTY.to_owned(),
        document: None,
    };
    let mut events = vec![header(time, vec![known("0.9"), gone])];
    for mut case in cases {
        case.line = u32::try_from(events.len()).expect("small");
        events.extend(case.events());
    }
    events.push(Event::CaseSkipped(CaseSkipped {
        case: format!("{ID}::list::a page too far"),
        contract: ID.to_owned(),
        file: "cases/acme/members/list.yaml".to_owned(),
        line: 990,
        reason: format!("the target lacks the variable `{NASTY}`"),
    }));
    events.push(Event::CaseStarted(CaseStarted {
        case: format!("{ID}::list::cut off"),
        contract: ID.to_owned(),
        file: "cases/acme/members/list.yaml".to_owned(),
        line: 999,
    }));
    events.push(Event::WaiverStale(outcomes::stale()));
    events.push(footer());
    events
}

fn header(time: &str, contracts: Vec<ContractRecord>) -> Event {
    Event::RunStarted(RunStarted {
        format: FORMAT,
        docproof: "0.1.0".to_owned(),
        time: time.to_owned(),
        target: "staging <eu> & \"west\"".to_owned(),
        base_urls: vec![BaseUrl {
            contract: ID.to_owned(),
            url: "https://api.acme.example/v1".to_owned(),
        }],
        contracts,
        strict: true,
        filters: vec!["acme".to_owned(), NASTY.to_owned()],
        insecure: false,
        bodies_masked: false,
        shard: None,
    })
}

fn footer() -> Event {
    Event::RunFinished(RunFinished {
        time: "2026-11-20T10:03:12.5Z".to_owned(),
        exit: 1,
    })
}

fn known(version: &str) -> ContractRecord {
    ContractRecord {
        id: ID.to_owned(),
        version: version.to_owned(),
        document: Some(DocumentRecord {
            file: "acme-members.txt".to_owned(),
            sha256: if version == "1.0" { "0" } else { "9" }.repeat(64),
        }),
    }
}

fn a_filter_that_leaks() -> Case {
    let leak = |index: usize| {
        broken(
            "effect:active",
            "other-items",
            Place::body(0, format!("/data/{index}/active")),
            Expected::Value(json!(true)),
            Actual::Value(json!(false)),
            "an item is listed that the filter should leave out",
        )
    };
    let mut id = Place::body(0, "/data/1/id");
    id.schema = Some("/components/schemas/Member/properties/id/type".to_owned());
    let checks = vec![
        check("status:200", Outcome::Held(3)),
        leak(1),
        leak(3),
        broken(
            "schema:Member/id",
            "type",
            id,
            Expected::Words("a string".to_owned()),
            Actual::Value(json!(17)),
            "the value has another type than the schema allows",
        ),
        broken(
            "header:200:X-Total",
            "missing-header",
            Place::header(0, "X-Total"),
            Expected::Words("an integer".to_owned()),
            Actual::Absent,
            "a header that the document requires is missing",
        ),
        check(
            "paging:end",
            Outcome::Vacuous("no page after the first".to_owned()),
        ),
    ];
    let entries = vec![answered(
        "?active=true",
        200,
        "application/json",
        page(0..5),
        40,
    )];
    Case::new("active members only", Verdict::Failed, checks, entries)
}

fn nasty_bodies() -> Case {
    let body = format!("<html>\n<title>{NASTY}</title>\n{NASTY}");
    let checks = vec![
        broken(
            "content-type:200",
            "undocumented-content-type",
            Place::header(0, "Content-Type"),
            Expected::Value(json!("application/json")),
            Actual::Value(json!(NASTY)),
            NASTY,
        ),
        broken(
            &format!("case:{NASTY}#status"),
            "unexpected-status",
            Place::exchange(0),
            Expected::OneOf(vec![json!(404), json!(NASTY)]),
            Actual::Words(NASTY.to_owned()),
            "the case expects another status",
        ),
        broken(
            "schema:Member",
            NASTY,
            Place::body(1, "/a~1b/</script>"),
            Expected::Absent,
            Actual::Value(json!({"</script>": NASTY})),
            NASTY,
        ),
        check("schema:MemberPage", Outcome::Vacuous(NASTY.to_owned())),
    ];
    let nested = json!({"a/b": {"</script>": NASTY, "more": [NASTY, {"x": null}]}}).to_string();
    let entries = vec![
        answered(&format!("?q={NASTY}"), 200, NASTY, body, 60),
        answered("", 200, "application/json", nested, 80),
    ];
    let mut case = Case::new(NASTY, Verdict::Failed, checks, entries);
    case.notes.push(Note {
        says: format!("undocumented field {NASTY}"),
    });
    case
}

fn a_large_body() -> Case {
    let long: Vec<Value> = (0..1_000)
        .map(|n| json!({"id": n, "text": "x".repeat(1_000)}))
        .collect();
    let one = "y".repeat(1_000_000);
    let checks = vec![
        broken(
            "schema:Member/id",
            "type",
            Place::body(0, "/data/999/id"),
            Expected::Words("a string".to_owned()),
            Actual::Value(json!(999)),
            "the value has another type than the schema allows",
        ),
        broken(
            "body:200",
            "invalid-json",
            Place::body(1, ""),
            Expected::Words("JSON".to_owned()),
            Actual::Words("a text of one line".to_owned()),
            "the body is no JSON",
        ),
    ];
    let entries = vec![
        answered(
            "?limit=1000",
            200,
            "application/json",
            json!({"data": long}).to_string(),
            100,
        ),
        answered("?limit=1", 200, "application/json", one, 180),
    ];
    Case::new("a body of a megabyte", Verdict::Failed, checks, entries)
}

fn an_id_that_changed() -> Case {
    let object = |since: i32, role: &str| json!({"id": "a", "roles": ["owner", role], "since": since, "nested": {"deep": [1, 2, 3]}});
    let checks = vec![broken(
        "paging:unique",
        "repeated-item",
        Place::body(1, "/data/0"),
        Expected::Value(object(2020, "member")),
        Actual::Value(object(2021, "<b>guest</b>")),
        "an item is listed twice, and not the same",
    )];
    let mut entries: Vec<Entry> = (0..2)
        .map(|n| {
            answered(
                &format!("?after={n}"),
                200,
                "application/json",
                page([7, 8]),
                200 + n,
            )
        })
        .collect();
    entries[1].step = 1;
    Case::new(
        "the same item twice, changed",
        Verdict::Failed,
        checks,
        entries,
    )
}

/// Pages of 25, a few with items of the page before, the last one short, one asked for again after a 429.
fn every_page(pages: usize) -> Case {
    let mut entries = Vec::new();
    let mut at = 300;
    for number in 0..pages {
        let first = number * 25 - usize::from(number % 9 == 8) * 5;
        let last = number * 25 + if number + 1 == pages { 9 } else { 25 };
        if number % 13 == 12 {
            let mut refused = answered(
                &format!("?after={number}"),
                429,
                "text/plain",
                "slow down",
                at,
            );
            refused.superseded = true;
            entries.push(refused);
            at += 4_000;
        }
        entries.push(answered(
            &format!("?after={number}"),
            200,
            "application/json",
            page(first..last),
            at,
        ));
        at += 95 + (number as u64) % 7 * 20;
    }
    let checks = vec![
        check("status:200", Outcome::Held(pages as u64)),
        check("paging:size", Outcome::Held(pages as u64)),
        check("paging:end", Outcome::Held(1)),
        check("schema:Member", Outcome::Held(25 * pages as u64)),
    ];
    Case::new("every page", Verdict::Passed, checks, entries)
}
