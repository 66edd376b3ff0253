//! HTTP as data: requests, responses, exchanges, transcripts. No client, no server.

mod exchange;
mod headers;
mod request;
mod response;

pub use exchange::{Exchange, Transcript, TransportError, TransportKind};
pub use headers::Headers;
pub use request::Request;
pub use response::Response;
