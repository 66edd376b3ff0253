use serde_json::json;

use super::support::{Client, json};
use crate::mock::{Counters, Turn};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: T, version: "1" }
security: [ { key: [], token: [] } ]
paths:
  /orgs/{org}/groups/{group}:
    get:
      operationId: acme/group
      parameters:
        - { name: org, in: path, required: true, schema: { type: string } }
        - { name: group, in: path, required: true, schema: { type: integer } }
        - { name: X-Request-Id, in: header, schema: { type: string } }
      responses:
        "200":
          description: A group
          headers: { X-Left-Remaining: { required: true, schema: { type: integer } } }
          content: { application/json: { schema: { $ref: "#/components/schemas/Group" } } }
        "400": { description: No, content: { application/problem+json: { schema: { $ref: "#/components/schemas/Failure" } } } }
        "401": { description: No, x-docproof: { body: empty } }
        "403": { description: No }
        "404": { description: No }
        "429": { description: Slow down, content: { application/json: { schema: { $ref: "#/components/schemas/Failure" } } } }
      x-docproof:
        access:
          key: { missing: [403], wrong: [403], insufficient: [403, 401] }
          token: { missing: [401], wrong: [401] }
        lookup:
          - { parameter: org, kinds: { organisation: { type: string, pattern: "^[0-9A-F]+@Org$" } }, unknown: [403], malformed: [400], chooses: tenant }
          - { parameter: group, kinds: { id: { type: integer, minimum: 1 } }, unknown: [404], malformed: [400] }
        facts:
          - { name: echo, equals: [ "$response.header.X-Request-Id", "$request.header.X-Request-Id" ] }
          - { name: asked, status: [200], equals: [ "$response.body#/groupId", "$request.path.group | number" ] }
          - { name: status, status: [400], equals: [ "$response.body#/status", "$statusCode" ] }
          - { name: quoted, status: [400], contains: [ "$response.body#/errors/0/message", "$request.path.group" ] }
        throttle: { status: 429, retry-after: true, limits: [ { per: client, requests: 5, seconds: 60 }, { per: all, requests: 9, seconds: 60 } ] }
        vars:
          org: { says: o, example: "A@Org", lookup: organisation, mock: /tenant/org }
          unknown_org: { says: o, example: "A@Org", lookup: unknown, mock: /unknown/tenant/org }
          malformed_org: { says: o, example: "A", lookup: malformed, mock: /malformed/tenant/org }
          group: { says: g, example: 1, lookup: id, mock: /groups/prolific/id }
          one: { says: g, example: 1, lookup: id, mock: /groups/one/id }
          empty: { says: g, example: 1, lookup: id, mock: /groups/empty/id }
          unknown: { says: g, example: 1, lookup: unknown, mock: /unknown/id }
          malformed: { says: g, example: x, lookup: malformed, mock: /malformed/id }
          hostile: { says: g, example: 1, lookup: id, mock: /groups/hostile/id }
          hostile_name: { says: n, example: x, mock: /groups/hostile/body/name }
          admins: { says: n, example: "1", mock: /groups/prolific/body/adminCount }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    token: { type: http, scheme: bearer }
  schemas:
    Group: { type: object, required: [groupId, name], properties: { groupId: { type: integer }, name: { type: string },
      userCount: { type: integer, minimum: 1 }, adminCount: { type: string, pattern: "^[0-9]+$" } } }
    Failure: { type: object, required: [status, errors], properties: { status: { type: integer }, errors: { type: array, minItems: 1,
      items: { type: object, required: [message], properties: { message: { type: string, examples: [ 'The "X" is bad.' ] } } } } } }
"##;

fn path<'a>(org: &'a str, group: &'a str) -> [(&'a str, &'a str); 2] {
    [("org", org), ("group", group)]
}

#[test]
fn each_state_of_a_credential_has_its_answer() {
    let client = Client::of(CONTRACT);
    let (org, group) = (client.text("org"), client.text("group"));
    let good = client.request(&path(&org, &group), &[]);
    let poor = client.target.contracts[0].credentials[0]
        .insufficient
        .clone()
        .expect("stated");
    assert!(
        client.target.contracts[0].credentials[1]
            .insufficient
            .is_none()
    );
    let crate::target::CredentialSource::Value(poor) = poor else {
        panic!("a value")
    };
    let bearer = good.headers.get("Authorization").expect("sent").to_owned();
    let rows: [(&str, Option<String>, u16); 7] = [
        ("X-Key", None, 403),
        ("X-Key", Some("wrong".to_owned()), 403),
        ("X-Key", Some(poor.expose().to_owned()), 403),
        ("Authorization", None, 401),
        ("Authorization", Some("Bearer wrong".to_owned()), 401),
        (
            "Authorization",
            Some(bearer.replace("Bearer ", "Basic ")),
            401,
        ),
        (
            "Authorization",
            Some(bearer.replace("Bearer", "bEARER")),
            200,
        ),
    ];
    for (header, value, status) in rows {
        let mut request = good.clone();
        request.headers.remove(header);
        if let Some(value) = &value {
            request.headers.set(header, value.as_str());
        }
        request.headers.set("X-Request-Id", "r 1");
        let answer = client.mock.answer(&request, Turn::default());
        assert_eq!(answer.status, status, "{header} {value:?}");
        assert_eq!(answer.body.is_empty(), status != 200);
        assert_eq!(answer.headers.get("X-Request-Id"), Some("r 1"));
    }
    let answer = client.mock.answer(&good, Turn::default());
    assert_eq!(answer.headers.get("X-Request-Id"), None);
}

#[test]
fn identifiers_that_name_nothing_have_theirs() {
    let client = Client::of(CONTRACT);
    let ask = |org: &str, group: &str| {
        client
            .get(&path(&client.text(org), &client.text(group)), &[])
            .0
    };
    assert_eq!(ask("org", "group"), 200);
    assert_eq!(ask("org", "unknown"), 404);
    assert_eq!(ask("org", "malformed"), 400);
    assert_eq!(ask("unknown_org", "group"), 403);
    assert_eq!(ask("malformed_org", "group"), 400);
}

#[test]
fn failures_keep_the_facts() {
    let client = Client::of(CONTRACT);
    let request = client.request(&path(&client.text("org"), "a\"b/c"), &[]);
    let answer = client.mock.answer(&request, Turn::default());
    assert_eq!(
        answer.headers.get("Content-Type"),
        Some("application/problem+json")
    );
    assert_eq!(json(&answer)["status"], 400);
    assert_eq!(
        json(&answer)["errors"][0]["message"],
        "The \"a\"b/c\" is bad."
    );
}

#[test]
fn a_group_is_its_own_body() {
    let client = Client::of(CONTRACT);
    let org = client.text("org");
    let ask = |name: &str| client.get(&path(&org, &client.text(name)), &[]).1;
    let body = ask("group");
    assert_eq!(body["groupId"], client.var("group"));
    assert_eq!(
        (&body["userCount"], &body["adminCount"]),
        (&json!(60), &client.var("admins"))
    );
    assert_eq!(ask("one")["userCount"], 1);
    assert_eq!(ask("empty").as_object().map(serde_json::Map::len), Some(2));
    assert_eq!(ask("hostile")["name"], client.var("hostile_name"));
    assert!(client.text("hostile_name").contains(['"', '<']));
}

#[test]
fn only_provoked_requests_are_throttled() {
    let client = Client::of(CONTRACT);
    let counters = Counters::default();
    let request = client.request(&path(&client.text("org"), &client.text("group")), &[]);
    let ask = |request: &crate::http::Request| {
        let turn = counters.count(&client.mock, request);
        client.mock.answer(request, turn)
    };
    for sequence in 0..20_u64 {
        let answer = ask(&request);
        let left = (1_000_000 - sequence).to_string();
        assert_eq!(
            (answer.status, answer.headers.get("X-Left-Remaining")),
            (200, Some(left.as_str()))
        );
    }
    let mut provoking = request.clone();
    provoking.headers.set("Docproof-Provoke", "throttle; key=a");
    let statuses: Vec<u16> = (0..7).map(|_| ask(&provoking).status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429, 429]);
    assert!(ask(&provoking).headers.get("Retry-After").is_some());
    provoking.headers.set("Docproof-Provoke", "throttle; key=b");
    assert_eq!(ask(&provoking).status, 200);
}

#[test]
fn other_paths_and_methods_are_told_apart() {
    let client = Client::of(CONTRACT);
    let mut request = client.request(&path("A@Org", "1"), &[]);
    request.method = "POST".to_owned();
    let answer = client.mock.answer(&request, Turn::default());
    assert_eq!(
        (answer.status, answer.headers.get("Allow")),
        (405, Some("GET"))
    );
    request.url = "http://localhost/nothing".to_owned();
    assert_eq!(client.mock.answer(&request, Turn::default()).status, 404);
}
