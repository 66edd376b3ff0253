use serde_json::{Value, json};

use super::support::{Client, ids};
use crate::mock::Turn;

fn contract(past_end: &str, total: &str) -> String {
    format!(
        r##"
openapi: 3.1.1
info: {{ title: T, version: "1" }}
paths:
  /groups/{{group}}/members:
    get:
      operationId: acme/members
      parameters:
        - {{ name: group, in: path, required: true, schema: {{ type: string }} }}
        - {{ name: page, in: query, schema: {{ type: integer }} }}
        - {{ name: size, in: query, schema: {{ type: integer }} }}
      responses:
        "200":
          description: A page
          headers: {{ X-Count: {{ required: true, schema: {{ type: integer }} }} }}
          content: {{ application/json: {{ schema: {{ $ref: "#/components/schemas/Page" }} }} }}
        "404": {{ description: None }}
      x-docproof:
        items: {{ at: /data, identity: [/id] }}
        lookup: [ {{ parameter: group, kinds: {{ name: {{ type: string }} }}, unknown: [404] }} ]
        paging:
          number:
            parameter: page
            first: 1
            size: {{ parameter: size, default: 25, means: exact, maximum: 40 }}
            count: "$response.header.X-Count | number"
            reported-size: $response.body#/size
            index: $response.body#/page
            total: {{ from: $response.body#/total, strength: {total} }}
            pages: {{ from: $response.body#/pages, strength: exact }}
            last: $response.body#/last
            {past_end}
        vars:
          group: {{ says: a group, example: A, lookup: name, mock: /groups/large/name }}
          empty: {{ says: none, example: A, lookup: name, mock: /groups/empty/name }}
components:
  schemas:
    Page: {{ type: object, required: [data], properties: {{ data: {{ type: array, items: {{ $ref: "#/components/schemas/M" }} }},
      total: {{ type: integer }}, pages: {{ type: integer }}, page: {{ type: integer }}, size: {{ type: integer }}, last: {{ type: boolean }} }} }}
    M: {{ type: object, required: [id], properties: {{ id: {{ type: string, format: uuid }} }} }}
"##
    )
}

#[test]
fn sixty_members_come_as_25_25_and_10() {
    let client = Client::of(&contract("past-end: empty", "exact"));
    let group = client.text("group");
    let mut all = Vec::new();
    for (page, count) in [("1", 25), ("2", 25), ("3", 10), ("4", 0)] {
        let request = client.request(&[("group", &group)], &[("page", page)]);
        let answer = client.mock.answer(&request, Turn::default());
        let body = super::support::json(&answer);
        assert_eq!(
            answer.headers.get("X-Count"),
            Some(count.to_string().as_str())
        );
        let told = ["total", "pages", "size", "page", "last"].map(|name| body[name].clone());
        let number: u64 = page.parse().expect("a number");
        assert_eq!(
            told,
            [
                json!(60),
                json!(3),
                json!(25),
                json!(number),
                json!(page == "3")
            ]
        );
        all.extend(ids(&body, "/data"));
    }
    assert_eq!(all.len(), 60);
    all.sort_by_key(Value::to_string);
    all.dedup();
    assert_eq!(all.len(), 60);
}

#[test]
fn a_size_is_kept_up_to_its_maximum() {
    let client = Client::of(&contract("past-end: empty", "exact"));
    let group = client.text("group");
    for (size, count, pages) in [
        ("7", 7, 9),
        ("60", 40, 2),
        ("1", 1, 60),
        ("0", 25, 3),
        ("many", 25, 3),
    ] {
        let (status, body) = client.get(&[("group", &group)], &[("size", size)]);
        assert_eq!(status, 200);
        assert_eq!(ids(&body, "/data").len(), count, "{size}");
        assert_eq!(body["pages"], pages, "{size}");
    }
}

#[test]
fn past_the_end_is_as_documented() {
    let last = Client::of(&contract("past-end: last-page", "exact"));
    let group = last.text("group");
    let (_, body) = last.get(&[("group", &group)], &[("page", "9")]);
    assert_eq!(
        (ids(&body, "/data").len(), &body["page"], &body["last"]),
        (10, &json!(3), &json!(true))
    );

    let none = Client::of(&contract("past-end: not-found", "exact"));
    assert_eq!(none.get(&[("group", &group)], &[("page", "4")]).0, 404);
    assert_eq!(none.get(&[("group", &group)], &[("page", "3")]).0, 200);

    let empty = none.text("empty");
    let (status, body) = none.get(&[("group", &empty)], &[]);
    assert_eq!(
        (status, &body["total"], &body["pages"], &body["last"]),
        (200, &json!(0), &json!(0), &json!(true))
    );
}

#[test]
fn an_upper_bound_is_above_the_number() {
    let client = Client::of(&contract("past-end: empty", "upper-bound"));
    let (_, body) = client.get(&[("group", &client.text("group"))], &[]);
    assert_eq!(body["total"], 62);
}
