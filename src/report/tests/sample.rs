//! A contract, cases and a run made by hand.

mod parts;

use serde_json::json;

use crate::case::{self, Case};
use crate::contract::{self, Contract};
use crate::http::{Entry, Exchange, Leg, TransportError, TransportKind};
use crate::record::{BaseUrl, CaseResult, ContractRecord, DocumentRecord, FORMAT, Run, RunStarted};
use crate::verdict::{Actual, Cause, Check, Expected, Note, Place, Verdict};
use parts::{answered, broken, held, members, part, result, vacuous};

pub(in crate::report) const CONTRACT: &str = include_str!("members.yaml");

pub(in crate::report) fn contract() -> Contract {
    let (mut contracts, told) = contract::load("contracts/acme/members.yaml", CONTRACT);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    contracts.pop().expect("one operation")
}

pub(in crate::report) fn case_named<'a>(run: &'a Run, title: &str) -> &'a CaseResult {
    let found = run.cases.iter().find(|c| c.title() == title);
    found.expect("a case of that title")
}

fn inactive(exchange: usize, index: usize) -> Check {
    broken(
        part("effect:active"),
        "other-items",
        Place::body(exchange, format!("/data/{index}/active")),
        Expected::Value(json!(true)),
        Actual::Value(json!(false)),
        "an item is listed that the filter should leave out",
    )
}

fn active_members() -> CaseResult {
    let entries = vec![
        answered(
            Leg::Main,
            "?active=true",
            200,
            "application/json",
            &members(&[true, true, false, false]),
        ),
        answered(
            Leg::Main,
            "?active=true&after=c%2Fd",
            200,
            "application/json; charset=utf-8",
            &members(&[false, true]),
        ),
        answered(
            Leg::Without("active".to_owned()),
            "",
            200,
            "application/json",
            &members(&[true]),
        ),
    ];
    let mut id = Place::body(0, "/data/1/id");
    id.schema = Some("/components/schemas/Member/properties/id/type".to_owned());
    let checks = vec![
        held(part("status:200"), 3),
        held(part("schema:Member/id"), 6),
        inactive(0, 2),
        inactive(0, 3),
        inactive(1, 0),
        broken(
            part("schema:Member/id"),
            "type",
            id,
            Expected::Words("a string".to_owned()),
            Actual::Value(json!(17)),
            "the value has another type than the schema allows",
        ),
        broken(
            part("header:200:X-Total"),
            "missing-header",
            Place::header(2, "X-Total"),
            Expected::Words("an integer".to_owned()),
            Actual::Absent,
            "a header that the document requires is missing",
        ),
        vacuous(part("paging:end"), "no page after the first"),
    ];
    let mut case = result(12, "active members only", Verdict::Failed, checks, entries);
    let says = "undocumented field /data/[]/name of a 200".to_owned();
    case.notes.push(Note { says });
    case
}

fn no_such_group() -> CaseResult {
    let page = "<html>\n<head><title>Sign in</title></head>\n\u{1b}[31m<body>";
    let entries = vec![answered(Leg::Main, "", 200, "text/html", page)];
    let one_of = Expected::OneOf(vec![json!(404), json!(410)]);
    let checks = vec![
        broken(
            part("case:no such group#status"),
            "unexpected-status",
            Place::exchange(0),
            one_of,
            Actual::Value(json!(200)),
            "the case expects another status",
        ),
        broken(
            part("content-type:200"),
            "undocumented-content-type",
            Place::header(0, "Content-Type"),
            Expected::Value(json!("application/json")),
            Actual::Value(json!("text/html")),
            "no document names this media type",
        ),
        vacuous(part("body:200"), "the content type is none of JSON"),
        vacuous(
            part("schema:MemberPage"),
            "the content type is none of JSON",
        ),
    ];
    result(30, "no such group", Verdict::Failed, checks, entries)
}

fn the_same_twice() -> CaseResult {
    let text = |word: &str| {
        format!(
            "{} {word} {}",
            "all the way down ".repeat(5).trim(),
            "to the end ".repeat(8).trim()
        )
    };
    let entries = vec![answered(
        Leg::Main,
        "",
        200,
        "application/json",
        &members(&[true]),
    )];
    let object = |n: i32| json!({"id": "a", "roles": ["owner", "member"], "since": n});
    let checks = vec![
        broken(
            part("fact:same"),
            "differs",
            Place::body(0, "/data/0"),
            Expected::Value(object(2020)),
            Actual::Value(object(2021)),
            "the two are not the same",
        ),
        broken(
            part("fact:message"),
            "differs",
            Place::body(0, ""),
            Expected::Value(json!(text("turtles"))),
            Actual::Value(json!(text("tortoises"))),
            "the message is another one",
        ),
    ];
    let mut checks = checks;
    for (n, name) in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
        .iter()
        .enumerate()
    {
        checks.push(broken(
            part(&format!("schema:Member/{name}")),
            "missing-property",
            Place::body(0, format!("/data/0/{name}{n}")),
            Expected::Words("a value".to_owned()),
            Actual::Absent,
            "a required property is missing",
        ));
    }
    result(40, "the same twice", Verdict::Failed, checks, entries)
}

#[expect(clippy::too_many_lines, reason = "a run with a case of every kind")]
pub(in crate::report) fn run() -> Run {
    let refused = Entry {
        exchange: Exchange {
            outcome: Err(TransportError {
                kind: TransportKind::Refused,
                message: "connection refused".to_owned(),
            }),
            ..answered(Leg::Main, "", 0, "", "").exchange
        },
        ..answered(Leg::Main, "", 0, "", "")
    };
    let cause = Cause::Transport("connection refused".to_owned());
    let broken_pipe = vec![held(part("status:200"), 1), held(part("paging:end"), 1)];
    let lacks = "the target lacks the variable `nobody`".to_owned();
    let mut passed = result(
        1,
        "one member",
        Verdict::Passed,
        vec![
            held(part("schema:Member/id"), 34),
            held(part("paging:size"), 2),
            vacuous(part("paging:end"), "no page after the first"),
        ],
        vec![answered(
            Leg::Main,
            "?limit=1",
            200,
            "application/json",
            &members(&[true]),
        )],
    );
    passed.notes.push(Note {
        says: "undocumented field /data/[]/name of a 200".to_owned(),
    });
    Run {
        header: RunStarted {
            format: FORMAT,
            docproof: "0.1.0".to_owned(),
            time: "2026-11-20T10:00:00Z".to_owned(),
            target: "staging".to_owned(),
            base_urls: vec![BaseUrl {
                contract: "acme/members".to_owned(),
                url: "https://api.acme.example/v1".to_owned(),
            }],
            contracts: vec![
                ContractRecord {
                    id: "acme/members".to_owned(),
                    version: "1.0".to_owned(),
                    document: Some(DocumentRecord {
                        file: "acme-members.txt".to_owned(),
                        sha256: "0".repeat(64),
                    }),
                },
                ContractRecord {
                    id: "other/contract".to_owned(),
                    version: "2".to_owned(),
                    document: None,
                },
            ],
            strict: false,
            filters: vec!["acme".to_owned()],
            insecure: false,
            bodies_masked: false,
            shard: None,
        },
        cases: vec![
            passed,
            active_members(),
            result(
                20,
                "every page",
                Verdict::Inconclusive(cause),
                broken_pipe,
                vec![refused],
            ),
            no_such_group(),
            result(
                35,
                "throttled",
                Verdict::Inconclusive(Cause::Throttled),
                Vec::new(),
                vec![answered(
                    Leg::Main,
                    "",
                    429,
                    "application/json",
                    r#"{"error":"slow down"}"#,
                )],
            ),
            the_same_twice(),
            result(
                50,
                "a page too far",
                Verdict::Skipped(lacks),
                Vec::new(),
                Vec::new(),
            ),
        ],
        unfinished: vec!["acme/members::list::cut off".to_owned()],
        stale: Vec::new(),
        gates: Vec::new(),
        finished: None,
    }
}

const CASES: &str = r#"
contract: acme/members
cases:
  - name: active members only
    guards: true is sent as text, not as 1
    request:
      path: { group: "{{group}}" }
      query: { active: true, after: a/b c }
      headers: { X-Request-Id: abc }
    walk: forward
    without: [active]
    expect:
      status: 200
      schema: MemberPage
      items: { min: 1, max: "{{count}}" }
      each: { required: [active] }
      headers: { Set-Cookie: false }
  - name: no such group
    steps:
      - request: { path: { group: "{{group}}" } }
        expect: { status: 200, schema: MemberPage }
        capture: { user: "$response.body#/data/0/id" }
      - request: { path: { group: "{{nobody}}" }, headers: { X-Seen: "{{user}}" } }
        credentials: { token: wrong }
"#;

pub(in crate::report) fn cases() -> Vec<Case> {
    let (cases, told) = case::load("cases/acme/members/list.yaml", CASES);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    cases
}

/// A check of a part that broke.
pub(in crate::report) fn broken_part(text: &str) -> Check {
    broken(
        part(text),
        "differs",
        Place::default(),
        Expected::Absent,
        Actual::Absent,
        "it differs",
    )
}
