//! Pages by number.

use serde_json::Value;

use super::answer::Draft;
use super::manner::{Manner, Manners};
use super::paging::{Mark, Page, tell, told};
use super::place::put;
use super::typed::{count, value_of};
use crate::contract::{Contract, NumberPaging, PastEnd, Strength};
use crate::http::Request;

/// The page with the number that a request asks for.
pub(super) fn page(
    contract: &Contract,
    paging: &NumberPaging,
    request: &Request,
    length: usize,
    sizes: &[usize],
    past_end: Option<PastEnd>,
) -> Result<Page, u16> {
    let size = sizes.first().copied().unwrap_or(1).max(1);
    let turns = sizes.iter().copied().cycle();
    let asked = value_of(contract, request, &paging.parameter);
    let asked = asked.as_ref().and_then(count);
    let mut left = length;
    let mut pages = 0_usize;
    for size in turns.clone() {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(size.max(1));
        pages += 1;
    }
    let last = paging.first + u64::try_from(pages.saturating_sub(1)).unwrap_or(0);
    let mut number = asked.unwrap_or(paging.first).max(paging.first);
    if number > last {
        match past_end {
            Some(PastEnd::LastPage) => number = last,
            Some(PastEnd::NotFound) => return Err(404),
            Some(PastEnd::Empty) | None => {}
        }
    }
    let position = usize::try_from(number - paging.first).unwrap_or(usize::MAX);
    let start = |position: usize| match sizes {
        [_] => position.saturating_mul(size).min(length),
        _ => turns
            .clone()
            .take(position.min(length))
            .map(|s| s.max(1))
            .sum::<usize>()
            .min(length),
    };
    let (from, to) = (start(position), start(position.saturating_add(1)));
    Ok(Page {
        from,
        to,
        mark: Mark::Number {
            number,
            first: paging.first,
            size,
            pages,
        },
    })
}

/// Says number, size, count, totals and whether it is the last page.
pub(super) fn report(
    paging: &NumberPaging,
    manners: &Manners,
    page: &Page,
    (number, size, pages): (u64, usize, usize),
    length: usize,
    draft: &mut Draft,
) {
    let last = paging.first + u64::try_from(pages.saturating_sub(1)).unwrap_or(0);
    let pages = if pages == 0 && manners.has(&Manner::OnePageOfNothing) {
        1
    } else {
        pages
    };
    let said = [
        (&paging.index, Value::from(number)),
        (&paging.reported_size, Value::from(size)),
        (&paging.count, Value::from(page.to - page.from)),
        (&paging.last, Value::from(number == last)),
    ];
    for (place, value) in said {
        if let Some(place) = place {
            put(place, &value, &mut draft.headers, draft.body.as_mut());
        }
    }
    if let Some(total) = &paging.total {
        tell(total, manners, length, draft);
    }
    match (&paging.total, &paging.pages) {
        // A number of pages that may be above theirs is that of the items told.
        (Some(total), Some(form))
            if [total, form].map(|f| f.strength) == [Strength::UpperBound; 2] =>
        {
            let items = told(total, manners, length);
            let pages = items.div_ceil(size.max(1)).max(pages);
            put(
                &form.from,
                &pages.into(),
                &mut draft.headers,
                draft.body.as_mut(),
            );
        }
        (_, Some(form)) => tell(form, manners, pages, draft),
        (_, None) => {}
    }
}
