use serde_json::Value;

use super::support::{Client, ORIGIN, ids};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: T, version: "1" }
paths:
  /groups/{group}/members:
    get:
      operationId: acme/members
      parameters:
        - { name: group, in: path, required: true, schema: { type: string } }
        - { name: limit, in: query, schema: { type: integer } }
        - { name: after, in: query, schema: { type: string } }
        - { name: before, in: query, schema: { type: string } }
      responses:
        "200":
          description: A page
          content: { application/json: { schema: { $ref: "#/components/schemas/Page" } } }
        "400": { description: No }
      x-docproof:
        items: { at: /data, identity: [/id] }
        lookup: [ { parameter: group, kinds: { name: { type: string } }, unknown: [404] } ]
        paging:
          cursor:
            parameter: after
            from: $response.body#/links/after
            end: { absent: $response.body#/links/next }
            size: { parameter: limit, means: at-most }
            back: { parameter: before, from: $response.body#/links/before, end: { absent: $response.body#/links/previous } }
            links: [ $response.body#/links/next, $response.body#/links/previous ]
            short-pages: true
            empty-pages: true
        vars:
          large: { says: a group, example: A, lookup: name, mock: /groups/large/name }
          small: { says: a group, example: A, lookup: name, mock: /groups/small/name }
          empty: { says: a group, example: A, lookup: name, mock: /groups/empty/name }
components:
  schemas:
    Page: { type: object, required: [data, links], properties: { data: { type: array, items: { $ref: "#/components/schemas/M" } },
      links: { type: object, required: [before], properties: {
        before: { type: string }, after: { type: string }, next: { type: string, format: uri }, previous: { type: string, format: uri } } } } }
    M: { type: object, required: [id], properties: { id: { type: string, format: uuid } } }
"##;

/// Sizes of the pages of a walk, and the ids in order.
fn walk(
    client: &Client,
    group: &str,
    query: &[(&str, &str)],
    link: &str,
) -> (Vec<usize>, Vec<Value>, Value) {
    let (mut status, mut body) = client.get(&[("group", group)], query);
    let (mut sizes, mut all) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        assert_eq!(status, 200);
        let page = ids(&body, "/data");
        sizes.push(page.len());
        all.extend(page);
        let Some(next) = body["links"][link].as_str() else {
            return (sizes, all, body);
        };
        assert!(next.starts_with(ORIGIN), "{next}");
        (status, body) = client.follow(next);
    }
    panic!("the walk does not end");
}

fn unique(mut all: Vec<Value>) -> usize {
    all.sort_by_key(Value::to_string);
    all.dedup();
    all.len()
}

#[test]
fn a_large_group_has_a_short_and_an_empty_page_and_every_member_once() {
    let client = Client::of(CONTRACT);
    let large = client.text("large");
    let (sizes, all, _) = walk(&client, &large, &[("limit", "10")], "next");
    assert_eq!(sizes, [10, 9, 0, 10, 10, 10, 10, 1]);
    assert_eq!((all.len(), unique(all)), (60, 60));
    let (sizes, all, _) = walk(&client, &large, &[("limit", "1")], "next");
    assert_eq!(sizes, [1; 60]);
    assert_eq!(unique(all), 60);
    for limit in ["2", "3", "7", "29", "30", "31", "59", "60", "1000"] {
        let (_, all, _) = walk(&client, &large, &[("limit", limit)], "next");
        assert_eq!((all.len(), unique(all)), (60, 60), "{limit}");
    }
}

#[test]
fn small_and_empty_groups_end_where_they_end() {
    let client = Client::of(CONTRACT);
    let (sizes, ..) = walk(&client, &client.text("small"), &[("limit", "2")], "next");
    assert_eq!(sizes, [2, 2]);
    let (sizes, _, body) = walk(&client, &client.text("empty"), &[], "next");
    assert_eq!(sizes, [0]);
    assert!(
        body["links"]["before"].is_string(),
        "required on every page: {body}"
    );
    assert!(body["links"].get("after").is_none(), "{body}");
}

#[test]
fn the_way_back_gives_the_same_members() {
    let client = Client::of(CONTRACT);
    let large = client.text("large");
    for limit in ["7", "10", "1"] {
        let (sizes, forward, last) = walk(&client, &large, &[("limit", limit)], "next");
        let before = last["links"]["before"]
            .as_str()
            .expect("a cursor")
            .to_owned();
        let (_, back, first) = walk(
            &client,
            &large,
            &[("limit", limit), ("before", &before)],
            "previous",
        );
        let rest = forward.len() - sizes.last().expect("a page");
        assert_eq!((back.len(), unique(back.clone())), (rest, rest), "{limit}");
        assert!(
            back.iter()
                .all(|id| forward.get(..rest).is_some_and(|f| f.contains(id)))
        );
        assert!(first["links"].get("previous").is_none());
    }
}

#[test]
fn a_cursor_that_was_never_given_is_refused() {
    let client = Client::of(CONTRACT);
    let large = client.text("large");
    assert_eq!(
        client
            .get(&[("group", &large)], &[("after", "bm8tc3VjaC1jdXJzb3I")])
            .0,
        400
    );
    assert_eq!(
        client.get(&[("group", &large)], &[("limit", "many")]).0,
        400
    );
    assert_eq!(client.get(&[("group", &large)], &[("limit", "0")]).0, 400);
}
