//! The first page says that the list starts with it, and no other does.

use super::page::{Page, is_end};
use super::reported::place_of;
use crate::check::checks::{Checks, finding, words};
use crate::contract::Paging;
use crate::verdict::{Actual, Aspect, Part, Place};

/// Checks the page that was asked for without a cursor.
pub(super) fn check_first(page: &Page<'_>, checks: &mut Checks) {
    let Some(Paging::Cursor(form)) = &page.seen.contract.paging else {
        return;
    };
    let Some(back) = form.back.as_ref().filter(|b| !is_end(page.seen, &b.end)) else {
        return;
    };
    let told = finding(
        "start-not-told",
        place_of(page, back.end.expression()),
        words("the signal that the list starts here"),
        Actual::Words("a page before the first one".to_owned()),
        "The page that was asked for without a cursor does not say that it is the first.",
    );
    checks.broken(Part::Paging(Aspect::Back), told);
}

/// Checks a page that came after others of which one had items.
pub(super) fn check(page: &Page<'_>, walk: &mut Checks) {
    let Some(Paging::Cursor(form)) = &page.seen.contract.paging else {
        return;
    };
    let Some(back) = &form.back else {
        return;
    };
    if is_end(page.seen, &back.end) {
        let told = finding(
            "start-too-late",
            Place::exchange(page.seen.index),
            words("the signal on the first page only"),
            Actual::Words("the signal, and a page before it".to_owned()),
            "A page says that the list starts with it, and items came before.",
        );
        walk.broken(Part::Paging(Aspect::Back), told);
    }
}
