//! Masking the secrets of an exchange before it becomes part of a transcript.

use std::borrow::Cow;

use bytes::Bytes;

use super::{Exchange, Headers, Request, Response};
use crate::value::Redactor;

/// A compressed body is looked into up to this size; a larger one that has a secret in it is larger than any answer
/// docproof reads (32 MiB).
const LARGEST: usize = 64 << 20;

/// What stands where a body cannot be looked into for secrets.
const UNREADABLE: &str = "[a body that cannot be looked into for secrets]";

impl Exchange {
    /// The exchange with every secret masked: URL, parameters, header fields of both sides, body, failure.
    ///
    /// A body whose secret hides in a content coding is replaced by what can be read of it, masked, and its
    /// `Content-Encoding` is removed. One that cannot be looked into, because its coding is unknown or it is not in it, and that is
    /// no text either, is replaced by what can be read of it, or by words that say so; its `Content-Encoding` stays. A `Content-Length` that measured the body as received measures the masked one; one that
    /// was wrong stays as it was.
    #[must_use]
    pub fn redacted(self, redactor: &Redactor) -> Self {
        Self {
            request: request(self.request, redactor),
            outcome: match self.outcome {
                Ok(received) => Ok(response(received, redactor)),
                Err(mut failure) => {
                    failure.message = text(failure.message, redactor);
                    Err(failure)
                }
            },
            ..self
        }
    }
}

fn request(request: Request, redactor: &Redactor) -> Request {
    Request {
        method: request.method,
        url: text(request.url, redactor),
        headers: headers(&request.headers, redactor),
        path: parameters(request.path, redactor),
        query: parameters(request.query, redactor),
    }
}

fn response(received: Response, redactor: &Redactor) -> Response {
    let mut received = received;
    let length = received.body.len();
    let is_cut = received.truncated.is_some();
    if received.headers.get("content-encoding").is_some() {
        let (plain, whole) = received.legible(LARGEST);
        // What a cut-off coding still says may end within a secret.
        let cut = || is_cut && matches!(redactor.redact_cut(&plain), Cow::Owned(_));
        if redactor.finds(&plain) || cut() {
            received.body = plain.into();
            received.headers.remove("content-encoding");
        } else if !whole && !is_cut && std::str::from_utf8(&received.body).is_err() {
            received.body = if plain.is_empty() {
                Bytes::from_static(UNREADABLE.as_bytes())
            } else {
                plain.into()
            };
        }
    }
    let body = body(received.body, is_cut, redactor);
    let told = received.headers.get("content-length");
    if body.len() != length && told.and_then(|t| t.parse().ok()) == Some(length) {
        let masked = body.len().to_string();
        received.headers.set("content-length", masked);
    }
    Response {
        status: received.status,
        headers: headers(&received.headers, redactor),
        body,
        truncated: received.truncated.map(|why| text(why, redactor)),
    }
}

fn headers(fields: &Headers, redactor: &Redactor) -> Headers {
    fields
        .iter()
        .map(|(name, value)| (name, redactor.redact_header(value)))
        .collect()
}

fn parameters(pairs: Vec<(String, String)>, redactor: &Redactor) -> Vec<(String, String)> {
    let masked = |(name, value)| (name, text(value, redactor));
    pairs.into_iter().map(masked).collect()
}

fn text(text: String, redactor: &Redactor) -> String {
    match redactor.redact(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(masked) => masked,
    }
}

fn body(body: Bytes, is_cut: bool, redactor: &Redactor) -> Bytes {
    let masked = if is_cut {
        redactor.redact_cut(&body)
    } else {
        redactor.redact_bytes(&body)
    };
    match masked {
        Cow::Borrowed(_) => body,
        Cow::Owned(masked) => masked.into(),
    }
}

#[cfg(test)]
mod tests;
