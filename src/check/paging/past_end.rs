//! The page past the end is as documented.

use std::collections::HashSet;

use super::listing::Listing;
use super::page::Page;
use crate::check::checks::{Checks, finding, words};
use crate::check::seen::Seen;
use crate::contract::{Paging, PastEnd};
use crate::verdict::{Actual, Aspect, Expected, Finding, Part, Place};

/// Checks the answer to the number after the last page's.
pub fn check(seen: &Seen<'_>, main: &Listing<'_>, walk: &mut Checks) {
    let Some(Paging::Number(form)) = &seen.contract.paging else {
        return;
    };
    let Some(promise) = form.past_end else {
        return;
    };
    let part = Part::Paging(Aspect::PastEnd);
    if main.seen_items() == 0 {
        return walk.vacuous(part, "the list is empty");
    }
    let broken = match promise {
        PastEnd::NotFound => (seen.status() != 404).then(|| wrong_status(seen, 404.into())),
        PastEnd::Empty => match Page::of(seen) {
            None => Some(wrong_status(seen, 200.into())),
            Some(page) => (!page.is_empty()).then(|| not_empty(&page)),
        },
        PastEnd::LastPage => match Page::of(seen) {
            None => Some(wrong_status(seen, 200.into())),
            Some(page) => not_the_last(&page, main),
        },
    };
    if form.last.is_some()
        && let Some(page) = Page::of(seen)
        && page.ids.iter().any(|id| !main.has(*id))
    {
        walk.broken(Part::Paging(Aspect::Last), more_after_last(&page));
    }
    match broken {
        Some(told) => walk.broken(part, told),
        None => walk.held(part, 1),
    }
}

fn wrong_status(seen: &Seen<'_>, expected: serde_json::Value) -> Finding {
    finding(
        "past-end-status",
        Place::exchange(seen.index),
        Expected::Value(expected),
        Actual::Value(seen.status().into()),
        "The document answers a page past the end otherwise.",
    )
}

fn more_after_last(page: &Page<'_>) -> Finding {
    finding(
        "ended-too-early",
        Place::exchange(page.seen.index),
        words("no items that the walk did not have"),
        Actual::Value(page.len().into()),
        "The walk came to a page that says it is the last, and a later page has other items.",
    )
}

fn not_empty(page: &Page<'_>) -> Finding {
    finding(
        "past-end-not-empty",
        Place::exchange(page.seen.index),
        words("no items"),
        Actual::Value(page.len().into()),
        "A page past the end has items.",
    )
}

fn not_the_last(page: &Page<'_>, main: &Listing<'_>) -> Option<Finding> {
    let here: HashSet<u64> = page.ids.iter().copied().collect();
    let last = main.items_of_last_page()?;
    (here != *last).then(|| {
        finding(
            "past-end-not-last-page",
            Place::exchange(page.seen.index),
            words("the items of the last page"),
            Actual::Value(page.len().into()),
            "A page past the end is not the last page again.",
        )
    })
}
