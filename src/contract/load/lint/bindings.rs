//! Every part that a clause is bound to must exist; cases are looked up where the cases are known.

use std::collections::HashSet;

use super::run::Lint;
use crate::contract::{Clause, Effect, SortFields, StatusKey};
use crate::text::{Diagnostic, Kind, Span};
use crate::verdict::Part;

impl Lint<'_> {
    pub(super) fn bindings(&self) {
        let parts: HashSet<Part> = self.contract.parts().into_iter().collect();
        let mut spellings: Vec<String> = parts.iter().map(ToString::to_string).collect();
        spellings.sort();
        for clause in &self.contract.clauses {
            for (index, part) in clause.parts().iter().enumerate() {
                if clause.parts().iter().take(index).any(|p| p == part) {
                    let found = format!("the clause `{}` is bound to `{part}` twice", clause.id);
                    self.error(self.binding(clause, part, true), found, "each part once");
                } else if !parts.contains(part) && !self.exists(part) && !self.may_be_lost(part) {
                    self.unbound(clause, part, &spellings);
                }
            }
        }
    }

    fn unbound(&self, clause: &Clause, part: &Part, spellings: &[String]) {
        let spelling = part.to_string();
        let spellings = &self.spellings(part, spellings);
        let kind = |s: &str| s.split(':').next().unwrap_or_default().to_owned();
        let valid: Vec<&str> = spellings
            .iter()
            .map(String::as_str)
            .filter(|s| kind(s) == kind(&spelling))
            .collect();
        let who = match clause.id.as_str() {
            "" => "a clause".to_owned(),
            id => format!("the clause `{id}`"),
        };
        let found = format!("{who} is bound to `{spelling}`, which the contract does not have");
        let told = Diagnostic::error(
            &self.reading.cx.file,
            self.binding(clause, part, false),
            found,
        );
        let told = match valid.as_slice() {
            [] if !self.declared_soundly(part) => told.expected("a part of this contract"),
            [] => told.expected(format!(
                "a part of this contract; it has no `{}`",
                kind(&spelling)
            )),
            few if few.len() < 6 => told.expected(format!("one of `{}`", few.join("`, `"))),
            _ => told.expected("a part of this contract"),
        };
        self.reading.cx.report(told.nearest(&spelling, valid));
    }

    /// Parts that are not listed by name: cases, headers in another casing, fields of `order: any`.
    fn exists(&self, part: &Part) -> bool {
        let contract = self.contract;
        match part {
            Part::Case(_) | Part::CaseStatus(_) => true,
            Part::Header(status, name) => contract.responses.iter().any(|r| {
                r.status == StatusKey::Code(*status)
                    && r.headers.iter().any(|h| h.name.eq_ignore_ascii_case(name))
            }),
            Part::Effect(parameter, Some(field)) => {
                let effect = contract
                    .parameter(parameter)
                    .and_then(|p| p.effect.as_ref());
                let any =
                    matches!(effect, Some(Effect::Order(order)) if order.fields == SortFields::Any);
                let shape = contract.schemas.shape();
                any && self
                    .item()
                    .is_some_and(|i| shape.resolve(i, &format!("/{field}")).is_some())
            }
            Part::Schema(path, Some(keyword)) => {
                let shape = contract.schemas.shape();
                shape.keywords(path).contains(keyword.as_str())
            }
            _ => false,
        }
    }

    /// The spellings that a part may have meant: with a keyword, those of its place where there is such a place.
    fn spellings(&self, part: &Part, all: &[String]) -> Vec<String> {
        let Part::Schema(path, Some(keyword)) = part else {
            return all.to_vec();
        };
        let shape = self.contract.schemas.shape();
        let spelled = |path: &str, keyword: &str| {
            Part::Schema(path.to_owned(), Some(keyword.to_owned())).to_string()
        };
        let own = shape.keywords(path);
        if !own.is_empty() {
            return own.into_iter().map(|k| spelled(path, k)).collect();
        }
        let alike = shape.parts();
        let alike = alike.filter(|p| shape.keywords(p).contains(keyword.as_str()));
        let alike = alike.map(|p| spelled(p, keyword));
        alike.chain(all.iter().cloned()).collect()
    }

    /// Where a clause names a part, the first or the last time.
    fn binding(&self, clause: &Clause, part: &Part, last: bool) -> Span {
        let Some(Kind::List(clauses)) = self.x.get("clauses").map(|n| &n.kind) else {
            return clause.span;
        };
        let bound = clauses
            .iter()
            .find(|c| c.span == clause.span)
            .and_then(|c| c.get("checked-by"));
        let Some(Kind::List(parts)) = bound.map(|n| &n.kind) else {
            return clause.span;
        };
        let named = |n: &&crate::text::Node| matches!(&n.kind, Kind::Text(t) if t.parse::<Part>().as_ref() == Ok(part));
        let hit = if last {
            parts.iter().rev().find(named)
        } else {
            parts.iter().find(named)
        };
        hit.map_or(clause.span, |n| n.span)
    }
}
