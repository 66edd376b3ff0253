//! Writing to the place that a runtime expression names.

use serde_json::Value;

use super::typed::text_of;
use crate::http::{Expression, Headers, Modifier, Root};
use crate::value::pointer;

/// Puts a value where an expression reads one, so that it reads this value. Places of the request and
/// lengths cannot be written: then nothing changes.
pub(super) fn put(
    expression: &Expression,
    value: &Value,
    headers: &mut Headers,
    body: Option<&mut Value>,
) {
    match (&expression.root, body) {
        (Root::ResponseHeader(name), _) if expression.modifiers.contains(&Modifier::Time) => {
            let as_http = headers.get(name).is_some_and(is_http_date);
            if let Some(text) = value.as_i64().and_then(|s| date(s, as_http)) {
                headers.set(name, text);
            }
        }
        (Root::ResponseHeader(name), _) => headers.set(name, text_of(value)),
        (Root::ResponseBody(at), Some(body)) => {
            if let Some(value) = unread(expression, value) {
                pointer::set(body, at, value);
            }
        }
        _ => {}
    }
}

/// Takes out what an expression reads.
pub(super) fn take_out(expression: &Expression, headers: &mut Headers, body: Option<&mut Value>) {
    match (&expression.root, body) {
        (Root::ResponseHeader(name), _) => headers.remove(name),
        (Root::ResponseBody(at), Some(body)) if !at.is_empty() => {
            pointer::remove(body, at);
        }
        _ => {}
    }
}

/// The value that reads as this one through the expression's modifiers.
pub(super) fn unread(expression: &Expression, value: &Value) -> Option<Value> {
    expression
        .modifiers
        .iter()
        .rev()
        .try_fold(value.clone(), |value, modifier| match modifier {
            Modifier::Length => None,
            Modifier::Lower => Some(value),
            Modifier::Number => Some(Value::String(text_of(&value))),
            Modifier::Time => date(value.as_i64()?, false).map(Value::String),
            Modifier::Text => value.as_str()?.parse::<i64>().ok().map(Value::from),
        })
}

fn is_http_date(text: &str) -> bool {
    httpdate::parse_http_date(text).is_ok()
}

/// Seconds since 1970 as a date, in the form of HTTP or of RFC 3339.
fn date(seconds: i64, as_http: bool) -> Option<String> {
    if as_http {
        let since = std::time::Duration::from_secs(u64::try_from(seconds).ok()?);
        return Some(httpdate::fmt_http_date(std::time::UNIX_EPOCH + since));
    }
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_put_reads_the_same() {
        let mut headers = Headers::new();
        let mut body = json!({"a": {}});
        let rows = [
            ("$response.header.X-Size | number", json!(7)),
            ("$response.body#/a/b", json!([1])),
            ("$response.body#/n | text", json!("12")),
            ("$response.body#/t | number", json!(12)),
        ];
        for (text, value) in rows {
            let expression: Expression = text.parse().expect(text);
            put(&expression, &value, &mut headers, Some(&mut body));
        }
        assert_eq!(headers.get("x-size"), Some("7"));
        assert_eq!(body, json!({"a": {"b": [1]}, "n": 12, "t": "12"}));
        let expression: Expression = "$response.body#/a/b".parse().expect("valid");
        take_out(&expression, &mut headers, Some(&mut body));
        assert_eq!(body, json!({"a": {}, "n": 12, "t": "12"}));
    }
}
