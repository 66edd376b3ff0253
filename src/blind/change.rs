//! What is done to a value or a header field, whatever it means.

use serde_json::{Value, json};

use crate::value::{pointer, same};

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It is not there any more.
    Drop,
    /// It has another JSON type.
    Retype,
    /// It is `null`.
    Null,
    /// It is an empty text, list or object.
    Empty,
    /// It is there twice over: a text, a list, a header field; a number is twice as large and one more, a truth value
    /// turned round.
    Double,
    /// It and the place behind it change their values.
    Swap,
}

impl Change {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Drop,
        Self::Retype,
        Self::Null,
        Self::Empty,
        Self::Double,
        Self::Swap,
    ];

    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Retype => "retype",
            Self::Null => "null",
            Self::Empty => "empty",
            Self::Double => "double",
            Self::Swap => "swap",
        }
    }

    /// A body with the value at a place changed; nothing where that would change nothing.
    pub(super) fn body(self, body: &Value, at: &str) -> Option<Value> {
        let old = body.pointer(at)?;
        let mut changed = body.clone();
        let new = match self {
            Self::Drop => {
                pointer::remove(&mut changed, at)?;
                return Some(changed);
            }
            Self::Swap => {
                let other = behind(body, at)?;
                let value = body.pointer(&other).filter(|o| !same(o, old))?.clone();
                pointer::set(&mut changed, &other, old.clone());
                value
            }
            Self::Retype => retyped(old),
            Self::Null => Value::Null,
            Self::Empty => emptied(old)?,
            Self::Double => doubled(old)?,
        };
        if same(&new, old) {
            return None;
        }
        pointer::set(&mut changed, at, new);
        Some(changed)
    }

    /// Header fields with the one of a name changed; nothing where that would change nothing.
    pub(super) fn headers(
        self,
        fields: &[(String, String)],
        name: &str,
    ) -> Option<Vec<(String, String)>> {
        let at = fields.iter().position(|(n, _)| n == name)?;
        let mut changed = fields.to_vec();
        let value = changed.get(at).map(|(_, v)| v.clone())?;
        match self {
            Self::Drop => {
                changed.remove(at);
            }
            Self::Retype => {
                changed.get_mut(at)?.1 = if value.parse::<f64>().is_ok() {
                    "many".into()
                } else {
                    "7".into()
                }
            }
            Self::Null => return None,
            Self::Empty => changed.get_mut(at)?.1.clear(),
            Self::Double => changed.push((name.to_owned(), value)),
            Self::Swap => {
                let other = (at + 1) % changed.len().max(1);
                let theirs = changed
                    .get(other)
                    .map(|(_, v)| v.clone())
                    .filter(|v| *v != value)?;
                changed.get_mut(at)?.1 = theirs;
                changed.get_mut(other)?.1 = value;
            }
        }
        Some(changed)
    }
}

fn retyped(value: &Value) -> Value {
    match value {
        Value::Null | Value::Array(_) => json!({}),
        Value::Bool(b) => b.to_string().into(),
        Value::Number(n) => n.to_string().into(),
        Value::String(_) => json!(7),
        Value::Object(_) => json!([]),
    }
}

fn emptied(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some("".into()),
        Value::Array(_) => Some(json!([])),
        Value::Object(_) => Some(json!({})),
        _ => None,
    }
}

fn doubled(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(b) => Some((!b).into()),
        Value::Number(n) => Some(match n.as_i64() {
            Some(n) => n.wrapping_mul(2).wrapping_add(1).into(),
            None => json!(n.as_f64()? * 2.0 + 1.0),
        }),
        Value::String(s) => Some(s.repeat(2).into()),
        Value::Array(items) => Some(items.iter().chain(items).cloned().collect()),
        _ => None,
    }
}

/// The place behind one in its object or list; the first for the last.
fn behind(body: &Value, at: &str) -> Option<String> {
    let (parent, name) = at.rsplit_once('/')?;
    match body.pointer(parent)? {
        Value::Object(members) => {
            let own = pointer::unescape(name);
            let position = members.keys().position(|k| *k == own)?;
            let next = members.keys().nth((position + 1) % members.len())?;
            Some(pointer::join(parent, next))
        }
        Value::Array(items) => {
            let position: usize = name.parse().ok()?;
            Some(format!("{parent}/{}", (position + 1) % items.len().max(1)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_changes_something() {
        let body = json!({"a": {"b": 1, "c": "x"}, "d": [1, 2]});
        let rows = [
            (Change::Drop, "/a/b", json!({"a": {"c": "x"}, "d": [1, 2]})),
            (
                Change::Retype,
                "/a/b",
                json!({"a": {"b": "1", "c": "x"}, "d": [1, 2]}),
            ),
            (Change::Null, "/a", json!({"a": null, "d": [1, 2]})),
            (
                Change::Empty,
                "/d",
                json!({"a": {"b": 1, "c": "x"}, "d": []}),
            ),
            (
                Change::Double,
                "/d",
                json!({"a": {"b": 1, "c": "x"}, "d": [1, 2, 1, 2]}),
            ),
            (
                Change::Swap,
                "/a/b",
                json!({"a": {"b": "x", "c": 1}, "d": [1, 2]}),
            ),
            (
                Change::Swap,
                "/d/1",
                json!({"a": {"b": 1, "c": "x"}, "d": [2, 1]}),
            ),
        ];
        for (change, at, expected) in rows {
            assert_eq!(change.body(&body, at), Some(expected), "{change:?} {at}");
        }
        assert_eq!(Change::Empty.body(&body, "/a/b"), None);
        let fields = [
            ("A".to_owned(), "1".to_owned()),
            ("B".to_owned(), "2".to_owned()),
        ];
        let swapped = Change::Swap.headers(&fields, "A").expect("two differ");
        assert_eq!(
            swapped,
            [
                ("A".to_owned(), "2".to_owned()),
                ("B".to_owned(), "1".to_owned())
            ]
        );
    }
}
