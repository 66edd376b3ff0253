//! The finished answer changed: status, header fields, bytes.

use bytes::Bytes;

use crate::mock::answer::{Answer, Draft};
use crate::mock::lie::{BodyLie, Lie, ThrottleLie};

/// A page of HTML, as a proxy in front of a service answers.
const HTML: &str =
    "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";

/// Whether nothing is ever past a limit.
pub(in crate::mock) fn is_unlimited(lie: Option<&Lie>) -> bool {
    matches!(lie, Some(Lie::Throttle(ThrottleLie::Never)))
}

/// The answer past a limit.
pub(in crate::mock) fn throttled(lie: Option<&Lie>, draft: &mut Draft) {
    let Some(Lie::Throttle(lie)) = lie else {
        return;
    };
    match lie {
        ThrottleLie::Never => {}
        ThrottleLie::Status(status) => draft.status = *status,
        ThrottleLie::WithoutRetryAfter => draft.headers.remove("Retry-After"),
        ThrottleLie::UnreadableRetryAfter => draft.headers.set("Retry-After", "soon"),
        ThrottleLie::NegativeRetryAfter => draft.headers.set("Retry-After", "-1"),
    }
}

/// The answer as it leaves the mock.
pub(in crate::mock) fn finished(lie: Option<&Lie>, mut answer: Answer) -> Answer {
    match lie {
        Some(Lie::Status { from, to }) if answer.status == *from => answer.status = *to,
        Some(Lie::Header {
            status,
            name,
            value,
        }) if answer.status == *status => match value {
            Some(value) => answer.headers.set(name, value),
            None => answer.headers.remove(name),
        },
        Some(Lie::Body(status, lie)) if answer.status == *status => body(*lie, &mut answer),
        _ => {}
    }
    answer
}

fn body(lie: BodyLie, answer: &mut Answer) {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let changed: Vec<u8> = match lie {
        BodyLie::Emptied => Vec::new(),
        BodyLie::Filled => b"{\"docproof\":\"a body\"}".to_vec(),
        BodyLie::Html => {
            answer
                .headers
                .set("Content-Type", "text/html; charset=utf-8");
            HTML.as_bytes().to_vec()
        }
        BodyLie::CutOff => {
            let mut bytes = answer.body.to_vec();
            bytes.truncate(bytes.len().saturating_sub(1));
            bytes
        }
        BodyLie::Trailing => format!("{text}\n{{}}").into_bytes(),
        BodyLie::ByteOrderMark => format!("\u{feff}{text}").into_bytes(),
        BodyLie::InvalidUtf8 => match text.find('"') {
            Some(at) => {
                let (before, after) = text.split_at(at + 1);
                [before.as_bytes(), &[0xff], after.as_bytes()].concat()
            }
            None => [text.as_bytes(), &[0xff]].concat(),
        },
        BodyLie::DuplicateKey => duplicated(&text).into_bytes(),
    };
    answer.body = Bytes::from(changed);
}

/// The text of an object whose first member comes twice.
fn duplicated(text: &str) -> String {
    let value: Result<serde_json::Value, _> = serde_json::from_str(text);
    let first = value.ok().and_then(|v| {
        let (name, value) = v.as_object()?.iter().next()?;
        Some(format!(
            "{}:{value}",
            serde_json::Value::from(name.as_str())
        ))
    });
    match (first, text.strip_prefix('{')) {
        (Some(first), Some(rest)) => format!("{{{first},{rest}"),
        _ => text.to_owned(),
    }
}
