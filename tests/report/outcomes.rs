//! Cases of the hostile run that are more, or less, than passed and failed: flaky, waived, inconclusive, homeless.

use docproof::http::{TransportError, TransportKind};
use docproof::verdict::{
    Actual, Cause, Check, Expected, Outcome, Place, Stale, Staleness, Verdict, Waived,
};
use serde_json::json;

use super::parts::{Case, answered, broken, check, page};
use super::{ID, NASTY};

/// Passed, once a lost connection was made again.
pub(super) fn flaky() -> Case {
    let mut lost = answered("?limit=2", 0, "", "", 9_950);
    lost.superseded = true;
    lost.exchange.outcome = Err(TransportError {
        kind: TransportKind::Reset,
        message: format!("connection reset {NASTY}"),
    });
    let answer = answered("?limit=2", 200, "application/json", page(0..2), 11_000);
    let checks = vec![
        check("status:200", Outcome::Held(1)),
        check("schema:Member", Outcome::Held(2)),
    ];
    let title = "answered at the second attempt";
    let mut case = Case::new(title, Verdict::Passed, checks, vec![lost, answer]);
    case.flaky = true;
    case
}

/// A page of more items than were asked for.
pub(super) fn too_full() -> Check {
    broken(
        "paging:size",
        "too-many-items",
        Place::body(0, "/data"),
        Expected::Words("at most 2 items".to_owned()),
        Actual::Value(json!(3)),
        "a page holds more items than it was asked for",
    )
}

/// A waiver that nothing fails for any more.
pub(super) fn stale() -> Stale {
    let mut waiver = waiver();
    waiver.case = Some(NASTY.to_owned());
    let state = Staleness::Unmatched;
    Stale { state, waiver }
}

fn waiver() -> Waived {
    Waived {
        at: "waivers.yaml:4".to_owned(),
        contract: ID.to_owned(),
        case: None,
        clause: Some("limit-is-a-ceiling".to_owned()),
        reason: format!("the vendor knows of it {NASTY}"),
        link: Some("https://tickets.example/17?a=1&b=\"2\"".to_owned()),
        until: "2026-12-31".to_owned(),
    }
}

/// Failed, in nothing that a waiver does not cover.
pub(super) fn waived() -> Case {
    let checks = vec![too_full()];
    let entries = vec![answered(
        "?limit=2",
        200,
        "application/json",
        page(0..3),
        12_000,
    )];
    let mut case = Case::new("a page too full", Verdict::Failed, checks, entries);
    case.waived.push(waiver());
    case
}

pub(super) fn refused() -> Case {
    let mut entry = answered("", 0, "", "", 500);
    entry.exchange.outcome = Err(TransportError {
        kind: TransportKind::Refused,
        message: format!("connection refused {NASTY}"),
    });
    let cause = Cause::Transport(format!("connection refused {NASTY}"));
    Case::new(
        "nobody answers",
        Verdict::Inconclusive(cause),
        Vec::new(),
        vec![entry],
    )
}

pub(super) fn throttled() -> Case {
    let entries = vec![answered(
        "",
        429,
        "application/json",
        r#"{"error":"slow down"}"#,
        9_000,
    )];
    Case::new(
        "throttled",
        Verdict::Inconclusive(Cause::Throttled),
        Vec::new(),
        entries,
    )
}

pub(super) fn changed() -> Case {
    let entries = (0..3)
        .map(|n| answered("", 200, "application/json", page(n..3), 9_500 + n as u64))
        .collect();
    Case::new(
        "a moving target",
        Verdict::Inconclusive(Cause::DataChanged),
        Vec::new(),
        entries,
    )
}

pub(super) fn of_a_contract_that_is_gone() -> Case {
    let checks = vec![broken(
        "status:200",
        "undocumented-status",
        Place::exchange(0),
        Expected::OneOf(vec![json!(200)]),
        Actual::Value(json!(500)),
        "no document names this status",
    )];
    let mut case = Case::new(
        "an odd status",
        Verdict::Failed,
        checks,
        vec![answered("", 500, "text/plain", "oops", 9_900)],
    );
    "gone/<i>contract".clone_into(&mut case.contract);
    case
}
