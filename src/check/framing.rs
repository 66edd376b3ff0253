//! The framing headers agree with the body as it was received (RFC 9112, 6).

use super::checks::{Checks, finding, words};
use super::seen::Seen;
use crate::verdict::{Actual, Expected, Part, Place};

/// Checks `Content-Length`, `Transfer-Encoding` and whether the body arrived whole.
pub(super) fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let lengths: Vec<&str> = seen.headers().all("content-length").collect();
    let codings: Vec<&str> = seen.headers().all("transfer-encoding").collect();
    if let Some(why) = &seen.response.truncated {
        if seen.response.unread().is_some() {
            return checks.vacuous(Part::Framing, why);
        }
        checks.broken(
            Part::Framing,
            finding(
                "truncated-body",
                Place::exchange(seen.index),
                words("the whole body"),
                Actual::Words(why.clone()),
                "The body ended before its framing said so.",
            ),
        );
        return;
    }
    let mut tell = |rule: &str, header: &str, expected, actual, message: &str| {
        let place = Place::header(seen.index, header);
        checks.broken(
            Part::Framing,
            finding(rule, place, expected, actual, message),
        );
    };
    if let (Some(length), Some(_)) = (lengths.first(), codings.first()) {
        return tell(
            "length-and-transfer-coding",
            "Content-Length",
            Expected::Absent,
            Actual::Value((*length).into()),
            "A length is sent beside a transfer coding, which RFC 9112 forbids.",
        );
    }
    if let Some(last) = codings.last() {
        let last = last.rsplit(',').next().unwrap_or_default().trim();
        if !last.eq_ignore_ascii_case("chunked") {
            return tell(
                "unchunked-transfer-coding",
                "Transfer-Encoding",
                words("chunked as the last coding"),
                Actual::Value(last.into()),
                "Only the chunked coding says where a body ends.",
            );
        }
        return checks.held(Part::Framing, 1);
    }
    let Some(first) = lengths.first() else {
        return checks.vacuous(Part::Framing, "no framing header was received");
    };
    if let Some(other) = lengths.iter().find(|l| *l != first) {
        return tell(
            "conflicting-content-lengths",
            "Content-Length",
            Expected::Value((*first).into()),
            Actual::Value((*other).into()),
            "The answer names two lengths.",
        );
    }
    if lengths.len() > 1 {
        return tell(
            "repeated-content-length",
            "Content-Length",
            words("the field once"),
            Actual::Words(format!("{} fields", lengths.len())),
            "The answer names its length more than once, which RFC 9110 (5.3) forbids.",
        );
    }
    let digits = !first.is_empty() && first.bytes().all(|b| b.is_ascii_digit());
    let Some(length) = first.parse::<u64>().ok().filter(|_| digits) else {
        return tell(
            "malformed-content-length",
            "Content-Length",
            words("digits"),
            Actual::Value((*first).into()),
            "The length is no number.",
        );
    };
    if seen.status() == 204 {
        return tell(
            "length-without-content",
            "Content-Length",
            Expected::Absent,
            Actual::Value((*first).into()),
            "An answer without content has no length (RFC 9110, 8.6).",
        );
    }
    let received = super::checks::count(seen.response.body.len());
    if length != received && !seen.is_bodiless() {
        return tell(
            "wrong-content-length",
            "Content-Length",
            Expected::Value(received.into()),
            Actual::Value(length.into()),
            "The length is not that of the body received.",
        );
    }
    checks.held(Part::Framing, 1);
}
