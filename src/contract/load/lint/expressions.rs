//! What runtime expressions read must be declared.

use super::super::Form;
use super::run::Lint;
use crate::contract::{Body, Fact, FactOperator, Location, NodeId, StatusKey};
use crate::http::{Expression, Root};
use crate::text::{Diagnostic, Span};

impl Lint<'_> {
    pub(super) fn facts(&self) {
        for fact in &self.contract.facts {
            let roots = self.bodies(fact);
            let node = self.element("facts", "name", &fact.name);
            let operator = match fact.operator {
                FactOperator::Equals => "equals",
                FactOperator::Contains => "contains",
                FactOperator::AtLeast => "at-least",
                FactOperator::AtMost => "at-most",
            };
            let side = |index: usize| node.nearest_at(&format!("/{operator}/{index}")).span;
            self.expression(&fact.left, &roots, side(0));
            self.expression(&fact.right, &roots, side(1));
            self.when(fact);
            if matches!(fact.left.root, Root::Literal(_)) || fact.left.reads_request() {
                let found = format!(
                    "the left side `{}`, which reads nothing of the answer",
                    fact.left
                );
                self.error(
                    side(0),
                    found,
                    "what the answer is held to, such as `$response.body#/count`",
                );
            }
        }
    }

    /// A condition is about what the request can have.
    fn when(&self, fact: &Fact) {
        let node = self.element("facts", "name", &fact.name);
        let span = |at: &str| node.nearest_at(at).span;
        if !fact.when.lookup.is_empty() && self.contract.lookups.is_empty() {
            let found = "a state of an identifier where nothing is looked up";
            self.error(
                span("/when/lookup"),
                found,
                "`lookup`, which says what identifiers choose",
            );
        }
        if !self.reading.is_sound(Form::Parameters) {
            return;
        }
        for (name, _) in &fact.when.sent {
            if self.contract.parameter(name).is_none() {
                let known = self.contract.parameters.iter().map(|p| p.name.as_str());
                let at = format!("/when/sent/{}", crate::value::pointer::escape(name));
                self.unknown(span(&at), "parameter", name, known);
            }
        }
    }

    /// The schemas of the bodies that a fact is about.
    fn bodies(&self, fact: &Fact) -> Vec<Option<NodeId>> {
        let meant = |status: StatusKey| match status {
            StatusKey::Code(code) => fact.status.is_empty() || fact.status.contains(&code),
            _ => true,
        };
        let responses = self.contract.responses.iter().filter(|r| meant(r.status));
        let pointers = responses.filter_map(|r| match &r.body {
            Body::Content(types) => types.iter().find_map(|(_, pointer)| pointer.as_deref()),
            _ => None,
        });
        pointers
            .map(|pointer| self.contract.schemas.shape().find(pointer))
            .collect()
    }

    pub(super) fn expression(&self, expression: &Expression, roots: &[Option<NodeId>], span: Span) {
        match &expression.root {
            Root::RequestPath(name) => self.parameter(Location::Path, "path parameter", name, span),
            Root::RequestQuery(name) => {
                self.parameter(Location::Query, "query parameter", name, span);
            }
            Root::RequestHeader(name) => {
                self.parameter(Location::Header, "request header", name, span);
            }
            Root::ResponseBody(pointer) => self.body_place(pointer, roots, span),
            Root::Item(_) if self.x.get("items").is_none() => {
                self.error(
                    span,
                    format!("`{expression}` where there are no items"),
                    "`items`, which say where the list is",
                );
            }
            Root::Item(pointer) => self.described(self.item(), pointer, span, "an item"),
            Root::Literal(_) | Root::StatusCode | Root::ResponseHeader(_) => {}
        }
    }

    fn parameter(&self, location: Location, what: &str, name: &str, span: Span) {
        if !self.reading.is_sound(Form::Parameters) {
            return;
        }
        let known = self.parameters_in(location);
        let hit =
            |k: &&str| *k == name || location == Location::Header && k.eq_ignore_ascii_case(name);
        if !known.iter().any(hit) {
            self.unknown(span, what, name, known);
        }
    }

    fn body_place(&self, pointer: &str, roots: &[Option<NodeId>], span: Span) {
        if !self.reading.is_sound(Form::Schemas) || !self.reading.is_sound(Form::Responses) {
            return;
        }
        let shape = self.contract.schemas.shape();
        let described = |root: NodeId| {
            shape.resolve(root, pointer).is_some() || shape.is_free(shape.locate(root, pointer))
        };
        let known: Vec<NodeId> = roots.iter().copied().flatten().collect();
        // A body whose schema is no component is not described here.
        if known.len() < roots.len() || known.is_empty() || known.iter().any(|r| described(*r)) {
            return;
        }
        let near: Vec<String> = known.iter().flat_map(|r| self.near(*r, pointer)).collect();
        let found = format!("the place `{pointer}`, which no schema of these statuses describes");
        let told = Diagnostic::error(&self.reading.cx.file, span, found)
            .expected("a place that the schema describes");
        self.reading
            .cx
            .report(told.nearest(pointer, near.iter().map(String::as_str)));
    }
}
