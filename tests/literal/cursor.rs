//! Memberships by cursor, as Symphony's page describes them, written by hand.

use serde_json::{Value, json};

use crate::server::{Answer, Ask};

/// What is wrong with the server, if anything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Defect {
    None,
    /// The first item of the second page is the last of the first page again.
    ItemTwice,
    /// The last page has a `next` that leads to itself.
    EndlessList,
    /// A page holds one item more than `limit`.
    OverTheLimit,
    /// `next` leads to another host.
    ForeignLink,
    /// The way back leaves out an item.
    BackDisagrees,
    /// `next` leads to a page one item too far, past the cursor beside it.
    LinkSkips,
    /// `next` leads to nothing.
    DeadLink,
    /// `next` is missing on the first page although more follows.
    EndTooEarly,
}

pub(crate) fn answer(ask: &Ask, defect: Defect) -> Answer {
    if ask.path.ends_with("/nowhere") {
        return Answer::json(404, &json!({ "code": 404, "message": "nothing here" }));
    }
    let group = ask.path.split('/').nth(4).unwrap_or_default().to_owned();
    let members = match group.as_str() {
        "LARGE" => 23,
        "SMALL" => 4,
        "ONE" => 1,
        _ => 0,
    };
    let active = ask.query("active");
    let all: Vec<usize> = (0..members)
        .filter(|id| active.is_none_or(|a| (a == "true") == is_active(*id)))
        .collect();
    let members = all.len();
    let limit = ask.number("limit").unwrap_or(10).min(100);
    let place = |name: &str| {
        ask.query(name)
            .and_then(|c| c.strip_prefix("at-")?.parse::<usize>().ok())
    };
    let (start, end) = match (place("after"), place("before")) {
        (_, Some(before)) => (before.saturating_sub(limit), before),
        (after, None) => window(after.unwrap_or(0), limit, members),
    };
    let back = place("before").is_some();
    let mut ids: Vec<usize> = all[start.min(members)..end.min(members)].to_vec();
    match defect {
        Defect::ItemTwice if start > 0 && !ids.is_empty() => ids[0] = all[start - 1],
        Defect::OverTheLimit if end < members => ids.push(all[end]),
        Defect::BackDisagrees if back && start > 0 => drop(ids.pop()),
        _ => {}
    }
    let data: Vec<Value> = ids.iter().map(|id| membership(&group, *id)).collect();
    let mut pagination =
        json!({ "cursors": { "before": format!("at-{start}"), "after": format!("at-{end}") } });
    let host = if defect == Defect::ForeignLink {
        "http://127.0.0.2:9"
    } else {
        ""
    };
    let kept = active.map_or(String::new(), |a| format!("&active={a}"));
    let dead = if defect == Defect::DeadLink {
        "/nowhere"
    } else {
        ""
    };
    let skip = usize::from(defect == Defect::LinkSkips);
    let link = |name: &str, at: usize| {
        format!(
            "{host}{}{dead}?limit={limit}{kept}&{name}=at-{at}",
            ask.path
        )
    };
    let early = defect == Defect::EndTooEarly && start == 0;
    if end < members && !early {
        pagination["next"] = json!(link("after", end + skip));
    } else if defect == Defect::EndlessList {
        pagination["next"] = json!(link("after", start));
        pagination["cursors"]["after"] = json!(format!("at-{start}"));
    }
    if start > 0 {
        pagination["previous"] = json!(link("before", start));
    }
    Answer::json(200, &json!({ "data": data, "pagination": pagination }))
}

/// The page that starts at a place: the second full page is one short, as the document allows.
fn window(start: usize, limit: usize, members: usize) -> (usize, usize) {
    let short = usize::from(start == limit && limit > 1);
    (start.min(members), (start + limit - short).min(members))
}

fn membership(group: &str, id: usize) -> Value {
    json!({
        "id": format!("m{id}"),
        "groupId": group,
        "userId": 7_000_000 + id,
        "active": !id.is_multiple_of(3),
        "lastAddedDate": 1_600_000_000_000_u64 + (id as u64) * 1000,
    })
}

fn is_active(id: usize) -> bool {
    !id.is_multiple_of(3)
}
