//! Users by page in the path with a last-page flag, as Adobe's page describes them, written by hand.

use serde_json::{Value, json};

use crate::server::{Answer, Ask};

/// What is wrong with the server, if anything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Defect {
    None,
    /// The first item of the second page is the last of the first page again.
    ItemTwice,
    /// The flag is true on every page.
    LastAlways,
    /// The flag is never true.
    LastNever,
    /// A page past the end is empty.
    PastEndEmpty,
    /// The header counts one entry too many on the page.
    CountOffByOne,
    /// The header always names page 0.
    CurrentPageStuck,
    /// The total is below what the pages hold.
    TotalTooLow,
}

const PER_PAGE: usize = 8;

pub(crate) fn answer(ask: &Ask, defect: Defect) -> Answer {
    let mut segments = ask.path.rsplit('/');
    let group = segments.next().unwrap_or_default().replace("%20", " ");
    let Some(asked) = segments.next().and_then(|p| p.parse::<usize>().ok()) else {
        return Answer::json(
            400,
            &json!({ "result": "error", "message": "the page is no number" }),
        );
    };
    let members: usize = match group.as_str() {
        "Large" => 27,
        "Small" => 4,
        _ => 1,
    };
    let pages = members.div_ceil(PER_PAGE);
    let page = if defect == Defect::PastEndEmpty {
        asked
    } else {
        asked.min(pages - 1)
    };
    let start = (page * PER_PAGE).min(members);
    let mut ids: Vec<usize> = (start..(start + PER_PAGE).min(members)).collect();
    if defect == Defect::ItemTwice && page == 1 && !ids.is_empty() {
        ids[0] -= 1;
    }
    let last = match defect {
        Defect::LastAlways => true,
        Defect::LastNever => false,
        _ => page + 1 >= pages,
    };
    let users: Vec<Value> = ids.iter().map(|id| user(&group, *id)).collect();
    let body = json!({ "lastPage": last, "result": "success", "groupName": group, "users": users });
    let count = users_on(&body) + usize::from(defect == Defect::CountOffByOne);
    let current = if defect == Defect::CurrentPageStuck {
        0
    } else {
        page
    };
    let total = if defect == Defect::TotalTooLow {
        members - 1
    } else {
        members
    };
    let answer = Answer::json(200, &body)
        .with("X-Total-Count", total)
        .with("X-Page-Count", pages)
        .with("X-Current-Page", current)
        .with("X-Page-Size", count);
    match ask.header("x-request-id") {
        Some(id) => answer.with("X-Request-Id", id),
        None => answer,
    }
}

fn users_on(body: &Value) -> usize {
    body["users"].as_array().map_or(0, Vec::len)
}

fn user(group: &str, id: usize) -> Value {
    json!({
        "email": format!("user{id}@example.com"),
        "status": "active",
        "groups": [group],
        "username": format!("user{id}"),
        "domain": "example.com",
        "country": "US",
        "type": "federatedID",
    })
}
