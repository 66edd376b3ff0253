//! Pages are as large as the size asked for, or the default, means.

use super::page::{Page, number, size_of};
use super::reported::place_of;
use crate::check::checks::{Checks, finding, words};
use crate::contract::{Contract, Means, PageSize, Paging};
use crate::verdict::{Actual, Aspect, Expected, Finding, Part, Place};

/// The sizes of the pages seen.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    previous: Option<Previous>,
    /// Which aspect it was about; the same for every page of a walk.
    sized: Option<bool>,
    witnesses: u64,
}

#[derive(Debug)]
struct Previous {
    exchange: usize,
    items: u64,
    size: u64,
    /// It was judged as a page before the end already.
    judged: bool,
}

impl Sizes {
    /// Takes the next page.
    pub(super) fn page(&mut self, page: &Page<'_>, checks: &mut Checks, walk: &mut Checks) {
        let Some(form) = page.seen.contract.paging.as_ref().and_then(size_of) else {
            return;
        };
        self.sized = Some(page.sized);
        let part = aspect(page.sized);
        if let (Some(previous), false) = (self.previous.take(), page.is_empty()) {
            self.before_another(&previous, form, &part, walk);
        }
        let more = page.ends == Some(false) || page.ends_by_count() == Some(false);
        let empty = more && page.is_empty();
        if empty && !may_be_empty(page.seen.contract.paging.as_ref()) {
            let told = finding(
                "empty-page",
                Place::exchange(page.seen.index),
                words("items on every page before the end"),
                Actual::Value(0.into()),
                "A page is empty, and the list goes on.",
            );
            checks.broken(part.clone(), told);
        }
        let Some(size) = page.size else {
            return;
        };
        within(page, checks);
        reported(page, form, size, &part, checks);
        if more && !empty {
            self.before_the_end(page, form, size, &part, checks);
        } else if form.means == Means::AtMost && page.sized && page.len() == size {
            self.witnesses += 1;
        }
        self.previous = Some(Previous {
            exchange: page.seen.index,
            items: page.len(),
            size,
            judged: more,
        });
    }

    /// Tells what came of it.
    pub(super) fn finish(&self, contract: &Contract, walk: &mut Checks) {
        let Some(form) = contract.paging.as_ref().and_then(size_of) else {
            return;
        };
        match self.sized {
            Some(true) => {
                let otherwise = "no page was as full as was asked for";
                walk.shown(aspect(true), self.witnesses, otherwise);
            }
            Some(false) if form.default.is_some() => {
                let otherwise = "there are no more items than the default size";
                walk.shown(aspect(false), self.witnesses, otherwise);
            }
            _ => {}
        }
    }

    /// A page that says itself that more is to come.
    fn before_the_end(
        &mut self,
        page: &Page<'_>,
        form: &PageSize,
        size: u64,
        part: &Part,
        checks: &mut Checks,
    ) {
        if form.means == Means::AtMost {
            self.witnesses += u64::from(page.len() <= size);
        } else if page.len() == size {
            self.witnesses += 1;
        } else if page.len() < size && !may_be_short(page.seen.contract.paging.as_ref()) {
            checks.broken(part.clone(), short(page.seen.index, page.len(), size));
        }
    }

    /// A page that another one with items followed.
    fn before_another(
        &mut self,
        previous: &Previous,
        form: &PageSize,
        part: &Part,
        walk: &mut Checks,
    ) {
        if previous.judged {
            return;
        }
        match form.means {
            Means::Exact if previous.items < previous.size => {
                let told = short(previous.exchange, previous.items, previous.size);
                walk.broken(part.clone(), told);
            }
            Means::Exact => self.witnesses += u64::from(previous.items == previous.size),
            Means::AtMost => self.witnesses += u64::from(previous.items > 0),
        }
    }
}

/// Checks that a page has no more items than its size allows.
pub(super) fn within(page: &Page<'_>, checks: &mut Checks) {
    if let Some(size) = page.size.filter(|size| page.len() > *size) {
        checks.broken(aspect(page.sized), too_large(page, size));
    }
}

fn reported(page: &Page<'_>, form: &PageSize, size: u64, part: &Part, checks: &mut Checks) {
    let Some(Paging::Number(paging)) = &page.seen.contract.paging else {
        return;
    };
    let Some(place) = &paging.reported_size else {
        return;
    };
    let Some(reported) = number(page.seen, place) else {
        return;
    };
    let wrong = match form.means {
        Means::Exact => reported != size,
        Means::AtMost => reported > size,
    };
    if wrong {
        let told = finding(
            "wrong-page-size",
            place_of(page, place),
            Expected::Value(size.into()),
            Actual::Value(reported.into()),
            "The page reports another size than the one in force.",
        );
        checks.broken(part.clone(), told);
    }
}

fn aspect(sized: bool) -> Part {
    Part::Paging(if sized {
        Aspect::Size
    } else {
        Aspect::DefaultSize
    })
}

fn too_large(page: &Page<'_>, size: u64) -> Finding {
    finding(
        "page-too-large",
        Place::exchange(page.seen.index),
        words(format!("at most {size} items")),
        Actual::Value(page.len().into()),
        "The page has more items than its size allows.",
    )
}

fn short(exchange: usize, items: u64, size: u64) -> Finding {
    finding(
        "short-page",
        Place::exchange(exchange),
        Expected::Value(size.into()),
        Actual::Value(items.into()),
        "A page before the last is not full.",
    )
}

fn may_be_short(paging: Option<&Paging>) -> bool {
    matches!(paging, Some(Paging::Cursor(form)) if form.short_pages)
}

fn may_be_empty(paging: Option<&Paging>) -> bool {
    match paging {
        Some(Paging::Cursor(form)) => form.empty_pages,
        _ => false,
    }
}
