//! What the mock answers, before it becomes bytes on a wire.

use bytes::Bytes;
use serde_json::Value;

use super::paging::Page;
use crate::http::Headers;
use crate::verdict::LookupState;

/// An answer of the mock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header fields. Message framing is the server's business.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// A plain text, for what no contract speaks of.
    pub(super) fn plain(status: u16, text: &str) -> Self {
        let headers = [("Content-Type", "text/plain; charset=utf-8")];
        Self {
            status,
            headers: headers.into_iter().collect(),
            body: Bytes::copy_from_slice(text.as_bytes()),
        }
    }
}

/// An answer in the making: the body is still a value.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The status code.
    pub(super) status: u16,
    /// Header fields.
    pub(super) headers: Headers,
    /// The body, where there is one.
    pub(super) body: Option<Value>,
    /// Bytes that stand for the body, where it is no JSON of the contract's.
    pub(super) raw: Option<Vec<u8>>,
    /// The state of the identifier that it is the answer to, where that is what it answers.
    pub(super) lost: Option<LookupState>,
    /// The page that it is, where it is one.
    pub(super) page: Option<Page>,
}
