//! The body is well-formed JSON, or empty where the contract says so.

use super::checks::{Checks, finding, words};
use super::seen::{Seen, is_json};
use crate::contract::Body;
use crate::http::DecodeError;
use crate::value::json::Defect;
use crate::verdict::{Actual, Expected, Finding, Part, Place};

/// Checks the body apart from its schema.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let Some(documented) = seen.documented else {
        return;
    };
    let part = Part::Body(seen.status());
    if let Some(why) = seen.response.unread() {
        return checks.vacuous(part, why);
    }
    if seen.response.truncated.is_some() {
        return checks.vacuous(part, "the body ended early");
    }
    let length = match &seen.reading.decoded {
        Ok(body) => body.len(),
        // How much docproof reads is its own matter.
        Err(error @ DecodeError::TooLarge(_)) => {
            return checks.vacuous(part, &error.to_string());
        }
        Err(error) => return checks.broken(part, undecodable(seen, error)),
    };
    if seen.request.method == "HEAD" {
        return;
    }
    match &documented.body {
        Body::Empty if length == 0 => checks.held(part, 1),
        Body::Empty => {
            let actual = match seen.value() {
                Some(value) => Actual::found(value),
                None => Actual::Words(format!("{length} bytes")),
            };
            let told = finding(
                "body-not-empty",
                Place::body(seen.index, ""),
                Expected::Absent,
                actual,
                "The document says that this status has no body.",
            );
            checks.broken(part, told);
        }
        Body::Unstated if length == 0 => {}
        Body::Unstated if !seen.media_type().is_some_and(|m| m.is_json()) => {}
        Body::Unstated => syntax(seen, checks, &part),
        // A media type alone does not say that there is a body.
        Body::Content(types) if length == 0 && types.iter().all(|(_, schema)| schema.is_none()) => {
            checks.vacuous(
                part,
                "there is no body, and nothing says that there has to be",
            );
        }
        Body::Content(_) if length == 0 => {
            let told = finding(
                "empty-body",
                Place::body(seen.index, ""),
                words("a body"),
                Actual::Absent,
                "The document says that this status has a body.",
            );
            checks.broken(part, told);
        }
        Body::Content(_) => match seen.content() {
            Some((media_type, _)) if is_json(media_type) => syntax(seen, checks, &part),
            _ => checks.held(part, 1),
        },
    }
}

fn syntax(seen: &Seen<'_>, checks: &mut Checks, part: &Part) {
    let defects = match &seen.reading.json {
        Some(parsed) => parsed.defects.as_slice(),
        None => &[],
    };
    if defects.is_empty() {
        checks.held(part.clone(), 1);
    }
    for defect in defects {
        checks.broken(part.clone(), defective(seen, defect));
    }
}

fn defective(seen: &Seen<'_>, defect: &Defect) -> Finding {
    let (rule, pointer, expected, message) = match defect {
        Defect::Empty => (
            "empty-body",
            "",
            "a JSON value",
            "There is only white space.",
        ),
        Defect::ByteOrderMark => (
            "byte-order-mark",
            "",
            "JSON without a byte order mark",
            "RFC 8259 forbids a byte order mark.",
        ),
        Defect::InvalidUtf8 { .. } => ("invalid-utf-8", "", "UTF-8", "The body is not UTF-8."),
        Defect::Syntax { .. } => ("invalid-json", "", "JSON", "The body is not JSON."),
        Defect::TrailingBytes { .. } => (
            "trailing-bytes",
            "",
            "nothing after the value",
            "Something follows the JSON value.",
        ),
        Defect::DuplicateKey { pointer } => (
            "duplicate-key",
            pointer.as_str(),
            "each name once in an object",
            "A name comes twice in its object, and readers differ on which one counts.",
        ),
        Defect::InexactInteger { pointer, .. } => (
            "inexact-integer",
            pointer.as_str(),
            "an integer of 64 bits",
            "Few readers keep an integer this large as it is.",
        ),
        Defect::TooDeep => (
            "nested-too-deep",
            "",
            "at most 128 levels",
            "The value is nested too deep to be read.",
        ),
    };
    finding(
        rule,
        Place::body(seen.index, pointer),
        words(expected),
        Actual::Words(defect.to_string()),
        message,
    )
}

fn undecodable(seen: &Seen<'_>, error: &DecodeError) -> Finding {
    finding(
        "undecodable-body",
        Place::header(seen.index, "Content-Encoding"),
        words("a body that can be decoded"),
        Actual::Words(error.to_string()),
        "The content coding cannot be undone.",
    )
}
