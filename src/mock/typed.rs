//! Texts of a request as values of their schema, and values as texts.

use serde_json::Value;

use super::flat::flat;
use crate::contract::{Contract, Location, Parameter, Schemas};
use crate::http::Request;

/// What a text stands for where this schema says what is expected: a number or a boolean for a schema that has
/// that type, the text itself otherwise and when it is neither.
pub(super) fn typed(schemas: &Schemas, schema: &Value, text: &str) -> Value {
    let flat = flat(schemas, schema, 0);
    let has = |name: &str| match flat.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|t| t == name),
        _ => false,
    };
    let number = || {
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let value: Option<Value> = plain.then(|| serde_json::from_str(text).ok()).flatten();
        value.filter(Value::is_number)
    };
    let made = match text {
        "true" | "false" if has("boolean") => Some(Value::Bool(text == "true")),
        _ if has("integer") || has("number") => number(),
        _ => None,
    };
    made.unwrap_or_else(|| Value::String(text.to_owned()))
}

/// A whole number, not below zero; one that is too large for it is the largest.
pub(super) fn count(value: &Value) -> Option<u64> {
    let large = || value.as_f64().filter(|f| *f > 1e18);
    value.as_u64().or_else(|| large().map(|_| u64::MAX))
}

/// The value of a documented parameter, from the place that it is sent in.
pub(super) fn sent<'a>(request: &'a Request, parameter: &Parameter) -> Option<&'a str> {
    match parameter.location {
        Location::Path => request.path_parameter(&parameter.name),
        Location::Query => request.query_parameter(&parameter.name),
        Location::Header => request.headers.get(&parameter.name),
    }
}

/// The typed value of the documented parameter with this name.
pub(super) fn value_of(contract: &Contract, request: &Request, name: &str) -> Option<Value> {
    let parameter = contract.parameter(name)?;
    let text = sent(request, parameter)?;
    Some(typed(&contract.schemas, &parameter.schema, text))
}

/// The text that a value has in a path, a query or a header field.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_take_the_type_of_their_schema() {
        let schemas = Schemas::new(json!({}));
        let rows = [
            (json!({"type": "integer"}), "7", json!(7)),
            (
                json!({"type": "integer"}),
                "9223372036854775807",
                json!(i64::MAX),
            ),
            (json!({"type": "integer"}), "many", json!("many")),
            (json!({"type": "integer"}), "", json!("")),
            (json!({"type": ["boolean", "null"]}), "false", json!(false)),
            (json!({"type": "string"}), "7", json!("7")),
            (json!({}), "true", json!("true")),
        ];
        for (schema, text, value) in rows {
            assert_eq!(typed(&schemas, &schema, text), value, "{schema} {text}");
        }
        assert_eq!(text_of(&json!("a")), "a");
        assert_eq!(text_of(&json!(12)), "12");
    }
}
