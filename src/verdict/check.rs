//! One thing looked at in a transcript, and what came of it. Values stay typed until a report words them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Part;

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The part of the contract that was held against the transcript.
    pub part: Part,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds, and this many things (at least one) showed it.
    Held(u64),
    /// It does not hold.
    Broken(Box<Finding>),
    /// Nothing contradicts it and nothing shows it; why.
    Vacuous(String),
}

/// A broken check: what was expected where, and what was there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable short name of what went wrong, such as `undocumented-status` or `out-of-order`.
    pub rule: String,
    /// Where it went wrong.
    pub place: Place,
    /// What the contract expects.
    pub expected: Expected,
    /// What was there.
    pub actual: Actual,
    /// A sentence that says what this means, without repeating the values.
    pub message: String,
}

/// Where in a transcript a finding is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which exchange of the transcript, from zero.
    pub exchange: usize,
    /// JSON pointer into the body, when the body is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Name of the response header, when a header is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Pointer into the contract's schemas, when a schema says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
}

impl Place {
    /// An exchange as a whole.
    pub fn exchange(exchange: usize) -> Self {
        Self {
            exchange,
            ..Self::default()
        }
    }

    /// A place in a body.
    pub fn body(exchange: usize, pointer: impl Into<String>) -> Self {
        Self {
            exchange,
            pointer: Some(pointer.into()),
            ..Self::default()
        }
    }

    /// A response header.
    pub fn header(exchange: usize, name: impl Into<String>) -> Self {
        Self {
            exchange,
            header: Some(name.into()),
            ..Self::default()
        }
    }
}

/// What a finding's contract expects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// Exactly this value.
    Value(Value),
    /// One of these values.
    OneOf(Vec<Value>),
    /// Something that words describe, such as `a date-time`.
    Words(String),
    /// Nothing at that place.
    Absent,
}

/// What was found instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Actual {
    /// This value.
    Value(Value),
    /// Something that words describe.
    Words(String),
    /// Nothing.
    Absent,
}

/// A value of more texts, numbers, members and elements than this is told in words.
const MOST_PARTS: usize = 2000;

/// So is a text of more bytes.
const MOST_BYTES: usize = 64 << 10;

impl Actual {
    /// A value that was found, as itself unless it is so large that a finding should not hold a copy: nobody reads it there,
    /// and the answer has it.
    pub fn found(value: &Value) -> Self {
        let mut room = (MOST_PARTS, MOST_BYTES);
        if fits(value, &mut room) {
            return Self::Value(value.clone());
        }
        Self::Words(match value {
            Value::Array(items) => format!("a large array of {} elements", items.len()),
            Value::Object(members) => format!("a large object of {} members", members.len()),
            Value::String(text) => format!("a text of {} bytes", text.len()),
            other => other.to_string(),
        })
    }
}

/// Whether a value fits what is left of both limits.
fn fits(value: &Value, room: &mut (usize, usize)) -> bool {
    let mut takes = |bytes: usize| {
        let left = (room.0.checked_sub(1), room.1.checked_sub(bytes));
        let (Some(parts), Some(bytes)) = left else {
            return false;
        };
        *room = (parts, bytes);
        true
    };
    match value {
        Value::String(text) => takes(text.len()),
        Value::Array(items) => takes(0) && items.iter().all(|item| fits(item, room)),
        Value::Object(members) => {
            takes(0)
                && members.iter().all(|(name, member)| {
                    let Some(left) = room.1.checked_sub(name.len()) else {
                        return false;
                    };
                    room.1 = left;
                    fits(member, room)
                })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => takes(0),
    }
}

/// Something undocumented that was seen: a status, header or field no document names. Fails only under `--strict`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// What it is, such as `undocumented field /data/[]/extra`.
    pub says: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_large_is_told_in_words() {
        let small = json!({"a": [1, "b", null]});
        assert_eq!(Actual::found(&small), Actual::Value(small.clone()));
        let words = |text: &str| Actual::Words(text.to_owned());
        let many = json!((0..2000).collect::<Vec<_>>());
        assert_eq!(
            Actual::found(&many),
            words("a large array of 2000 elements")
        );
        let object = json!({ "a": many, "b": 1 });
        assert_eq!(Actual::found(&object), words("a large object of 2 members"));
        let text = json!("x".repeat(65_537));
        assert_eq!(Actual::found(&text), words("a text of 65537 bytes"));
    }
}
