use serde_json::json;

use super::*;

fn duplicate(pointer: &str) -> Defect {
    Defect::DuplicateKey {
        pointer: pointer.to_owned(),
    }
}

fn inexact(pointer: &str, text: &str) -> Defect {
    Defect::InexactInteger {
        pointer: pointer.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn what_is_clean_has_no_defect() {
    let rows = [
        ("null", json!(null)),
        (
            " \t\r\n[1, -2, 3.5, 1e3, true, \"\\u00e9\"] \n",
            json!([1, -2, 3.5, 1000.0, true, "é"]),
        ),
        ("{\"b\": 1, \"a\": {}}", json!({"b": 1, "a": {}})),
        // The extremes of 64 bits (RFC 8259, 6 lets a reader choose; these it holds).
        (
            "[18446744073709551615, -9223372036854775808]",
            json!([
                18_446_744_073_709_551_615_u64,
                -9_223_372_036_854_775_808_i64
            ]),
        ),
        // Digits in a row that are no integer: in a string, in a fraction.
        (
            "[\"123456789012345678901234567890\", 0.12345678901234567890123]",
            json!(["123456789012345678901234567890", 0.123_456_789_012_345_68]),
        ),
    ];
    for (text, expected) in rows {
        let parsed = parse(text.as_bytes());
        assert_eq!(parsed.defects, [], "{text}");
        assert_eq!(parsed.value, Some(expected), "{text}");
    }
}

#[test]
fn what_leaves_the_meaning_clear_keeps_the_value() {
    let two_to_70 = "1180591620717411303424";
    let rows: Vec<(String, Value, Vec<Defect>)> = vec![
        (
            "\u{feff}[1]".into(),
            json!([1]),
            vec![Defect::ByteOrderMark],
        ),
        (
            "1 2".into(),
            json!(1),
            vec![Defect::TrailingBytes { offset: 2 }],
        ),
        (
            "{}\n\n  }".into(),
            json!({}),
            vec![Defect::TrailingBytes { offset: 6 }],
        ),
        (
            "\u{feff}[] x".into(),
            json!([]),
            vec![Defect::ByteOrderMark, Defect::TrailingBytes { offset: 6 }],
        ),
        (
            r#"{"a": 1, "b/c": [{"d": 1, "d": 2}], "a": 3, "a": 4}"#.into(),
            json!({"a": 4, "b/c": [{"d": 2}]}),
            vec![duplicate("/b~1c/0/d"), duplicate("/a"), duplicate("/a")],
        ),
        (
            r#"{"a": 1, "\u0061": 2}"#.into(),
            json!({"a": 2}),
            vec![duplicate("/a")],
        ),
        (
            format!(r#"[0.5, -0, "{two_to_70}", {{"x": {two_to_70}}}, 1e2, -9223372036854775809]"#),
            json!([0.5, -0.0, two_to_70, {"x": 1.180_591_620_717_411_3e21}, 100.0, -9.223_372_036_854_776e18]),
            vec![
                inexact("/3/x", two_to_70),
                inexact("/5", "-9223372036854775809"),
            ],
        ),
        (
            "18446744073709551616".into(),
            json!(18_446_744_073_709_551_616.0),
            vec![inexact("", "18446744073709551616")],
        ),
    ];
    for (text, expected, defects) in rows {
        let parsed = parse(text.as_bytes());
        assert_eq!(parsed.defects, defects, "{text}");
        assert_eq!(parsed.value, Some(expected), "{text}");
    }
}

#[test]
fn what_has_no_meaning_has_no_value() {
    let syntax = |line, column, message: &str| Defect::Syntax {
        line,
        column,
        message: message.to_owned(),
    };
    let rows: Vec<(&[u8], Defect)> = vec![
        (b"", Defect::Empty),
        (b" \r\n\t", Defect::Empty),
        (b"[\"\xff\"]", Defect::InvalidUtf8 { offset: 2 }),
        (b"[1,\n]", syntax(2, 1, "trailing comma")),
        (b"{a: 1}", syntax(1, 2, "key must be a string")),
        (b"[NaN]", syntax(1, 2, "expected value")),
        (b"[01]", syntax(1, 3, "invalid number")),
        (b"<html>", syntax(1, 1, "expected value")),
        (b"[1", syntax(1, 2, "EOF while parsing a list")),
        (b"[1e999]", syntax(1, 6, "number out of range")),
    ];
    for (bytes, defect) in rows {
        let parsed = parse(bytes);
        assert_eq!(parsed.defects, [defect], "{}", bytes.escape_ascii());
        assert_eq!(parsed.value, None);
    }
    let parsed = parse(b"\xEF\xBB\xBF\xC3\x28");
    let expected = [Defect::ByteOrderMark, Defect::InvalidUtf8 { offset: 3 }];
    assert_eq!(parsed.defects, expected);
}

#[test]
fn nesting_ends_at_128() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(parse(nested(127).as_bytes()).defects, []);
    assert_eq!(parse(nested(128).as_bytes()).defects, [Defect::TooDeep]);
    assert_eq!(
        parse("[".repeat(100_000).as_bytes()).defects,
        [Defect::TooDeep]
    );
}

#[test]
fn a_defect_before_a_syntax_error_is_told_too() {
    let parsed = parse(br#"{"a": 1, "a": 123456789012345678901, "#);
    assert_eq!(parsed.defects.len(), 3, "{:?}", parsed.defects);
    assert_eq!(parsed.value, None);
}

#[test]
fn a_hostile_body_cannot_fill_the_memory() {
    let long = "x".repeat(1 << 20);
    let body = format!(
        "{{\"{long}\": {{{}\"a\": 1}}}}",
        "\"a\": 1, ".repeat(10_000)
    );
    assert_eq!(parse(body.as_bytes()).defects.len(), 1);
    let body = format!("{{{}\"a\": 1}}", "\"a\": 1, ".repeat(10_000));
    assert_eq!(parse(body.as_bytes()).defects.len(), MOST);
}

#[test]
fn defects_in_words() {
    let rows = [
        (Defect::Empty, "there is nothing in it"),
        (duplicate("/a"), "the member `/a` comes twice"),
        (inexact("", "9"), "the integer 9 at `` does not fit 64 bits"),
        (
            Defect::TrailingBytes { offset: 3 },
            "something follows the value at byte 3",
        ),
    ];
    for (defect, words) in rows {
        assert_eq!(defect.to_string(), words);
    }
}
