//! The way back from the last page gives the same items as the way there.

use std::collections::HashSet;

use super::listing::Listing;
use super::page::{Page, is_end};
use super::{links, reported, size};
use crate::check::checks::{Checks, count, finding, words};
use crate::check::identity;
use crate::check::seen::Seen;
use crate::contract::{Contract, Paging};
use crate::verdict::{Actual, Aspect, Part, Place};

/// The pages of the way back.
#[derive(Debug, Default)]
pub struct WayBack {
    items: HashSet<u64>,
    pages: u64,
    /// The last page's exchange, and whether it says that it is the first of the list.
    last: Option<(usize, bool)>,
    cut: bool,
}

impl WayBack {
    /// Takes the next page back.
    pub fn page(
        &mut self,
        seen: &Seen<'_>,
        main: &Listing<'_>,
        checks: &mut Checks,
        walk: &mut Checks,
    ) {
        let part = Part::Paging(Aspect::Back);
        let (Some(page), Some(form)) = (Page::of(seen), &seen.contract.items) else {
            self.cut = true;
            return;
        };
        reported::check(&page, checks);
        links::check(&page, checks);
        size::within(&page, checks);
        for (index, (id, item)) in page.ids.iter().zip(page.items).enumerate() {
            let twice = !self.items.insert(*id);
            let (rule, message) = if !main.has(*id) {
                ("item-only-back", "The way there did not have this item.")
            } else if twice {
                ("item-twice-back", "The way back has this item twice.")
            } else if main.is_on_last_page(*id) {
                (
                    "item-of-last-page-back",
                    "The page before the last has an item of the last.",
                )
            } else {
                continue;
            };
            let told = finding(
                rule,
                Place::body(seen.index, seen.item_pointer(index)),
                words("the items of the way there"),
                Actual::Value(identity::value_of(form, item)),
                message,
            );
            walk.broken(part.clone(), told);
        }
        if let Some((exchange, true)) = self.last {
            let told = finding(
                "start-too-early",
                Place::exchange(exchange),
                words("the signal on the first page only"),
                Actual::Words("the signal, and another page".to_owned()),
                "A page says that the list starts with it, and another one came before.",
            );
            walk.broken(part, told);
        }
        self.pages += 1;
        self.last = Some((seen.index, starts(&page)));
    }

    /// Something other than a page came.
    pub fn interrupt(&mut self) {
        self.cut = true;
    }

    /// Tells what came of it.
    pub fn finish(&self, contract: &Contract, main: &Listing<'_>, walk: &mut Checks) {
        let part = Part::Paging(Aspect::Back);
        if contract.paging.is_none() || self.cut {
            return;
        }
        let (Some((exchange, start)), true) = (self.last, main.pages() >= 2) else {
            return walk.vacuous(part, "there were not two pages to go back over");
        };
        if !start {
            let told = finding(
                "never-back-at-start",
                Place::exchange(exchange),
                words("the signal that the list starts here"),
                Actual::Absent,
                "The way back came to no page that says it is the first.",
            );
            return walk.broken(part, told);
        }
        let missing = main.lacking(|id| main.is_on_last_page(id) || self.items.contains(&id));
        for (exchange, pointer) in missing {
            let told = finding(
                "item-lost-back",
                Place::body(exchange, pointer),
                words("this item on the way back too"),
                Actual::Absent,
                "The way back lacks an item of the way there.",
            );
            walk.broken(part.clone(), told);
        }
        walk.shown(part, count(self.items.len()), "the way back has no items");
    }
}

/// Whether a page says that it is the first of the list.
fn starts(page: &Page<'_>) -> bool {
    match &page.seen.contract.paging {
        Some(Paging::Cursor(form)) => {
            let back = form.back.as_ref();
            back.is_some_and(|b| is_end(page.seen, &b.end))
        }
        Some(Paging::Number(form)) => page.number == Some(form.first),
        None => true,
    }
}
