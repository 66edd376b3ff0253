//! The order of the lints, and what they share.

use super::super::Reading;
use crate::contract::{Contract, Location};
use crate::text::{Diagnostic, Kind, Node, Span};

/// What every lint needs: the contract as it was read, and where it was said.
pub(super) struct Lint<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) contract: &'a Contract,
    /// `x-docproof`.
    pub(super) x: &'a Node,
}

/// Tells every disagreement of a contract with itself. `node` is its operation.
pub(in crate::contract::load) fn lint(reading: &Reading<'_>, contract: &Contract, node: &Node) {
    let of_any_file = Lint {
        reading,
        contract,
        x: node,
    };
    of_any_file.path();
    let Some(x) = node.get("x-docproof") else {
        return;
    };
    let lint = Lint {
        reading,
        contract,
        x,
    };
    lint.identity(node);
    lint.names();
    lint.lookups();
    lint.statuses();
    lint.response_schemas();
    lint.items();
    lint.effects();
    lint.facts();
    lint.paging();
    lint.vars();
    lint.bindings();
    lint.keywords();
    lint.samples();
}

impl<'a> Lint<'a> {
    /// Where a JSON pointer below `x-docproof` leads.
    pub(super) fn span(&self, pointer: &str) -> Span {
        self.x.nearest_at(pointer).span
    }

    /// The element of a list below `x-docproof` whose key holds this text. Elements that could not be read have no
    /// place in the contract, so their numbers differ.
    pub(super) fn element(&self, list: &str, key: &str, name: &str) -> &'a Node {
        let named =
            |n: &&Node| matches!(n.get(key).map(|n| &n.kind), Some(Kind::Text(t)) if t == name);
        match self.x.get(list).map(|n| &n.kind) {
            Some(Kind::List(items)) => items.iter().find(named).unwrap_or(self.x),
            _ => self.x,
        }
    }

    pub(super) fn error(&self, span: Span, found: impl Into<String>, expected: impl Into<String>) {
        self.reading.cx.error(span, found, expected);
    }

    pub(super) fn warning(
        &self,
        span: Span,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) {
        let told = Diagnostic::error(&self.reading.cx.file, span, found).expected(expected);
        self.reading.cx.report(told.warning());
    }

    pub(super) fn unknown<'n>(
        &self,
        span: Span,
        what: &str,
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
    ) {
        self.reading.cx.unknown(span, what, name, valid);
    }

    /// The names of the parameters sent in a place.
    pub(super) fn parameters_in(&self, location: Location) -> Vec<&'a str> {
        self.contract
            .parameters_in(location)
            .map(|p| p.name.as_str())
            .collect()
    }
}
