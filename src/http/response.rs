//! A response as it came over the wire.

use bytes::Bytes;

use super::Headers;

/// A response: head as received, body as received (still in its content coding).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Header fields as received.
    pub headers: Headers,
    /// The body after transfer decoding, before content decoding.
    pub body: Bytes,
    /// Why the body ended before its framing said so (`None`: it is whole).
    pub truncated: Option<String>,
}
