//! Users by page number with totals, as Contensis' pages describe them, written by hand.

use serde_json::{Value, json};

use crate::server::{Answer, Ask};

/// What is wrong with the server, if anything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Defect {
    None,
    /// The first item of the second page is the last of the first page again.
    ItemTwice,
    /// The total counts one item too many.
    TotalOffByOne,
    /// The total grows from page to page.
    TotalChanges,
    /// A page holds one item fewer than asked for, and the rest moves up.
    PageTooSmall,
    /// The page index is always 0.
    IndexStuck,
    /// There is one page fewer than there are.
    PageCountTooLow,
}

pub(crate) fn answer(ask: &Ask, defect: Defect) -> Answer {
    let group = ask.path.split('/').nth(4).unwrap_or_default();
    let members: usize = match group {
        "82f73a9b-2a13-4d63-bcc1-e8ee5047b01c" | "Paper%20Street" => 57,
        "6a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d" => 4,
        "1c2d3e4f-5061-4728-8394-a5b6c7d8e9f0" => 1,
        _ => 0,
    };
    let size = ask.number("pageSize").unwrap_or(25);
    let index = ask.number("pageIndex").unwrap_or(0);
    let step = if defect == Defect::PageTooSmall && size > 1 {
        size - 1
    } else {
        size
    };
    let start = (index * step).min(members);
    let mut ids: Vec<usize> = (start..(start + step).min(members)).collect();
    if defect == Defect::ItemTwice && index == 1 && !ids.is_empty() {
        ids[0] -= 1;
    }
    let total = match defect {
        Defect::TotalOffByOne => members + 1,
        Defect::TotalChanges => members + index,
        _ => members,
    };
    let pages = members.div_ceil(size);
    let items: Vec<Value> = ids.iter().map(|id| user(group, *id)).collect();
    Answer::json(
        200,
        &json!({
            "pageIndex": if defect == Defect::IndexStuck { 0 } else { index },
            "pageSize": size,
            "totalCount": total,
            "pageCount": if defect == Defect::PageCountTooLow { pages.saturating_sub(1) } else { pages },
            "items": items,
        }),
    )
}

fn user(group: &str, id: usize) -> Value {
    json!({
        "id": format!("{:08x}-0000-4000-8000-{:012x}", group.len(), id),
        "username": format!("user{id}"),
        "email": format!("user{id}@example.com"),
        "firstName": format!("First{id}"),
        "lastName": format!("Last{id}"),
    })
}
