//! The media type is a documented one and its charset is that of JSON.

use super::checks::{Checks, finding, words};
use super::seen::{Seen, is_kind_of};
use crate::contract::Body;
use crate::http::MediaType;
use crate::verdict::{Actual, Expected, Finding, Part, Place};

/// Checks `Content-Type` where the contract documents content.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let Some(Body::Content(content)) = seen.documented.map(|d| &d.body) else {
        return;
    };
    let part = Part::ContentType(seen.status());
    let named: Vec<&str> = seen.headers().all("content-type").collect();
    let (Some(first), rest) = (named.first(), named.get(1..).unwrap_or_default()) else {
        if seen.is_bodiless() || seen.body_length() == Some(0) {
            checks.vacuous(part, "there is no body to have a type");
        } else {
            let told = broken(
                seen,
                "missing-content-type",
                documented(content),
                Actual::Absent,
                "The answer does not say what its body is.",
            );
            checks.broken(part, told);
        }
        return;
    };
    let actual = || Actual::Value((*first).into());
    if let Some(other) = rest.iter().find(|o| *o != first) {
        let told = broken(
            seen,
            "conflicting-content-types",
            Expected::Value((*first).into()),
            Actual::Value((*other).into()),
            "The answer names two media types.",
        );
        return checks.broken(part, told);
    }
    if !rest.is_empty() {
        let told = broken(
            seen,
            "repeated-content-type",
            words("the field once"),
            Actual::Words(format!("{} fields", named.len())),
            "The answer names its media type more than once, which RFC 9110 (5.3) forbids.",
        );
        return checks.broken(part, told);
    }
    let media_type = match MediaType::parse(first) {
        Ok(media_type) => media_type,
        Err(why) => {
            let told = broken(
                seen,
                "malformed-content-type",
                documented(content),
                actual(),
                &format!("This is no media type: {why}."),
            );
            return checks.broken(part, told);
        }
    };
    let Some((matching, _)) = content.iter().find(|(d, _)| is_kind_of(&media_type, d)) else {
        let told = broken(
            seen,
            "undocumented-content-type",
            documented(content),
            actual(),
            "The document names no such media type for this status.",
        );
        return checks.broken(part, told);
    };
    let charset = media_type.parameter("charset");
    if let Some(expected) = charset_expected(&media_type, matching)
        && charset.is_some_and(|c| !c.eq_ignore_ascii_case(&expected))
    {
        let told = broken(
            seen,
            "wrong-charset",
            words(format!("the charset {expected}")),
            actual(),
            "The body is said to be in another character set.",
        );
        return checks.broken(part, told);
    }
    checks.held(part, 1);
}

/// The charset that the document names, else that of JSON (RFC 8259, 8.1).
fn charset_expected(media_type: &MediaType, documented: &str) -> Option<String> {
    let documented = MediaType::parse(documented).ok();
    let named = documented.and_then(|d| d.parameter("charset").map(str::to_owned));
    named.or_else(|| media_type.is_json().then(|| "utf-8".to_owned()))
}

fn documented(content: &[(String, Option<String>)]) -> Expected {
    match content {
        [(one, _)] => Expected::Value(one.as_str().into()),
        many => Expected::OneOf(many.iter().map(|(m, _)| m.as_str().into()).collect()),
    }
}

fn broken(
    seen: &Seen<'_>,
    rule: &str,
    expected: Expected,
    actual: Actual,
    message: &str,
) -> Finding {
    let place = Place::header(seen.index, "Content-Type");
    finding(rule, place, expected, actual, message)
}
