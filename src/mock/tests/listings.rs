use serde_json::{Value, json};

use super::support::{Client, ids};
use crate::mock::{Mock, MockOptions};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: T, version: "1" }
paths:
  /groups/{group}/members:
    get:
      operationId: acme/members
      parameters:
        - { name: group, in: path, required: true, schema: { type: string } }
        - { name: active, in: query, schema: { type: boolean },
            x-effect: { filter: { type: object, required: [active], properties: { active: { const: "{{value}}" } } } } }
        - { name: q, in: query, schema: { type: string },
            x-effect: { filter: { values: { "name~test": { type: object, required: [name], properties: { name: { type: string, pattern: "[Tt]est" } } } } } } }
        - { name: expand, in: query, schema: { type: string }, x-effect: { expand: { separator: ",", values: { user: /user, boss: /boss } } } }
        - { name: sort, in: query, schema: { type: string }, x-effect: { order: { separator: ",", descending: "-", fields: { added: /addedDate, name: /name } } } }
        - { name: deep, in: query, schema: { type: boolean },
            x-effect: { relation: [ { value: true, items: superset, members: { at: /groups, are: superset } }, { value: false, items: same } ] } }
        - { name: without, in: query, schema: { type: string }, x-effect: { relation: [ { items: subset } ] } }
      responses:
        "200": { description: All, content: { application/json: { schema: { $ref: "#/components/schemas/List" } } } }
      x-docproof:
        items: { at: "", identity: [/id] }
        lookup: [ { parameter: group, kinds: { guid: { type: string, format: uuid }, name: { type: string } }, unknown: [404] } ]
        facts:
          - { name: in-group, status: [200], equals: [ "$item#/group", "$request.path.group" ] }
          - { name: user, status: [200], equals: [ "$item#/user/id", "$item#/id" ], optional: true }
          - { name: first, status: [200], contains: [ "$item#/full", "$item#/name" ], optional: true }
        vars:
          group: { says: a group, example: A, lookup: name, mock: /groups/large/name }
          guid: { says: a group, example: A, lookup: guid, mock: /groups/large/guid }
          child: { says: a group, example: A, lookup: name, mock: /groups/nested/name }
          child_guid: { says: a group, example: A, lookup: guid, mock: /groups/nested/guid }
          inherited: { says: n, example: 1, mock: /groups/large/inherited_count }
          fourth: { says: n, example: 1, mock: /groups/large/members/3/name }
          unknown: { says: n, example: 1, lookup: unknown, mock: /unknown/guid }
components:
  schemas:
    List: { type: array, items: { $ref: "#/components/schemas/M" } }
    M:
      type: object
      required: [id, full]
      properties:
        id: { type: string, examples: [ a1, b2 ] }
        group: { type: string }
        groups: { type: array, items: { type: string, examples: [ x, y ] } }
        name: { type: [string, "null"], examples: [ Ann, Bob ] }
        full: { type: string }
        active: { type: boolean, examples: [ true ] }
        addedDate: { type: integer }
        user: { type: object, required: [id], properties: { id: { type: string } } }
        boss: { type: object }
"##;

fn get(client: &Client, query: &[(&str, &str)]) -> Vec<Value> {
    let (status, body) = client.get(&[("group", &client.text("group"))], query);
    assert_eq!(status, 200);
    body.as_array().expect("a list").clone()
}

#[test]
fn filters_leave_some_and_drop_some() {
    let client = Client::of(CONTRACT);
    let all = get(&client, &[]);
    assert_eq!(all.len(), 60);
    for (value, expected) in [("true", true), ("false", false)] {
        let left = get(&client, &[("active", value)]);
        let matching = all
            .iter()
            .filter(|m| m["active"] == json!(expected))
            .count();
        assert_eq!(left.len(), matching);
        assert!(
            !left.is_empty() && left.len() < 60,
            "{value}: {}",
            left.len()
        );
    }
    let left = get(&client, &[("q", "name~test")]);
    assert!(!left.is_empty() && left.len() < 60, "{}", left.len());
    assert!(
        left.iter()
            .all(|m| m["name"].as_str().is_some_and(|n| n.contains("est")))
    );
    assert_eq!(get(&client, &[("q", "other")]).len(), 60);
    assert_eq!(get(&client, &[("active", "perhaps")]).len(), 60);
}

#[test]
fn members_have_gaps_ties_nulls_and_facts() {
    let client = Client::of(CONTRACT);
    let all = get(&client, &[]);
    let dates: Vec<i64> = all.iter().filter_map(|m| m["addedDate"].as_i64()).collect();
    let mut different = dates.clone();
    different.sort_unstable();
    different.dedup();
    assert!(dates.len() < 60 && different.len() < dates.len() && different.len() > 2);
    assert!(all.iter().any(|m| m.get("name") == Some(&Value::Null)));
    assert!(all.iter().any(|m| m.get("name").is_none()));
    assert!(all.iter().all(|m| m["group"] == client.var("group")));
    let full = |m: &&Value| {
        m["name"]
            .as_str()
            .is_some_and(|n| m["full"].as_str().is_some_and(|f| f.contains(n)))
    };
    assert_eq!(
        all.iter().filter(full).count(),
        all.iter().filter(|m| m["name"].is_string()).count()
    );
    assert_eq!(all[3]["name"], client.var("fourth"));
    let list = Value::Array(all);
    let errors = client
        .contract
        .schemas
        .errors_at("/components/schemas/List", &list);
    assert_eq!(errors, Ok(vec![]));
}

#[test]
fn expansion_adds_what_is_named_and_nothing_else() {
    let client = Client::of(CONTRACT);
    for (query, user, boss) in [
        (None, false, false),
        (Some("user"), true, false),
        (Some("boss,user"), true, true),
    ] {
        let query: Vec<(&str, &str)> = query.iter().map(|q| ("expand", *q)).collect();
        for member in get(&client, &query) {
            assert_eq!(
                (member.get("user").is_some(), member.get("boss").is_some()),
                (user, boss)
            );
            assert!(!user || member["user"]["id"] == member["id"]);
        }
    }
}

#[test]
fn order_is_kept_with_missing_values_last() {
    let client = Client::of(CONTRACT);
    let dates = |query: &str| -> Vec<Option<i64>> {
        get(&client, &[("sort", query)])
            .iter()
            .map(|m| m["addedDate"].as_i64())
            .collect()
    };
    let up = dates("added");
    let down = dates("-added");
    let there = up.iter().flatten().count();
    assert!(
        up[..there].windows(2).all(|w| w[0] <= w[1]) && up[there..].iter().all(Option::is_none)
    );
    assert!(
        down[..there].windows(2).all(|w| w[0] >= w[1]) && down[there..].iter().all(Option::is_none)
    );
    let both = get(&client, &[("sort", "name,-added")]);
    let key = |m: &Value| {
        (
            m["name"].as_str().map(str::to_owned),
            m["addedDate"].as_i64(),
        )
    };
    let in_turn = |w: &[Value]| match (key(&w[0]), key(&w[1])) {
        ((Some(a), Some(x)), (Some(b), Some(y))) => a < b || (a == b && x >= y),
        _ => true,
    };
    assert!(both.windows(2).all(in_turn));
    assert_eq!(get(&client, &[("sort", "colour")]).len(), 60);
}

#[test]
fn descendants_are_added_and_named_groups_left_out() {
    let client = Client::of(CONTRACT);
    assert_eq!(client.var("inherited"), 66);
    let group = client.text("group");
    let own = client.get(&[("group", &group)], &[]).1;
    let deep = client.get(&[("group", &group)], &[("deep", "true")]).1;
    assert_eq!(ids(&deep, "").len(), 66);
    assert!(ids(&own, "").iter().all(|id| ids(&deep, "").contains(id)));
    assert_eq!(get(&client, &[("deep", "false")]).len(), 60);
    let child = client.var("child");
    let named = |list: &Value| {
        list.as_array()
            .into_iter()
            .flatten()
            .filter(|m| m["groups"].as_array().is_some_and(|g| g.contains(&child)))
            .count()
    };
    assert_eq!(named(&own), 0);
    assert!(named(&deep) > 0);
    for name in ["child", "child_guid"] {
        assert_eq!(get(&client, &[("without", &client.text(name))]).len(), 57);
        assert_eq!(
            get(
                &client,
                &[("without", &client.text(name)), ("deep", "true")]
            )
            .len(),
            57
        );
    }
}

#[test]
fn a_group_has_every_kind_of_identifier() {
    let client = Client::of(CONTRACT);
    let by_guid = client.get(&[("group", &client.text("guid"))], &[]).1;
    let by_name = client.get(&[("group", &client.text("group"))], &[]).1;
    assert_eq!(ids(&by_guid, ""), ids(&by_name, ""));
    assert_eq!(
        client.get(&[("group", &client.text("unknown"))], &[]).0,
        404
    );
}

#[test]
fn the_groups_are_those_of_the_documentation() {
    let client = Client::of(CONTRACT);
    let held = client.mock.describe().remove(0);
    let counts: Vec<(&str, usize, usize)> = held
        .groups
        .iter()
        .map(|g| (g.name, g.count, g.inherited_count))
        .collect();
    let expected = [
        ("large", 60, 66),
        ("small", 4, 4),
        ("one", 1, 1),
        ("empty", 0, 0),
        ("nested", 9, 9),
        ("spaced", 3, 3),
        ("slashed", 3, 3),
        ("hostile", 3, 3),
        ("unicode", 3, 3),
        ("prolific", 60, 60),
    ];
    assert_eq!(counts, expected);
    let name = |group: &str| {
        let group = held.groups.iter().find(|g| g.name == group).expect("held");
        let name = group.ids.iter().find(|(kind, _)| kind == "name");
        name.and_then(|(_, id)| id.as_str())
            .expect("a name")
            .to_owned()
    };
    assert!(name("spaced").contains(' '));
    assert!(name("slashed").contains('/') && name("slashed").contains('%'));
    assert!(
        ['"', '\'', '<', '>', '&', '\\']
            .iter()
            .all(|c| name("hostile").contains(*c))
    );
    assert!(name("unicode").chars().any(|c| c > '\u{24f}'));
}

#[test]
fn the_members_of_the_prolific_group_lack_nothing() {
    let text = CONTRACT.replace("        vars:", "        vars:\n          full: { says: a group, example: A, lookup: name, mock: /groups/prolific/name }");
    let client = Client::of(&text);
    let (_, body) = client.get(
        &[("group", &client.text("full"))],
        &[("expand", "user,boss")],
    );
    let all = body.as_array().expect("a list");
    assert_eq!(all.len(), 60);
    for member in all {
        for name in [
            "id",
            "group",
            "groups",
            "name",
            "full",
            "active",
            "addedDate",
            "user",
            "boss",
        ] {
            assert!(
                member.get(name).is_some_and(|v| !v.is_null()),
                "{name}: {member}"
            );
        }
    }
}

#[test]
fn a_variable_that_leads_nowhere_is_named() {
    let text = CONTRACT.replace(
        "/groups/large/members/3/name",
        "/groups/large/members/60/name",
    );
    let mock = Mock::new([super::support::contract(&text)], MockOptions::default());
    let told = mock
        .target("http://127.0.0.1:1")
        .expect_err("there is no 61st member");
    assert_eq!(
        told,
        [
            "acme/members: the variable `fourth` is not in the mock's data: `/groups/large/members/60/name`"
        ]
    );
}

#[test]
fn a_mock_with_few_members_still_answers() {
    for members in [4, 5, 9] {
        let options = MockOptions { members, seed: 9 };
        let client = Client::with(super::support::contract(CONTRACT), options);
        assert_eq!(get(&client, &[]).len(), members);
        assert_eq!(client.var("inherited"), members + 6);
    }
}
