//! The signal that the list ends comes once, at the end.

use super::page::Page;
use crate::check::checks::{Checks, finding, words};
use crate::contract::{Contract, Paging};
use crate::verdict::{Actual, Aspect, Expected, Part, Place};

/// The signals seen so far.
#[derive(Debug, Default)]
pub(super) struct Ends {
    pages: u64,
    /// The last page's exchange, and whether it had the signal.
    last: Option<(usize, bool)>,
}

impl Ends {
    /// Takes the next page.
    pub(super) fn page(&mut self, page: &Page<'_>, checks: &mut Checks, walk: &mut Checks) {
        let Some(part) = part(page.seen.contract) else {
            return;
        };
        let signal = page.ends == Some(true);
        if let Some((exchange, true)) = self.last {
            let told = finding(
                "ended-too-early",
                Place::exchange(exchange),
                words("the signal on the last page only"),
                Actual::Words("the signal, and another page".to_owned()),
                "A page says that the list ends, and another one followed.",
            );
            walk.broken(part.clone(), told);
        }
        if let Some(expected) = page.ends_by_count().filter(|e| *e != signal) {
            let told = finding(
                "end-contradicts-count",
                Place::exchange(page.seen.index),
                Expected::Value(expected.into()),
                Actual::Value(signal.into()),
                "The signal and the reported numbers disagree on whether this page is the last.",
            );
            checks.broken(part, told);
        }
        self.pages += 1;
        self.last = Some((page.seen.index, signal));
    }

    /// Tells what came of it; `ended` says that the pages were walked and nothing interrupted that.
    pub(super) fn finish(&self, contract: &Contract, ended: bool, walk: &mut Checks) {
        let (Some(part), Some((exchange, signal))) = (part(contract), self.last) else {
            return;
        };
        if ended && !signal {
            let told = finding(
                "never-ended",
                Place::exchange(exchange),
                words("the signal that the list ends"),
                Actual::Absent,
                "The walk came to no page that says it is the last.",
            );
            walk.broken(part, told);
        } else if ended && self.pages >= 2 {
            walk.held(part, self.pages);
        } else {
            walk.vacuous(part, "there were not two pages");
        }
    }
}

fn part(contract: &Contract) -> Option<Part> {
    match contract.paging.as_ref()? {
        Paging::Cursor(_) => Some(Part::Paging(Aspect::End)),
        Paging::Number(form) => form.last.as_ref().map(|_| Part::Paging(Aspect::Last)),
    }
}
