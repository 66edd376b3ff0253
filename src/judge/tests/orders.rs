//! What it means that items are sorted.

use serde_json::{Value, json};

use super::fixture::{Fixture, contensis, member, memberships, rows, symphony, users};
use crate::case::Walk;

fn page(members: &[Value]) -> Value {
    memberships(members, "p", "q", "")
}

#[test]
fn order_of_numbers() {
    let added = |query: &str, dates: &[i64]| {
        let members: Vec<Value> = dates
            .iter()
            .enumerate()
            .map(|(i, d)| member(&i.to_string(), true, *d))
            .collect();
        symphony(query).main("", &page(&members))
    };
    let part = "effect:sort:lastAddedDate";
    rows(&[
        (
            "ascending",
            added("sort=lastAddedDate", &[1, 9, 10]),
            part,
            "held 2",
        ),
        (
            "ties are free",
            added("sort=lastAddedDate", &[1, 9, 9]),
            part,
            "held 1",
        ),
        (
            "not ascending",
            added("sort=lastAddedDate", &[1, 10, 9]),
            part,
            "broken out-of-order 0/data/2/lastAddedDate",
        ),
        (
            "descending",
            added("sort=-lastAddedDate", &[10, 9, 1]),
            part,
            "held 2",
        ),
        (
            "not descending",
            added("sort=-lastAddedDate", &[1, 2]),
            part,
            "broken out-of-order 0/data/1/lastAddedDate",
        ),
        (
            "one item",
            added("sort=lastAddedDate", &[1]),
            part,
            "vacuous",
        ),
        (
            "all the same",
            added("sort=lastAddedDate", &[1, 1]),
            part,
            "vacuous",
        ),
        (
            "an unknown field",
            added("sort=name", &[2, 1]),
            "effect:sort",
            "vacuous",
        ),
        ("not sent", added("", &[2, 1]), part, "nothing"),
    ]);
}

fn sorted(order: &str, people: &[Value]) -> Fixture {
    let total = people.len();
    let mut body = users(0, 2, 0, &[]);
    body["totalCount"] = json!(total);
    body["pageCount"] = json!(total.div_ceil(2));
    body["items"] = json!(people);
    contensis(&format!("order={order}")).main("", &body)
}

#[test]
fn order_under_every_reading() {
    let named = |names: &[Option<&str>]| -> Vec<Value> {
        let person = |(i, name): (usize, Option<&str>)| match name {
            Some(name) => json!({"id": i.to_string(), "firstName": name}),
            None => json!({"id": i.to_string(), "firstName": null}),
        };
        names.iter().copied().enumerate().map(person).collect()
    };
    let by_name = |names: &[Option<&str>]| sorted("firstName", &named(names));
    let descending = |names: &[Option<&str>]| sorted("-firstName", &named(names));
    let part = "effect:order:firstName";
    let wrong = "broken out-of-order 0/items/2/firstName";
    rows(&[
        (
            "by code point",
            by_name(&[Some("B"), Some("a"), Some("b")]),
            part,
            "held 2",
        ),
        (
            "without case",
            by_name(&[Some("a"), Some("B"), Some("c")]),
            part,
            "held 2",
        ),
        (
            // Which of two letters beyond ASCII comes first, languages differ on; that both are such makes them no equals.
            "by a language's rules",
            by_name(&[Some("Ångström"), Some("Äpfel"), Some("éclair"), Some("Zoë")]),
            part,
            "held 3",
        ),
        (
            "under neither",
            by_name(&[Some("b"), Some("B"), Some("a")]),
            part,
            wrong,
        ),
        (
            "missing first",
            by_name(&[None, Some("a"), Some("b")]),
            part,
            "held 1",
        ),
        (
            "missing last",
            by_name(&[Some("a"), Some("b"), None]),
            part,
            "held 1",
        ),
        (
            "missing between",
            by_name(&[Some("a"), None, Some("b")]),
            part,
            wrong,
        ),
        (
            "missing last, descending",
            descending(&[Some("b"), Some("a"), None]),
            part,
            "held 1",
        ),
        (
            "missing between, descending",
            descending(&[Some("b"), None, Some("a")]),
            part,
            wrong,
        ),
    ]);
}

#[test]
fn order_of_instants_and_of_several_fields() {
    let created = |times: &[&str]| {
        let people: Vec<Value> = times
            .iter()
            .map(|t| json!({"id": t, "created": t}))
            .collect();
        sorted("created", &people)
    };
    let people = |pairs: &[(&str, i64)]| {
        let person = |(name, age): &(&str, i64)| json!({"id": format!("{name}{age}"), "firstName": name, "age": age});
        let people: Vec<Value> = pairs.iter().map(person).collect();
        sorted("firstName,-age", &people)
    };
    rows(&[
        (
            "a fraction of a second",
            created(&["2024-01-01T00:00:00Z", "2024-01-01T00:00:00.5Z"]),
            "effect:order:created",
            "held 1",
        ),
        (
            "another offset",
            created(&["2024-01-01T02:00:00+02:00", "2024-01-01T01:00:00Z"]),
            "effect:order:created",
            "held 1",
        ),
        (
            "not in time",
            created(&["2024-01-02T00:00:00Z", "2024-01-01T00:00:00Z"]),
            "effect:order:created",
            "broken out-of-order 0/items/1/created",
        ),
        (
            "the first field",
            people(&[("a", 1), ("b", 9), ("b", 3)]),
            "effect:order:firstName",
            "held 1",
        ),
        (
            "the second decides ties",
            people(&[("a", 1), ("b", 9), ("b", 3)]),
            "effect:order:age",
            "held 1",
        ),
        (
            "the second is wrong",
            people(&[("b", 3), ("b", 9)]),
            "effect:order:age",
            "broken out-of-order 0/items/1/age",
        ),
        (
            "the second never decides",
            people(&[("a", 1), ("b", 9)]),
            "effect:order:age",
            "vacuous",
        ),
    ]);
}

#[test]
fn order_across_pages() {
    let walked = |second: i64| {
        symphony("sort=lastAddedDate")
            .walk(Walk::Forward)
            .main(
                "",
                &memberships(
                    &[member("a", true, 1), member("b", true, 5)],
                    "1",
                    "2",
                    "next",
                ),
            )
            .main("after=2", &page(&[member("c", true, second)]))
    };
    let part = "effect:sort:lastAddedDate";
    rows(&[
        ("kept", walked(6), part, "held 2"),
        (
            "lost",
            walked(4),
            part,
            "broken out-of-order 1/data/0/lastAddedDate",
        ),
    ]);
}
