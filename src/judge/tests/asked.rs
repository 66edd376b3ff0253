//! Every page of a walk is one of the listing that was asked for, wherever a link of the service leads; the first one
//! says that it is the first; a link does where a page has no cursor.

use serde_json::{Value, json};

use super::fixture::{Fixture, member, memberships, rows, symphony};
use crate::case::Walk;
use crate::http::Leg;

/// The contract with the links of the page "List Memberships" among the ways on and back.
fn linked() -> &'static str {
    let source = include_str!("symphony.yaml");
    let source = source.replace(
        "size: { parameter: limit",
        "next: $response.body#/pagination/next\n            size: { parameter: limit",
    );
    let back = "end: { absent: $response.body#/pagination/previous } }";
    let link = back.replace(" } }", " }, link: $response.body#/pagination/previous }");
    let source = source.replace(back, &link);
    Box::leak(source.into_boxed_str())
}

fn page(members: &[Value], links: &str) -> Value {
    memberships(
        members,
        "b",
        if links.contains("previous") { "y" } else { "x" },
        links,
    )
}

/// Two pages by a link that leaves out a parameter, or changes it.
fn by_links(query: &str, change: &str, first: &[Value], second: &[Value]) -> Fixture {
    symphony(query)
        .of(linked())
        .walk(Walk::ByLinks)
        .main("", &page(first, "next"))
        .main(&format!("after=x&{change}"), &page(second, "previous"))
}

fn three() -> Vec<Value> {
    ["c", "d", "e"].map(|id| member(id, true, 3)).to_vec()
}

fn two() -> Vec<Value> {
    ["a", "b"].map(|id| member(id, true, 5)).to_vec()
}

#[test]
fn a_limit_that_a_link_loses() {
    let part = "paging:size";
    rows(&[
        (
            "kept",
            by_links("limit=3", "", &two(), &three()),
            part,
            "held 2",
        ),
        (
            "lost, and the page is larger",
            by_links("limit=2", "limit", &two(), &three()),
            part,
            "held 1; broken page-too-large 1",
        ),
        (
            "lost, and the page is no larger",
            by_links("limit=3", "limit", &two(), &three()),
            part,
            "held 2",
        ),
        (
            "changed",
            by_links("limit=2", "limit=9", &two(), &three()),
            part,
            "held 1; broken page-too-large 1",
        ),
        (
            "never asked for",
            by_links("", "", &two(), &three()),
            part,
            "nothing",
        ),
    ]);
}

#[test]
fn an_order_that_a_link_loses() {
    let part = "effect:sort:lastAddedDate";
    let sort = "sort=-lastAddedDate";
    let walk = |change: &str, added: [i64; 2]| {
        let second = [member("c", true, added[0]), member("d", true, added[1])];
        by_links(sort, change, &two(), &second)
    };
    rows(&[
        ("kept", walk("", [4, 3]), part, "held 2"),
        (
            "lost",
            walk("sort", [9, 1]),
            part,
            "broken out-of-order 1/data/0/lastAddedDate",
        ),
        (
            "turned round",
            walk("sort=lastAddedDate", [3, 4]),
            part,
            "broken out-of-order 1/data/1/lastAddedDate",
        ),
        ("equal dates", walk("sort", [5, 5]), part, "vacuous"),
    ]);
}

#[test]
fn a_filter_an_expansion_and_a_group_that_a_link_loses() {
    let gone = [member("c", false, 3)];
    let user = |id: &str| {
        let mut made = member(id, true, 3);
        made["user"] = json!({"id": 7});
        made
    };
    let expanded = |second: Value| by_links("expand=user", "expand", &[user("a")], &[second]);
    let mut elsewhere = member("c", true, 3);
    elsewhere["groupId"] = json!("H");
    rows(&[
        (
            "a filter",
            by_links("active=true", "active", &two(), &gone),
            "effect:active",
            "broken filter-mismatch 1/data/0/active",
        ),
        (
            "a filter, and nothing else comes",
            by_links("active=true", "active", &two(), &three()),
            "effect:active",
            "vacuous",
        ),
        (
            "an expansion",
            expanded(member("c", true, 3)),
            "effect:expand:user",
            "held 1; broken not-expanded 1/data/0/user",
        ),
        (
            "an expansion, and it is there all the same",
            expanded(user("c")),
            "effect:expand:user",
            "held 2",
        ),
        (
            "the group",
            by_links("", "", &two(), &[elsewhere]),
            "fact:own-group",
            "held 2; broken not-equal 1/data/0/groupId",
        ),
    ]);
}

#[test]
fn the_way_back() {
    let back = |query: &str, change: &str, members: &[Value]| {
        by_links(query, "", &two(), &[member("e", true, 1)]).answer(
            Leg::Back,
            &format!("before=b&{change}"),
            200,
            &page(members, "next"),
        )
    };
    let sorted = |added: [i64; 2]| {
        let members = [member("a", true, added[0]), member("b", true, added[1])];
        back("sort=-lastAddedDate", "sort", &members)
    };
    rows(&[
        (
            "as long as asked",
            back("limit=2", "limit", &two()),
            "paging:size",
            "held 1",
        ),
        (
            "too long",
            back("limit=2", "limit", &three()),
            "paging:size",
            "held 1; broken page-too-large 2",
        ),
        (
            "in the order of the list",
            sorted([5, 5]),
            "effect:sort:lastAddedDate",
            "held 1",
        ),
        (
            "in another",
            sorted([4, 5]),
            "effect:sort:lastAddedDate",
            "held 1; broken out-of-order 2/data/1/lastAddedDate",
        ),
    ]);
}

#[test]
fn the_first_page_says_so() {
    let part = "paging:back";
    let single = |query: &str, links: &str| symphony(query).main("", &page(&two(), links));
    rows(&[
        ("it does", single("", "next"), part, "nothing"),
        (
            "it does, and is the only one",
            single("", "").walk(Walk::ThereAndBack),
            part,
            "vacuous",
        ),
        (
            "it does not",
            single("", "previous next"),
            part,
            "broken start-not-told 0/pagination/previous",
        ),
        (
            "nor with a filter",
            single("userId=7", "previous"),
            part,
            "broken start-not-told 0/pagination/previous",
        ),
        (
            "a later page",
            single("after=c", "previous"),
            part,
            "nothing",
        ),
        (
            "a page before",
            single("before=c", "previous"),
            part,
            "nothing",
        ),
        (
            "the listing to compare with does not",
            single("active=true", "").without("active").without_leg(
                "active",
                "",
                &page(&two(), "previous"),
            ),
            part,
            "broken start-not-told 1/pagination/previous",
        ),
    ]);
}

#[test]
fn a_link_in_place_of_a_cursor() {
    let part = "paging:cursor";
    let walk = || {
        let walk = by_links("limit=3", "", &two(), &three()).walk(Walk::Forward);
        walk.drop(0, "/pagination/cursors/after")
    };
    rows(&[
        ("it leads on", walk(), part, "vacuous"),
        ("and the list ends", walk(), "paging:end", "held 2"),
        (
            "the cursor is there",
            by_links("limit=3", "", &two(), &three())
                .main("after=y", &page(&[member("z", true, 1)], "previous"))
                .set(
                    1,
                    "/pagination/next",
                    json!("https://pod.example/pod/g?after=y"),
                ),
            part,
            "held 2",
        ),
        (
            "the contract has no link to go on by",
            walk().of(include_str!("symphony.yaml")),
            part,
            "broken missing-cursor 0/pagination/cursors/after",
        ),
    ]);
}
