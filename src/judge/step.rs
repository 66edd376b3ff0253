//! One step of a case, judged while its exchanges come in.

use std::borrow::Cow;

use super::verdict::cause;
use crate::case::Walk;
use crate::check::{
    self, Checks, Count, Expectation, Filters, Limit, Related, Seen, Sorted, Unfiltered,
    fingerprint,
    paging::{self, Follow, Listing, WayBack},
};
use crate::contract::{Contract, Paging};
use crate::http::{DecodeError, Exchange, Leg, Reading, Request};
use crate::plan::{BoundStep, legs, without_request};
use crate::verdict::{Cause, Part};

/// What is known of a step so far. No body is kept: identities, digests and counts are.
#[derive(Debug)]
pub(super) struct StepJudge<'c> {
    contract: &'c Contract,
    bound: BoundStep,
    case: String,
    /// Findings that need several exchanges: they prove nothing where the data changed meanwhile.
    walk: Checks,
    main: Listing<'c>,
    sorted: Option<Vec<Sorted>>,
    back: WayBack,
    follow: Follow,
    filters: Filters,
    comparisons: Vec<Comparison<'c>>,
    limit: Limit,
    /// Digest of the first answer, and of its repetition.
    first: Option<u64>,
    changed: bool,
    /// What the last answer was, for a step that provokes something.
    provoked: Option<Checks>,
    last_main: Option<usize>,
    /// A page of the listing has no body that items could be read from.
    unread: bool,
    cause: Option<Cause>,
}

/// The listing without a parameter, beside the main one.
#[derive(Debug)]
struct Comparison<'c> {
    parameter: String,
    listing: Listing<'c>,
    sorted: Option<Vec<Sorted>>,
    unfiltered: Option<Unfiltered>,
    related: Option<Related>,
}

impl<'c> StepJudge<'c> {
    pub(super) fn new(contract: &'c Contract, case: String, bound: &BoundStep) -> Self {
        let walked = bound.walk != Walk::Single;
        let comparisons = bound.without.iter().map(|name| {
            let sent = bound.request.parameter(name);
            Comparison {
                parameter: name.clone(),
                listing: Listing::new(contract, walked),
                sorted: None,
                unfiltered: sent.and_then(|text| Unfiltered::of(contract, name, text)),
                related: sent.and_then(|text| Related::of(contract, name, text)),
            }
        });
        Self {
            contract,
            bound: bound.clone(),
            case,
            walk: Checks::new(),
            main: Listing::new(contract, walked),
            sorted: None,
            back: WayBack::default(),
            follow: Follow::default(),
            filters: Filters::default(),
            comparisons: comparisons.collect(),
            limit: Limit::default(),
            first: None,
            changed: false,
            provoked: None,
            last_main: None,
            unread: false,
            cause: None,
        }
    }

    /// Takes an exchange that is an answer: no later attempt replaced it.
    pub(super) fn observe(
        &mut self,
        leg: &Leg,
        index: usize,
        exchange: &Exchange,
        reading: &Reading,
        checks: &mut Checks,
    ) {
        let intent = self.bound.intent.clone();
        let asked = self.asked(leg, &exchange.request);
        let seen = Seen::of(self.contract, index, exchange, reading);
        let seen = seen.map(|s| Seen {
            request: &asked,
            ..s.knowing(&intent.access, &intent.lookup)
        });
        let cause = cause(self.contract, &self.bound, exchange).or_else(|| too_large(reading));
        if let Some(cause) = cause {
            self.cause.get_or_insert(cause);
            self.interrupt(leg);
            if let Some(seen) = seen {
                check::answer(&seen, checks);
            }
            return;
        }
        let Some(seen) = seen else {
            return;
        };
        check::answer(&seen, checks);
        if self.bound.intent.provokes.is_some() && matches!(leg, Leg::Main | Leg::Provoke) {
            self.limit.request(self.contract, index, exchange);
        }
        let past_limit = self.contract.throttle.as_ref().map(|t| t.status);
        if past_limit != Some(seen.status()) && *leg != Leg::PastEnd {
            check::access(
                &seen,
                &self.bound.intent.access,
                &self.bound.intent.lookup,
                &self.bound.status,
                checks,
            );
            if self.credentials_are_good() {
                check::lookup(&seen, &self.bound.intent.lookup, &self.bound.status, checks);
            }
        }
        self.filters.check(&seen, checks);
        check::expand(&seen, checks);
        if !matches!(leg, Leg::Main | Leg::Provoke) && seen.status() >= 500 {
            self.expectation().check(&seen, checks);
        }
        let linked = *leg == Leg::Back || (*leg == Leg::Main && self.last_main.is_some());
        if self.bound.walk == Walk::ByLinks && linked {
            self.follow.page(&seen, &mut self.walk);
        }
        match leg {
            Leg::Main => self.main_page(&seen, checks),
            Leg::Provoke => self.expect(&seen, checks),
            Leg::Back => self.page_back(&seen, checks),
            Leg::PastEnd => paging::past_end(&seen, &self.main, &mut self.walk),
            Leg::Without(name) => self.other_page(name, &seen, checks),
            Leg::Again => {
                self.changed |= self.first.is_some_and(|f| f != digest(&seen));
            }
        }
    }

    /// Tells what the exchanges show together, and why they prove nothing, if so.
    pub(super) fn finish(mut self, checks: &mut Checks) -> Option<Cause> {
        if let Some(provoked) = self.provoked.take() {
            checks.merge(provoked);
            self.limit.finish(self.contract, checks);
        }
        self.main.finish(&mut self.walk);
        for sorted in self.sorted.iter().flatten() {
            sorted.finish(&mut self.walk);
        }
        if self.bound.walk == Walk::ByLinks {
            self.follow.finish(self.main.is_whole(), &mut self.walk);
        }
        if legs(self.contract, &self.bound).contains(&Leg::Back) {
            self.back.finish(self.contract, &self.main, &mut self.walk);
        }
        for other in self.comparisons {
            other.listing.finish(&mut self.walk);
            for sorted in other.sorted.iter().flatten() {
                sorted.finish(&mut self.walk);
            }
            if let Some(unfiltered) = other.unfiltered {
                unfiltered.finish(&self.main, &other.listing, &mut self.walk);
            }
            if let Some(related) = other.related {
                related.finish(&self.main, &other.listing, &mut self.walk);
            }
        }
        if let (None, Some(exchange)) = (&self.cause, self.last_main) {
            let count = Count {
                exactly: self.bound.count,
                min: self.bound.min,
                max: self.bound.max,
            };
            let part = Part::Case(self.case);
            if self.unread && count != Count::default() {
                let why = "not checked: there is no body that items could be read from";
                self.walk.vacuous(part, why);
            } else {
                let items = self.main.seen_items();
                count.check(&part, exchange, items, &mut self.walk);
            }
        }
        if self.changed && self.walk.any_broken() {
            self.walk.excuse("the data changed meanwhile");
            self.cause.get_or_insert(Cause::DataChanged);
        }
        checks.merge(self.walk);
        self.cause
    }

    fn main_page(&mut self, seen: &Seen<'_>, checks: &mut Checks) {
        self.last_main = Some(seen.index);
        if self.first.is_none() && self.may_be_repeated() {
            self.first = Some(digest(seen));
        }
        self.expect(seen, checks);
        let is_readable = seen.value().is_some() || seen.is_bodiless();
        self.unread |= !seen.is_success() || !is_readable;
        if !seen.is_success() {
            return self.main.interrupt();
        }
        self.main.page(seen, checks, &mut self.walk);
        let asked = || Sorted::asked(self.contract, seen.request);
        for sorted in self.sorted.get_or_insert_with(asked) {
            sorted.page(seen, checks, &mut self.walk);
        }
        for other in &mut self.comparisons {
            if let Some(related) = &mut other.related {
                related.main_page(seen);
            }
        }
    }

    fn other_page(&mut self, name: &str, seen: &Seen<'_>, checks: &mut Checks) {
        let mut others = self.comparisons.iter_mut();
        let Some(other) = others.find(|c| c.parameter == name) else {
            return;
        };
        if !seen.is_success() {
            return other.listing.interrupt();
        }
        other.listing.page(seen, checks, &mut self.walk);
        let asked = || Sorted::asked(self.contract, seen.request);
        for sorted in other.sorted.get_or_insert_with(asked) {
            sorted.page(seen, checks, &mut self.walk);
        }
        if let Some(unfiltered) = &mut other.unfiltered {
            unfiltered.page(seen, &self.main);
        }
        if let Some(related) = &mut other.related {
            related.other_page(seen, &self.main);
        }
    }

    /// A page of the way back: within it the order is that of the whole list.
    fn page_back(&mut self, seen: &Seen<'_>, checks: &mut Checks) {
        self.back.page(seen, &self.main, checks, &mut self.walk);
        if seen.is_success() {
            for mut sorted in Sorted::asked(self.contract, seen.request) {
                sorted.page(seen, checks, &mut self.walk);
            }
        }
    }

    /// What a page is held to: the listing that the step asked for, at the place that this request asks for. A link of the
    /// service leads where it does, and every page behind it is still one of that listing.
    fn asked<'r>(&self, leg: &Leg, request: &'r Request) -> Cow<'r, Request> {
        let Some(Paging::Cursor(form)) = &self.contract.paging else {
            return Cow::Borrowed(request);
        };
        let own = match leg {
            Leg::Main | Leg::Back => &self.bound.request.query,
            Leg::Without(name) => &without_request(self.contract, &self.bound, name).query,
            Leg::PastEnd | Leg::Again | Leg::Provoke => return Cow::Borrowed(request),
        };
        let back = form.back.as_ref().map(|b| b.parameter.as_str());
        let is_cursor =
            |(name, _): &&(String, String)| *name == form.parameter || back == Some(name.as_str());
        let listing = own.iter().filter(|pair| !is_cursor(pair));
        let place = request.query.iter().filter(is_cursor);
        let query: Vec<_> = listing.chain(place).cloned().collect();
        if query.len() == request.query.len() && query.iter().all(|p| request.query.contains(p)) {
            return Cow::Borrowed(request);
        }
        let asked = request.clone();
        Cow::Owned(Request { query, ..asked })
    }

    /// Checks what the case expects. Of a step that provokes something, only the last answer counts.
    fn expect(&mut self, seen: &Seen<'_>, checks: &mut Checks) {
        if self.bound.intent.provokes.is_some() {
            let mut last = Checks::new();
            self.expectation().check(seen, &mut last);
            self.provoked = Some(last);
        } else {
            self.expectation().check(seen, checks);
        }
    }

    fn expectation(&self) -> Expectation<'_> {
        Expectation {
            case: &self.case,
            status: &self.bound.status,
            body: self.bound.body.as_ref(),
            each: self.bound.each.as_ref(),
            headers: &self.bound.headers,
        }
    }

    fn interrupt(&mut self, leg: &Leg) {
        match leg {
            Leg::Main => self.main.interrupt(),
            Leg::Back => self.back.interrupt(),
            Leg::Without(name) => {
                let mut others = self.comparisons.iter_mut();
                if let Some(other) = others.find(|c| c.parameter == *name) {
                    other.listing.interrupt();
                }
            }
            Leg::PastEnd | Leg::Again | Leg::Provoke => {}
        }
    }

    fn credentials_are_good(&self) -> bool {
        let mut states = self.bound.intent.access.iter();
        states.all(|(_, s)| *s == crate::verdict::AccessState::Given)
    }

    fn may_be_repeated(&self) -> bool {
        self.bound.walk != Walk::Single || !self.bound.without.is_empty()
    }
}

/// A body that is larger than docproof reads once its coding is undone.
fn too_large(reading: &Reading) -> Option<Cause> {
    let error = reading.decoded.as_ref().err()?;
    matches!(error, DecodeError::TooLarge(_)).then(|| Cause::Unread(error.to_string()))
}

/// What tells whether the data changed: the status, and the items or else the body.
fn digest(seen: &Seen<'_>) -> u64 {
    let items = seen.items().map(|items| items.iter().map(fingerprint));
    let content = match (items, seen.value()) {
        (Some(items), _) => items.map(serde_json::Value::from).collect(),
        (None, Some(value)) => value.clone(),
        (None, None) => serde_json::Value::from(seen.response.body.as_ref()),
    };
    fingerprint(&serde_json::json!([seen.status(), content]))
}
