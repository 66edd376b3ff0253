use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::http::{TransportError, TransportKind};
use crate::value::Secret;

const TOKEN: &str = "t0k/en+42";

fn exchange(outcome: Result<Response, TransportError>) -> Exchange {
    Exchange {
        request: Request {
            method: "GET".to_owned(),
            url: "http://h/t0k%2Fen+42?k=t0k%2fen%2B42".to_owned(),
            headers: [
                ("Authorization", "Bearer t0k/en+42"),
                ("Pin", "77"),
                ("X-77", "177"),
            ]
            .into_iter()
            .collect(),
            path: vec![("p".to_owned(), TOKEN.to_owned())],
            query: vec![("k".to_owned(), TOKEN.to_owned())],
        },
        outcome,
        at_ms: 1,
        took_us: 2,
    }
}

fn redactor() -> Redactor {
    Redactor::new([("token", Secret::new(TOKEN)), ("pin", Secret::new("77"))])
}

#[test]
fn every_part_of_an_exchange_is_masked() {
    let response = Response {
        status: 200,
        headers: [("Location", "/next?k=t0k%2Fen%2B42"), ("Pin", "77")]
            .into_iter()
            .collect(),
        body: r#"{"echo": "t0k\/en+42", "n": 77}"#.into(),
        truncated: Some("after t0k/en+42".to_owned()),
    };
    let masked = exchange(Ok(response)).redacted(&redactor());
    assert_eq!(masked.request.url, "http://h/[token]?k=[token]");
    let fields: Vec<_> = masked.request.headers.iter().collect();
    assert_eq!(
        fields,
        [
            ("Authorization", "Bearer [token]"),
            ("Pin", "[pin]"),
            ("X-77", "177")
        ]
    );
    assert_eq!(masked.request.path_parameter("p"), Some("[token]"));
    assert_eq!(masked.request.query_parameter("k"), Some("[token]"));
    assert_eq!((masked.at_ms, masked.took_us), (1, 2));
    let response = masked.outcome.expect("a response");
    let fields: Vec<_> = response.headers.iter().collect();
    assert_eq!(fields, [("Location", "/next?k=[token]"), ("Pin", "[pin]")]);
    assert_eq!(response.body, r#"{"echo": "[token]", "n": 77}"#);
    assert_eq!(response.truncated.as_deref(), Some("after [token]"));

    let failure = TransportError {
        kind: TransportKind::Other,
        message: "no t0k/en+42".to_owned(),
    };
    let masked = exchange(Err(failure)).redacted(&redactor());
    assert_eq!(masked.outcome.expect_err("a failure").message, "no [token]");
}

#[test]
fn a_secret_cannot_hide_in_a_content_coding() {
    let compressed = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).expect("to memory");
        Response {
            status: 200,
            headers: [("Content-Encoding", "gzip")].into_iter().collect(),
            body: encoder.finish().expect("to memory").into(),
            truncated: None,
        }
    };
    let masked = exchange(Ok(compressed("echo t0k/en+42"))).redacted(&redactor());
    let response = masked.outcome.expect("a response");
    assert_eq!(response.body, "echo [token]");
    assert!(response.headers.is_empty());

    let mut cut = compressed("echo t0k/en+42");
    cut.body.truncate(cut.body.len() - 3);
    let masked = exchange(Ok(cut)).redacted(&redactor());
    assert_eq!(masked.outcome.expect("a response").body, "echo [token]");

    let harmless = compressed("nothing to hide");
    let masked = exchange(Ok(harmless.clone())).redacted(&redactor());
    assert_eq!(masked.outcome, Ok(harmless));
}

#[test]
fn what_cannot_be_looked_into_is_not_kept() {
    let coded = |coding: &str, body: &[u8]| {
        let response = Response {
            status: 200,
            headers: [("Content-Encoding", coding)].into_iter().collect(),
            body: body.to_vec().into(),
            truncated: None,
        };
        let masked = exchange(Ok(response)).redacted(&redactor());
        let response = masked.outcome.expect("a response");
        assert_eq!(response.headers.get("content-encoding"), Some(coding));
        assert!(response.decoded(1000).is_err(), "judged as it came");
        String::from_utf8(response.body.to_vec()).expect("text")
    };
    // An uncompressed meta-block of Brotli (RFC 7932, 9.2), in which the token stands.
    let stored = [b"\x8b\x06\x80".as_slice(), b"echo t0k/en+42", b"\x03"].concat();
    assert_eq!(coded("br", &stored), UNREADABLE);
    assert_eq!(coded("zstd", b"\x28\xb5\x2f\xfd\x00\xff"), UNREADABLE);
    assert_eq!(coded("gzip", &stored), UNREADABLE, "it is not what it says");
    assert_eq!(coded("gzip, br", &stored), UNREADABLE);
    // Text that is in no coding at all can be looked into as it is.
    assert_eq!(coded("utf-8", b"echo t0k/en+42"), "echo [token]");
    assert_eq!(coded("gzip", b"echo t0k/en+42"), "echo [token]");
    // What was read before it went wrong was looked into; what follows was not.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"harmless").expect("to memory");
    let mut two = encoder.finish().expect("to memory");
    two.extend(b"\xff\xfe and more");
    assert_eq!(coded("gzip", &two), "harmless");
}

#[test]
fn masking_makes_no_length_wrong_and_none_right() {
    let echo = "echo t0k/en+42";
    for (sent, kept) in [("14", "12"), ("13", "13"), ("x", "x")] {
        let response = Response {
            status: 200,
            headers: [("Content-Length", sent)].into_iter().collect(),
            body: echo.into(),
            truncated: None,
        };
        let masked = exchange(Ok(response)).redacted(&redactor());
        let response = masked.response().expect("a response");
        assert_eq!(response.body, "echo [token]");
        assert_eq!(response.headers.get("content-length"), Some(kept), "{sent}");
    }
}
