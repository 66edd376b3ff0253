//! Pages cut, counted, signalled and linked otherwise.

use serde_json::Value;

use crate::contract::{Contract, CursorPaging, End, PageSize, Paging, PastEnd, Reported};
use crate::http::{Expression, Request, Scope};
use crate::mock::answer::Draft;
use crate::mock::cursor::Spot;
use crate::mock::lie::{Lie, PagingLie};
use crate::mock::paging::{Mark, Page};
use crate::mock::place::{put, take_out};
use crate::mock::typed::sent;

fn of(lie: Option<&Lie>) -> Option<PagingLie> {
    match lie {
        Some(Lie::Paging(lie)) => Some(*lie),
        _ => None,
    }
}

/// The size of pages; `asked` says that the request sets it.
pub(in crate::mock) fn size(lie: Option<&Lie>, asked: bool, size: usize) -> usize {
    let by = match of(lie) {
        Some(PagingLie::SizeCapped(most)) if asked => return size.min(most),
        Some(PagingLie::Size(by)) if asked => by,
        Some(PagingLie::DefaultSize(by)) if !asked => by,
        _ => return size,
    };
    size.saturating_add_signed(isize::from(by)).max(1)
}

/// The maximum of a page's size that is in force.
pub(in crate::mock) fn maximum(lie: Option<&Lie>, form: &PageSize) -> Option<u64> {
    match of(lie) {
        Some(PagingLie::MaximumIgnored) => None,
        _ => form.maximum,
    }
}

/// What lies past the end.
pub(in crate::mock) fn past_end(lie: Option<&Lie>, stated: Option<PastEnd>) -> Option<PastEnd> {
    match of(lie) {
        Some(PagingLie::PastEnd(other)) => Some(other),
        _ => stated,
    }
}

/// A page of a listing of `length` items, cut otherwise; its mark says where other pages are.
pub(in crate::mock) fn cut(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
    page: &mut Page,
    length: usize,
) {
    let Some(lie) = of(lie) else {
        return;
    };
    let later = page.from > 0 && page.to > page.from;
    match lie {
        PagingLie::ItemRepeated if later => {
            page.from -= 1;
            if page.to < length {
                page.to -= 1;
            }
        }
        PagingLie::ItemLost if later => {
            page.from += 1;
            page.to = (page.to + 1).min(length);
        }
        PagingLie::PageSkipped => skip(page, length),
        PagingLie::BackLosesItem if goes_back(contract, request) && page.to > page.from + 1 => {
            page.to -= 1;
        }
        _ => {}
    }
    let size = page.to - page.from;
    let Mark::Cursor {
        start,
        before,
        after,
        length,
    } = &mut page.mark
    else {
        return;
    };
    match lie {
        PagingLie::EndEarly => *after = None,
        PagingLie::EndOnePageEarly if after.is_some_and(|a| a.position + size >= *length) => {
            *after = None;
        }
        PagingLie::Loop if after.is_some() => *after = Some(*start),
        PagingLie::Endless if after.is_none() => *after = Some(start.beyond(*length)),
        PagingLie::BackEndless => *before = true,
        PagingLie::BackStartAlways => *before = false,
        _ => {}
    }
}

/// The second page is the third.
fn skip(page: &mut Page, length: usize) {
    let size = page.to - page.from;
    match &mut page.mark {
        Mark::Number { size, .. } if page.from == *size => {
            page.from = page.to;
            page.to = (page.to + *size).min(length);
        }
        Mark::Cursor {
            start,
            after: Some(after),
            ..
        } if start.position == 0 => {
            *after = Spot::at((after.position + size).min(length.saturating_sub(1)));
        }
        _ => {}
    }
}

fn goes_back(contract: &Contract, request: &Request) -> bool {
    let Some(Paging::Cursor(CursorPaging {
        back: Some(back), ..
    })) = &contract.paging
    else {
        return false;
    };
    let parameter = contract.parameter(&back.parameter);
    parameter.is_some_and(|p| sent(request, p).is_some())
}

/// The listing that a page is taken from.
pub(in crate::mock) fn order(lie: Option<&Lie>, page: &Page, listed: &mut [Value]) {
    if of(lie) == Some(PagingLie::Unstable) && page.from > 0 {
        listed.reverse();
    }
}

/// What an answer says of its page, said otherwise.
pub(in crate::mock) fn report(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
    page: &Page,
    draft: &mut Draft,
) {
    let (Some(lie), Some(paging)) = (of(lie), &contract.paging) else {
        return;
    };
    let later = i64::from(page.from > 0);
    let by = |reported: Option<&Reported>, by: i64, draft: &mut Draft| {
        if let Some(reported) = reported {
            shift(&reported.from, by, request, draft);
        }
    };
    let total = match paging {
        Paging::Number(form) => form.total.as_ref(),
        Paging::Cursor(form) => form.total.as_ref(),
    };
    match lie {
        PagingLie::Total(off) => by(total, off.into(), draft),
        PagingLie::TotalChanges => by(total, later, draft),
        _ => {}
    }
    match paging {
        Paging::Number(form) => {
            let place = match lie {
                PagingLie::Pages(off) => return by(form.pages.as_ref(), off.into(), draft),
                PagingLie::PagesChange => return by(form.pages.as_ref(), later, draft),
                PagingLie::Index => &form.index,
                PagingLie::Count => &form.count,
                PagingLie::ReportedSize => &form.reported_size,
                _ => return last(lie, form.last.as_ref(), page, draft),
            };
            if let Some(place) = place {
                shift(place, 1, request, draft);
            }
        }
        Paging::Cursor(form) => signal(lie, form, request, page, draft),
    }
}

/// The flag of the last page.
fn last(lie: PagingLie, flag: Option<&Expression>, page: &Page, draft: &mut Draft) {
    let (
        Some(flag),
        Mark::Number {
            number,
            first,
            pages,
            ..
        },
    ) = (flag, &page.mark)
    else {
        return;
    };
    let position = usize::try_from(number.saturating_sub(*first)).unwrap_or(usize::MAX);
    let says = match lie {
        PagingLie::EndAlways => true,
        PagingLie::EndNever => false,
        PagingLie::EndEarly if position == 0 => true,
        PagingLie::EndOnePageEarly if position + 2 == *pages => true,
        _ => return,
    };
    put(flag, &says.into(), &mut draft.headers, draft.body.as_mut());
}

/// Cursors, signals and links.
fn signal(lie: PagingLie, form: &CursorPaging, request: &Request, page: &Page, draft: &mut Draft) {
    let Mark::Cursor {
        start,
        after,
        length,
        ..
    } = &page.mark
    else {
        return;
    };
    match lie {
        PagingLie::CursorMissing => take_out(&form.from, &mut draft.headers, draft.body.as_mut()),
        PagingLie::EndAlways | PagingLie::EndNever => {
            let ends = lie == PagingLie::EndAlways;
            match &form.end {
                End::True(flag) => put(flag, &ends.into(), &mut draft.headers, draft.body.as_mut()),
                End::False(flag) => put(
                    flag,
                    &(!ends).into(),
                    &mut draft.headers,
                    draft.body.as_mut(),
                ),
                End::Absent(place) if ends => {
                    take_out(place, &mut draft.headers, draft.body.as_mut());
                }
                End::Absent(place) if after.is_none() => {
                    // The way on from the last page is the last page.
                    let _ = length;
                    let cursor = start.encode();
                    put(
                        &form.from,
                        &cursor.clone().into(),
                        &mut draft.headers,
                        draft.body.as_mut(),
                    );
                    if place.root != form.from.root {
                        let link =
                            crate::mock::cursor::link(form, request, &form.parameter, &cursor);
                        put(place, &link.into(), &mut draft.headers, draft.body.as_mut());
                    }
                }
                End::Absent(_) => {}
            }
        }
        PagingLie::LinkElsewhere => links(form, request, draft, |link| {
            link.split_once("://").map_or_else(
                || format!("https://elsewhere.example{link}"),
                |(scheme, rest)| {
                    let path = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
                    format!("{scheme}://elsewhere.example{path}")
                },
            )
        }),
        PagingLie::LinkDowngraded => links(form, request, draft, |link| {
            link.replacen("https://", "http://", 1)
        }),
        PagingLie::Link(way, astray) => {
            super::links::astray((way, astray), form, request, page, draft);
        }
        PagingLie::LinkBroken => links(form, request, draft, |_| "http://".to_owned()),
        _ => {}
    }
}

fn links(
    form: &CursorPaging,
    request: &Request,
    draft: &mut Draft,
    change: impl Fn(&str) -> String,
) {
    for place in &form.links {
        let link = read(place, request, draft).and_then(|l| l.as_str().map(&change));
        if let Some(link) = link {
            put(place, &link.into(), &mut draft.headers, draft.body.as_mut());
        }
    }
}

/// Moves a reported number.
fn shift(place: &Expression, by: i64, request: &Request, draft: &mut Draft) {
    let number = read(place, request, draft).and_then(|n| n.as_i64());
    if let Some(number) = number.and_then(|n| n.checked_add(by)) {
        put(
            place,
            &number.max(0).into(),
            &mut draft.headers,
            draft.body.as_mut(),
        );
    }
}

fn read(place: &Expression, request: &Request, draft: &Draft) -> Option<Value> {
    let scope = Scope {
        request,
        status: draft.status,
        headers: &draft.headers,
        body: draft.body.as_ref(),
        item: None,
    };
    place.read(&scope).map(std::borrow::Cow::into_owned)
}
