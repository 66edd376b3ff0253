//! Values that go just beyond what one keyword of JSON Schema allows.

use serde_json::{Number, Value, json};

/// The longest text, list or object that is made to go beyond a limit.
const LONGEST: u64 = 1 << 16;

/// A value beyond what a keyword says, and what to call it; nothing for keywords that set no limit.
pub(super) fn beyond(keyword: &str, said: &Value) -> Option<(&'static str, Value)> {
    let count = || said.as_u64().filter(|n| *n < LONGEST);
    let list = |length: u64| Value::Array((0..length).map(Value::from).collect());
    let object = |size: u64| -> Value {
        let members = (0..size).map(|n| (format!("docproof-{n}"), Value::Null));
        Value::Object(members.collect())
    };
    let text = |length: u64| Value::from("x".repeat(usize::try_from(length).unwrap_or(0)));
    Some(match keyword {
        "minimum" => ("below-its-minimum", next(said, -1)?),
        "maximum" => ("above-its-maximum", next(said, 1)?),
        "exclusiveMinimum" => ("at-its-minimum", said.clone()),
        "exclusiveMaximum" => ("at-its-maximum", said.clone()),
        "multipleOf" => (
            "no-multiple",
            Number::from_f64(said.as_f64()? * 1.5)?.into(),
        ),
        "minLength" => ("too-short", text(count()?.checked_sub(1)?)),
        "maxLength" => ("too-long", text(count()? + 1)),
        "minItems" => ("too-few-items", list(count()?.checked_sub(1)?)),
        "maxItems" => ("too-many-items", list(count()? + 1)),
        "uniqueItems" => ("equal-items", json!([null, null])),
        "minProperties" => ("too-few-properties", object(count()?.checked_sub(1)?)),
        "maxProperties" => ("too-many-properties", object(count()? + 1)),
        _ => return None,
    })
}

/// The whole number beside a limit; of a fraction, or where that is out of range, a number as far off again as the limit is from zero.
fn next(limit: &Value, step: i32) -> Option<Value> {
    let beside = limit.as_i64().and_then(|n| n.checked_add(step.into()));
    if let Some(number) = beside {
        return Some(number.into());
    }
    let limit = limit.as_f64()?;
    Number::from_f64(limit + f64::from(step) * limit.abs().max(1.0)).map(Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_just_beyond() {
        let rows = [
            ("minimum", json!(1), json!(0)),
            ("minimum", json!(0.5), json!(-0.5)),
            ("minimum", json!(5.5), json!(0.0)),
            ("maximum", json!(9), json!(10)),
            ("maximum", json!(-2.5), json!(0.0)),
            ("exclusiveMinimum", json!(0), json!(0)),
            ("multipleOf", json!(10), json!(15.0)),
            ("minLength", json!(2), json!("x")),
            ("maxLength", json!(2), json!("xxx")),
            ("minItems", json!(1), json!([])),
            ("maxItems", json!(1), json!([0, 1])),
            ("minProperties", json!(1), json!({})),
            ("maxProperties", json!(0), json!({"docproof-0": null})),
        ];
        for (keyword, said, expected) in rows {
            let (_, value) = beyond(keyword, &said).expect(keyword);
            assert_eq!(value, expected, "{keyword} {said}");
        }
        let far = beyond("minimum", &json!(i64::MIN)).expect("a number");
        assert!(far.1.as_f64() < Some(-1e19), "{far:?}");
        for (keyword, said) in [
            ("minLength", json!(0)),
            ("maxLength", json!(1_u64 << 40)),
            ("enum", json!([1])),
        ] {
            assert_eq!(beyond(keyword, &said), None, "{keyword}");
        }
    }
}
