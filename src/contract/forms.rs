//! The forms: what OpenAPI cannot say, as data. `docs/contracts.md` explains each.

use serde_json::Value;

use crate::http::Expression;
use crate::text::Span;
use crate::verdict::{AccessState, LookupState};

/// Where the items of a list are, and which two are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Items {
    /// JSON pointer of the array in a success body.
    pub at: String,
    /// JSON pointers into an item; together they identify it.
    pub identity: Vec<String>,
}

/// The statuses that a state of a credential may be answered with; empty where the document is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The security scheme.
    pub scheme: String,
    /// None was sent.
    pub missing: Vec<u16>,
    /// One that cannot be valid was sent.
    pub wrong: Vec<u16>,
    /// A valid one that lacks the permission was sent.
    pub insufficient: Vec<u16>,
}

impl Access {
    /// The states of a credential that are refused, each with its statuses; none where the document is silent.
    pub fn refusals(&self) -> [(AccessState, &[u16]); 3] {
        [
            (AccessState::Missing, &self.missing),
            (AccessState::Wrong, &self.wrong),
            (AccessState::Insufficient, &self.insufficient),
        ]
    }
}

/// How a path parameter chooses.
#[derive(Clone, Debug, PartialEq)]
pub struct Lookup {
    /// The path parameter.
    pub parameter: String,
    /// Kinds of identifier, each with the JSON Schema of one.
    pub kinds: Vec<(String, Value)>,
    /// Statuses for an identifier that nothing has; empty where the document is silent.
    pub unknown: Vec<u16>,
    /// Statuses for text that is no identifier; empty where the document is silent.
    pub malformed: Vec<u16>,
    /// Whether it chooses the organisation that every request names, not the resource.
    pub tenant: bool,
}

/// A relation between parts of one exchange.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its name, unique in the contract.
    pub name: String,
    /// The statuses it applies to; empty for all.
    pub status: Vec<u16>,
    /// The relation.
    pub operator: FactOperator,
    /// The side that the answer is held to, and that the mock sets.
    pub left: Expression,
    /// The side it is compared with.
    pub right: Expression,
    /// Whether a missing place of the response is no deviation.
    pub optional: bool,
    /// When it is claimed at all.
    pub when: When,
    /// Where it stands in the contract's file.
    pub span: Span,
}

/// When a fact is claimed: every condition holds. Without any it always is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// What the request names is known to be in one of these states, and nothing else about the request is at fault;
    /// empty where that does not matter.
    pub lookup: Vec<LookupState>,
    /// Parameters that the request sends, each with its text.
    pub sent: Vec<(String, String)>,
}

/// How the sides of a fact relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactOperator {
    /// The same value, of the same type.
    Equals,
    /// The left text or array contains the right text or value.
    Contains,
    /// The left number is not below the right one.
    AtLeast,
    /// The left number is not above the right one.
    AtMost,
}

/// What a parameter does to the answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It leaves only matching items.
    Filter(Filter),
    /// It adds places to every item.
    Expand(Expand),
    /// It sorts the items.
    Order(Order),
    /// It relates the answer to the answer without it.
    Relation(Vec<Relation>),
}

/// Which items a filter leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Those matching this schema, in which `{{value}}` stands for the parameter's value.
    Schema(Value),
    /// Those matching the schema of the value; other values are not judged.
    Values(Vec<(String, Value)>),
}

/// Which places a list of values adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expand {
    /// What separates the values.
    pub separator: String,
    /// Value, and JSON pointer into an item.
    pub values: Vec<(String, String)>,
}

/// How a parameter sorts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What separates several fields; `None` where only one may be named.
    pub separator: Option<String>,
    /// The prefix for descending order; `None` where the document has none.
    pub descending: Option<String>,
    /// What can be sorted by.
    pub fields: SortFields,
}

/// What can be sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortFields {
    /// Every property of an item, by its name.
    Any,
    /// These, each with a JSON pointer into an item.
    Named(Vec<(String, String)>),
}

/// The answer with a parameter against the answer without it.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The parameter's value it holds for; `None` for any.
    pub value: Option<Value>,
    /// How the items relate.
    pub items: Option<SetRelation>,
    /// How an array in each item that both answers have relates.
    pub members: Option<(String, SetRelation)>,
}

/// How one set relates to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetRelation {
    /// Nothing beyond the other.
    Subset,
    /// At least the other.
    Superset,
    /// The same.
    Same,
}

/// How a list comes in pages.
#[derive(Clone, Debug, PartialEq)]
pub enum Paging {
    /// Pages have numbers.
    Number(NumberPaging),
    /// Each page says where the next one starts.
    Cursor(CursorPaging),
}

/// Pages by number.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberPaging {
    /// The query or path parameter that numbers the page.
    pub parameter: String,
    /// The number of the first page.
    pub first: u64,
    /// The size of a page.
    pub size: Option<PageSize>,
    /// The number of entries of this page, where reported.
    pub count: Option<Expression>,
    /// The page size in force, where reported.
    pub reported_size: Option<Expression>,
    /// The number of this page, where reported.
    pub index: Option<Expression>,
    /// The number of items in all, where reported.
    pub total: Option<Reported>,
    /// The number of pages, where reported.
    pub pages: Option<Reported>,
    /// True on the last page only.
    pub last: Option<Expression>,
    /// What lies past the end; `None` where the document is silent.
    pub past_end: Option<PastEnd>,
}

/// Pages by cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct CursorPaging {
    /// The query parameter that takes the cursor.
    pub parameter: String,
    /// Where the next cursor is.
    pub from: Expression,
    /// What says that the list ends.
    pub end: End,
    /// The link to the next page, where there is one.
    pub next: Option<Expression>,
    /// The size of a page.
    pub size: Option<PageSize>,
    /// The way back.
    pub back: Option<Back>,
    /// Links that must stay on the target's own origin.
    pub links: Vec<Expression>,
    /// The number of items in all, where reported.
    pub total: Option<Reported>,
    /// Whether a page may be short before the end.
    pub short_pages: bool,
    /// Whether a page may be empty before the end.
    pub empty_pages: bool,
}

/// The way back of a cursor.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    /// The query parameter that takes the cursor.
    pub parameter: String,
    /// Where the previous cursor is.
    pub from: Expression,
    /// What says that this is the first page.
    pub end: End,
    /// The link to the page before, where there is one.
    pub link: Option<Expression>,
}

/// What says that a list ends.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// This place is missing.
    Absent(Expression),
    /// This place is true.
    True(Expression),
    /// This place is false.
    False(Expression),
}

impl End {
    /// The place that it looks at.
    pub fn expression(&self) -> &Expression {
        match self {
            Self::Absent(e) | Self::True(e) | Self::False(e) => e,
        }
    }
}

/// The size of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageSize {
    /// The query parameter that sets it.
    pub parameter: Option<String>,
    /// The size without the parameter.
    pub default: Option<u64>,
    /// Whether pages before the last are full.
    pub means: Means,
    /// The largest size.
    pub maximum: Option<u64>,
}

/// What a page size promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Every page but the last holds exactly so many.
    Exact,
    /// No page holds more.
    AtMost,
}

/// A reported number and how strong it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Where it is.
    pub from: Expression,
    /// What it promises.
    pub strength: Strength,
}

/// What a reported number promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It is the number.
    Exact,
    /// The number is not above it.
    UpperBound,
}

/// What lies past the end of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastEnd {
    /// A page without items.
    Empty,
    /// The last page again.
    LastPage,
    /// Status 404.
    NotFound,
}

/// Limits and what is answered past them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// The status.
    pub status: u16,
    /// Whether the answer carries `Retry-After`.
    pub retry_after: bool,
    /// The limits.
    pub limits: Vec<ThrottleLimit>,
}

/// So many requests in so many seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThrottleLimit {
    /// Whose requests are counted.
    pub per: ThrottleScope,
    /// How many are allowed.
    pub requests: Option<u32>,
    /// In how many seconds.
    pub seconds: u32,
}

/// Whose requests a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThrottleScope {
    /// One client's.
    Client,
    /// One workspace's.
    Workspace,
    /// Everybody's.
    All,
}

/// What a target supplies.
#[derive(Clone, Debug, PartialEq)]
pub struct Var {
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub says: String,
    /// An example.
    pub example: Value,
    /// Whether a tenant may lack it without a warning.
    pub optional: bool,
    /// What a path parameter bound to it names.
    pub lookup: Option<LookupState>,
    /// Where the mock finds it.
    pub mock: Option<VarSource>,
    /// Where it stands in the contract's file.
    pub span: Span,
}

/// Where the mock finds the value of a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum VarSource {
    /// A JSON pointer into its data.
    Pointer(String),
    /// This value.
    Value(Value),
}
