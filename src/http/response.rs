//! A response as it came over the wire.

use std::time::Duration;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Headers;

/// How the words begin that say that docproof itself stopped reading.
const OWN_LIMIT: &str = "docproof reads at most ";

/// How they begin where its time ran out.
const OUT_OF_TIME: &str = "the body had not ended after ";

/// How they begin where the connection was reset: by whom is not known.
const RESET: &str = "the connection was reset in mid-body";

/// A response: head as received, body as received (still in its content coding).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header fields as received.
    pub headers: Headers,
    /// The body after transfer decoding, before content decoding.
    #[serde(with = "super::body")]
    pub body: Bytes,
    /// Why the body ended before its framing said so (`None`: it is whole).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncated: Option<String>,
}

impl Response {
    /// The words for a body of which docproof itself read no more than `limit` bytes and kept the first `kept`.
    pub fn over_limit(limit: usize, kept: usize) -> String {
        let rest = if kept < limit {
            format!(", and keeps the first {kept} of a larger one")
        } else {
            String::new()
        };
        format!("{OWN_LIMIT}{limit} bytes of a body (body_limit){rest}")
    }

    /// The words for a body that had not ended when docproof's own time for an exchange was over.
    pub fn out_of_time(limit: Duration) -> String {
        let seconds = limit.as_secs_f64();
        format!("{OUT_OF_TIME}{seconds} s (time_limits.whole)")
    }

    /// The words for a body that the end of its connection cut off, no matter on which side; what the system says of it.
    pub fn reset(said: &str) -> String {
        format!("{RESET}: {said}")
    }

    /// Why the end of the body is missing, where that is no deviation of the service: docproof itself stopped reading, or the
    /// connection was reset. What was kept of it says nothing. A body that just ends too early is another matter.
    pub fn unread(&self) -> Option<&str> {
        let why = self.truncated.as_deref()?;
        let is_known = |start: &&str| why.starts_with(*start);
        let known = [OWN_LIMIT, OUT_OF_TIME, RESET];
        known.iter().any(is_known).then_some(why)
    }
}
