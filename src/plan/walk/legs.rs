//! The parts of a step, and the request that each starts with.

use super::ask::with_query;
use crate::case::Walk;
use crate::contract::{Contract, Location, Paging};
use crate::http::{Leg, Request};
use crate::plan::BoundStep;

/// The legs of a step, in the order in which they are run: its own pages, the way back or the page past the end, each
/// listing to compare with, and the first request again, which shows whether the data changed meanwhile. A step that
/// provokes throttling has only that leg, whose last answer is the one that the case expects. Where the main leg had one page and nothing is compared, `Again` may be left out.
pub fn legs(contract: &Contract, bound: &BoundStep) -> Vec<Leg> {
    if bound.intent.provokes.is_some() {
        return vec![Leg::Provoke];
    }
    let mut legs = vec![Leg::Main];
    match bound.walk {
        Walk::ThereAndBack => legs.push(Leg::Back),
        Walk::ByLinks if links_back(contract) => legs.push(Leg::Back),
        Walk::PastEnd => legs.push(Leg::PastEnd),
        Walk::Single | Walk::Forward | Walk::ByLinks => {}
    }
    legs.extend(bound.without.iter().cloned().map(Leg::Without));
    if bound.walk != Walk::Single || !bound.without.is_empty() {
        legs.push(Leg::Again);
    }
    legs
}

/// Whether pages link to the page before them.
pub(super) fn links_back(contract: &Contract) -> bool {
    match &contract.paging {
        Some(Paging::Cursor(paging)) => paging.back.as_ref().is_some_and(|b| b.link.is_some()),
        _ => false,
    }
}

/// The request that a leg starts with. `Back` and `PastEnd` have none: their first request follows from the main leg's
/// last page, so [`super::Walker::next`] is asked with that.
pub fn opening(contract: &Contract, bound: &BoundStep, leg: &Leg) -> Option<Request> {
    match leg {
        Leg::Main | Leg::Again | Leg::Provoke => Some(bound.request.clone()),
        Leg::Without(parameter) => Some(without_request(contract, bound, parameter)),
        Leg::Back | Leg::PastEnd => None,
    }
}

/// The step's request without a query or header parameter.
pub fn without_request(contract: &Contract, bound: &BoundStep, parameter: &str) -> Request {
    if contract
        .parameter(parameter)
        .is_some_and(|p| p.location == Location::Header)
    {
        let mut request = bound.request.clone();
        request.headers.remove(parameter);
        return request;
    }
    with_query(&bound.request, parameter, None)
}
