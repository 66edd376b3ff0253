//! A contract, cases and a run made by hand.

use serde_json::{Value, json};

use crate::case::{self, Case};
use crate::contract::{self, Contract};
use crate::http::{
    Entry, Exchange, Leg, Request, Response, Transcript, TransportError, TransportKind,
};
use crate::record::{BaseUrl, CaseResult, ContractRecord, DocumentRecord, FORMAT, Run, RunStarted};
use crate::verdict::{
    Actual, Cause, Check, Expected, Finding, Note, Outcome, Part, Place, Verdict,
};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: Acme directory, version: "1.0" }
servers: [ { url: "https://api.acme.example/v1" } ]
security: [ { token: [] } ]
paths:
  /groups/{group}/members:
    get:
      operationId: acme/members
      summary: Who is in a group
      parameters:
        - { name: group, in: path, required: true, schema: { type: string } }
        - { name: limit, in: query, schema: { type: integer } }
        - { name: after, in: query, schema: { type: string } }
        - name: active
          in: query
          schema: { type: boolean }
          x-effect: { filter: { type: object, required: [active], properties: { active: { const: "{{value}}" } } } }
      responses:
        "200":
          description: A page of members
          content: { application/json: { schema: { $ref: "#/components/schemas/MemberPage" } } }
        "401": { description: No token, x-docproof: { body: empty } }
        "404": { description: No such group }
      x-docproof:
        document: { file: acme-members.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000", title: Members of a group }
        linked: { file: linked-pages.md, sha256: "1111111111111111111111111111111111111111111111111111111111111111" }
        items: { at: /data, identity: [/id] }
        access: { token: { missing: [401], wrong: [401] } }
        lookup:
          - { parameter: group, kinds: { guid: { type: string, format: uuid } }, unknown: [404] }
        paging:
          cursor:
            parameter: after
            from: $response.body#/next
            end: { absent: $response.body#/next }
            size: { parameter: limit, means: at-most }
        vars:
          group: { says: a group, example: g-1, lookup: guid, mock: /groups/large/guid }
          nobody: { says: no group, example: g-0, lookup: unknown, mock: /unknown/guid }
        clauses:
          - { id: ids-are-uuids, at: { lines: 30 }, evidence: document, says: Every member has an id and it is a UUID., checked-by: [ "schema:Member/id" ] }
          - { id: members-are-objects, at: { lines: 29 }, evidence: reading, says: A member is an object., checked-by: [ "schema:Member" ] }
          - { id: active-filters, at: [ { lines: 18-19 }, { lines: 44 } ], evidence: document, says: "With active=true only active members are listed, with active=false only the others.", checked-by: [ "effect:active" ] }
          - { id: limit-is-a-ceiling, at: { lines: 20 }, evidence: linked, says: A page may hold fewer members than limit., checked-by: [ "paging:size" ] }
          - { id: end-without-next, at: { lines: 21, pointer: /next }, evidence: reading, says: The list ends where next is missing., checked-by: [ "paging:end" ] }
          - { id: unknown-is-404, at: { lines: 9, file: linked-pages.md }, evidence: linked, says: An unknown group is not found., checked-by: [ "lookup:group:unknown" ] }
          - { id: needs-role, at: { lines: 3 }, evidence: document, says: The caller needs a role., unobservable: no answer tells which role the caller has }
        contradictions:
          - { id: two-or-three, at: [ { lines: 40 }, { lines: 41-50 } ], says: The sample counts two members and lists three., reading: the count is not checked }
        differences:
          - { clause: active-filters, says: OpenAPI has no words for what a parameter does. }
components:
  securitySchemes: { token: { type: apiKey, in: header, name: X-Token } }
  schemas:
    MemberPage:
      type: object
      required: [data]
      properties:
        data: { type: array, items: { $ref: "#/components/schemas/Member" } }
        next: { type: string }
    Member:
      type: object
      required: [id]
      properties:
        id: { type: string, format: uuid }
        active: { type: boolean }
"##;

pub(super) fn contract() -> Contract {
    let (mut contracts, told) = contract::load("contracts/acme/members.yaml", CONTRACT);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    contracts.pop().expect("one operation")
}

pub(super) fn case_named<'a>(run: &'a Run, title: &str) -> &'a CaseResult {
    let found = run.cases.iter().find(|c| c.title() == title);
    found.expect("a case of that title")
}

fn request(query: &str) -> Request {
    Request {
        method: "GET".to_owned(),
        url: format!("https://api.acme.example/v1/groups/g-1/members{query}"),
        headers: [("X-Token", "[token]")].into_iter().collect(),
        path: vec![("group".to_owned(), "g-1".to_owned())],
        query: Vec::new(),
    }
}

fn answered(leg: Leg, query: &str, status: u16, media: &str, body: &str) -> Entry {
    Entry {
        step: 0,
        leg,
        superseded: false,
        exchange: Exchange {
            request: request(query),
            outcome: Ok(Response {
                status,
                headers: [
                    ("Date", "Fri, 20 Nov 2026 10:00:00 GMT"),
                    ("Content-Type", media),
                ]
                .into_iter()
                .collect(),
                body: body.to_owned().into(),
                truncated: None,
            }),
            at_ms: 10,
            took_us: 45_678,
        },
    }
}

fn members(active: &[bool]) -> String {
    let member = |(n, active): (usize, &bool)| {
        let id = if n == 1 {
            json!(17)
        } else {
            json!(format!("00000000-0000-4000-8000-00000000000{n}"))
        };
        json!({"id": id, "name": format!("Member {n}"), "active": active})
    };
    let data: Vec<Value> = active.iter().enumerate().map(member).collect();
    json!({"data": data}).to_string()
}

fn broken(
    part: Part,
    rule: &str,
    place: Place,
    expected: Expected,
    actual: Actual,
    message: &str,
) -> Check {
    Check {
        part,
        outcome: Outcome::Broken(Box::new(Finding {
            rule: rule.to_owned(),
            place,
            expected,
            actual,
            message: message.to_owned(),
        })),
    }
}

fn held(part: Part, witnesses: u64) -> Check {
    Check {
        part,
        outcome: Outcome::Held(witnesses),
    }
}

fn vacuous(part: Part, why: &str) -> Check {
    Check {
        part,
        outcome: Outcome::Vacuous(why.to_owned()),
    }
}

fn part(text: &str) -> Part {
    text.parse().expect("a part")
}

fn result(
    line: u32,
    title: &str,
    verdict: Verdict,
    checks: Vec<Check>,
    entries: Vec<Entry>,
) -> CaseResult {
    CaseResult {
        flaky: false,
        name: format!("acme/members::list::{title}"),
        contract: "acme/members".to_owned(),
        file: "cases/acme/members/list.yaml".to_owned(),
        line,
        verdict,
        waived: Vec::new(),
        checks,
        notes: Vec::new(),
        requests: entries.len() as u64,
        transcript: Transcript { entries },
        steps: Vec::new(),
        took_us: 120_000 * u64::from(line),
    }
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
            part("case:no such group"),
            "other-status",
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
pub(super) fn run() -> Run {
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

pub(super) fn cases() -> Vec<Case> {
    let (cases, told) = case::load("cases/acme/members/list.yaml", CASES);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    cases
}
