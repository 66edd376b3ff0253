//! A case as it is written, templates not yet filled in.

use std::sync::Arc;

use serde_json::Value;

use crate::http::Expression;
use crate::text::Span;
use crate::verdict::AccessState;

/// One declarative test of a contract.
#[derive(Clone, Debug)]
pub struct Case {
    /// The contract's id.
    pub contract: String,
    /// Where the file says so.
    pub contract_span: Span,
    /// The file.
    pub file: Arc<str>,
    /// The file's name without folders and extension.
    pub stem: String,
    /// The case's name, unique in the contract.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Why the case is here.
    pub guards: Option<String>,
    /// What it does, in order; at least one step.
    pub steps: Vec<Step>,
}

impl Case {
    /// The trial's name: `contract::file::name`.
    pub fn trial_name(&self) -> String {
        format!("{}::{}::{}", self.contract, self.stem, self.name)
    }
}

/// One request of a case, how far to walk from it, and what to expect.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What to send.
    pub request: RequestTemplate,
    /// Credentials that are not sent as the target has them, by security scheme.
    pub credentials: Vec<(String, AccessState, Span)>,
    /// How far to walk.
    pub walk: Walk,
    /// Where `walk` stands.
    pub walk_span: Span,
    /// Parameters to leave out in a second listing, to compare.
    pub without: Vec<(String, Span)>,
    /// What the step provokes.
    pub provokes: Option<Provokes>,
    /// Where `provokes` stands.
    pub provokes_span: Span,
    /// Parameters that no document names, or whose value no document allows, and that are sent on purpose.
    pub undocumented: Vec<(String, Span)>,
    /// What to expect beyond the contract.
    pub expect: Expectation,
    /// Values to take from the answer, for later steps.
    pub capture: Vec<Capture>,
    /// The variables and captured values that its templates name, each with its place, as often as it is there.
    pub uses: Vec<(String, Span)>,
    /// Where the step stands.
    pub span: Span,
}

/// A value taken from an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Capture {
    /// The name that later steps use.
    pub name: String,
    /// What is taken.
    pub from: Expression,
    /// Where the name stands.
    pub span: Span,
}

/// A request with templates.
#[derive(Clone, Debug, Default)]
pub struct RequestTemplate {
    /// Path parameters.
    pub path: Vec<Binding>,
    /// Query parameters, in order.
    pub query: Vec<Binding>,
    /// Header fields.
    pub headers: Vec<Binding>,
}

/// A parameter's name and value, which may hold templates.
#[derive(Clone, Debug)]
pub struct Binding {
    /// The parameter.
    pub name: String,
    /// Its value.
    pub value: Value,
    /// Where the name stands.
    pub name_span: Span,
    /// Where the value stands.
    pub span: Span,
}

/// How far a step walks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Walk {
    /// The one request.
    #[default]
    Single,
    /// Every page to the end.
    Forward,
    /// To the end and back.
    ThereAndBack,
    /// To the end by the links of the pages, and back where there are links back.
    ByLinks,
    /// To the end and one page further.
    PastEnd,
}

/// What a step provokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provokes {
    /// Throttling: the request is repeated until the limit is passed.
    Throttle,
}

/// What a step expects beyond the contract. Values may hold templates.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// The statuses allowed; empty for any documented one.
    pub status: Vec<u16>,
    /// Where `status` stands.
    pub status_span: Span,
    /// The component schema that the contract gives this status.
    pub schema: Option<(String, Span)>,
    /// How many items the whole walk has.
    pub items: Option<ItemCount>,
    /// JSON Schema for every body.
    pub body: Option<(Value, Span)>,
    /// JSON Schema for every item.
    pub each: Option<(Value, Span)>,
    /// JSON Schema for the text of header fields; `false` for a field that must be absent.
    pub headers: Vec<(String, Value, Span)>,
}

impl Expectation {
    /// Whether it expects something of the answers beside a status.
    pub fn is_more_than_a_status(&self) -> bool {
        self.items.is_some()
            || self.body.is_some()
            || self.each.is_some()
            || !self.headers.is_empty()
    }
}

/// How many items a walk has.
#[derive(Clone, Debug, Default)]
pub struct ItemCount {
    /// Exactly so many: a number or a template.
    pub count: Option<Value>,
    /// At least so many.
    pub min: Option<Value>,
    /// At most so many.
    pub max: Option<Value>,
    /// Where it stands.
    pub span: Span,
}
