//! Answers as bytes, by manner.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Map, Value};

use super::super::answer::{Answer, Draft};
use super::super::manner::{Coding, Json, Letters, Manner, Manners};
use crate::http::Headers;

/// The finished answer.
pub(in super::super) fn finish(manners: &Manners, draft: Draft) -> Answer {
    let style = manners.find(|m| match m {
        Manner::Json(style) => Some(*style),
        _ => None,
    });
    let body = match (draft.raw, draft.body) {
        (Some(raw), _) => raw,
        (None, Some(body)) => written(style, body).into_bytes(),
        (None, None) => Vec::new(),
    };
    let mut answer = Answer {
        status: draft.status,
        headers: draft.headers,
        body: Bytes::from(body),
    };
    for manner in &manners.0 {
        if let Manner::Coded(coding) = manner {
            code(*coding, &mut answer);
        }
    }
    answer
}

/// Writes the names of header fields as the manner is.
pub(in super::super) fn header_names(manners: &Manners, headers: &mut Headers) {
    let Some(letters) = manners.find(|m| match m {
        Manner::HeaderNames(letters) => Some(*letters),
        _ => None,
    }) else {
        return;
    };
    let spelled = |name: &str| match letters {
        Letters::Title => {
            let words = name.split('-').map(|w| {
                let (first, rest) = w.split_at(w.len().min(1));
                first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
            });
            words.collect::<Vec<_>>().join("-")
        }
        Letters::Capital => name.to_ascii_uppercase(),
    };
    *headers = headers
        .iter()
        .map(|(name, value)| (spelled(name), value.to_owned()))
        .collect();
}

fn written(style: Option<Json>, body: Value) -> String {
    match style {
        None => body.to_string(),
        Some(Json::Pretty) => format!(
            "\r\n{}\n",
            serde_json::to_string_pretty(&body).unwrap_or_else(|_| body.to_string())
        ),
        Some(Json::Reversed) => reversed(body).to_string(),
        Some(Json::Escaped) => escaped(&body),
    }
}

fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .rev()
                .map(|(n, v)| (n, reversed(v)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => items.into_iter().map(reversed).collect(),
        other => other,
    }
}

/// JSON in which texts hold letters and digits of ASCII and escapes.
fn escaped(value: &Value) -> String {
    let list = |parts: Vec<String>| parts.join(",");
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(n, v)| format!("{}:{}", escaped_text(n), escaped(v)));
            format!("{{{}}}", list(members.collect()))
        }
        Value::Array(items) => format!("[{}]", list(items.iter().map(escaped).collect())),
        Value::String(text) => escaped_text(text),
        other => other.to_string(),
    }
}

fn escaped_text(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04X}"));
            }
        }
    }
    out.push('"');
    out
}

/// Puts a body into a content coding. What has no body has none.
fn code(coding: Coding, answer: &mut Answer) {
    if answer.body.is_empty() {
        return;
    }
    let coded = match coding {
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder
                .write_all(&answer.body)
                .and_then(|()| encoder.finish())
        }
        Coding::Deflate => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder
                .write_all(&answer.body)
                .and_then(|()| encoder.finish())
        }
    };
    if let Ok(coded) = coded {
        answer.body = Bytes::from(coded);
        let name = match coding {
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
        };
        answer.headers.set("Content-Encoding", name);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_style_reads_the_same() {
        let body = json!({"a": ["ü🙂/\"", 9_007_199_254_740_993_i64, null], "b": {"c": true}});
        for style in [
            None,
            Some(Json::Pretty),
            Some(Json::Escaped),
            Some(Json::Reversed),
        ] {
            let text = written(style, body.clone());
            assert_eq!(
                serde_json::from_str::<Value>(&text).expect("JSON"),
                body,
                "{text}"
            );
        }
        assert_eq!(escaped(&json!("é🙂")), r#""\u00E9\uD83D\uDE42""#);
    }
}
