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

/// Something undocumented that was seen: a status, header or field no document names. Fails only under `--strict`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Note {
    /// What it is, such as `undocumented field /data/[]/extra`.
    pub says: String,
}
