//! Values of the right form that are not the true ones.

use serde_json::{Value, json};

use crate::contract::Contract;
use crate::mock::lie::ValueLie;
use crate::value::pointer;

/// Makes a value another one, where this lie applies to its type.
pub(super) fn alter(how: ValueLie, value: &mut Value) {
    match (how, &mut *value) {
        (ValueLie::OneLost, Value::Array(items)) => {
            items.pop();
        }
        (ValueLie::OneTwice, Value::Array(items)) => items.extend(items.last().cloned()),
        (ValueLie::OffByOne, Value::Number(number)) => {
            if let Some(number) = number.as_i64() {
                *value = number.saturating_add(1).into();
            }
        }
        (ValueLie::OffByOne, Value::String(text)) => {
            if let Ok(number) = text.parse::<i64>() {
                *text = number.saturating_add(1).to_string();
            }
        }
        (ValueLie::Rounded, Value::Number(number)) => {
            if let Some(number) = number.as_i64().and_then(rounded) {
                *value = number.into();
            }
        }
        (ValueLie::LowerCase, Value::String(text)) => *text = text.to_lowercase(),
        (ValueLie::Ascii, Value::String(text)) => {
            *text = text.replace(|c: char| !c.is_ascii(), "?");
        }
        (ValueLie::Escaped, Value::String(text)) => *text = escaped(text),
        (ValueLie::Gibberish, Value::String(text)) => "docproof".clone_into(text),
        _ => {}
    }
}

/// A value for a place that has none: an example, the constant, else one that its type allows.
pub(super) fn added(contract: &Contract, part: &str) -> Value {
    let mut segments = part.split('/');
    let mut at = pointer::join("/components/schemas", segments.next().unwrap_or(part));
    for segment in segments {
        at = match segment {
            "[]" => at + "/items",
            name => pointer::join(&(at + "/properties"), name),
        };
    }
    let schema = contract.schemas.get(&at);
    let example = schema.and_then(|s| s.pointer("/examples/0").or_else(|| s.get("const")));
    example.cloned().unwrap_or_else(|| {
        let is = |name: &str| schema.is_some_and(|s| s.get("type").is_some_and(|t| t == name));
        if is("integer") || is("number") {
            json!(1)
        } else if is("boolean") {
            json!(true)
        } else if is("array") {
            json!([])
        } else if is("object") {
            json!({})
        } else {
            json!("docproof")
        }
    })
}

/// The nearest whole number that a float of 53 bits holds, where it is another.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "the loss is the lie"
)]
fn rounded(number: i64) -> Option<i64> {
    let float = number as f64;
    let near = if float >= 9_223_372_036_854_775_808.0 {
        // What is above all int64 is cut down to a float below.
        9_223_372_036_854_774_784
    } else {
        float as i64
    };
    (near != number).then_some(near)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_becomes_another_of_the_same_type() {
        for (how, value, other) in [
            (ValueLie::OffByOne, json!(3011), json!(3012)),
            (ValueLie::OffByOne, json!("12"), json!("13")),
            // 2^53 + 1 lies between two floats; the even one is nearer by the rule of ties.
            (
                ValueLie::Rounded,
                json!(9_007_199_254_740_993_i64),
                json!(9_007_199_254_740_992_i64),
            ),
            (
                ValueLie::Rounded,
                json!(i64::MAX),
                json!(9_223_372_036_854_774_784_i64),
            ),
            (ValueLie::Rounded, json!(7), json!(7)),
            (ValueLie::LowerCase, json!("GUID A1"), json!("guid a1")),
            (ValueLie::Ascii, json!("Zürich"), json!("Z?rich")),
            (ValueLie::Escaped, json!("R&D"), json!("R&amp;D")),
            (ValueLie::OneLost, json!([1, 2]), json!([1])),
            (ValueLie::OneTwice, json!([1, 2]), json!([1, 2, 2])),
            (ValueLie::Gibberish, json!(7), json!(7)),
        ] {
            let mut altered = value.clone();
            alter(how, &mut altered);
            assert_eq!(altered, other, "{how:?} of {value}");
        }
    }
}
