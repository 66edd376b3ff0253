//! Which two items are the same, in eight bytes, so that a walk of a million items fits in memory.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde_json::Value;

use crate::contract::Items;

/// A digest of a value: the same for values that are the same to [`crate::value::same`]. Two different values share
/// one with a probability of 2⁻⁶⁴: a walk of a million items meets such a pair once in thirty million walks.
pub fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(value, &mut hasher);
    hasher.finish()
}

/// Whether an item lacks every value that would tell it from others.
pub(super) fn is_anonymous(form: &Items, item: &Value) -> bool {
    let missing = |at: &String| item.pointer(at).is_none_or(Value::is_null);
    !form.identity.is_empty() && form.identity.iter().all(missing)
}

/// The digest of what identifies an item: the values at the identity's pointers, or the whole item without such.
pub(super) fn of_item(form: &Items, item: &Value) -> u64 {
    if form.identity.is_empty() {
        return fingerprint(item);
    }
    if is_anonymous(form, item) {
        return fingerprint(item);
    }
    let mut hasher = DefaultHasher::new();
    for pointer in &form.identity {
        match item.pointer(pointer) {
            Some(value) => feed(value, &mut hasher),
            None => 0xFF_u8.hash(&mut hasher),
        }
    }
    hasher.finish()
}

/// What identifies an item, for people: the one value, or all of them in a list.
pub(super) fn value_of(form: &Items, item: &Value) -> Value {
    let at = |pointer: &String| item.pointer(pointer).cloned().unwrap_or(Value::Null);
    match form.identity.as_slice() {
        [] => item.clone(),
        [one] => at(one),
        many => many.iter().map(at).collect(),
    }
}

fn feed(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(b) => (1_u8, b).hash(hasher),
        Value::Number(number) => feed_number(number, hasher),
        Value::String(text) => (3_u8, text).hash(hasher),
        Value::Array(items) => {
            (4_u8, items.len()).hash(hasher);
            for item in items {
                feed(item, hasher);
            }
        }
        Value::Object(members) => {
            // The sum of the members' own digests does not depend on their order.
            let sum = members.iter().fold(0_u64, |sum, (name, member)| {
                let mut own = DefaultHasher::new();
                name.hash(&mut own);
                feed(member, &mut own);
                sum.wrapping_add(own.finish())
            });
            (5_u8, members.len(), sum).hash(hasher);
        }
    }
}

/// `1` and `1.0` are the same number.
fn feed_number(number: &serde_json::Number, hasher: &mut DefaultHasher) {
    let whole = number.as_i64().map(i128::from);
    let whole = whole.or_else(|| number.as_u64().map(i128::from));
    let float = number.as_f64().unwrap_or(f64::NAN);
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^100")]
    let whole = whole.or_else(|| {
        let exact = float.fract() == 0.0 && float.abs() < 2_f64.powi(100);
        exact.then_some(float as i128)
    });
    match whole {
        Some(whole) => (2_u8, whole).hash(hasher),
        None => (6_u8, float.to_bits()).hash(hasher),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_values_have_the_same_fingerprint() {
        let rows = [
            (json!({"a": 1, "b": [2]}), json!({"b": [2.0], "a": 1}), true),
            (json!(1), json!("1"), false),
            (json!([1, 2]), json!([2, 1]), false),
            (json!({"a": null}), json!({}), false),
            (
                json!({"a": "b", "c": "d"}),
                json!({"a": "d", "c": "b"}),
                false,
            ),
            (json!(u64::MAX), json!(18_446_744_073_709_551_616.0), false),
        ];
        for (a, b, expected) in rows {
            assert_eq!(fingerprint(&a) == fingerprint(&b), expected, "{a} {b}");
        }
    }

    #[test]
    fn identity_looks_at_its_pointers_only() {
        let form = Items {
            at: "/data".to_owned(),
            identity: vec!["/user/id".to_owned(), "/group".to_owned()],
        };
        let a = json!({"user": {"id": 1}, "group": "g", "name": "x"});
        let b = json!({"user": {"id": 1}, "group": "g", "name": "y"});
        let c = json!({"user": {"id": 1}});
        assert_eq!(of_item(&form, &a), of_item(&form, &b));
        assert_ne!(of_item(&form, &a), of_item(&form, &c));
        assert_eq!(value_of(&form, &c), json!([1, null]));
    }
}
