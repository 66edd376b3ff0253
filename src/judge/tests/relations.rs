//! The answer with a parameter against the answer without it.

use serde_json::json;

use super::fixture::{adobe, contensis, group, rows, users};

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
