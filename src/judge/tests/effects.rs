//! What parameters do to each item: filters and expansion.

use serde_json::{Value, json};

use super::fixture::{contensis, member, memberships, rows, symphony, users};
use crate::http::Leg;

fn page(members: &[Value]) -> Value {
    memberships(members, "p", "q", "")
}

fn more(members: &[Value]) -> Value {
    memberships(members, "p", "q", "next")
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
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

/// No property of a membership is required: one that does not tell its state neither shows nor breaks the filter.
#[test]
fn a_filter_of_what_may_be_missing() {
    let source = include_str!("symphony.yaml").replace("required: [active], ", "");
    let source: &'static str = Box::leak(source.into_boxed_str());
    let untold = |id: &str| {
        let mut made = member(id, true, 1);
        made.as_object_mut().map(|m| m.remove("active"));
        made
    };
    let filtered = |ours: &[Value], all: &[Value]| {
        symphony("active=true")
            .of(source)
            .without("active")
            .main("", &page(ours))
            .without_leg("active", "", &page(all))
    };
    let (a, b) = (member("a", true, 1), member("b", false, 2));
    let part = "effect:active";
    rows(&[
        (
            "no item tells",
            filtered(&[untold("a")], &[untold("a"), untold("b")]),
            part,
            "vacuous",
        ),
        (
            "some tell",
            filtered(
                &[a.clone(), untold("c")],
                &[a.clone(), b.clone(), untold("c")],
            ),
            part,
            "held 1",
        ),
        (
            "one is not it",
            filtered(&[a.clone(), b.clone()], &[a.clone(), b]),
            part,
            "broken filter-mismatch 0/data/1/active",
        ),
        (
            "one that is it is lost",
            filtered(&[untold("c")], &[a, untold("c")]),
            part,
            "broken item-lost 1/data/0",
        ),
    ]);
}
