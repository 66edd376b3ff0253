//! What one page says of itself.

use serde_json::Value;

use crate::check::identity;
use crate::check::seen::Seen;
use crate::contract::{End, Means, NumberPaging, PageSize, Paging, PastEnd, Reported, Strength};
use crate::http::Expression;

/// A successful page of a listing.
#[derive(Debug)]
pub struct Page<'a> {
    /// The answer.
    pub seen: &'a Seen<'a>,
    /// Its items.
    pub items: &'a [Value],
    /// The identity of each.
    pub ids: Vec<u64>,
    /// The number of the page asked for, where pages have numbers.
    pub number: Option<u64>,
    /// The number asked for lies past the end, and the answer is another page as far as the document allows it.
    pub past: bool,
    /// The size of a page in force.
    pub size: Option<u64>,
    /// Whether the request asked for that size.
    pub sized: bool,
    /// Whether the list ends here, where anything says so.
    pub ends: Option<bool>,
    /// The reported number of items in all.
    pub total: Option<u64>,
    /// The reported number of pages.
    pub pages: Option<u64>,
}

impl<'a> Page<'a> {
    /// A success with items; nothing for another answer.
    pub fn of(seen: &'a Seen<'a>) -> Option<Self> {
        let form = seen.contract.items.as_ref()?;
        let items = seen.items()?;
        let paging = seen.contract.paging.as_ref();
        let (size, sized) = size_in_force(seen, paging.and_then(size_of));
        let reported = |form: Option<&Reported>| form.and_then(|r| number(seen, &r.from));
        let mut page = Self {
            seen,
            items,
            ids: items.iter().map(|i| identity::of_item(form, i)).collect(),
            number: None,
            past: false,
            size,
            sized,
            ends: None,
            total: reported(paging.and_then(total_of)),
            pages: None,
        };
        match paging {
            Some(Paging::Number(form)) => {
                let sent = seen.request.parameter(&form.parameter);
                page.pages = reported(form.pages.as_ref());
                page.number = sent.map_or(Some(form.first), |n| n.parse().ok());
                if let Some(other) = page.other_than_asked(form) {
                    page.past = true;
                    page.number = Some(other);
                }
            }
            Some(Paging::Cursor(_)) | None => {}
        }
        page.ends = page.end();
        Some(page)
    }

    /// So many items.
    pub fn len(&self) -> u64 {
        crate::check::checks::count(self.items.len())
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many items come before this page and on it, where pages have numbers and are full.
    pub fn reach(&self) -> Option<u64> {
        let Some(Paging::Number(form)) = &self.seen.contract.paging else {
            return None;
        };
        let exact = form.size.as_ref().is_some_and(|s| s.means == Means::Exact);
        let before = self.number?.checked_sub(form.first)?;
        let size = self.size.filter(|_| exact)?;
        before.checked_mul(size)?.checked_add(self.len())
    }

    /// Whether the list ends here by what is counted: a number of pages or of items that is exact.
    pub fn ends_by_count(&self) -> Option<bool> {
        let Some(Paging::Number(form)) = &self.seen.contract.paging else {
            return None;
        };
        let position = self.number?.checked_sub(form.first)?.checked_add(1)?;
        if let (Some(pages), true) = (self.pages, is_exact(form.pages.as_ref())) {
            return Some(position >= pages);
        }
        let exact = form.size.as_ref().is_some_and(|s| s.means == Means::Exact);
        match (self.total, self.size) {
            (Some(total), Some(size)) if exact && is_exact(form.total.as_ref()) => {
                Some(position.saturating_mul(size) >= total)
            }
            _ => None,
        }
    }

    /// The number that the page reports instead of the one asked for, where that one lies past the end and the
    /// document promises the last page there, or nothing.
    fn other_than_asked(&self, form: &NumberPaging) -> Option<u64> {
        if !matches!(form.past_end, None | Some(PastEnd::LastPage)) {
            return None;
        }
        let asked = self.number?;
        let other = number(self.seen, form.index.as_ref()?)?;
        let flagged = form.last.as_ref().is_none_or(|l| is_true(self.seen, l));
        let beyond = match self.pages {
            Some(pages) => asked.checked_sub(form.first)? >= pages,
            None => form.past_end.is_some() && form.last.is_some(),
        };
        (other < asked && flagged && beyond).then_some(other)
    }

    fn end(&self) -> Option<bool> {
        match &self.seen.contract.paging {
            None => Some(true),
            Some(Paging::Cursor(form)) => Some(is_end(self.seen, &form.end)),
            Some(Paging::Number(form)) => {
                if let Some(last) = &form.last {
                    return Some(is_true(self.seen, last));
                }
                let exact = form.size.as_ref().is_some_and(|s| s.means == Means::Exact);
                let short = exact && self.size.is_some_and(|s| self.len() < s);
                let by_count = self.ends_by_count();
                by_count.or((short || self.is_empty()).then_some(true))
            }
        }
    }
}

/// Whether a page says that the list ends with it.
pub(super) fn is_end(seen: &Seen<'_>, end: &End) -> bool {
    let scope = seen.scope(None);
    match end {
        End::Absent(place) => place.read(&scope).is_none_or(|v| v.is_null()),
        End::True(place) => is_true(seen, place),
        End::False(place) => place.read(&scope).is_some_and(|v| *v == Value::Bool(false)),
    }
}

/// Whether a place is `true`.
pub(super) fn is_true(seen: &Seen<'_>, place: &Expression) -> bool {
    let value = place.read(&seen.scope(None));
    value.is_some_and(|v| *v == Value::Bool(true))
}

/// A whole number from zero at a place; what is there otherwise is the schema's business.
pub(super) fn number(seen: &Seen<'_>, place: &Expression) -> Option<u64> {
    place.read(&seen.scope(None))?.as_u64()
}

/// Whether a reported number is promised to be exact.
pub(super) fn is_exact(form: Option<&Reported>) -> bool {
    form.is_some_and(|r| r.strength == Strength::Exact)
}

/// The form of the total.
pub(super) fn total_of(paging: &Paging) -> Option<&Reported> {
    match paging {
        Paging::Number(form) => form.total.as_ref(),
        Paging::Cursor(form) => form.total.as_ref(),
    }
}

/// The form of the size.
pub(super) fn size_of(paging: &Paging) -> Option<&PageSize> {
    match paging {
        Paging::Number(form) => form.size.as_ref(),
        Paging::Cursor(form) => form.size.as_ref(),
    }
}

fn size_in_force(seen: &Seen<'_>, form: Option<&PageSize>) -> (Option<u64>, bool) {
    let Some(form) = form else {
        return (None, false);
    };
    let sent = form.parameter.as_deref();
    match sent.and_then(|p| seen.request.parameter(p)) {
        Some(text) => {
            let asked = text.parse::<u64>().ok().filter(|n| *n > 0);
            let most = form.maximum.unwrap_or(u64::MAX);
            (asked.map(|n| n.min(most)), true)
        }
        None => (form.default, false),
    }
}
