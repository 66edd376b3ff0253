use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::*;

fn redactor(secrets: &[(&str, &str)]) -> Redactor {
    let pairs = secrets.iter().map(|(l, s)| (*l, Secret::new(*s)));
    Redactor::new(pairs.collect::<Vec<_>>())
}

#[test]
fn every_form_is_masked() {
    let redactor = redactor(&[("token", "p@ss/wörd %\\"), ("key", "secret")]);
    let rows = [
        ("nothing here", "nothing here"),
        ("a p@ss/wörd %\\ b", "a [token] b"),
        ("?t=p%40ss%2Fw%C3%B6rd%20%25%5C&x", "?t=[token]&x"),
        ("?t=p%40ss%2fw%c3%b6rd+%25%5c&x", "?t=[token]&x"),
        ("/p@ss%2Fw%C3%B6rd%20%25%5C/x", "/[token]/x"),
        (r#""p@ss/wörd %\\""#, r#""[token]""#),
        (r#""p@ss\/w\u00f6rd %\u005C""#, r#""[token]""#),
        // JSON in a text of JSON, once and twice.
        (
            r#""{\"a\":\"p@ss/wörd %\\\\\"}""#,
            r#""{\"a\":\"[token]\"}""#,
        ),
        (r#"\\\"p@ss\\/wörd %\\\\\\\\\\\""#, r#"\\\"[token]\\\""#),
        (r"p@ss\\\\u002fw\\\\u00f6rd %\\", "[token]"),
        // Twice percent-encoded, as HTML entities, in hexadecimal digits.
        ("p%2540ss%252fw%25C3%25B6rd%2520%2525%255C", "[token]"),
        ("a p&#64;ss/w&#xF6;rd %&#92; b", "a [token] b"),
        // Its UTF-8 taken for Latin-1: two characters for the one.
        ("p@ss/wÃ¶rd %\\", "[token]"),
        ("p@ss/w%C3%83%C2%B6rd%20%25%5C", "[token]"),
        ("736563726574, 2F736563726574", "[key], 2F[key]"),
        ("secretsecret", "[key][key]"),
        ("secre", "secre"),
        // "user:secret", "xsecret", "xxsecrets" in base64 (RFC 4648): the second and third at other offsets.
        ("Basic dXNlcjpzZWNyZXQ=", "Basic dXNlcj[key]="),
        ("eHNlY3JldA==", "e[key]=="),
        ("eHhzZWNyZXRz", "eH[key]z"),
    ];
    for (text, expected) in rows {
        assert_eq!(redactor.redact(text), expected, "{text}");
        assert_eq!(redactor.finds(text.as_bytes()), text != expected, "{text}");
    }
}

#[test]
fn surrogate_pairs_and_overlaps() {
    let redactor = redactor(&[("a", "🦀🦀🦀🦀"), ("b", "abcabc"), ("c", "abcabcd")]);
    assert_eq!(redactor.redact(&r"\ud83e\udd80".repeat(4)), "[a]");
    assert_eq!(redactor.redact(&r"\\ud83e\\udd80".repeat(4)), "[a]");
    assert_eq!(redactor.redact("xabcabcabcabcx"), "x[b]x");
    assert_eq!(redactor.redact("xabcabcdx"), "x[c]x");
}

#[test]
fn bytes_that_are_no_text() {
    let redactor = redactor(&[("s", "secret")]);
    assert_eq!(
        redactor.redact_bytes(b"\xffsecret\xfe").as_ref(),
        b"\xff[s]\xfe"
    );
}

#[test]
fn a_short_secret_is_masked_only_as_a_whole_header() {
    let redactor = redactor(&[("pin", "42"), ("none", "")]);
    assert_eq!(redactor.redact("42 answers"), "42 answers");
    assert_eq!(redactor.redact_header("42 answers"), "42 answers");
    assert_eq!(redactor.redact_header("42"), "[pin]");
    assert_eq!(redactor.redact_header(""), "");
    assert!(!redactor.finds(b"42"));
}

#[test]
fn a_secret_that_is_cut_off_is_masked() {
    let redactor = redactor(&[("s", "s3cr/et token")]);
    let rows = [
        ("a s3cr/et tok", "a [s]"),
        ("a s3cr", "a [s]"),
        ("a s3c", "a s3c"),
        ("a s3cr%2Fet", "a [s]"),
        ("a s3cr%2", "a [s]"),
        (r"a s3cr\/et", "a [s]"),
        ("s3cr/et token, then s3cr/e", "[s], then [s]"),
        ("nothing", "nothing"),
        ("", ""),
    ];
    for (text, expected) in rows {
        let masked = redactor.redact_cut(text.as_bytes());
        assert_eq!(String::from_utf8_lossy(&masked), expected, "{text}");
    }
}

#[test]
fn debug_shows_nothing() {
    assert_eq!(
        format!("{:?}", redactor(&[("a", "hunter2")])),
        "Redactor(..)"
    );
}

#[test]
fn without_secrets_nothing_changes() {
    assert!(matches!(
        Redactor::default().redact("text"),
        Cow::Borrowed("text")
    ));
}

fn unicode_escaped(text: &str) -> String {
    let units: Vec<_> = text.encode_utf16().map(|u| format!("\\u{u:04x}")).collect();
    units.concat()
}

proptest! {
    #[test]
    fn no_form_survives(
        secret in "[^\\[\\]]{4,24}",
        before in "[a-zé%\\\\ ]{0,5}",
        after in "[a-zé%\\\\ ]{0,5}",
    ) {
        let redactor = redactor(&[("s", &secret)]);
        let percent = utf8_percent_encode(&secret, NON_ALPHANUMERIC).to_string();
        let json = serde_json::to_string(&secret).expect("a string");
        let json = json[1..json.len() - 1].to_owned();
        let forms = [
            secret.clone(),
            percent.replace("%20", "+"),
            percent,
            json.replace('/', "\\/"),
            json,
            unicode_escaped(&secret),
        ];
        for form in forms {
            let text = format!("{before}{form}{after}");
            let masked = redactor.redact(&text);
            prop_assert!(masked.contains("[s]"), "{text} {masked}");
            prop_assert!(!masked.contains(&form), "{text} {masked}");
            prop_assert!(!redactor.finds(masked.as_bytes()), "{text} {masked}");
        }
        let plain = format!("{before}{secret}{after}");
        for encoded in [STANDARD.encode(&plain), URL_SAFE_NO_PAD.encode(&plain)] {
            for text in [encoded.clone(), utf8_percent_encode(&encoded, NON_ALPHANUMERIC).to_string()] {
                let masked = redactor.redact(&text);
                prop_assert!(masked.contains("[s]"), "{text} {masked}");
                prop_assert!(!redactor.finds(masked.as_bytes()), "{text} {masked}");
            }
        }
    }

    #[test]
    fn what_has_no_secret_stays(text in "[a-f0-9 ]{0,200}") {
        prop_assert_eq!(redactor(&[("s", "xyzzy!")]).redact(&text), text.as_str());
    }
}
