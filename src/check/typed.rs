//! Text of parameters and headers as the type that its schema says.

use serde_json::{Number, Value};

use crate::contract::Contract;

/// The text as the integer, number or boolean that the schema asks for; as text where it is none.
pub(crate) fn typed(contract: &Contract, schema: &Value, text: &str) -> Value {
    let schema = resolved(contract, schema);
    let is = |name: &str| match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|t| t == name),
        _ => false,
    };
    let read = if is("integer") {
        integer(text).or_else(|| number(text).filter(|_| is("number")))
    } else if is("number") {
        number(text)
    } else {
        None
    };
    match (read, text) {
        (Some(number), _) => Value::Number(number),
        (None, "true") if is("boolean") => Value::Bool(true),
        (None, "false") if is("boolean") => Value::Bool(false),
        _ => Value::String(text.to_owned()),
    }
}

fn resolved<'a>(contract: &'a Contract, mut schema: &'a Value) -> &'a Value {
    for _ in 0..8 {
        let target = schema.get("$ref").and_then(Value::as_str);
        match target
            .and_then(|t| t.strip_prefix('#'))
            .and_then(|p| contract.schemas.get(p))
        {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

fn integer(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let signed = text.parse::<i64>().ok().map(Number::from);
    signed.or_else(|| text.parse::<u64>().ok().map(Number::from))
}

/// By the grammar of JSON (RFC 8259, 6).
fn number(text: &str) -> Option<Number> {
    serde_json::from_str(text).ok()
}

/// A value as the text it is in a part's name or a query.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A schema in which `{{value}}` is the value: of its own type where it stands alone, as text inside a text.
pub(crate) fn filled(schema: &Value, value: &Value) -> Value {
    match schema {
        Value::String(text) if text == "{{value}}" => value.clone(),
        Value::String(text) => Value::String(text.replace("{{value}}", &text_of(value))),
        Value::Array(items) => items.iter().map(|i| filled(i, value)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(n, v)| (n.clone(), filled(v, value)))
            .collect(),
        other => other.clone(),
    }
}
