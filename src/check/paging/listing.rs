//! A listing as its pages come in: which items it had, whether it is whole, and every rule of paging.

use std::collections::{HashMap, HashSet};

use super::cursor::Cursors;
use super::ends::Ends;
use super::page::{Page, is_exact, total_of};
use super::size::Sizes;
use super::totals::Totals;
use super::{links, reported, start};
use crate::check::checks::{Checks, count, finding, words};
use crate::check::identity;
use crate::check::seen::Seen;
use crate::contract::{Contract, Paging};
use crate::verdict::{Actual, Aspect, Part, Place};

/// The pages of one walk, or the one answer of a step that does not walk.
#[derive(Debug)]
pub struct Listing<'c> {
    contract: &'c Contract,
    walked: bool,
    /// Identity, and where the item was seen: exchange and position.
    items: HashMap<u64, (u32, u32)>,
    seen_items: u64,
    /// Items without an identity that are like one seen before: they may be others.
    twins: u64,
    pages: u64,
    filled_pages: u64,
    /// The first page was the list's first.
    from_start: bool,
    /// Something interrupted the walk, or a page was left out.
    cut: bool,
    last: Option<Last>,
    sizes: Sizes,
    totals: Totals,
    ends: Ends,
    cursors: Cursors,
}

#[derive(Debug)]
struct Last {
    exchange: usize,
    ends: Option<bool>,
    number: Option<u64>,
    total: Option<u64>,
    items: HashSet<u64>,
}

impl<'c> Listing<'c> {
    /// A listing without pages yet. `walked`: every page to the end is asked for.
    pub fn new(contract: &'c Contract, walked: bool) -> Self {
        Self {
            contract,
            walked,
            items: HashMap::new(),
            seen_items: 0,
            twins: 0,
            pages: 0,
            filled_pages: 0,
            from_start: false,
            cut: false,
            last: None,
            sizes: Sizes::default(),
            totals: Totals::default(),
            ends: Ends::default(),
            cursors: Cursors::default(),
        }
    }

    /// Takes the next page. What a page shows alone goes to `checks`, what it shows beside the others to `walk`.
    pub fn page(&mut self, seen: &Seen<'_>, checks: &mut Checks, walk: &mut Checks) {
        let Some(page) = Page::of(seen) else {
            self.cut = true;
            return;
        };
        let first = self.pages == 0;
        if first {
            self.from_start = self.is_first(&page);
            if self.from_start {
                start::check_first(&page, checks);
            }
        } else if self.skips(&page) {
            self.cut = true;
        }
        if self.from_start && self.filled_pages > 0 {
            start::check(&page, walk);
        }
        self.pages += 1;
        self.filled_pages += u64::from(!page.is_empty());
        self.unique(&page, checks, walk);
        self.seen_items += page.len();
        if self.contract.paging.is_some() {
            let known = count(self.items.len());
            reported::check(&page, checks);
            links::check(&page, checks);
            self.sizes.page(&page, checks, walk);
            self.totals
                .page(&page, known, self.from_start, checks, walk);
            self.ends.page(&page, checks, walk);
            self.cursors.page(&page, checks, walk);
        }
        self.last = Some(Last {
            exchange: seen.index,
            ends: page.ends,
            number: page.number,
            total: page.total,
            items: page.ids.into_iter().collect(),
        });
    }

    /// Something other than a page came, or nothing at all: the listing is not whole.
    pub fn interrupt(&mut self) {
        self.cut = true;
    }

    /// Tells what the pages show together.
    pub fn finish(&self, walk: &mut Checks) {
        if self.contract.paging.is_none() || self.pages == 0 {
            return;
        }
        let unique = Part::Paging(Aspect::Unique);
        if self.filled_pages >= 2 && self.seen_items >= 2 && self.has_identity() {
            walk.held(unique, self.seen_items);
        } else {
            walk.vacuous(unique, "there were not two pages with items");
        }
        let whole = self.walked && self.is_whole();
        self.complete(whole, walk);
        let known = self.known();
        self.sizes.finish(self.contract, walk);
        self.totals
            .finish(self.contract, known, self.filled_pages, whole, walk);
        let ended = self.walked && !self.cut;
        self.ends.finish(self.contract, ended, walk);
        self.cursors.finish(self.contract, walk);
    }

    /// Whether an item was seen.
    pub fn has(&self, id: u64) -> bool {
        self.items.contains_key(&id)
    }

    /// How many items came, the same one every time.
    pub fn seen_items(&self) -> u64 {
        self.seen_items
    }

    /// How many pages came.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// Whether every item of the list was seen: from the first page to one that ends it, none left out.
    pub fn is_whole(&self) -> bool {
        let Some(last) = self.last.as_ref().filter(|_| self.from_start && !self.cut) else {
            return false;
        };
        let exact = is_exact(self.contract.paging.as_ref().and_then(total_of));
        let counted = exact && last.total.is_some_and(|t| t <= self.known());
        last.ends == Some(true) || (last.ends.is_none() && counted)
    }

    /// Whether an item is on the last page.
    pub fn is_on_last_page(&self, id: u64) -> bool {
        self.last.as_ref().is_some_and(|l| l.items.contains(&id))
    }

    /// The different items of the last page.
    pub fn items_of_last_page(&self) -> Option<&HashSet<u64>> {
        self.last.as_ref().map(|l| &l.items)
    }

    /// The items that another listing lacks: exchange and pointer of each, in order.
    pub fn beyond(&self, other: &Self) -> Vec<(usize, String)> {
        self.lacking(|id| other.has(id))
    }

    /// The items that something lacks: exchange and pointer of each, in order.
    pub fn lacking(&self, has: impl Fn(u64) -> bool) -> Vec<(usize, String)> {
        let lacking = self.items.iter().filter(|(id, _)| !has(**id));
        let mut places: Vec<_> = lacking.map(|(_, place)| *place).collect();
        places.sort_unstable();
        let at = self.contract.items.as_ref().map_or("", |i| i.at.as_str());
        places
            .into_iter()
            .map(|(exchange, index)| {
                let exchange = usize::try_from(exchange).unwrap_or(usize::MAX);
                (exchange, format!("{at}/{index}"))
            })
            .collect()
    }

    /// The different items; every one where nothing identifies them.
    fn known(&self) -> u64 {
        if self.has_identity() {
            count(self.items.len()) + self.twins
        } else {
            self.seen_items
        }
    }

    fn has_identity(&self) -> bool {
        let form = self.contract.items.as_ref();
        form.is_some_and(|i| !i.identity.is_empty())
    }

    fn is_first(&self, page: &Page<'_>) -> bool {
        match &self.contract.paging {
            None => true,
            Some(Paging::Number(form)) => page.number == Some(form.first),
            Some(Paging::Cursor(form)) => {
                let sent = |name: &str| page.seen.request.parameter(name).is_some();
                let back = form.back.as_ref().is_some_and(|b| sent(&b.parameter));
                !sent(&form.parameter) && !back
            }
        }
    }

    fn skips(&self, page: &Page<'_>) -> bool {
        let before = self.last.as_ref().and_then(|l| l.number);
        match (before, page.number) {
            (Some(before), Some(number)) => before.checked_add(1) != Some(number),
            _ => false,
        }
    }

    fn unique(&mut self, page: &Page<'_>, checks: &mut Checks, walk: &mut Checks) {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let exchange = narrow(page.seen.index);
        let judged = self.contract.paging.is_some() && self.has_identity();
        for (index, id) in page.ids.iter().enumerate() {
            let here = (exchange, narrow(index));
            let earlier = match self.items.entry(*id) {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(here);
                    continue;
                }
                std::collections::hash_map::Entry::Occupied(taken) => *taken.get(),
            };
            let (Some(form), Some(item)) = (&self.contract.items, page.items.get(index)) else {
                continue;
            };
            let twin = identity::is_anonymous(form, item);
            self.twins += u64::from(twin);
            if judged && !twin {
                let told = finding(
                    "duplicate-item",
                    Place::body(page.seen.index, page.seen.item_pointer(index)),
                    words("each item once"),
                    Actual::Value(identity::value_of(form, item)),
                    &format!("The item was there before, in exchange {}.", earlier.0),
                );
                let same_page = earlier.0 == exchange;
                let target = if same_page { &mut *checks } else { &mut *walk };
                target.broken(Part::Paging(Aspect::Unique), told);
            }
        }
    }

    fn complete(&self, whole: bool, walk: &mut Checks) {
        let part = Part::Paging(Aspect::Complete);
        let form = self.contract.paging.as_ref().and_then(total_of);
        let Some(last) = self.last.as_ref().filter(|_| is_exact(form)) else {
            return;
        };
        let Some(total) = last.total.filter(|_| whole) else {
            return walk.vacuous(part, "the walk is not whole or no total was reported");
        };
        let known = self.known();
        if known == total {
            return walk.shown(part, known, "the list is empty");
        }
        let (rule, message) = if known < total {
            (
                "items-lost",
                "The walk has fewer items than the total says.",
            )
        } else {
            (
                "items-beyond-total",
                "The walk has more items than the total says.",
            )
        };
        let told = finding(
            rule,
            Place::exchange(last.exchange),
            crate::verdict::Expected::Value(total.into()),
            Actual::Value(known.into()),
            message,
        );
        walk.broken(part, told);
    }
}
