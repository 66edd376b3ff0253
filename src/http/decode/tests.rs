use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("to memory");
    encoder.finish().expect("to memory")
}

fn response(codings: &[&str], body: Vec<u8>) -> Response {
    Response {
        status: 200,
        headers: codings.iter().map(|c| ("Content-Encoding", *c)).collect(),
        body: body.into(),
        truncated: None,
    }
}

#[test]
fn codings_are_undone_in_reverse_order() {
    let text = &b"text ".repeat(200)[..];
    let two_members = [gzip(&text[..400]), gzip(&text[400..])].concat();
    let rows: Vec<(&[&str], Vec<u8>)> = vec![
        (&[], text.to_vec()),
        (&["identity"], text.to_vec()),
        (&["gzip"], gzip(text)),
        (&["X-GZIP"], gzip(text)),
        (&["gzip"], two_members),
        (&["deflate"], zlib(text)),
        (&["deflate, gzip"], gzip(&zlib(text))),
        (&["gzip", "identity, deflate,"], zlib(&gzip(text))),
    ];
    for (codings, body) in rows {
        let response = response(codings, body);
        assert_eq!(
            response.decoded(1000).expect("decodes"),
            text,
            "{codings:?}"
        );
        assert_eq!(
            response.decoded(999),
            Err(DecodeError::TooLarge(999)),
            "{codings:?}"
        );
    }
}

#[test]
fn an_empty_body_stays_empty() {
    assert_eq!(
        response(&["gzip"], Vec::new()).decoded(0).expect("empty"),
        &b""[..]
    );
}

#[test]
fn errors_say_what_is_wrong() {
    let cut = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() - 1);
        bytes
    };
    let rows: Vec<(&[&str], Vec<u8>, &str)> = vec![
        (&["br"], b"x".to_vec(), "the content coding `br` is unknown"),
        (
            &["gzip,gzip,gzip,gzip,gzip"],
            b"x".to_vec(),
            "5 content codings are too many",
        ),
        (&["gzip"], b"plain".to_vec(), "the body is not gzip: "),
        (&["gzip"], cut(gzip(b"text")), "the body is not gzip: "),
        (
            &["gzip"],
            [gzip(b"text"), b"more".to_vec()].concat(),
            "the body is not gzip: ",
        ),
        (
            &["deflate"],
            cut(zlib(b"text")),
            "the body is not deflate: ",
        ),
        (
            &["deflate"],
            [zlib(b"text"), b"more".to_vec()].concat(),
            "the body is not deflate: something follows its end",
        ),
    ];
    for (codings, body, expected) in rows {
        let error = response(codings, body).decoded(1000).expect_err("corrupt");
        assert!(
            error.to_string().starts_with(expected),
            "{codings:?} {error}"
        );
    }
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let bomb = gzip(&gzip(&vec![0; 50 << 20]));
    assert!(bomb.len() < 10_000);
    let response = response(&["gzip, gzip"], bomb);
    assert_eq!(
        response.decoded(1 << 20),
        Err(DecodeError::TooLarge(1 << 20))
    );
}
