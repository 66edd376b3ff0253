//! A contract: one operation of an OpenAPI document with docproof's forms.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::{
    Access, At, Clause, Contradiction, Difference, Document, Effect, Fact, Form, Ignored, Items,
    Lookup, Paging, Schemas, Throttle, Unseen, Var,
};
use crate::text::Span;

/// One operation and everything its document claims about it.
#[derive(Debug)]
pub struct Contract {
    /// The operation's `operationId`, such as `acme/members`.
    pub id: String,
    /// The file it was read from.
    pub file: Arc<str>,
    /// Where `operationId` stands in the file.
    pub span: Span,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The operation's summary.
    pub summary: String,
    /// URLs of `servers`, as examples of a base URL.
    pub servers: Vec<String>,
    /// The method, in capitals.
    pub method: String,
    /// The path template, such as `/groups/{group}/members`.
    pub path: String,
    /// Parameters, in the file's order; those of `x-docproof.headers` last.
    pub parameters: Vec<Parameter>,
    /// Documented responses, in the file's order.
    pub responses: Vec<DocumentedResponse>,
    /// The credentials that the operation needs, all of them together.
    pub credentials: Vec<Credential>,
    /// The schemas of the whole file.
    pub schemas: Arc<Schemas>,
    /// The page that the contract restates.
    pub document: Option<Document>,
    /// The file of facts from linked pages.
    pub linked: Option<Document>,
    /// Where the items of a list are.
    pub items: Option<Items>,
    /// What each state of each credential is answered with.
    pub access: Vec<Access>,
    /// What identifiers choose.
    pub lookups: Vec<Lookup>,
    /// Relations between parts of one exchange.
    pub facts: Vec<Fact>,
    /// How a list comes in pages.
    pub paging: Option<Paging>,
    /// Limits and what is answered past them.
    pub throttle: Option<Throttle>,
    /// What a target supplies.
    pub vars: Vec<Var>,
    /// The document's claims.
    pub clauses: Vec<Clause>,
    /// Where the document disagrees with itself, or says too little.
    pub contradictions: Vec<Contradiction>,
    /// Places of the document that claim nothing.
    pub ignored: Vec<Ignored>,
    /// What OpenAPI cannot say as the document does.
    pub differences: Vec<Difference>,
    /// Mutants that no request could tell from a service that keeps the contract.
    pub unseen: Vec<Unseen>,
    /// The document's samples.
    pub samples: Vec<Sample>,
    /// The forms that have mistakes; a contract with any is not to be used.
    pub broken: HashSet<Form>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header field.
    Header,
}

/// A documented parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// Whether the document requires it.
    pub required: bool,
    /// Its JSON Schema.
    pub schema: Value,
    /// Pointer of that schema in the file.
    pub schema_pointer: String,
    /// What it does to the answer.
    pub effect: Option<Effect>,
}

/// Which statuses a documented response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusKey {
    /// One status.
    Code(u16),
    /// A class of statuses, `2` for `2XX`.
    Class(u16),
    /// Every status that no other response names.
    Default,
}

/// A documented response.
#[derive(Clone, Debug)]
pub struct DocumentedResponse {
    /// The statuses.
    pub status: StatusKey,
    /// The description.
    pub description: String,
    /// Documented header fields.
    pub headers: Vec<DocumentedHeader>,
    /// What the document says of the body.
    pub body: Body,
}

/// What is said of a response's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Unstated,
    /// There is none.
    Empty,
    /// One of these media types, each with the pointer of its schema in the file.
    Content(Vec<(String, Option<String>)>),
}

/// A documented response header.
#[derive(Clone, Debug)]
pub struct DocumentedHeader {
    /// Its name.
    pub name: String,
    /// Whether it is always there.
    pub required: bool,
    /// JSON Schema of its text, or of the integer, number or boolean that the text is.
    pub schema: Value,
    /// Pointer of that schema in the file.
    pub schema_pointer: String,
}

/// A credential: a security scheme of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The scheme's name.
    pub name: String,
    /// How it is sent.
    pub kind: CredentialKind,
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// As the value of this header field.
    Header(String),
    /// As `Authorization: Bearer …` (RFC 6750).
    Bearer,
}

impl Credential {
    /// The header field it is sent in.
    pub fn header(&self) -> &str {
        match &self.kind {
            CredentialKind::Header(name) => name,
            CredentialKind::Bearer => "Authorization",
        }
    }

    /// The field's value for a secret.
    pub fn field_value(&self, secret: &str) -> String {
        match &self.kind {
            CredentialKind::Header(_) => secret.to_owned(),
            CredentialKind::Bearer => format!("Bearer {secret}"),
        }
    }
}

/// A sample of the document, to be judged as an answer.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its name among the examples.
    pub name: String,
    /// Where it stands in the contract's file.
    pub span: Span,
    /// The status it belongs to.
    pub status: u16,
    /// The media type it is listed under.
    pub media_type: String,
    /// The body: a JSON value, or a text that stands for the body as it is printed.
    pub value: Value,
    /// Where it stands in the document.
    pub at: Vec<At>,
    /// Whether it keeps the contract.
    pub verdict: SampleVerdict,
    /// Path, query and header parameters of the request that it answers.
    pub request: SampleRequest,
    /// Header fields printed with it; empty when none are.
    pub headers: Vec<(String, String)>,
}

/// The request a sample answers, as far as the document shows it.
#[derive(Clone, Debug, Default)]
pub struct SampleRequest {
    /// Path parameters.
    pub path: Vec<(String, String)>,
    /// Query parameters.
    pub query: Vec<(String, String)>,
    /// Header fields.
    pub headers: Vec<(String, String)>,
}

/// Whether a sample keeps the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SampleVerdict {
    /// It does.
    Holds,
    /// It does not, for the reason that this contradiction records.
    Breaks(String),
}

impl StatusKey {
    /// Whether a status is meant.
    pub fn covers(self, status: u16) -> bool {
        match self {
            Self::Code(code) => code == status,
            Self::Class(class) => status / 100 == class,
            Self::Default => true,
        }
    }
}

impl fmt::Display for StatusKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

impl Contract {
    /// The documented response for a status: an exact code before a class before `default`.
    pub fn response(&self, status: u16) -> Option<&DocumentedResponse> {
        let rank = |key: StatusKey| match key {
            StatusKey::Code(_) => 0,
            StatusKey::Class(_) => 1,
            StatusKey::Default => 2,
        };
        let covering = self.responses.iter().filter(|r| r.status.covers(status));
        covering.min_by_key(|r| rank(r.status))
    }

    /// The documented success: the first 2xx response.
    pub fn success(&self) -> Option<(u16, &DocumentedResponse)> {
        self.responses.iter().find_map(|r| match r.status {
            StatusKey::Code(code) if (200..300).contains(&code) => Some((code, r)),
            StatusKey::Class(2) => Some((200, r)),
            _ => None,
        })
    }

    /// A documented parameter by name; header names are compared without case.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| match p.location {
            Location::Header => p.name.eq_ignore_ascii_case(name),
            Location::Path | Location::Query => p.name == name,
        })
    }

    /// The parameters sent in a place.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(move |p| p.location == location)
    }

    /// A variable by name.
    pub fn var(&self, name: &str) -> Option<&Var> {
        self.vars.iter().find(|v| v.name == name)
    }

    /// A credential by name.
    pub fn credential(&self, name: &str) -> Option<&Credential> {
        self.credentials.iter().find(|c| c.name == name)
    }

    /// The clauses bound to a part: to the part itself, or to a parent of it (`schema:Member` for
    /// `schema:Member/email`, `effect:order` for `effect:order:name`).
    pub fn clauses_for<'a>(
        &'a self,
        part: &'a crate::verdict::Part,
    ) -> impl Iterator<Item = &'a Clause> {
        self.clauses.iter().filter(move |c| c.guards(part))
    }
}
