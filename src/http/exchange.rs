//! One request with its response or transport failure, and the exchanges of a case.

use serde::{Deserialize, Serialize};

use super::{Request, Response};

/// One attempt at a request.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back, or why no response head did.
    pub outcome: Result<Response, TransportError>,
    /// When the request was sent, in milliseconds since the run began.
    pub at_ms: u64,
    /// How long until the body's end, in microseconds.
    pub took_us: u64,
}

/// No response head arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportError {
    /// Which kind of trouble.
    pub kind: TransportKind,
    /// The cause, in words, without secrets.
    pub message: String,
}

/// Kinds of transport trouble before a response head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransportKind {
    /// The connection was refused.
    Refused,
    /// The host name did not resolve.
    Dns,
    /// The TLS handshake failed.
    Tls,
    /// A time limit passed.
    Timeout,
    /// The connection ended before a response head.
    Reset,
    /// Anything else.
    Other,
}

/// The exchanges of one case in the order they were made, every attempt kept.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// The exchanges.
    pub exchanges: Vec<Exchange>,
}

impl Exchange {
    /// The response, when there is one.
    pub fn response(&self) -> Option<&Response> {
        self.outcome.as_ref().ok()
    }
}
