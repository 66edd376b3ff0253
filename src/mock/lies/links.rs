//! Links that lead astray while the cursors beside them are right.

use super::super::answer::Draft;
use super::super::cursor::{Spot, link};
use super::super::lie::{Astray, Way};
use super::super::paging::{Mark, Page};
use super::super::place::put;
use crate::contract::CursorPaging;
use crate::http::Request;

/// A cursor that no page has.
const NOWHERE: &str = "bm8tc3VjaC1jdXJzb3I";

/// Rewrites the link of one direction, where there is one.
pub(super) fn astray(
    (way, astray): (Way, Astray),
    form: &CursorPaging,
    request: &Request,
    page: &Page,
    draft: &mut Draft,
) {
    let Mark::Cursor {
        start,
        before,
        after,
        length,
    } = &page.mark
    else {
        return;
    };
    let size = page.to.saturating_sub(page.from).max(1);
    let last = length.saturating_sub(1);
    let (place, parameter, right, too_far) = match way {
        Way::On => {
            let too_far = |spot: &Spot| spot.position.saturating_add(size).min(last);
            let too_far = after.as_ref().map(too_far);
            (form.next.as_ref(), &form.parameter, *after, too_far)
        }
        Way::Back => {
            let Some(back) = &form.back else {
                return;
            };
            let too_far = start.position.checked_sub(size).filter(|p| *p > 0);
            let right = before.then_some(*start);
            (back.link.as_ref(), &back.parameter, right, too_far)
        }
    };
    let (Some(place), Some(right)) = (place, right) else {
        return;
    };
    let cursor = match (astray, way) {
        (Astray::Skips, _) => Spot::at(too_far.unwrap_or(right.position)).encode(),
        (Astray::Stays, Way::On) => start.encode(),
        (Astray::Stays, Way::Back) => Spot::at(page.to).encode(),
        (Astray::Nowhere, _) => NOWHERE.to_owned(),
    };
    let link = link(form, request, parameter, &cursor);
    put(place, &link.into(), &mut draft.headers, draft.body.as_mut());
}
