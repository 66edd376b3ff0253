//! Variants of answers: what a document leaves open of pages, statuses and bodies.

use serde_json::Value;

use super::derive::Deriver;
use crate::contract::{
    Body, Contract, CursorPaging, DocumentedResponse, FactOperator, NumberPaging, Paging, PastEnd,
    Room, Strength, ThrottleScope,
};
use crate::http::Modifier;
use crate::mock::manner::{Cursors, Extra, Fault, Links, Manner, OpenBody};
use crate::verdict::LookupState;

pub(super) fn add(to: &mut Deriver<'_>) {
    match to.contract.paging.clone() {
        Some(Paging::Number(paging)) => numbered(to, &paging),
        Some(Paging::Cursor(paging)) => cursors(to, &paging),
        None => {}
    }
    statuses(to);
    bodies(to);
    throttling(to);
}

/// Sizes of which the smallest holds the groups that are said to fit on one page, and the largest is less than the large one.
const NUMBERED: [(&[usize], &str); 3] = [
    (&[4], "pages-of-four"),
    (&[5, 9, 4], "pages-of-changing-size"),
    (&[40], "pages-of-forty"),
];

const SIZES: [(&[usize], &str); 3] = [
    (&[1], "pages-of-one"),
    (&[2, 5, 3], "pages-of-changing-size"),
    (&[1000], "one-large-page"),
];

fn numbered(to: &mut Deriver<'_>, paging: &NumberPaging) {
    if paging.size.is_none() {
        for (sizes, what) in NUMBERED {
            let ground = to.ground(Room::PageSize, "how many items a page has");
            to.add(what, vec![Manner::Pages(sizes)], ground);
        }
    }
    let bound = |r: &Option<crate::contract::Reported>| {
        r.as_ref()
            .is_some_and(|r| r.strength == Strength::UpperBound)
    };
    if bound(&paging.total) || bound(&paging.pages) {
        for (surplus, what) in [(0, "totals-exact"), (1000, "totals-far-above")] {
            let ground = to.ground(Room::TotalAbove, "how far a total is above the number");
            to.add(what, vec![Manner::Surplus(surplus)], ground);
        }
    }
    if paging.pages.is_some() {
        let ground = to.ground(Room::PageOfNothing, "how many pages an empty list has");
        to.add(
            "one-page-of-nothing",
            vec![Manner::OnePageOfNothing],
            ground,
        );
    }
    if paging.last.is_some() {
        let ground = to.ground(Room::FalseLeftOut, "whether a flag that is false is there");
        to.add("no-false-flag", vec![Manner::NoFalseFlag], ground);
    }
    if paging.index.is_some() && paging.past_end == Some(PastEnd::LastPage) {
        let ground = to.ground(
            Room::NumberPastEnd,
            "which number a page past the end bears",
        );
        to.add(
            "number-past-the-end-as-asked",
            vec![Manner::NumberAsAsked],
            ground,
        );
    }
}

fn cursors(to: &mut Deriver<'_>, paging: &CursorPaging) {
    if paging.short_pages {
        for (sizes, what) in SIZES {
            let ground = to.ground(Room::PageSize, "how far a page is filled");
            to.add(what, vec![Manner::Pages(sizes)], ground);
        }
    }
    if paging.empty_pages {
        let ground = to.ground(Room::EmptyPages, "which pages are empty");
        to.add(
            "an-empty-page-before-each",
            vec![Manner::EmptyPages],
            ground.clone(),
        );
        let both = vec![Manner::EmptyPages, Manner::Pages(&[1])];
        to.add("an-empty-page-before-each-of-one", both, ground);
    }
    if !paging.links.is_empty() {
        let forms = [
            (Links::Rooted, "links-rooted"),
            (Links::Query, "links-of-a-query"),
            (Links::SchemeLess, "links-without-scheme"),
        ];
        for (form, what) in forms {
            let ground = to.ground(Room::LinkForm, "in which form links are");
            to.add(what, vec![Manner::Links(form)], ground);
        }
    }
    let forms = [
        (Cursors::Short, "cursors-short"),
        (Cursors::Long, "cursors-long"),
        (Cursors::Escaped, "cursors-escaped"),
    ];
    for (form, what) in forms {
        let ground = to.ground(Room::CursorForm, "what cursors look like");
        to.add(what, vec![Manner::Cursors(form)], ground);
    }
}

/// Every member of every set of statuses, beyond the one that the mock answers with anyway.
fn statuses(to: &mut Deriver<'_>) {
    let contract = to.contract;
    for access in &contract.access {
        for (state, statuses) in access.refusals() {
            for status in statuses.iter().skip(1) {
                let ground = to.ground(
                    Room::access(&access.scheme, state),
                    "with which status a credential is refused",
                );
                let what = format!("{}-{}-is-{status}", access.scheme, state.word());
                to.add(
                    &what,
                    vec![Manner::Status(
                        Fault::Access(access.scheme.clone(), state),
                        *status,
                    )],
                    ground,
                );
            }
        }
    }
    for lookup in &contract.lookups {
        for (state, statuses) in [
            (LookupState::Unknown, &lookup.unknown),
            (LookupState::Malformed, &lookup.malformed),
        ] {
            for status in statuses.iter().skip(1) {
                let ground = to.ground(
                    Room::lookup(&lookup.parameter, state.clone()),
                    "with which status an identifier is refused",
                );
                let what = format!(
                    "{}-{}-is-{status}",
                    lookup.parameter,
                    String::from(state.clone())
                );
                to.add(
                    &what,
                    vec![Manner::Status(
                        Fault::Lookup(lookup.parameter.clone(), state.clone()),
                        *status,
                    )],
                    ground,
                );
            }
        }
    }
    if contract.credentials.len() > 1 {
        let ground = to.ground(Room::FaultOrder, "which of several faults is answered");
        to.add("another-fault-first", vec![Manner::LastFaultFirst], ground);
    }
    if to.is_allowed(&Room::OddValuesIgnored) {
        let ground = to.ground(
            Room::OddValuesIgnored,
            "whether a value that cannot be is refused or ignored",
        );
        to.add("odd-values-ignored", vec![Manner::Lenient], ground);
    }
}

fn bodies(to: &mut Deriver<'_>) {
    let contract = to.contract;
    let ground = to.ground(
        Room::UndocumentedProperties,
        "whether there is more than is described",
    );
    to.add(
        "undocumented-properties",
        vec![Manner::Extra(Extra::Properties)],
        ground,
    );
    if contract.items.is_some() && may_lack_members(contract) {
        let ground = to.ground(Room::BareBodies, "whether what says nothing is there");
        to.add("bare-bodies", vec![Manner::Bare], ground);
    }
    let is_open = |r: &&DocumentedResponse| r.body == Body::Unstated;
    if contract.responses.iter().any(|r| is_open(&r)) {
        let kinds = [
            (OpenBody::Html, "open-bodies-html"),
            (OpenBody::Text, "open-bodies-text"),
            (OpenBody::Json, "open-bodies-json"),
        ];
        for (kind, what) in kinds {
            let ground = to.ground(Room::OpenBodies, "what body the status has");
            to.add(what, vec![Manner::OpenBody(kind)], ground);
        }
    }
    let facts = |of: &dyn Fn(&crate::contract::Fact) -> bool| contract.facts.iter().any(of);
    let caseless = facts(&|f| f.left.modifiers.contains(&Modifier::Lower));
    if caseless {
        let ground = to.ground(Room::LetterCase, "which letters are capitals");
        to.add("echoed-in-capitals", vec![Manner::Capitals], ground);
    }
    let containing = facts(&|f| f.operator == FactOperator::Contains);
    if containing {
        let ground = to.ground(Room::WordyTexts, "what else a text says");
        to.add("wordy-texts", vec![Manner::Wordy], ground);
    }
}

fn throttling(to: &mut Deriver<'_>) {
    let Some(throttle) = &to.contract.throttle else {
        return;
    };
    if throttle.retry_after {
        for (text, what) in [("0", "retry-after-zero"), ("86400", "retry-after-a-day")] {
            let ground = to.ground(Room::RetryAfter, "how long a client has to wait");
            to.add(what, vec![Manner::RetryAfter(text)], ground);
        }
    }
    if throttle
        .limits
        .iter()
        .any(|l| l.per != ThrottleScope::Client)
    {
        let least = throttle
            .limits
            .iter()
            .filter_map(|l| l.requests)
            .min()
            .unwrap_or(2);
        let earlier = [(1, "throttled-after-one"), (5, "throttled-after-five")];
        for (after, what) in earlier.into_iter().filter(|(after, _)| *after < least) {
            let ground = to.ground(
                Room::ThrottledEarly,
                "how much of the limit others have used up",
            );
            to.add(what, vec![Manner::ThrottledAfter(after)], ground);
        }
    }
}

/// Whether a success body may lack one of its members.
fn may_lack_members(contract: &Contract) -> bool {
    let content = contract.success().map(|(_, response)| &response.body);
    let Some(Body::Content(content)) = content else {
        return false;
    };
    let schemas = content.iter().filter_map(|(_, at)| at.as_ref());
    let mut objects = schemas.filter_map(|at| resolved(contract, at));
    objects.any(|schema| {
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| {
            let mut names = required.into_iter().flatten();
            names.any(|n| n == name)
        };
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.is_none_or(|all| !all.keys().all(|name| is_required(name)))
    })
}

/// The schema at a place, references followed.
fn resolved<'c>(contract: &'c Contract, at: &str) -> Option<&'c Value> {
    let mut schema = contract.schemas.get(at)?;
    for _ in 0..16 {
        let target = schema.get("$ref").and_then(Value::as_str);
        let Some(target) = target.and_then(|t| t.strip_prefix('#')) else {
            break;
        };
        schema = contract.schemas.get(target)?;
    }
    Some(schema)
}
