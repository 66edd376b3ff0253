//! HTTP as data: requests, responses, exchanges, transcripts. No client, no server.

mod exchange;
mod expression;
mod headers;
mod request;
mod response;

pub use exchange::{Entry, Exchange, Leg, Transcript, TransportError, TransportKind};
pub use expression::{Expression, Modifier, Root, Scope};
pub use headers::Headers;
pub use request::Request;
pub use response::Response;
