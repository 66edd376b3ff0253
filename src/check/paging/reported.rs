//! What a page reports of itself: its number and how many entries it has.

use super::page::{Page, number};
use crate::check::checks::{Checks, finding};
use crate::contract::Paging;
use crate::http::{Expression, Root};
use crate::verdict::{Actual, Aspect, Expected, Part, Place};

/// Checks the reported number of the page and of its entries.
pub(super) fn check(page: &Page<'_>, checks: &mut Checks) {
    let Some(Paging::Number(form)) = &page.seen.contract.paging else {
        return;
    };
    if let Some(place) = &form.index {
        let part = Part::Paging(Aspect::Index);
        match (number(page.seen, place), page.number) {
            _ if page.past => checks.vacuous(part, "the page asked for lies past the end"),
            (Some(reported), Some(asked)) if reported == asked => checks.held(part, 1),
            (Some(reported), Some(asked)) => {
                let told = finding(
                    "wrong-page-number",
                    place_of(page, place),
                    Expected::Value(asked.into()),
                    Actual::Value(reported.into()),
                    "The page says that it is another one than was asked for.",
                );
                checks.broken(part, told);
            }
            _ => checks.vacuous(part, "the page does not report its number"),
        }
    }
    if let Some(place) = &form.count {
        let part = Part::Paging(Aspect::Count);
        match number(page.seen, place) {
            Some(reported) if reported == page.len() => {
                checks.shown(part, u64::from(!page.is_empty()), "the page has no entries");
            }
            Some(reported) => {
                let told = finding(
                    "wrong-entry-count",
                    place_of(page, place),
                    Expected::Value(page.len().into()),
                    Actual::Value(reported.into()),
                    "The page says that it has another number of entries than it has.",
                );
                checks.broken(part, told);
            }
            None => checks.vacuous(part, "the page does not report how many entries it has"),
        }
    }
}

/// Where an expression reads.
pub(super) fn place_of(page: &Page<'_>, place: &Expression) -> Place {
    match &place.root {
        Root::ResponseHeader(name) => Place::header(page.seen.index, name),
        Root::ResponseBody(pointer) => Place::body(page.seen.index, pointer),
        _ => Place::exchange(page.seen.index),
    }
}
