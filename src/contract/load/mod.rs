//! Reading a contract's file: every mistake with its place, all at once.

mod clauses;
mod credentials;
mod document;
mod effect;
mod forms;
mod lint;
mod operation;
mod paging;
mod parameters;
mod reading;
mod reference;
mod response;
mod schema;
mod versions;

use super::{Contract, Form};
use crate::text::{Context, Diagnostic, parse};
use reading::Reading;

/// Reads the contracts of one OpenAPI file, one for each operation, and tells every mistake. Contracts come
/// back even when there are mistakes, as far as they could be read.
pub fn load(file: &str, source: &str) -> (Vec<Contract>, Vec<Diagnostic>) {
    let cx = Context::new(file);
    let contracts = parse(&cx, source).map_or_else(Vec::new, |root| document::read(&cx, &root));
    (contracts, cx.into_diagnostics())
}
