//! A step whose templates are filled in.

use serde_json::Value;

use crate::case::{Provokes, Walk};
use crate::http::{Expression, Request};
use crate::verdict::{AccessState, LookupState};

/// A step ready to be sent and judged.
#[derive(Clone, Debug)]
pub struct BoundStep {
    /// The first request, without credentials.
    pub request: Request,
    /// What is known of the request beyond its text.
    pub intent: Intent,
    /// How far to walk.
    pub walk: Walk,
    /// Parameters to leave out in a second listing.
    pub without: Vec<String>,
    /// Parameters sent on purpose that no document names.
    pub undocumented: Vec<String>,
    /// The statuses the case allows; empty for any documented one.
    pub status: Vec<u16>,
    /// Exactly so many items over the walk.
    pub count: Option<u64>,
    /// At least so many.
    pub min: Option<u64>,
    /// At most so many.
    pub max: Option<u64>,
    /// The case's JSON Schema for every body.
    pub body: Option<Value>,
    /// The case's JSON Schema for every item.
    pub each: Option<Value>,
    /// The case's JSON Schemas for header texts.
    pub headers: Vec<(String, Value)>,
    /// Values to take from the first answer.
    pub capture: Vec<(String, Expression)>,
}

/// What is known of a request beyond its text. Of traffic that docproof did not plan it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intent {
    /// The state of every credential of the contract, by security scheme.
    pub access: Vec<(String, AccessState)>,
    /// What path parameters name, where that is known.
    pub lookup: Vec<(String, LookupState)>,
    /// What the request provokes.
    pub provokes: Option<Provokes>,
}
