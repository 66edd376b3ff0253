//! A walk by links: what a link to a page leads to is a page.

use crate::check::checks::{Checks, finding, words};
use crate::check::seen::Seen;
use crate::verdict::{Actual, Aspect, Part, Place};

/// The links that were followed.
#[derive(Debug, Default)]
pub struct Follow {
    linked: u64,
}

impl Follow {
    /// Takes the answer that a link led to.
    pub fn page(&mut self, seen: &Seen<'_>, walk: &mut Checks) {
        if seen.is_success() {
            self.linked += 1;
            return;
        }
        let told = finding(
            "link-leads-to-no-page",
            Place::exchange(seen.index),
            words("a page of the list"),
            Actual::Value(seen.status().into()),
            "The link of the page before was followed as it stands, and no page came.",
        );
        walk.broken(Part::Paging(Aspect::Follow), told);
    }

    /// Tells what came of it; `whole` says that the links led from the first page to the last.
    pub fn finish(&self, whole: bool, walk: &mut Checks) {
        let part = Part::Paging(Aspect::Follow);
        let witnesses = if whole { self.linked } else { 0 };
        walk.shown(
            part,
            witnesses,
            "no links led from the first page to the last",
        );
    }
}
