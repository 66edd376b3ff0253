use serde_json::json;

use super::*;
use crate::http::{Headers, Request, Response};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: Acme, version: "1" }
servers: [ { url: "https://api.acme.example" } ]
paths:
  /things:
    get:
      operationId: acme/things
      summary: Things
      responses:
        "200":
          description: Things
          content: { application/json: { schema: { $ref: "#/components/schemas/Things" } } }
components:
  schemas:
    Things: { type: object, properties: { kind: { const: list }, people: { type: array, items: { $ref: "#/components/schemas/Person" } } } }
    Person: { type: object, properties: { name: { type: string }, role: { enum: [admin, user] }, age: { type: integer } } }
"##;

fn masked(body: &str) -> (String, Personal) {
    let (contracts, _) = crate::contract::load("c.yaml", CONTRACT);
    let mut exchange = Exchange {
        request: Request {
            method: "GET".to_owned(),
            url: "https://api.acme.example/things".to_owned(),
            headers: Headers::new(),
            path: Vec::new(),
            query: Vec::new(),
        },
        outcome: Ok(Response {
            status: 200,
            body: body.to_owned().into(),
            ..Response::default()
        }),
        at_ms: 0,
        took_us: 0,
    };
    let reading = Reading::of_exchange(&exchange, 1 << 20);
    let mut personal = Personal::default();
    personal.mask(&contracts[0], &mut exchange, &reading);
    let body = exchange.outcome.expect("a response").body;
    (String::from_utf8_lossy(&body).into_owned(), personal)
}

#[test]
fn texts_are_masked_and_listed_words_stay() {
    let body = r#"{"kind":"list","people":[{"name":"Ada Lovelace","role":"admin","age":36},{"name":"x","role":"queen"}],"more":["Ada"]}"#;
    let (body, personal) = masked(body);
    let expected = json!({
        "kind": "list",
        "people": [
            { "name": "[masked]", "role": "admin", "age": 36 },
            { "name": "[masked]", "role": "[masked]" },
        ],
        "more": ["[masked]"],
    });
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body, expected);
    let mut said = json!({ "actual": "Ada Lovelace", "message": "`Ada Lovelace` comes after x" });
    personal.mask_in(&mut said);
    let expected = json!({ "actual": "[masked]", "message": "`[masked]` comes after x" });
    assert_eq!(said, expected);
}

const LISTING: &str = r#"
openapi: 3.1.1
info: { title: Acme, version: "1" }
servers: [ { url: "https://api.acme.example" } ]
paths:
  /groups/{group}/people:
    get:
      operationId: acme/people
      summary: People
      parameters: [ { name: group, in: path, required: true, schema: { type: string } } ]
      responses: { "200": { description: People } }
      x-docproof:
        document: { file: d.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000" }
        items: { at: /people, identity: [/id] }
        vars: { group: { says: a group, example: ops } }
"#;

#[test]
fn what_is_of_a_member_is_masked_wherever_it_stands() {
    let (contracts, told) = crate::contract::load("c.yaml", LISTING);
    assert_eq!(told, []);
    let body = r#"{"total":1200,"people":[{"id":68719476889,"age":36,"born":1815,"mail":"ada@acme.example","team":"ops/1"}]}"#;
    let mut exchange = Exchange {
        request: Request {
            method: "GET".to_owned(),
            url: "https://api.acme.example/68719476889/groups/ops%2F1/people?user=68719476889&mail=ada%40acme.example&limit=36&year=1815".to_owned(),
            headers: [("X-For", "mail of ada@acme.example")].into_iter().collect(),
            path: vec![("group".to_owned(), "ops/1".to_owned())],
            query: vec![
                ("user".to_owned(), "68719476889".to_owned()),
                ("mail".to_owned(), "ada@acme.example".to_owned()),
                ("limit".to_owned(), "36".to_owned()),
                ("year".to_owned(), "1815".to_owned()),
            ],
        },
        outcome: Ok(Response {
            status: 200,
            headers: [
                ("Link", "<https://api.acme.example/p?after=ada%40acme.example>"),
                ("X-Total", "1200"),
            ]
            .into_iter()
            .collect(),
            body: body.to_owned().into(),
            ..Response::default()
        }),
        at_ms: 0,
        took_us: 0,
    };
    let reading = Reading::of_exchange(&exchange, 1 << 20);
    let mut personal = Personal::default();
    personal.mask(&contracts[0], &mut exchange, &reading);
    personal.exchange(&mut exchange);
    let request = &exchange.request;
    assert_eq!(
        request.url,
        "https://api.acme.example/[masked]/groups/[masked]/people?user=[masked]&mail=[masked]&limit=36&year=[masked]"
    );
    assert_eq!(request.headers.get("X-For"), Some("mail of [masked]"));
    assert_eq!(request.path[0].1, "[masked]");
    let values: Vec<&str> = request.query.iter().map(|(_, v)| v.as_str()).collect();
    assert_eq!(values, ["[masked]", "[masked]", "36", "[masked]"]);
    let response = exchange.outcome.expect("a response");
    assert_eq!(response.headers.get("Link"), Some("[masked]"));
    assert_eq!(
        response.headers.get("X-Total"),
        Some("1200"),
        "of no member"
    );
    let body: Value = serde_json::from_slice(&response.body).expect("JSON");
    let m = "[masked]";
    let expected = json!({ "total": 1200, "people": [{ "id": m, "age": m, "born": m, "mail": m, "team": m }] });
    assert_eq!(body, expected);
    let mut said = json!([68_719_476_889_u64, 36, "user 68719476889 is in ops/1"]);
    personal.mask_in(&mut said);
    assert_eq!(said, json!([m, 36, "user [masked] is in [masked]"]));
}

#[test]
fn a_body_that_is_no_json_is_masked_as_a_whole() {
    assert_eq!(masked("<p>Ada Lovelace</p>").0, "[masked]");
    assert_eq!(masked("").0, "");
}
