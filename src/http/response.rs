//! A response as it came over the wire.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Headers;

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
