//! The status is documented.

use super::checks::{Checks, finding, statuses};
use super::seen::Seen;
use crate::contract::StatusKey;
use crate::verdict::{Actual, Part, Place};

/// Statuses that stand for an outage or for too many requests: undocumented, they are noted and not held against
/// the endpoint.
const EXCUSED: &[u16] = &[429, 502, 503, 504];

/// Checks the status.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let status = seen.status();
    let past_limit = seen.contract.throttle.as_ref().map(|t| t.status);
    if seen.documented.is_some() || past_limit == Some(status) {
        checks.held(Part::Status(status), 1);
    } else if EXCUSED.contains(&status) {
        checks.note(format!("undocumented status {status}"));
    } else {
        let documented: Vec<u16> = seen
            .contract
            .responses
            .iter()
            .filter_map(|r| match r.status {
                StatusKey::Code(code) => Some(code),
                StatusKey::Class(_) | StatusKey::Default => None,
            })
            .collect();
        checks.broken(
            Part::Status(status),
            finding(
                "undocumented-status",
                Place::exchange(seen.index),
                statuses(&documented),
                Actual::Value(status.into()),
                "The document names no such status.",
            ),
        );
    }
}
