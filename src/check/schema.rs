//! The body matches the schema of its status: every error, every witness, and fields that no schema describes.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::checks::{Checks, finding};
use super::seen::Seen;
use crate::contract::{Clause, Contract, NodeId, SchemaError};
use crate::value::pointer;
use crate::verdict::{Finding, Part, Place};

/// Checks the body's value against its schema.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let Some((_, Some(at))) = seen.content() else {
        return;
    };
    let Some(value) = seen.value() else {
        return;
    };
    let root = root(seen.contract, at);
    let part = |instance: &str, keyword: Option<String>| {
        let shape = seen.contract.schemas.shape();
        let path = root.map_or(at.as_ref(), |root| shape.part(shape.locate(root, instance)));
        Part::Schema(path.to_owned(), keyword)
    };
    let judged = seen
        .contract
        .schemas
        .each_error_at(at, value, &mut |error| {
            let place = place_of(&error);
            let part = part(&place, Some(error.keyword.clone()));
            if place.is_empty() && error.keyword == "type" && !error.undecided {
                let told = broken(seen.index, error.clone());
                checks.broken(Part::Body(seen.status()), told);
            }
            if error.undecided {
                checks.vacuous(part, "the pattern's engine gave up");
            } else {
                checks.broken(part, broken(seen.index, error));
            }
        });
    if let Err(why) = judged {
        checks.vacuous(
            part("", None),
            &format!("the schema cannot be compiled: {why}"),
        );
    }
    if let Some(root) = root {
        witnesses(seen, root, checks);
    }
}

/// A schema error as a finding.
pub(crate) fn broken(exchange: usize, error: SchemaError) -> Finding {
    let rule = match error.keyword.as_str() {
        "required" => "missing-property".to_owned(),
        keyword => format!("schema-{}", keyword.to_lowercase()),
    };
    let place = Place {
        schema: Some(error.schema.clone()),
        ..Place::body(exchange, place_of(&error))
    };
    let message = match error.missing {
        Some(_) => "The schema requires it.",
        None => "The value does not match the schema.",
    };
    finding(&rule, place, error.expected, error.actual, message)
}

/// Where an error is: a missing property is where it should be.
fn place_of(error: &SchemaError) -> String {
    match &error.missing {
        Some(name) => pointer::join(&error.instance, name),
        None => error.instance.clone(),
    }
}

/// The node of a schema, which may be nothing but a reference.
fn root(contract: &Contract, at: &str) -> Option<NodeId> {
    let shape = contract.schemas.shape();
    shape.find(at).or_else(|| {
        let target = contract.schemas.get(at)?.get("$ref")?.as_str()?;
        shape.find(target.strip_prefix('#')?)
    })
}

fn witnesses(seen: &Seen<'_>, root: NodeId, checks: &mut Checks) {
    let Some(value) = seen.value() else {
        return;
    };
    let shape = seen.contract.schemas.shape();
    let mut counts: Vec<Option<(NodeId, Counts)>> = Vec::new();
    shape.witnesses(root, value, &mut |node, value| {
        let at = node.index();
        if counts.len() <= at {
            counts.resize(at + 1, None);
        }
        if let Some(slot) = counts.get_mut(at) {
            let (_, counts) = slot.get_or_insert((node, Counts::default()));
            counts.add(value);
        }
    });
    let mut told: HashMap<&str, Counts> = HashMap::new();
    for (node, counts) in counts.into_iter().flatten() {
        told.entry(shape.part(node)).or_default().merge(counts);
        checks.held(Part::Schema(shape.part(node).to_owned(), None), counts.all);
    }
    // A keyword is told of where a clause asks for it.
    let parts = seen.contract.clauses.iter().flat_map(Clause::parts);
    let keywords = parts.filter_map(|part| match part {
        Part::Schema(path, Some(keyword)) => Some((told.get(path.as_str())?, path, keyword)),
        _ => None,
    });
    let mut done = HashSet::new();
    for (counts, path, keyword) in keywords {
        if done.insert((path, keyword)) {
            let part = Part::Schema(path.clone(), Some(keyword.clone()));
            checks.held(part, counts.of(keyword));
        }
    }
    shape.undescribed(root, value, &mut |pointer| {
        checks.note(format!("undocumented field {pointer}"));
    });
}

/// The values that were seen at a place, by what keywords can speak of.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    all: u64,
    texts: u64,
    numbers: u64,
    lists: u64,
    objects: u64,
}

impl Counts {
    fn add(&mut self, value: &Value) {
        self.all += 1;
        match value {
            Value::String(_) => self.texts += 1,
            Value::Number(_) => self.numbers += 1,
            Value::Array(_) => self.lists += 1,
            Value::Object(_) => self.objects += 1,
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn merge(&mut self, other: Self) {
        self.all += other.all;
        self.texts += other.texts;
        self.numbers += other.numbers;
        self.lists += other.lists;
        self.objects += other.objects;
    }

    /// How many of them a keyword says something of: `format` says nothing of null.
    fn of(self, keyword: &str) -> u64 {
        match keyword {
            "format" | "pattern" | "minLength" | "maxLength" => self.texts,
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                self.numbers
            }
            "minItems" | "maxItems" | "uniqueItems" | "contains" => self.lists,
            "minProperties" | "maxProperties" | "propertyNames" | "additionalProperties" => {
                self.objects
            }
            _ => self.all,
        }
    }
}
