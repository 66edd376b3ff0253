//! Contracts: one vendor page, one request, as data. Nothing here compares an answer with anything.

mod clause;
pub mod documents;
mod form;
mod forms;
mod load;

mod model;
mod parts;
mod room;
mod schemas;
mod shape;
mod unseen;

pub use clause::{At, Clause, Contradiction, Difference, Document, Evidence, Guard, Ignored};
pub use form::Form;
pub use forms::{
    Access, Back, CursorPaging, Effect, End, Expand, Fact, FactOperator, Filter, Items, Lookup,
    Means, NumberPaging, Order, PageSize, Paging, PastEnd, Relation, Reported, SetRelation,
    SortFields, Strength, Throttle, ThrottleLimit, ThrottleScope, Var, VarSource, When,
};

pub use load::load;
pub use model::{
    Body, Contract, Credential, CredentialKind, DocumentedHeader, DocumentedResponse, Location,
    Parameter, Sample, SampleRequest, SampleVerdict, StatusKey,
};
pub use room::{Allowed, Room};
pub use schemas::{KNOWN_FORMATS, SchemaError, Schemas};
pub use shape::{NodeId, Shape};
pub use unseen::{MutantName, Unseen, UnseenReason};
