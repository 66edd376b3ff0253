//! The answer past the limit, and whether the limit is kept.

use super::checks::{Checks, finding, statuses, words};
use super::seen::Seen;
use crate::contract::{Contract, Throttle, ThrottleLimit, ThrottleScope};
use crate::http::Exchange;
use crate::verdict::{Actual, Part, Place, ThrottleAspect};

/// Checks an answer that has the status of throttling.
pub(super) fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let Some(form) = &seen.contract.throttle else {
        return;
    };
    if seen.status() != form.status {
        return;
    }
    checks.held(Part::Throttle(ThrottleAspect::Status), 1);
    if !form.retry_after {
        return;
    }
    let part = Part::Throttle(ThrottleAspect::RetryAfter);
    let (rule, actual, message) = match seen.headers().get("retry-after") {
        Some(text) if is_readable(text) => return checks.held(part, 1),
        Some(text) => (
            "unreadable-retry-after",
            Actual::Value(text.into()),
            "The field tells no client how long to wait.",
        ),
        None => (
            "missing-retry-after",
            Actual::Absent,
            "The answer does not say how long to wait.",
        ),
    };
    let place = Place::header(seen.index, "Retry-After");
    let expected = words("seconds or a date");
    checks.broken(part, finding(rule, place, expected, actual, message));
}

/// The limit that one client can pass, and how many requests it allows.
fn first_limit(form: &Throttle) -> Option<(&ThrottleLimit, u64)> {
    let mut limits = form.limits.iter().filter(|l| l.per != ThrottleScope::All);
    limits.find_map(|l| Some((l, u64::from(l.requests?))))
}

/// Seconds from zero, or a date of HTTP (RFC 9110, 10.2.3).
fn is_readable(text: &str) -> bool {
    let seconds = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    seconds || httpdate::parse_http_date(text).is_ok()
}

/// The requests of a step that provokes throttling.
#[derive(Debug, Default)]
pub struct Limit {
    /// When each was sent that was answered within the limit, in milliseconds.
    within: Vec<u64>,
    /// The first answer past the limit.
    passed: Option<usize>,
    last: Option<usize>,
    /// The first answer behind the limit that is neither a success nor what the document has: exchange and status.
    other: Option<(usize, u16)>,
}

impl Limit {
    /// Counts one of the requests.
    pub fn request(&mut self, contract: &Contract, index: usize, exchange: &Exchange) {
        let (Some(form), Some(response)) = (&contract.throttle, exchange.response()) else {
            return;
        };
        self.last = Some(index);
        let spent = first_limit(form)
            .is_some_and(|(_, most)| super::checks::count(self.within.len()) >= most);
        if spent
            && self.passed.is_none()
            && response.status != form.status
            && response.status >= 400
        {
            self.other.get_or_insert((index, response.status));
        }
        if response.status == form.status {
            self.passed.get_or_insert(index);
        } else if self.passed.is_none() {
            self.within.push(exchange.at_ms);
        }
    }

    /// Tells whether the limit was kept.
    ///
    /// A limit of so many requests in so many seconds may be counted in fixed windows, two of which may meet in the
    /// midst of the requests: only more than twice the limit within one such time is past it under every reading.
    pub fn finish(&self, contract: &Contract, checks: &mut Checks) {
        let (Some(form), Some(last)) = (&contract.throttle, self.last) else {
            return;
        };
        let Some((limit, most)) = first_limit(form) else {
            return;
        };
        if let Some((index, status)) = self.other {
            let told = finding(
                "past-limit-status",
                Place::exchange(index),
                statuses(&[form.status]),
                Actual::Value(status.into()),
                "A request past the limit is refused with another status than the document has.",
            );
            checks.broken(Part::Throttle(ThrottleAspect::Status), told);
        }
        let part = Part::Throttle(ThrottleAspect::Limit);
        let densest = self.densest(limit);
        if densest > most.saturating_mul(2) || (self.passed.is_none() && densest > most) {
            let told = finding(
                "limit-not-kept",
                Place::exchange(self.passed.unwrap_or(last)),
                words(format!("at most {most} in {} seconds", limit.seconds)),
                Actual::Value(densest.into()),
                "More requests were answered than the documented limit allows.",
            );
            checks.broken(part, told);
        } else if self.passed.is_none() {
            checks.vacuous(part, "the limit was not passed");
        } else if densest < most {
            checks.vacuous(part, "others may have used up the rest of the limit");
        } else {
            checks.held(part, 1);
        }
    }

    /// The most requests within the limit's seconds.
    fn densest(&self, limit: &ThrottleLimit) -> u64 {
        let window = u64::from(limit.seconds) * 1000;
        let mut start = 0;
        let mut densest = 0;
        for (end, at) in self.within.iter().enumerate() {
            while self
                .within
                .get(start)
                .is_some_and(|s| at.saturating_sub(*s) >= window)
            {
                start += 1;
            }
            densest = densest.max(end + 1 - start);
        }
        super::checks::count(densest)
    }
}
