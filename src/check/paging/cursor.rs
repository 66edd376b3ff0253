//! A page before the end says where the next one starts, and no cursor comes twice.

use std::collections::HashSet;

use serde_json::Value;

use super::page::Page;
use super::reported::place_of;
use crate::check::checks::{Checks, count, finding, words};
use crate::check::identity::fingerprint;
use crate::contract::{Contract, Paging};
use crate::http::Expression;
use crate::verdict::{Actual, Aspect, Part};

/// The cursors seen so far.
#[derive(Debug, Default)]
pub(super) struct Cursors {
    seen: HashSet<u64>,
    /// How many different ones a page gave for the next.
    next: usize,
}

impl Cursors {
    /// Takes the next page.
    pub(super) fn page(&mut self, page: &Page<'_>, checks: &mut Checks, walk: &mut Checks) {
        let Some(Paging::Cursor(form)) = &page.seen.contract.paging else {
            return;
        };
        let part = Part::Paging(Aspect::Cursor);
        let sent = page.seen.request.parameter(&form.parameter);
        if let Some(sent) = sent {
            self.seen
                .insert(fingerprint(&Value::String(sent.to_owned())));
        }
        if page.ends == Some(true) {
            return;
        }
        let next = form.from.read(&page.seen.scope(None));
        let next = next.filter(|n| !n.is_null() && n.as_str() != Some(""));
        // Where a page has a link to the next one, the list goes on without a cursor: that it has to be there is the
        // schema's to say.
        if next.is_none() && has_link(form.next.as_ref(), page) {
            return checks.vacuous(part, "the page has a link to the next one and no cursor");
        }
        let Some(next) = next else {
            let told = finding(
                "missing-cursor",
                place_of(page, &form.from),
                words("a cursor"),
                Actual::Absent,
                "The list goes on, and the page does not say where.",
            );
            return checks.broken(part, told);
        };
        if self.seen.insert(fingerprint(&next)) {
            self.next += 1;
            return;
        }
        let told = finding(
            "cursor-repeats",
            place_of(page, &form.from),
            words("a cursor that was not there before"),
            Actual::Value(next.clone().into_owned()),
            "A walk that follows this cursor never ends.",
        );
        let own = sent.is_some_and(|s| next.as_str() == Some(s));
        let target = if own { checks } else { walk };
        target.broken(part, told);
    }

    /// Tells what came of it.
    pub(super) fn finish(&self, contract: &Contract, walk: &mut Checks) {
        if let Some(Paging::Cursor(_)) = &contract.paging {
            let distinct = count(self.next);
            let witnesses = if distinct >= 2 { distinct } else { 0 };
            let otherwise = "there were not two cursors";
            walk.shown(Part::Paging(Aspect::Cursor), witnesses, otherwise);
        }
    }
}

/// Whether a page links to another one.
fn has_link(place: Option<&Expression>, page: &Page<'_>) -> bool {
    let link = place.and_then(|place| place.read(&page.seen.scope(None)));
    link.is_some_and(|link| link.as_str().is_some_and(|text| !text.is_empty()))
}
