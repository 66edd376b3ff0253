//! Lookups, and the variables that a target supplies.

use std::collections::HashSet;

use super::super::Form;
use super::run::Lint;
use crate::contract::{Location, Var, VarSource};
use crate::text::{Kind, Node, Span};
use crate::verdict::LookupState;

/// The groups of the mock's data (the table in `docs/contracts.md`).
const GROUPS: &[&str] = &[
    "large", "small", "one", "empty", "nested", "spaced", "slashed", "hostile", "unicode",
    "prolific",
];

impl Lint<'_> {
    pub(super) fn lookups(&self) {
        let mut seen = HashSet::new();
        for lookup in &self.contract.lookups {
            let at = self
                .element("lookup", "parameter", &lookup.parameter)
                .nearest_at("/parameter")
                .span;
            if !seen.insert(&lookup.parameter) {
                let at = self.second_lookup(&lookup.parameter).unwrap_or(at);
                self.error(
                    at,
                    format!("a second lookup of `{}`", lookup.parameter),
                    "one lookup a parameter",
                );
            }
            let paths = self.parameters_in(Location::Path);
            if self.reading.is_sound(Form::Parameters)
                && !paths.contains(&lookup.parameter.as_str())
            {
                self.unknown(at, "path parameter", &lookup.parameter, paths);
            }
        }
    }

    /// Where the last lookup of a parameter names it.
    fn second_lookup(&self, parameter: &str) -> Option<Span> {
        let Kind::List(lookups) = &self.x.get("lookup")?.kind else {
            return None;
        };
        let named = |n: &&Node| matches!(&n.kind, Kind::Text(t) if t == parameter);
        lookups
            .iter()
            .rev()
            .filter_map(|l| l.get("parameter"))
            .find(named)
            .map(|n| n.span)
    }

    pub(super) fn vars(&self) {
        let lookups = self.contract.lookups.iter().flat_map(|l| &l.kinds);
        let kinds: Vec<&str> = lookups.map(|(kind, _)| kind.as_str()).collect();
        for var in &self.contract.vars {
            if let Some(LookupState::Kind(kind)) = &var.lookup
                && self.reading.is_sound(Form::Lookup)
                && !kinds.contains(&kind.as_str())
            {
                let valid = kinds.iter().copied().chain(["unknown", "malformed"]);
                self.unknown(self.var(var, "lookup"), "kind of identifier", kind, valid);
            }
            if let Some(VarSource::Pointer(pointer)) = &var.mock {
                self.mock(var, pointer, &kinds);
            }
        }
    }

    fn var(&self, var: &Var, key: &str) -> Span {
        let node = self
            .x
            .get("vars")
            .and_then(|v| v.get(&var.name))
            .and_then(|v| v.get(key));
        node.map_or(var.span, |n| n.span)
    }

    /// A pointer into the mock's data must lead to something that the mock has.
    fn mock(&self, var: &Var, pointer: &str, kinds: &[&str]) {
        let at = self.var(var, "mock");
        let segments: Vec<&str> = pointer.split('/').skip(1).collect();
        let unknown = |what: &str, name: &str, valid: &[&str]| {
            self.unknown(at, what, name, valid.iter().copied());
        };
        match segments.as_slice() {
            ["groups", group, ..] if !GROUPS.contains(group) => {
                unknown("group of the mock", group, GROUPS);
            }
            ["groups", _, "members" | "body", ..] | ["groups", _, "count" | "inherited_count"] => {}
            ["groups", _, kind] if self.reading.is_sound(Form::Lookup) && !kinds.contains(kind) => {
                let known: Vec<&str> = kinds
                    .iter()
                    .copied()
                    .chain(["count", "inherited_count", "members", "body"])
                    .collect();
                unknown("part of a group of the mock", kind, &known);
            }
            ["unknown" | "malformed", kind]
                if self.reading.is_sound(Form::Lookup) && !kinds.contains(kind) =>
            {
                unknown("kind of identifier", kind, kinds);
            }
            ["groups", _, _]
            | ["unknown" | "malformed" | "tenant", _]
            | ["unknown" | "malformed", "tenant", _] => {}
            [first, ..] if !["groups", "unknown", "malformed", "tenant"].contains(first) => {
                unknown(
                    "part of the mock's data",
                    first,
                    &["groups", "unknown", "malformed", "tenant"],
                );
            }
            _ => {
                let found = format!("the place `{pointer}`, which the mock does not have");
                self.error(
                    at,
                    found,
                    "a place such as `/groups/large/name` or `/unknown/name`",
                );
            }
        }
    }
}
