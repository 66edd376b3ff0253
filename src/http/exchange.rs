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
    /// The exchanges, each with what it was for.
    pub entries: Vec<Entry>,
}

/// An exchange and what it was for.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which step of the case, from zero.
    pub step: usize,
    /// Which part of the step.
    pub leg: Leg,
    /// A later attempt at the same request followed: this one is not judged as the answer.
    pub superseded: bool,
    /// The exchange.
    pub exchange: Exchange,
}

/// What a request of a step is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leg {
    /// The step's own request, and the pages that follow it forward.
    Main,
    /// The pages of the way back, from the page before the last.
    Back,
    /// The page past the end.
    PastEnd,
    /// The same without a parameter, to compare: first page and those that follow.
    Without(String),
    /// The first request of the step repeated last, to see whether the data changed meanwhile.
    Again,
    /// A request repeated to pass a limit.
    Provoke,
}

impl Exchange {
    /// The response, when there is one.
    pub fn response(&self) -> Option<&Response> {
        self.outcome.as_ref().ok()
    }
}
