//! One leg of a step, request by request.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{cursor, number};
use crate::case::Walk;
use crate::contract::{Back, Contract, NumberPaging, Paging, PastEnd, Throttle, ThrottleScope};
use crate::http::{Leg, Request, Scope};
use crate::plan::BoundStep;

/// The pages after which a leg stops, however many there are.
pub const MAX_PAGES: u64 = 10_000;

/// What to do next in a leg.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Ask this.
    Request(Leg, Request),
    /// The leg is done.
    Done,
    /// The leg cannot go on, or must not; why.
    Stop(String),
}

/// Whether a list goes on behind a page.
#[derive(Debug, PartialEq)]
pub(super) enum Onward {
    /// The list goes on with this request.
    Ask(Request),
    /// The list ends here.
    End,
}

/// A leg being run. It holds no page: only what the next request follows from.
#[derive(Debug)]
pub struct Walker<'a> {
    contract: &'a Contract,
    bound: &'a BoundStep,
    leg: Leg,
    answers: u64,
    limit: u64,
    forward: number::Forward,
    cursors: cursor::Cursors,
}

impl<'a> Walker<'a> {
    /// Starts a leg. Its first request is [`super::opening`]'s.
    pub fn new(contract: &'a Contract, bound: &'a BoundStep, leg: Leg) -> Self {
        Self {
            contract,
            bound,
            leg,
            answers: 0,
            limit: MAX_PAGES,
            forward: number::Forward::default(),
            cursors: cursor::Cursors::default(),
        }
    }

    /// Stops after so many pages.
    #[must_use]
    pub fn at_most(mut self, pages: u64) -> Self {
        self.limit = pages;
        self
    }

    /// What to ask after this answer: the latest of the leg, or for the first request of `Back` and `PastEnd` the last of
    /// the main leg. `None` for an answer that did not come.
    pub fn next(&mut self, request: &Request, scope: Option<&Scope<'_>>) -> Next {
        let first = self.answers == 0;
        self.answers += 1;
        let Some(scope) = scope else {
            return Next::Stop("there is no answer to go on from".to_owned());
        };
        match &self.leg {
            Leg::Main | Leg::Without(_) if self.bound.walk == Walk::Single => Next::Done,
            Leg::Main | Leg::Without(_) => self.page(first, request, scope),
            Leg::Back => self.back(request, scope),
            Leg::PastEnd if first => self.past_end(request),
            Leg::PastEnd | Leg::Again => Next::Done,
            Leg::Provoke => self.provoke(request, scope),
        }
    }

    fn page(&mut self, first: bool, request: &Request, scope: &Scope<'_>) -> Next {
        if !is_success(scope.status) {
            return match &self.contract.paging {
                Some(Paging::Number(paging))
                    if !first && number::is_past_end(paging, scope.status) =>
                {
                    Next::Done
                }
                _ => not_a_page(scope.status),
            };
        }
        let onward = match &self.contract.paging {
            None => Err("the contract knows no pages".to_owned()),
            Some(Paging::Number(paging)) => {
                self.forward.after(self.contract, paging, request, scope)
            }
            Some(Paging::Cursor(paging)) => match (self.bound.walk, &paging.next, &self.leg) {
                (Walk::ByLinks, Some(next), Leg::Main) => {
                    self.cursors
                        .link(self.contract, &paging.end, next, request, scope)
                }
                _ => self.cursors.after(self.contract, paging, request, scope),
            },
        };
        self.told(onward)
    }

    fn back(&mut self, request: &Request, scope: &Scope<'_>) -> Next {
        if !is_success(scope.status) {
            return not_a_page(scope.status);
        }
        let onward = match &self.contract.paging {
            Some(Paging::Number(paging)) => {
                number::before(self.contract, paging, &self.bound.request, request)
            }
            Some(Paging::Cursor(paging)) => match (self.bound.walk, &paging.back) {
                (
                    Walk::ByLinks,
                    Some(Back {
                        end,
                        link: Some(link),
                        ..
                    }),
                ) => self.cursors.link(self.contract, end, link, request, scope),
                _ => self.cursors.before(self.contract, paging, request, scope),
            },
            None => Err("the contract knows no pages".to_owned()),
        };
        self.told(onward)
    }

    fn past_end(&self, request: &Request) -> Next {
        let onward = match &self.contract.paging {
            Some(Paging::Number(paging)) => self.beyond(paging, request),
            _ => Err("only pages with numbers have one past the end".to_owned()),
        };
        self.told(onward.map(Onward::Ask))
    }

    /// The page after the last; where the last page itself comes back for a greater number than there are pages, one
    /// further, because counted from zero the number after the last page's is the number of pages, not a greater one.
    fn beyond(&self, paging: &NumberPaging, request: &Request) -> Result<Request, String> {
        let next = number::following(self.contract, paging, request)?;
        match paging.past_end {
            Some(PastEnd::LastPage) => number::following(self.contract, paging, &next),
            _ => Ok(next),
        }
    }

    fn provoke(&self, request: &Request, scope: &Scope<'_>) -> Next {
        let Some(throttle) = &self.contract.throttle else {
            return Next::Stop("the contract knows no limit".to_owned());
        };
        match largest_limit(throttle) {
            _ if scope.status == throttle.status => Next::Done,
            None => {
                Next::Stop("the contract does not say how many requests are allowed".to_owned())
            }
            Some(limit) if self.answers > limit => Next::Done,
            Some(_) => Next::Request(self.leg.clone(), request.clone()),
        }
    }

    fn told(&self, onward: Result<Onward, String>) -> Next {
        match onward {
            Ok(Onward::End) => Next::Done,
            Ok(Onward::Ask(_)) if self.answers >= self.limit => {
                Next::Stop(format!("there are more than {} pages", self.limit))
            }
            Ok(Onward::Ask(request)) => Next::Request(self.leg.clone(), request),
            Err(why) => Next::Stop(why),
        }
    }
}

/// How many requests a step sends at most that provokes throttling: the one past the largest limit is its last.
pub fn most_provoked(contract: &Contract) -> u64 {
    let largest = contract.throttle.as_ref().and_then(largest_limit);
    largest.map_or(1, |limit| limit.saturating_add(1))
}

/// The largest number of requests that one client is allowed, or anybody where no limit is a client's.
fn largest_limit(throttle: &Throttle) -> Option<u64> {
    let largest = |own: bool| {
        let limits = throttle
            .limits
            .iter()
            .filter(|l| (l.per == ThrottleScope::Client) == own);
        limits.filter_map(|l| l.requests).max().map(u64::from)
    };
    largest(true).or_else(|| largest(false))
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

fn not_a_page(status: u16) -> Next {
    Next::Stop(format!("status {status} is no page to go on from"))
}

/// A short stand-in for something that is only compared.
pub(super) fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
