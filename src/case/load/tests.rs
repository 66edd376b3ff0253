use serde_json::json;

use super::*;

fn told(source: &str) -> Vec<String> {
    let (_, found) = load("cases/acme/members/listing.yaml", source);
    found
        .iter()
        .map(ToString::to_string)
        .map(|t| t.replace("cases/acme/members/listing.yaml:", ""))
        .collect()
}

fn one(step: &str) -> Vec<String> {
    told(&format!("contract: a/b\ncases:\n- name: n\n{step}"))
}

#[test]
fn the_documented_case_is_read() {
    let source = r#"
contract: symphony/group-memberships
cases:
  - name: inactive members only
    guards: the value false is not taken for absent
    request:
      path:  { groupId: "{{group_id}}" }
      query: { active: false, limit: 10 }
      headers: { X-Request-Id: abc }
    credentials: { sessionToken: wrong }
    walk: forward
    without: [active]
    provokes: throttle
    expect:
      status: 200
      schema: UserGroupMembershipResponse
      items: { count: "{{member_count}}" }
      body: { minProperties: 1 }
      each: { type: object }
      headers: { X-Total: { const: "{{member_count}}" }, X-Old: false }
"#;
    let (cases, found) = load("cases/symphony/group-memberships/filters.yaml", source);
    assert_eq!(found, []);
    let case = &cases[0];
    assert_eq!(
        case.trial_name(),
        "symphony/group-memberships::filters::inactive members only"
    );
    let step = &case.steps[0];
    let query: Vec<_> = step
        .request
        .query
        .iter()
        .map(|b| (b.name.as_str(), b.value.clone()))
        .collect();
    assert_eq!(query, [("active", json!(false)), ("limit", json!(10))]);
    assert_eq!(
        (
            step.request.query[0].name_span.line,
            step.request.query[0].name_span.column
        ),
        (8, 16)
    );
    assert_eq!((step.walk, step.walk_span.line), (Walk::Forward, 11));
    assert_eq!(step.provokes, Some(Provokes::Throttle));
    assert_eq!(step.credentials[0].1, AccessState::Wrong);
    assert_eq!(
        (step.expect.status.as_slice(), step.expect.status_span.line),
        (&[200][..], 15)
    );
    assert_eq!(step.expect.headers[1].1, json!(false));
    let uses: Vec<_> = step
        .uses
        .iter()
        .map(|(name, span)| (name.as_str(), span.line))
        .collect();
    assert_eq!(
        uses,
        [("group_id", 7), ("member_count", 17), ("member_count", 20)]
    );
}

#[test]
fn steps_capture_and_use() {
    let source = r#"
contract: a/b
cases:
  - name: a user filter finds the first member
    steps:
      - request: { path: { groupId: "{{group_id}}" } }
        expect: { status: [200, 404] }
        capture: { user: "$response.body#/data/0/userId" }
      - request: { query: { userId: "{{user}}" } }
        without: [userId]
"#;
    let (cases, found) = load("f.yaml", source);
    assert_eq!(found, []);
    let steps = &cases[0].steps;
    assert_eq!(steps.len(), 2);
    assert_eq!(
        steps[0].capture[0].from.to_string(),
        "$response.body#/data/0/userId"
    );
    assert_eq!(steps[0].expect.status, [200, 404]);
    assert_eq!(steps[1].uses[0].0, "user");
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let source = "contract: a/b\ncases:\n- { name: a, requst: {}, walk: forwards, expect: { status: 99 } }\n- name: a\n  request: {}\n  without: []\n";
    assert_eq!(
        told(source),
        [
            "3:14: error: unknown key `requst` of a case; expected one of `name`, `guards`, `steps`, `request`, \
             `credentials`, `walk`, `without`, `provokes`, `undocumented`, `expect`, `capture`; did you mean `request`?",
            "3:32: error: unknown word `forwards`; expected one of `forward`, `there-and-back`, `by-links`, `past-end`; did you \
             mean `forward`?",
            "3:60: error: the number 99; expected a status from 100 to 599, or a list of them",
            "4:9: error: a second case `a`; expected another name: the case at line 3 has it",
            "6:12: error: an empty list; expected at least one parameter",
        ]
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of rows")]
fn mistakes_of_a_step_say_what_belongs_there() {
    let rows = [
        (
            "",
            "3:3: error: a case that asks nothing; expected `request` or `steps`",
        ),
        (
            "  steps: []",
            "4:10: error: an empty list; expected at least one step",
        ),
        (
            "  walk: forward\n  steps: [ { request: {} } ]",
            "4:3: error: `walk` beside `steps`; expected it inside one of the steps",
        ),
        (
            "  request: { query: { a: [1] } }",
            "4:26: error: a list for `a`; expected text, a number or a boolean",
        ),
        (
            "  request: { query: { a: } }",
            "4:24: error: nothing for `a`; expected text, a number or a boolean",
        ),
        (
            "  request: { headers: { X-A: 1, x-a: 2 } }",
            "4:33: error: the header `x-a` twice; expected each header once, in whatever case",
        ),
        (
            "  request: { headers: { \"a b\": 1 } }",
            "4:25: error: the header name \"a b\"; expected letters, digits and hyphens",
        ),
        (
            "  request: { path: { g: \"a{{g\" } }",
            "4:25: error: a `{{` that is never closed (character 2 of the text); expected `}}` behind the name",
        ),
        (
            "  expect: { body: { \"{{k}}\": 1 } }",
            "4:21: error: a template in the key `{{k}}`; expected templates in values only",
        ),
        (
            "  expect: { status: \"200\" }",
            "4:21: error: the text `200`; expected a status from 100 to 599, or a list of them",
        ),
        (
            "  expect: { status: [] }",
            "4:21: error: an empty list; expected at least one status",
        ),
        (
            "  expect: { status: [200, 200] }",
            "4:27: error: status 200 twice; expected each status once",
        ),
        (
            "  expect: { status: [200, 600] }",
            "4:27: error: the number 600; expected a status from 100 to 599, or a list of them",
        ),
        (
            "  expect: { headers: false }",
            "4:22: error: the boolean false; expected a mapping of header names; a header that must be absent is \
             `NAME: false`",
        ),
        (
            "  expect: { body: 3 }",
            "4:19: error: the number 3; expected a JSON Schema",
        ),
        (
            "  expect: { items: {} }",
            "4:20: error: a number of items that says none; expected `count`, or `min`, `max` or both",
        ),
        (
            "  expect: { items: { count: 1, min: 1 } }",
            "4:20: error: `count` beside `min` or `max`; expected `count` alone",
        ),
        (
            "  expect: { items: { min: 3, max: 2 } }",
            "4:20: error: `min` 3 above `max` 2; expected `min` not above `max`",
        ),
        (
            "  expect: { items: { count: -1 } }",
            "4:29: error: the number -1; expected a whole number from 0, or a template such as \"{{member_count}}\"",
        ),
        (
            "  credentials: { token: given }",
            "4:25: error: unknown word `given`; expected one of `missing`, `wrong`, `insufficient`",
        ),
        (
            "  provokes: throttling",
            "4:13: error: unknown word `throttling`; expected `throttle`; did you mean `throttle`?",
        ),
        (
            "  undocumented: [a, a]",
            "4:21: error: `a` twice; expected each parameter once",
        ),
        (
            "  capture: { a: 'text' }",
            "4:17: error: `text`; expected a runtime expression for one value of the exchange, such as \
             `$response.body#/count`",
        ),
        (
            "  request: {}\n  capture: { a: $statusCode }",
            "5:14: warning: `a` is captured and no later step uses it",
        ),
    ];
    for (step, message) in rows {
        let told = one(step);
        assert!(told.iter().any(|t| t == message), "{step}\n{told:#?}");
    }
}

#[test]
fn a_file_needs_its_contract_and_cases() {
    assert_eq!(
        told("{}"),
        [
            "1:1: error: a file of cases lacks `contract`",
            "1:1: error: a file of cases lacks `cases`"
        ]
    );
    assert_eq!(
        told("contract: a/b\ncases: []\n"),
        ["2:8: error: an empty list; expected at least one case"]
    );
    assert_eq!(
        one("  request: {}\n- { name: '', request: {} }"),
        ["5:11: error: the name \"\"; expected one line without spaces around it"]
    );
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let (cases, found) = load_file(Path::new("no/such/file.yaml"));
    assert!(cases.is_empty());
    assert!(
        found[0]
            .to_string()
            .starts_with("no/such/file.yaml: error: cannot be read: "),
        "{found:?}"
    );
}
