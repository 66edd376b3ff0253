//! Only the first page says that the list starts with it.

use super::page::{Page, is_end};
use crate::check::checks::{Checks, finding, words};
use crate::contract::Paging;
use crate::verdict::{Actual, Aspect, Part, Place};

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
