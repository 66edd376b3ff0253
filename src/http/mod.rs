//! HTTP as data: requests, responses, exchanges, transcripts. No client, no server.

mod body;
mod curl;
mod decode;
pub mod encode;
mod exchange;
mod expression;
mod headers;
mod media_type;
mod reading;
mod redact;
mod request;
mod response;

pub use curl::{curl, curl_of_template};
pub use decode::DecodeError;
pub use encode::{match_path, parse_query, url};
pub use exchange::{Entry, Exchange, Leg, Transcript, TransportError, TransportKind};
pub use expression::{Expression, Modifier, Root, Scope};
pub use headers::Headers;
pub use media_type::MediaType;
pub use reading::Reading;
pub use request::Request;
pub use response::Response;
