//! Equality as JSON means it: numbers by what they are worth, everything else by type.

use serde_json::{Number, Value};

/// Whether two values are the same: `1` and `1.0` are, `1` and `"1"` are not; members in any order.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// The JSON type of a value: `null`, `boolean`, `number`, `string`, `array` or `object`.
pub fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn same_number(a: &Number, b: &Number) -> bool {
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a.as_f64() == b.as_f64(),
        _ => false,
    }
}

/// The integer a number is worth. A float past 2^100 is left to the comparison of floats: no `i64` or `u64` is there.
fn integer(number: &Number) -> Option<i128> {
    if let Some(n) = number.as_i64() {
        return Some(n.into());
    }
    if let Some(n) = number.as_u64() {
        return Some(n.into());
    }
    let float = number.as_f64()?;
    let whole = float.fract() == 0.0 && float.abs() < 2_f64.powi(100);
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^100")]
    whole.then_some(float as i128)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_by_worth_and_the_rest_by_type() {
        let rows = [
            (json!(1), json!(1.0), true),
            (json!(0), json!(-0.0), true),
            (json!(1), json!(1.5), false),
            (json!(1), json!("1"), false),
            (json!(1), json!(true), false),
            (json!(null), json!(false), false),
            (json!(u64::MAX), json!(-1), false),
            // 2^64 as a float is one more than the largest u64.
            (json!(u64::MAX), json!(18_446_744_073_709_551_616.0), false),
            // 2^53 + 1 has no float; the nearest is 2^53.
            (
                json!(9_007_199_254_740_993_u64),
                json!(9_007_199_254_740_992.0),
                false,
            ),
            (json!(1e300), json!(1e300), true),
            (json!([1, {"a": 2.0}]), json!([1.0, {"a": 2}]), true),
            (json!([1, 2]), json!([2, 1]), false),
            (json!([1]), json!([1, 1]), false),
            (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), true),
            (json!({"a": null}), json!({}), false),
            (json!({"a": 1}), json!({"b": 1}), false),
        ];
        for (a, b, expected) in rows {
            assert_eq!(same(&a, &b), expected, "{a} {b}");
            assert_eq!(same(&b, &a), expected, "{b} {a}");
        }
    }

    #[test]
    fn types_have_the_names_of_json_schema() {
        let names: Vec<_> = [
            json!(null),
            json!(true),
            json!(1),
            json!(""),
            json!([]),
            json!({}),
        ]
        .iter()
        .map(type_name)
        .collect();
        assert_eq!(
            names,
            ["null", "boolean", "number", "string", "array", "object"]
        );
    }
}
