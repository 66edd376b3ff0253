//! Ids and names: each its own, and each reference to one that is there.

use std::collections::HashSet;

use super::super::Form;
use super::run::Lint;
use crate::contract::Evidence;
use crate::text::{Node, Span};

impl Lint<'_> {
    pub(super) fn identity(&self, operation: &Node) {
        if self.x.get("document").is_none() {
            let expected = "the file that it restates, with its digest";
            self.error(self.x.span, "a contract without `document`", expected);
        }
        if operation.get("operationId").is_none() {
            let expected = "`operationId`, the contract's id: `vendor/operation`";
            self.error(operation.span, "a contract without an id", expected);
        }
    }

    /// Ids, names and references between clauses, contradictions and differences.
    pub(super) fn names(&self) {
        let contract = self.contract;
        let clauses = contract.clauses.iter().map(|c| (c.id.as_str(), c.span));
        let contradictions = contract
            .contradictions
            .iter()
            .map(|c| (c.id.as_str(), c.span));
        self.once(
            clauses.chain(contradictions),
            "clause or contradiction",
            "an id of its own",
        );
        self.once(
            contract.facts.iter().map(|f| (f.name.as_str(), f.span)),
            "fact",
            "a name of its own",
        );
        for difference in contract
            .differences
            .iter()
            .filter(|_| self.reading.is_sound(Form::Clauses))
        {
            if !contract.clauses.iter().any(|c| c.id == difference.clause) {
                let at = self
                    .element("differences", "clause", &difference.clause)
                    .nearest_at("/clause")
                    .span;
                let ids = contract.clauses.iter().map(|c| c.id.as_str());
                self.among(at, "clause", &difference.clause, ids, "the id of a clause");
            }
        }
        let readings = contract
            .clauses
            .iter()
            .filter(|c| c.evidence == Evidence::Reading);
        let open: Vec<&str> = (contract.contradictions.iter().map(|c| c.id.as_str()))
            .chain(readings.map(|c| c.id.as_str()))
            .collect();
        let forms = [Form::Clauses, Form::Contradictions];
        let known = forms.into_iter().all(|f| self.reading.is_sound(f));
        for (id, at) in contract.unseen.iter().filter_map(|u| u.by.as_ref()) {
            if known && !open.contains(&id.as_str()) {
                let what = "reading or contradiction";
                self.among(*at, what, id, open.iter().copied(), "the id of one");
            }
        }
        for access in contract
            .access
            .iter()
            .filter(|_| self.reading.is_sound(Form::Access))
        {
            if contract.credential(&access.scheme).is_none() {
                let known = contract.credentials.iter().map(|c| c.name.as_str());
                self.unknown(
                    self.key("access", &access.scheme),
                    "security scheme",
                    &access.scheme,
                    known,
                );
            }
        }
        self.files();
    }

    /// Places name the document or the linked file.
    fn files(&self) {
        if !self.reading.is_sound(Form::Documents) {
            return;
        }
        let contract = self.contract;
        let known: Vec<&str> = contract
            .document
            .iter()
            .chain(&contract.linked)
            .map(|d| d.file.as_str())
            .collect();
        let places = contract.clauses.iter().flat_map(|c| &c.at);
        let places = places.chain(contract.contradictions.iter().flat_map(|c| &c.at));
        let places = places.chain(contract.samples.iter().flat_map(|s| &s.at));
        for at in places.chain(contract.ignored.iter().map(|i| &i.at)) {
            if let Some(file) = at.file.as_deref().filter(|f| !known.contains(f)) {
                self.unknown(at.span, "document", file, known.iter().copied());
            }
        }
    }

    fn once<'n>(&self, names: impl Iterator<Item = (&'n str, Span)>, what: &str, expected: &str) {
        let mut seen = HashSet::new();
        for (name, span) in names {
            if !name.is_empty() && !seen.insert(name) {
                self.error(span, format!("a second {what} `{name}`"), expected);
            }
        }
    }

    /// Where a key of a mapping below `x-docproof` stands.
    pub(super) fn key(&self, mapping: &str, name: &str) -> Span {
        let entries = self.x.get(mapping).map(Node::entries).unwrap_or_default();
        entries
            .iter()
            .find(|(k, _)| k.name == name)
            .map_or(self.x.span, |(k, _)| k.span)
    }

    /// Reports a name that is none of many, without listing them all.
    pub(super) fn among<'n>(
        &self,
        span: Span,
        what: &str,
        name: &str,
        valid: impl IntoIterator<Item = &'n str>,
        expected: &str,
    ) {
        let told = crate::text::Diagnostic::error(
            &self.reading.cx.file,
            span,
            format!("unknown {what} `{name}`"),
        );
        self.reading
            .cx
            .report(told.expected(expected).nearest(name, valid));
    }
}
