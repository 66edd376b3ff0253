//! Statuses that forms name must be documented ones, and what is answered with them named.

use super::super::Form;
use super::run::Lint;
use crate::contract::Body;
use crate::text::{Kind, Node};

impl Lint<'_> {
    pub(super) fn statuses(&self) {
        if !self.reading.is_sound(Form::Responses) {
            return;
        }
        for (_, states) in self.x.get("access").map(Node::entries).unwrap_or_default() {
            for state in ["missing", "wrong", "insufficient"] {
                self.documented(states.get(state));
            }
        }
        for lookup in self.list("lookup") {
            self.documented(lookup.get("unknown"));
            self.documented(lookup.get("malformed"));
        }
        for fact in self.list("facts") {
            self.documented(fact.get("status"));
        }
        self.documented(self.x.get("throttle").and_then(|t| t.get("status")));
    }

    fn list(&self, key: &str) -> &[Node] {
        match self.x.get(key).map(|n| &n.kind) {
            Some(Kind::List(items)) => items,
            _ => &[],
        }
    }

    /// Reports a status, or those of a list, that no response documents.
    fn documented(&self, node: Option<&Node>) {
        match node.map(|n| (&n.kind, n.span)) {
            Some((Kind::List(items), _)) => items.iter().for_each(|n| self.documented(Some(n))),
            Some((Kind::Number(number), span)) => {
                let status = number.as_u64().and_then(|n| u16::try_from(n).ok());
                let status = status
                    .filter(|s| (100..600).contains(s) && self.contract.response(*s).is_none());
                if let Some(status) = status {
                    let known: Vec<String> = self
                        .contract
                        .responses
                        .iter()
                        .map(|r| r.status.to_string())
                        .collect();
                    let found = format!("the status {status}, which no response documents");
                    self.error(span, found, format!("one of `{}`", known.join("`, `")));
                }
            }
            _ => {}
        }
    }

    /// A response's schema is a component, so that cases and clauses can name it.
    pub(super) fn response_schemas(&self) {
        for response in &self.contract.responses {
            let Body::Content(types) = &response.body else {
                continue;
            };
            for (media_type, pointer) in types {
                let Some(pointer) = pointer
                    .as_deref()
                    .filter(|p| !p.starts_with("/components/"))
                else {
                    continue;
                };
                let found = format!(
                    "a schema of its own for `{media_type}` of {}",
                    response.status
                );
                let expected =
                    "`$ref: \"#/components/schemas/…\"`, so that cases and clauses can name it";
                self.warning(self.reading.root.nearest_at(pointer).span, found, expected);
            }
        }
    }
}
