//! What parameters do: filters, expansion, order, relations.

use serde_json::{Value, json};

use super::fixture::{
    Fixture, adobe, contensis, group, member, memberships, rows, symphony, users,
};
use crate::case::Walk;
use crate::http::Leg;

fn page(members: &[Value]) -> Value {
    memberships(members, "p", "q", "")
}

fn more(members: &[Value]) -> Value {
    memberships(members, "p", "q", "next")
}

#[test]
fn filter() {
    let active = || member("a", true, 1);
    let gone = || member("b", false, 2);
    let other = || member("c", true, 3);
    let filtered = |ours: &Value| symphony("active=true").without("active").main("", ours);
    let part = "effect:active";
    rows(&[
        (
            "an item that it drops is the witness",
            filtered(&page(&[active()])).without_leg("active", "", &page(&[active(), gone()])),
            part,
            "held 1",
        ),
        (
            "no comparison",
            symphony("active=true").main("", &page(&[active()])),
            part,
            "vacuous",
        ),
        (
            "an empty answer",
            symphony("active=true").main("", &page(&[])),
            part,
            "vacuous",
        ),
        (
            "an item that does not match",
            symphony("active=true").main("", &page(&[active(), gone()])),
            part,
            "broken filter-mismatch 0/data/1/active",
        ),
        (
            "an item without the property",
            symphony("active=true")
                .main("", &page(&[active()]))
                .drop(0, "/data/0/active"),
            part,
            "broken filter-mismatch 0/data/0/active",
        ),
        (
            "the value is typed",
            symphony("active=true").main("", &page(&[active()])).set(
                0,
                "/data/0/active",
                json!("true"),
            ),
            part,
            "broken filter-mismatch 0/data/0/active",
        ),
        (
            "nothing to drop",
            filtered(&page(&[active()])).without_leg("active", "", &page(&[active()])),
            part,
            "vacuous",
        ),
        (
            "an item is lost",
            filtered(&page(&[active()])).without_leg(
                "active",
                "",
                &page(&[active(), other(), gone()]),
            ),
            part,
            "held 1; broken item-lost 1/data/1",
        ),
        (
            "a page may not have it yet",
            filtered(&more(&[active()])).without_leg(
                "active",
                "",
                &page(&[active(), other(), gone()]),
            ),
            part,
            "held 1",
        ),
        (
            "everything lost",
            filtered(&page(&[])).without_leg("active", "", &page(&[active()])),
            part,
            "broken item-lost 1/data/0",
        ),
        (
            "it still filters beside another one",
            symphony("active=true&userId=7")
                .without("userId")
                .main("", &page(&[active()]))
                .without_leg("userId", "", &page(&[gone()])),
            part,
            "broken filter-mismatch 1/data/0/active",
        ),
        (
            "not sent",
            symphony("").main("", &page(&[gone()])),
            part,
            "nothing",
        ),
        (
            "a failure has no items",
            symphony("active=true").answer(Leg::Main, "", 400, &json!({})),
            part,
            "nothing",
        ),
        (
            "numbers are numbers",
            symphony("userId=7")
                .without("userId")
                .main("", &page(&[active()]))
                .without_leg("userId", "", &page(&[active(), member("z", true, 1)]))
                .set(1, "/data/1/userId", json!(8)),
            "effect:userId",
            "held 1",
        ),
    ]);
}

#[test]
fn filter_by_documented_values() {
    let named = |names: &[&str]| {
        let items: Vec<Value> = names
            .iter()
            .map(|n| json!({"id": n, "firstName": n}))
            .collect();
        let mut body = users(0, 2, 0, &[]);
        body["totalCount"] = json!(names.len());
        body["pageCount"] = json!(1);
        body["items"] = json!(items);
        body
    };
    let asked = |zenql: &str, ours: &[&str], other: &[&str]| {
        contensis(&format!("zenql={zenql}"))
            .without("zenql")
            .main("", &named(ours))
            .without_leg("zenql", "", &named(other))
    };
    let part = "effect:zenql:firstName~test";
    rows(&[
        (
            "as documented",
            asked("firstName~test", &["Testa"], &["Testa", "Bo"]),
            part,
            "held 1",
        ),
        (
            "not as documented",
            asked("firstName~test", &["Bo"], &["Bo"]),
            part,
            "broken filter-mismatch 0/items/0/firstName",
        ),
        (
            "a value that the document does not explain",
            asked("age>3", &["Bo"], &["Bo"]),
            "effect:zenql:age>3",
            "nothing",
        ),
    ]);
}

#[test]
fn expand() {
    let with = |query: &str, members: &[Value]| symphony(query).main("", &page(members));
    let plain = || member("a", true, 1);
    let full = || {
        let mut member = member("b", true, 1);
        member["user"] = json!({"id": 7});
        member
    };
    rows(&[
        (
            "asked for, in every item",
            with("expand=user", &[full(), full()]),
            "effect:expand:user",
            "held 2",
        ),
        (
            "missing in one",
            with("expand=user", &[full(), plain()]),
            "effect:expand:user",
            "broken not-expanded 0/data/1/user",
        ),
        (
            "among others",
            with("expand=group,user", &[full()]),
            "effect:expand:user",
            "held 1",
        ),
        (
            "the other one is missing",
            with("expand=group,user", &[full()]),
            "effect:expand:group",
            "broken not-expanded 0/data/0/group",
        ),
        (
            "no items",
            with("expand=user", &[]),
            "effect:expand:user",
            "vacuous",
        ),
        (
            "absent unasked",
            with("", &[plain()]),
            "effect:expand",
            "held 2",
        ),
        (
            "which shows nothing of asking",
            with("", &[plain()]),
            "effect:expand:user",
            "nothing",
        ),
        (
            "there unasked",
            with("", &[plain(), full()]),
            "effect:expand:user",
            "broken expanded-unasked 0/data/1/user",
        ),
        (
            "no items to be without it",
            with("", &[]),
            "effect:expand",
            "vacuous",
        ),
    ]);
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
        let person = |(i, name): (usize, &Option<&str>)| match name {
            Some(name) => json!({"id": i.to_string(), "firstName": name}),
            None => json!({"id": i.to_string(), "firstName": null}),
        };
        names.iter().enumerate().map(person).collect()
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

#[test]
fn relations_of_items() {
    let compared = |query: &str, parameter: &str, ours: &[&str], other: &[&str]| {
        let count = |ids: &[&str]| u64::try_from(ids.len()).expect("small");
        contensis(&format!("{query}&pageSize=9"))
            .without(parameter)
            .main("", &users(0, 9, count(ours), ours))
            .without_leg(parameter, "", &users(0, 9, count(other), other))
    };
    let inherited = |value: &str, ours: &[&str], other: &[&str]| {
        compared(
            &format!("includeInherited={value}"),
            "includeInherited",
            ours,
            other,
        )
    };
    let excluded =
        |ours: &[&str], other: &[&str]| compared("excludedGroups=x", "excludedGroups", ours, other);
    let more = "effect:includeInherited:true";
    let same = "effect:includeInherited:false";
    let less = "effect:excludedGroups";
    rows(&[
        (
            "a superset",
            inherited("true", &["a", "b", "c"], &["a"]),
            more,
            "held 2",
        ),
        (
            "no difference shows nothing",
            inherited("true", &["a"], &["a"]),
            more,
            "vacuous",
        ),
        (
            "no superset",
            inherited("true", &["b"], &["a", "b"]),
            more,
            "broken item-not-in-answer 1/items/0",
        ),
        (
            "the same",
            inherited("false", &["a", "b"], &["b", "a"]),
            same,
            "held 2",
        ),
        (
            "more",
            inherited("false", &["a", "b"], &["a"]),
            same,
            "held 1; broken item-only-in-answer 0/items/1",
        ),
        (
            "fewer",
            inherited("false", &["a"], &["a", "b"]),
            same,
            "held 1; broken item-not-in-answer 1/items/1",
        ),
        (
            "nothing at all",
            inherited("false", &[], &[]),
            same,
            "vacuous",
        ),
        (
            "the other value's relation is not judged",
            inherited("false", &["a"], &["a"]),
            more,
            "nothing",
        ),
        ("a subset", excluded(&["a"], &["a", "b"]), less, "held 1"),
        ("nobody left out", excluded(&["a"], &["a"]), less, "vacuous"),
        (
            "no subset",
            excluded(&["a", "c"], &["a", "b"]),
            less,
            "held 1; broken item-only-in-answer 0/items/1",
        ),
        (
            "no comparison",
            contensis("excludedGroups=x").main("", &users(0, 2, 1, &["a"])),
            less,
            "nothing",
        ),
    ]);
    let first_page = contensis("includeInherited=true")
        .without("includeInherited")
        .main("", &users(0, 2, 4, &["a", "b"]))
        .without_leg("includeInherited", "", &users(0, 2, 3, &["c", "a"]));
    assert_eq!(first_page.told(more), "vacuous", "not every item was seen");
}

#[test]
fn relations_of_members() {
    let with = |value: &str, ours: &[&str], other: &[&str]| {
        let mut a = group(true, &["john"]);
        let mut b = group(true, &["john"]);
        a["users"][0]["groups"] = json!(ours);
        b["users"][0]["groups"] = json!(other);
        adobe(&format!("directOnly={value}"))
            .without("directOnly")
            .main("", &a)
            .without_leg("directOnly", "", &b)
    };
    let roles = |ours: &[&str], other: &[&str]| {
        with("true", &["g"], &["g"])
            .set(0, "/users/0/roles", json!(ours))
            .set(1, "/users/0/roles", json!(other))
    };
    let same = "effect:directOnly:true";
    let more = "effect:directOnly:false";
    rows(&[
        (
            "more members",
            with("false", &["a", "b"], &["a"]),
            more,
            "held 1",
        ),
        (
            "no more members",
            with("false", &["a"], &["a"]),
            more,
            "vacuous",
        ),
        (
            "a member lost",
            with("false", &["b"], &["a", "b"]),
            more,
            "broken members-lost 1/users/0/groups",
        ),
        (
            "the same item, the same members",
            with("true", &["a"], &["a"]),
            same,
            "held 2",
        ),
        (
            "other members",
            with("true", &["a"], &["b"]),
            same,
            "held 1; broken members-differ 1/users/0/groups",
        ),
        (
            "fewer members, for any value",
            roles(&["a"], &["a", "b"]),
            "effect:directOnly",
            "held 1",
        ),
        (
            "a member beyond",
            roles(&["c"], &["a", "b"]),
            "effect:directOnly",
            "broken members-beyond 1/users/0/roles",
        ),
    ]);
}
