//! How many requests a listing takes, from what is known of it before it is asked for.

use std::collections::HashMap;
use std::ops::Add;

use super::BoundStep;
use crate::contract::{
    Contract, CursorPaging, Effect, Means, NumberPaging, PageSize, Paging, SetRelation,
};
use crate::http::Request;

/// At least so many, and at most so many where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub least: u64,
    /// At most; `None` where the server decides.
    pub most: Option<u64>,
}

impl Range {
    /// So many.
    pub fn exactly(number: u64) -> Self {
        Self {
            least: number,
            most: Some(number),
        }
    }

    /// Whether a number lies in it.
    pub fn holds(self, number: u64) -> bool {
        self.least <= number && self.most.is_none_or(|most| number <= most)
    }

    pub(super) fn less(self, number: u64) -> Self {
        Self {
            least: self.least.saturating_sub(number),
            most: self.most.map(|most| most.saturating_sub(number)),
        }
    }
}

impl Add for Range {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let most = self.most.zip(other.most);
        Self {
            least: self.least.saturating_add(other.least),
            most: most.map(|(a, b)| a.saturating_add(b)),
        }
    }
}

/// How many items listings have, as cases tell that expect a number.
#[derive(Debug, Default)]
pub(super) struct Counts(HashMap<Listing, u64>);

/// What chooses a listing: parameters of the path and the query, those left out that only cut it into pages or order it.
type Listing = (Vec<(String, String)>, Vec<(String, String)>);

impl Counts {
    /// Learns from a step that expects so many items.
    pub(super) fn learn(&mut self, contract: &Contract, step: &BoundStep) {
        if let (Some(count), true) = (step.count, begins_at_first(contract, &step.request)) {
            self.0.insert(listing(contract, &step.request), count);
        }
    }

    /// How many items the listing of a request has.
    pub(super) fn of(&self, contract: &Contract, request: &Request) -> Range {
        let mut key = listing(contract, request);
        if let Some(count) = self.0.get(&key) {
            return Range::exactly(*count);
        }
        // Without a filter there are no fewer.
        let filters = |name: &str| {
            let effect = contract.parameter(name).and_then(|p| p.effect.as_ref());
            matches!(effect, Some(Effect::Filter(_)))
        };
        key.1.retain(|(name, _)| !filters(name));
        Range {
            least: 0,
            most: self.0.get(&key).copied(),
        }
    }

    /// How many items the main listing of a step has, its own expectation included.
    pub(super) fn of_main(&self, contract: &Contract, step: &BoundStep) -> Range {
        if let Some(count) = step.count {
            return Range::exactly(count);
        }
        let known = self.of(contract, &step.request);
        let most = [known.most, step.max].into_iter().flatten().min();
        Range {
            least: known.least.max(step.min.unwrap_or(0)),
            most,
        }
    }
}

/// The requests of a walk over a listing of so many items.
pub(super) fn pages(contract: &Contract, request: &Request, items: Range) -> Range {
    match &contract.paging {
        None => Range::exactly(1),
        Some(Paging::Number(paging)) => numbered(contract, paging, request, items),
        Some(Paging::Cursor(paging)) => by_cursor(paging, request, items),
    }
}

fn numbered(contract: &Contract, paging: &NumberPaging, request: &Request, items: Range) -> Range {
    if !begins_at_first(contract, request) {
        return Range {
            least: 1,
            most: items.most.map(|most| most.saturating_add(1)),
        };
    }
    let told = paging.last.is_some() || paging.pages.is_some() || paging.total.is_some();
    // Where nothing says that a page is the last, an empty page does.
    let beyond = u64::from(!told);
    let size = size(paging.size.as_ref(), request);
    let exact = paging
        .size
        .as_ref()
        .is_some_and(|s| s.means == Means::Exact);
    Range {
        least: size.map_or(1, |size| items.least.div_ceil(size)).max(1),
        most: items.most.map(|most| match size.filter(|_| exact) {
            Some(size) => most.div_ceil(size).max(1) + beyond,
            None => most.max(1) + beyond,
        }),
    }
}

fn by_cursor(paging: &CursorPaging, request: &Request, items: Range) -> Range {
    let size = size(paging.size.as_ref(), request);
    let given = [
        Some(paging.parameter.as_str()),
        paging.back.as_ref().map(|b| b.parameter.as_str()),
    ];
    let from_start = given
        .into_iter()
        .flatten()
        .all(|name| request.query_parameter(name).is_none());
    Range {
        least: match size.filter(|_| from_start) {
            Some(size) => items.least.div_ceil(size).max(1),
            None => 1,
        },
        // The last page may be empty; the others only where the document lets them.
        most: match size.filter(|_| !paging.short_pages) {
            _ if paging.empty_pages => None,
            Some(size) => items.most.map(|most| most.div_ceil(size) + 1),
            None => items.most.map(|most| most.saturating_add(1)),
        },
    }
}

/// The largest size of a page that a request can be answered with.
fn size(size: Option<&PageSize>, request: &Request) -> Option<u64> {
    let size = size?;
    let asked = size
        .parameter
        .as_ref()
        .and_then(|name| request.parameter(name));
    let known = match asked {
        Some(asked) => asked.parse().ok(),
        None => size.default,
    };
    let known = match (known, size.maximum) {
        (Some(known), Some(most)) => Some(most.min(known)),
        (known, most) => known.or(most),
    };
    known.filter(|size| *size > 0)
}

fn begins_at_first(contract: &Contract, request: &Request) -> bool {
    let Some(Paging::Number(paging)) = &contract.paging else {
        return true;
    };
    let page = request.parameter(&paging.parameter);
    page.is_none_or(|page| page.parse() == Ok(paging.first))
}

fn listing(contract: &Contract, request: &Request) -> Listing {
    let cuts: Vec<&str> = match &contract.paging {
        None => Vec::new(),
        Some(Paging::Number(paging)) => {
            let size = paging.size.as_ref().and_then(|s| s.parameter.as_deref());
            [Some(paging.parameter.as_str()), size]
                .into_iter()
                .flatten()
                .collect()
        }
        Some(Paging::Cursor(paging)) => {
            let size = paging.size.as_ref().and_then(|s| s.parameter.as_deref());
            let back = paging.back.as_ref().map(|b| b.parameter.as_str());
            [Some(paging.parameter.as_str()), size, back]
                .into_iter()
                .flatten()
                .collect()
        }
    };
    let chooses = |name: &str| {
        let effect = contract.parameter(name).and_then(|p| p.effect.as_ref());
        let same = match effect {
            Some(Effect::Order(_) | Effect::Expand(_)) => true,
            Some(Effect::Relation(all)) => {
                !all.is_empty() && all.iter().all(|r| r.items == Some(SetRelation::Same))
            }
            _ => false,
        };
        !cuts.contains(&name) && !same
    };
    let kept = |pairs: &[(String, String)]| {
        let mut kept: Vec<(String, String)> = pairs
            .iter()
            .filter(|(name, _)| chooses(name))
            .cloned()
            .collect();
        kept.sort();
        kept
    };
    (kept(&request.path), kept(&request.query))
}
