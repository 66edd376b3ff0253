//! Whatever comes back, the judge says something and never panics.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixture::{Fixture, adobe, contensis, member, memberships, symphony, users};
use crate::case::Walk;
use crate::http::Leg;

fn walks() -> Vec<(Fixture, &'static [&'static str])> {
    let members = [member("a", true, 1), member("b", false, 2)];
    let there = symphony("limit=2&active=true&sort=-lastAddedDate&expand=user")
        .walk(Walk::ThereAndBack)
        .without("active")
        .main("", &memberships(&members, "b0", "c1", "next"))
        .main("after=c1", &memberships(&members, "b1", "c2", "previous"))
        .answer(
            Leg::Back,
            "before=b1",
            200,
            &memberships(&members, "b0", "c1", "next"),
        )
        .without_leg("active", "", &memberships(&members, "b0", "c1", ""));
    let number = contensis("pageSize=2&order=-id,age&includeInherited=true")
        .walk(Walk::PastEnd)
        .without("includeInherited")
        .main("", &users(0, 2, 3, &["a", "b"]))
        .main("pageIndex=1", &users(1, 2, 3, &["c"]))
        .answer(Leg::PastEnd, "pageIndex=2", 200, &users(2, 2, 3, &[]))
        .without_leg("includeInherited", "", &users(0, 2, 3, &["a"]));
    let flag = adobe("directOnly=true")
        .walk(Walk::PastEnd)
        .adobe_page(Leg::Main, 0, false, &["a"])
        .adobe_page(Leg::Main, 1, true, &["b"])
        .adobe_page(Leg::PastEnd, 2, true, &["b"]);
    vec![
        (
            there,
            &[
                "",
                "/data",
                "/data/0",
                "/data/1/id",
                "/data/0/lastAddedDate",
                "/pagination",
                "/pagination/next",
                "/pagination/cursors/after",
            ],
        ),
        (
            number,
            &[
                "",
                "/items",
                "/items/0",
                "/items/0/id",
                "/totalCount",
                "/pageCount",
                "/pageSize",
                "/pageIndex",
            ],
        ),
        (
            flag,
            &[
                "",
                "/users",
                "/users/0",
                "/users/0/email",
                "/users/0/groups",
                "/lastPage",
                "/groupName",
            ],
        ),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("https://pod.example/pod/g?after=\u{0}")),
        Just(json!("99999-12-31T23:59:60+99:99")),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("[a-z/~]{0,3}", inner, 0..4)
                .prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_value_anywhere(walk in 0..3_usize, exchange in 0..3_usize, place in 0..8_usize, value in any_value()) {
        let (fixture, places) = walks().swap_remove(walk);
        let place = places[place % places.len()];
        let body: Value = serde_json::from_slice(&fixture.exchange(exchange).response().expect("one").body).expect("JSON");
        if place.is_empty() || body.pointer(place).is_some() {
            fixture.set(exchange, place, value).judge();
        }
    }

    #[test]
    fn any_bytes_under_any_head(
        walk in 0..3_usize,
        exchange in 0..3_usize,
        status in 100..600_u16,
        body in prop::collection::vec(any::<u8>(), 0..40),
        name in prop::sample::select(vec!["Content-Type", "Content-Length", "Content-Encoding", "Retry-After", "X-Total-Count", "X-Page-Count", "X-Current-Page", "Transfer-Encoding"]),
        text in "\\PC{0,12}",
    ) {
        let (fixture, _) = walks().swap_remove(walk);
        fixture
            .raw(exchange, &body)
            .edit(exchange, |r| r.status = status)
            .header(exchange, name, &text)
            .judge();
    }
}
