//! Pages: which part of a listing a request asks for, and what the answer says of it.

use serde_json::Value;

use super::answer::Draft;
use super::lie::Lie;
use super::manner::Manners;
use super::place::put;
use super::typed::{count, value_of};
use super::{cursor, lies, numbered};
use crate::contract::{Contract, End, Means, PageSize, Paging, Reported, Strength};
use crate::http::{Expression, Request, Root};

/// The size of a page where neither request nor contract gives one, and the most where a size is only a ceiling.
const USUAL: usize = 25;
/// What a size that is a ceiling is cut down to where pages may be short.
const CAP: usize = 50;
/// How far a total that is an upper bound is above the number.
const SURPLUS: usize = 2;

/// The part of a listing that makes a page: `from` to `to`, and what the answer is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Position of the first item.
    pub(super) from: usize,
    /// Position behind the last item.
    pub(super) to: usize,
    /// How it is found again.
    pub(super) mark: Mark,
}

/// How a page is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The listing has no pages.
    Whole,
    /// It has a number; pages have this size, and so many there are.
    Number {
        number: u64,
        first: u64,
        size: usize,
        pages: usize,
    },
    /// It lies between two cursors; a missing one says that nothing is beyond.
    Cursor {
        start: cursor::Spot,
        before: bool,
        after: Option<cursor::Spot>,
        length: usize,
    },
}

/// The page of a listing of `length` items that a request asks for, or the status of the answer when there is none.
/// `uneven` listings have a short and an empty page where the contract allows it.
pub(super) fn page(
    contract: &Contract,
    request: &Request,
    manners: &Manners,
    length: usize,
    uneven: bool,
    lie: Option<&Lie>,
) -> Result<Page, u16> {
    match &contract.paging {
        None => Ok(Page {
            from: 0,
            to: manners.cut(length),
            mark: Mark::Whole,
        }),
        Some(Paging::Number(paging)) => {
            let size = size(contract, request, paging.size.as_ref(), false, lie);
            let past_end = lies::pages::past_end(lie, paging.past_end);
            let sizes = sizes(paging.size.is_some(), manners, size);
            numbered::page(contract, paging, request, length, &sizes, past_end)
        }
        Some(Paging::Cursor(paging)) => {
            let size = size(
                contract,
                request,
                paging.size.as_ref(),
                paging.short_pages,
                lie,
            );
            cursor::page(contract, paging, request, manners, (length, size), uneven)
        }
    }
}

/// Says of an answer's page what the contract has it say: numbers, totals, flags, cursors and links.
pub(super) fn report(
    contract: &Contract,
    request: &Request,
    manners: &Manners,
    page: &Page,
    length: usize,
    draft: &mut Draft,
) {
    match (&contract.paging, &page.mark) {
        (
            Some(Paging::Number(paging)),
            Mark::Number {
                number,
                size,
                pages,
                ..
            },
        ) => {
            numbered::report(
                paging,
                manners,
                page,
                (*number, *size, *pages),
                length,
                draft,
            );
        }
        (
            Some(Paging::Cursor(paging)),
            Mark::Cursor {
                start,
                before,
                after,
                ..
            },
        ) => {
            cursor::report(
                contract,
                paging,
                request,
                manners,
                (*start, *before, *after),
                draft,
            );
            if let Some(total) = &paging.total {
                tell(total, manners, length, draft);
            }
        }
        _ => {}
    }
}

/// The places of an answer that `report` writes.
pub(super) fn reported(contract: &Contract) -> Vec<&Expression> {
    let mut places = Vec::new();
    match &contract.paging {
        None => {}
        Some(Paging::Number(p)) => {
            places.extend(
                [&p.count, &p.reported_size, &p.index, &p.last]
                    .into_iter()
                    .flatten(),
            );
            places.extend([&p.total, &p.pages].into_iter().flatten().map(|t| &t.from));
        }
        Some(Paging::Cursor(p)) => {
            places.extend([&p.from, end_place(&p.end)]);
            places.extend(p.back.iter().flat_map(|b| [&b.from, end_place(&b.end)]));
            places.extend(&p.next);
            places.extend(p.back.iter().filter_map(|b| b.link.as_ref()));
            places.extend(p.links.iter().chain(p.total.iter().map(|t| &t.from)));
        }
    }
    places
}

/// Whether an answer says something of its page in a header field: a walk may need it.
pub(super) fn is_told_in(contract: &Contract, header: &str) -> bool {
    let is_it = |place: &&Expression| matches!(&place.root, Root::ResponseHeader(name) if name.eq_ignore_ascii_case(header));
    reported(contract).iter().any(is_it)
}

fn end_place(end: &End) -> &Expression {
    match end {
        End::Absent(place) | End::True(place) | End::False(place) => place,
    }
}

/// The number that is reported for another.
pub(super) fn told(reported: &Reported, manners: &Manners, number: usize) -> usize {
    match reported.strength {
        Strength::Exact => number,
        Strength::UpperBound => number + manners.surplus(SURPLUS),
    }
}

/// Writes a reported number: as it is, or above it where it is only a bound.
pub(super) fn tell(reported: &Reported, manners: &Manners, number: usize, draft: &mut Draft) {
    put(
        &reported.from,
        &Value::from(told(reported, manners, number)),
        &mut draft.headers,
        draft.body.as_mut(),
    );
}

/// The sizes of pages by number, in turn: the manner's where no size is stated, else always the same.
fn sizes(stated: bool, manners: &Manners, size: usize) -> Vec<usize> {
    let sizes = manners.pages();
    if stated || sizes.is_empty() {
        vec![size]
    } else {
        sizes.to_vec()
    }
}

/// The size of a page that no request asks for.
pub(super) fn usual_size(contract: &Contract) -> usize {
    let stated = match &contract.paging {
        Some(Paging::Number(paging)) => paging.size.as_ref(),
        Some(Paging::Cursor(paging)) => paging.size.as_ref(),
        None => None,
    };
    let default = stated.and_then(|size| size.default);
    default.map_or(USUAL, |n| usize::try_from(n).unwrap_or(usize::MAX))
}

/// The size of pages: the one asked for, at most the maximum; else the default.
fn size(
    contract: &Contract,
    request: &Request,
    stated: Option<&PageSize>,
    short: bool,
    lie: Option<&Lie>,
) -> usize {
    let Some(stated) = stated else {
        return USUAL;
    };
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let ceiling = stated.means == Means::AtMost;
    let asked = stated.parameter.as_deref().and_then(|name| {
        let value = value_of(contract, request, name)?;
        count(&value).filter(|n| *n > 0)
    });
    let size = match (asked, stated.default) {
        (Some(asked), _) => number(asked),
        (None, Some(default)) if ceiling => number(default).min(USUAL),
        (None, Some(default)) => number(default),
        (None, None) => USUAL,
    };
    let size = size.min(lies::pages::maximum(lie, stated).map_or(usize::MAX, number));
    let size = if ceiling && short {
        size.min(CAP)
    } else {
        size
    };
    lies::pages::size(lie, asked.is_some(), size.max(1))
}
