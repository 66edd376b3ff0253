//! A response as it came over the wire.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Headers;

/// How the words begin that say that docproof itself stopped reading.
const OWN_LIMIT: &str = "docproof reads at most ";

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
        format!("{OWN_LIMIT}{limit} bytes of a body{rest}")
    }

    /// Whether docproof itself stopped reading the body: that is no fault of the server, and what was kept says nothing.
    pub fn is_over_limit(&self) -> bool {
        let why = self.truncated.as_deref();
        why.is_some_and(|why| why.starts_with(OWN_LIMIT))
    }
}
