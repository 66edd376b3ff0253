//! A bound step as plain data: what is needed, beside its exchanges, to judge it again.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::Request;
use crate::verdict::{AccessState, LookupState};

/// A step as it was sent and judged. `plan/stored.rs` makes it from a bound step and back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepRecord {
    /// The first request, without credentials.
    pub request: Request,
    /// The state of every credential, by security scheme.
    pub access: Vec<(String, AccessState)>,
    /// What path parameters name.
    pub lookup: Vec<(String, LookupState)>,
    /// What the request provokes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provokes: Option<ProvokesRecord>,
    /// How far it walks.
    pub walk: WalkRecord,
    /// Parameters left out in a second listing.
    pub without: Vec<String>,
    /// Parameters sent on purpose that no document names.
    pub undocumented: Vec<String>,
    /// The statuses the case allows; empty for any documented one.
    pub status: Vec<u16>,
    /// Exactly so many items over the walk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// At least so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// At most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// The case's JSON Schema for every body.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub body: Option<Value>,
    /// The case's JSON Schema for every item.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub each: Option<Value>,
    /// The case's JSON Schemas for header texts.
    pub headers: Vec<(String, Value)>,
    /// Values taken from the first answer: name, and runtime expression as text.
    pub capture: Vec<(String, String)>,
}

/// How far a step walks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkRecord {
    /// The one request.
    Single,
    /// Every page to the end.
    Forward,
    /// To the end and back.
    ThereAndBack,
    /// To the end by links, and back.
    ByLinks,
    /// To the end and one page further.
    PastEnd,
}

/// What a step provokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProvokesRecord {
    /// Throttling.
    Throttle,
}

/// A field that is there is `Some`, `null` too: it is a value like any other.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
