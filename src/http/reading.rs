//! What a response's body says, made out once and shared by whoever reads it.

use bytes::Bytes;
use serde_json::Value;

use std::borrow::Cow;

use super::{DecodeError, Exchange, Response};
use crate::value::json::{self, Parsed};

/// A body without its content codings, and as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The body once its content codings are undone, or why they could not be.
    pub decoded: Result<Bytes, DecodeError>,
    /// The body as JSON, where it could be decoded and is not empty.
    pub json: Option<Parsed>,
}

impl Reading {
    /// Reads a response whose body may have up to `limit` bytes in any coding. One whose end is missing by no fault of the service is
    /// not looked into: nothing can be said of what was not read.
    pub fn of(response: &Response, limit: usize) -> Self {
        if response.unread().is_some() {
            return Self {
                decoded: Ok(response.body.clone()),
                json: None,
            };
        }
        let decoded = response.decoded(limit).map(|body| match body {
            Cow::Borrowed(_) => response.body.clone(),
            Cow::Owned(body) => Bytes::from(body),
        });
        let json = match &decoded {
            Ok(body) if !body.is_empty() => Some(json::parse(body)),
            _ => None,
        };
        Self { decoded, json }
    }

    /// Reads the response of an exchange; of one without a response, nothing.
    pub fn of_exchange(exchange: &Exchange, limit: usize) -> Self {
        exchange
            .response()
            .map_or_else(Self::nothing, |r| Self::of(r, limit))
    }

    /// No body.
    pub fn nothing() -> Self {
        Self {
            decoded: Ok(Bytes::new()),
            json: None,
        }
    }

    /// The body's value, when it is JSON.
    pub fn value(&self) -> Option<&Value> {
        self.json.as_ref().and_then(|p| p.value.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use serde_json::json;

    use super::*;

    fn response(headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        Response {
            status: 200,
            headers: headers.iter().copied().collect(),
            body: body.into(),
            truncated: None,
        }
    }

    #[test]
    fn a_body_is_read_through_its_coding() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"{\"count\":25}").expect("in memory");
        let gzip = gzip.finish().expect("in memory");
        let coded = Reading::of(&response(&[("Content-Encoding", "gzip")], gzip), 100);
        assert_eq!(coded.value(), Some(&json!({"count": 25})));
        let plain = Reading::of(&response(&[], b"[1]".to_vec()), 100);
        assert_eq!(plain.value(), Some(&json!([1])));
    }

    #[test]
    fn what_cannot_be_read_has_no_value() {
        let none = Reading::of(&response(&[], Vec::new()), 100);
        assert_eq!(none, Reading::nothing());
        let large = Reading::of(&response(&[], b"[1,2]".to_vec()), 4);
        assert_eq!(large.decoded, Err(DecodeError::TooLarge(4)));
        assert_eq!(large.value(), None);
    }
}
