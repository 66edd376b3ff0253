//! Throttling on request: only requests that ask to be counted are ever throttled.

use super::manner::{Manner, Manners};
use crate::contract::{Throttle, ThrottleLimit, ThrottleScope};
use crate::http::Request;

/// The header field by which a case asks for throttling: `throttle; key=K`.
pub(super) const PROVOKE: &str = "Docproof-Provoke";

/// How long a throttled client is told to wait, in seconds.
pub(super) const RETRY_AFTER: &str = "1";

/// The key under which a request asks to be counted.
pub(super) fn key(request: &Request) -> Option<&str> {
    let (what, rest) = request.headers.get(PROVOKE)?.split_once(';')?;
    let key = rest.trim().strip_prefix("key=")?;
    (what.trim() == "throttle").then_some(key)
}

/// Whether the request with this number under its key is past the largest limit of one client.
pub(super) fn is_past(throttle: &Throttle, manners: &Manners, provoked: u32) -> bool {
    let earlier = manners.find(|m| {
        if let Manner::ThrottledAfter(n) = m {
            Some(*n)
        } else {
            None
        }
    });
    let per_client = |l: &&ThrottleLimit| l.per == ThrottleScope::Client;
    let of_clients = throttle
        .limits
        .iter()
        .filter(per_client)
        .filter_map(|l| l.requests)
        .max();
    let of_any = throttle.limits.iter().filter_map(|l| l.requests).max();
    provoked > earlier.or(of_clients).or(of_any).unwrap_or(1)
}
