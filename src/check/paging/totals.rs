//! Reported totals and numbers of pages are constant and consistent with what was seen.

use super::page::{Page, is_exact, number, total_of};
use super::reported::place_of;
use crate::check::checks::{Checks, finding, words};
use crate::contract::{Contract, Paging, Reported};
use crate::verdict::{Actual, Aspect, Expected, Finding, Part, Place};

/// The numbers reported so far.
#[derive(Debug, Default)]
pub(super) struct Totals {
    total: Option<u64>,
    pages: Option<u64>,
    /// Pages on which the total could have been wrong.
    with_total: u64,
    last: Option<LastPages>,
}

#[derive(Debug)]
struct LastPages {
    exchange: usize,
    pages: u64,
    /// The number follows from an exact total and the size.
    derived: bool,
}

impl Totals {
    /// Takes the next page; `known` different items were seen with it.
    pub(super) fn page(
        &mut self,
        page: &Page<'_>,
        known: u64,
        from_start: bool,
        checks: &mut Checks,
        walk: &mut Checks,
    ) {
        let Some(paging) = &page.seen.contract.paging else {
            return;
        };
        if let (Some(form), Some(total)) = (total_of(paging), page.total) {
            self.total(page, form, total, known, from_start, checks, walk);
        }
        if let Paging::Number(form) = paging
            && let (Some(reported), Some(pages)) = (&form.pages, page.pages)
        {
            let alone = !from_start && form.past_end == Some(crate::contract::PastEnd::LastPage);
            self.pages(page, form.first, reported, (pages, alone), checks, walk);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what a page and the walk so far say of one number"
    )]
    fn total(
        &mut self,
        page: &Page<'_>,
        form: &Reported,
        total: u64,
        known: u64,
        from_start: bool,
        checks: &mut Checks,
        walk: &mut Checks,
    ) {
        let part = Part::Paging(Aspect::Total);
        self.with_total += u64::from(!page.is_empty());
        let first = *self.total.get_or_insert(total);
        if first != total {
            let told = changed(page, form, first, total, "total-changed");
            walk.broken(part.clone(), told);
        }
        let reach = page
            .reach()
            .filter(|_| !page.is_empty() && is_exact(Some(form)));
        if page.len() > total || reach.is_some_and(|r| r > total) {
            let seen = page.len().max(reach.unwrap_or(0));
            checks.broken(
                part.clone(),
                below(page, form, total, seen, "total-below-seen"),
            );
        } else if known > total {
            walk.broken(
                part.clone(),
                below(page, form, total, known, "total-below-seen"),
            );
        }
        // A single page that is the whole list shows an exact total by itself.
        let alone = from_start && page.len() == known && ends_apart_from(page);
        if alone && is_exact(Some(form)) && page.len() < total {
            let told = finding(
                "total-above-seen",
                place_of(page, &form.from),
                Expected::Value(page.len().into()),
                Actual::Value(total.into()),
                "The list ends with this page and has fewer items than the total says.",
            );
            checks.broken(part, told);
        }
    }

    fn pages(
        &mut self,
        page: &Page<'_>,
        first_number: u64,
        form: &Reported,
        (pages, alone): (u64, bool),
        checks: &mut Checks,
        walk: &mut Checks,
    ) {
        let part = Part::Paging(Aspect::Pages);
        let first = *self.pages.get_or_insert(pages);
        if first != pages {
            let told = changed(page, form, first, pages, "page-count-changed");
            walk.broken(part.clone(), told);
        }
        let position = page.number.and_then(|n| n.checked_sub(first_number));
        let position = position.and_then(|p| p.checked_add(1));
        // Asked for by itself, a number past the end gives the last page, whose own number it need not be.
        if let Some(position) = position.filter(|p| *p > pages && !page.is_empty() && !alone) {
            let told = below(page, form, pages, position, "page-count-below-seen");
            checks.broken(part.clone(), told);
        }
        let derived = derived(page).filter(|_| is_exact(Some(form)));
        if let Some(expected) = derived
            && !(expected == pages || (expected == 0 && pages == 1))
        {
            let told = finding(
                "wrong-page-count",
                place_of(page, &form.from),
                Expected::Value(expected.into()),
                Actual::Value(pages.into()),
                "The number of pages is not what total and page size make.",
            );
            checks.broken(part, told);
        }
        self.last = Some(LastPages {
            exchange: page.seen.index,
            pages,
            derived: derived.is_some_and(|d| d > 0 && d == pages),
        });
    }

    /// Tells what came of it: `whole` says that the walk had every page, `filled` how many had items.
    pub(super) fn finish(
        &self,
        contract: &Contract,
        known: u64,
        filled: u64,
        whole: bool,
        walk: &mut Checks,
    ) {
        let Some(paging) = &contract.paging else {
            return;
        };
        if let Some(form) = total_of(paging) {
            let part = Part::Paging(Aspect::Total);
            let shown = known > 0 && (whole || !is_exact(Some(form)));
            let witnesses = if shown { self.with_total } else { 0 };
            let otherwise = "too little of the list was seen to tell";
            walk.shown(part, witnesses, otherwise);
        }
        if let Paging::Number(form) = paging
            && let Some(reported) = &form.pages
        {
            self.finish_pages(reported, filled, whole, walk);
        }
    }

    fn finish_pages(&self, form: &Reported, filled: u64, whole: bool, walk: &mut Checks) {
        let part = Part::Paging(Aspect::Pages);
        let otherwise = "too few pages were seen to tell";
        let Some(last) = &self.last else {
            return walk.vacuous(part, otherwise);
        };
        let exact = is_exact(Some(form));
        if exact && whole && last.pages > filled.max(1) {
            let told = finding(
                "pages-lost",
                Place::exchange(last.exchange),
                Expected::Value(last.pages.into()),
                Actual::Value(filled.into()),
                "The walk ended with fewer pages than the answers say.",
            );
            return walk.broken(part, told);
        }
        let shown = (whole && filled > 0) || last.derived || (!exact && filled >= 2);
        walk.shown(part, u64::from(shown) * filled.max(1), otherwise);
    }
}

/// Whether something other than the total says that the list ends with this page.
fn ends_apart_from(page: &Page<'_>) -> bool {
    let Some(paging) = &page.seen.contract.paging else {
        return true;
    };
    match paging {
        Paging::Cursor(_) => page.ends == Some(true),
        Paging::Number(form) => {
            let short = page.size.is_some_and(|s| page.len() < s) && page.reach().is_some();
            let flagged = form.last.is_some() && page.ends == Some(true);
            short || flagged
        }
    }
}

/// The number of pages that an exact total and an exact size make.
fn derived(page: &Page<'_>) -> Option<u64> {
    let Some(Paging::Number(form)) = &page.seen.contract.paging else {
        return None;
    };
    let exact = form
        .size
        .as_ref()
        .is_some_and(|s| s.means == crate::contract::Means::Exact);
    if !exact || !is_exact(form.total.as_ref()) {
        return None;
    }
    // The size that the page reports is judged apart; the number of pages goes by it.
    let reported = form
        .reported_size
        .as_ref()
        .and_then(|p| number(page.seen, p));
    let size = reported.or(page.size).filter(|s| *s > 0)?;
    page.total.map(|t| t.div_ceil(size))
}

fn changed(page: &Page<'_>, form: &Reported, first: u64, now: u64, rule: &str) -> Finding {
    finding(
        rule,
        place_of(page, &form.from),
        Expected::Value(first.into()),
        Actual::Value(now.into()),
        "The number differs from the one on the first page.",
    )
}

fn below(page: &Page<'_>, form: &Reported, reported: u64, seen: u64, rule: &str) -> Finding {
    finding(
        rule,
        place_of(page, &form.from),
        words(format!("at least {seen}")),
        Actual::Value(reported.into()),
        "More was seen than the answer says there is.",
    )
}
