//! A filter leaves only items that match, and loses none that does.

use serde_json::Value;

use super::checks::{Checks, ENOUGH, finding, words};
use super::identity;
use super::paging::Listing;
use super::seen::Seen;
use super::typed::{filled, typed};
use crate::contract::{Contract, Effect, Filter, SchemaError};
use crate::value::pointer;
use crate::verdict::{Actual, Finding, Part, Place};

/// Nothing is known of what it drops.
const ALONE: &str = "no listing without the parameter shows an item that it drops";

/// The filters of a step, each made once for a value.
#[derive(Debug, Default)]
pub struct Filters {
    made: Vec<Made>,
}

#[derive(Debug)]
struct Made {
    parameter: String,
    text: String,
    part: Part,
    /// `None`: the contract does not say what this value selects.
    schema: Option<Value>,
}

impl Filters {
    /// Checks the items of an answer against every filter that its request names.
    pub fn check(&mut self, seen: &Seen<'_>, checks: &mut Checks) {
        if !seen.is_success() {
            return;
        }
        for parameter in &seen.contract.parameters {
            let Some(Effect::Filter(_)) = &parameter.effect else {
                continue;
            };
            let Some(text) = seen.request.parameter(&parameter.name) else {
                continue;
            };
            let made = self.made(seen.contract, &parameter.name, text);
            let Some(Made {
                schema: Some(schema),
                part,
                ..
            }) = made
            else {
                continue;
            };
            let mut all = true;
            for (index, item) in seen.items().unwrap_or_default().iter().enumerate() {
                match mismatch(seen.contract, schema, item) {
                    Mismatch::None | Mismatch::Untold => {}
                    Mismatch::Undecided(why) => {
                        all = false;
                        checks.vacuous(part.clone(), &why);
                    }
                    Mismatch::Error(error) => {
                        all = false;
                        checks.broken(part.clone(), unwanted(seen, index, *error));
                    }
                }
            }
            if all {
                checks.vacuous(part.clone(), ALONE);
            }
        }
    }

    fn made(&mut self, contract: &Contract, name: &str, text: &str) -> Option<&Made> {
        let known = |m: &Made| m.parameter == name && m.text == text;
        if let Some(at) = self.made.iter().position(known) {
            return self.made.get(at);
        }
        self.made.push(make(contract, name, text)?);
        self.made.last()
    }
}

fn make(contract: &Contract, name: &str, text: &str) -> Option<Made> {
    let parameter = contract.parameter(name)?;
    let Some(Effect::Filter(filter)) = &parameter.effect else {
        return None;
    };
    let (value, schema) = match filter {
        Filter::Schema(schema) => {
            let value = typed(contract, &parameter.schema, text);
            // What a value selects that the parameter cannot take, no document says.
            let takes = contract
                .schemas
                .errors_of(&parameter.schema, &value)
                .is_ok_and(|e| e.is_empty());
            (None, takes.then(|| filled(schema, &value)))
        }
        Filter::Values(values) => {
            let named = values.iter().find(|(value, _)| value == text);
            (Some(text.to_owned()), named.map(|(_, s)| s.clone()))
        }
    };
    Some(Made {
        parameter: name.to_owned(),
        text: text.to_owned(),
        part: Part::Effect(name.to_owned(), value),
        schema,
    })
}

enum Mismatch {
    None,
    /// The item lacks a property that the filter looks at and does not require: nobody can tell.
    Untold,
    Error(Box<SchemaError>),
    Undecided(String),
}

fn mismatch(contract: &Contract, schema: &Value, item: &Value) -> Mismatch {
    match contract.schemas.errors_of(schema, item) {
        Err(why) => Mismatch::Undecided(format!("the schema cannot be compiled: {why}")),
        Ok(errors) => match errors.into_iter().next() {
            None if is_untold(schema, item) => Mismatch::Untold,
            None => Mismatch::None,
            Some(error) if error.undecided => {
                Mismatch::Undecided("the pattern's engine gave up".to_owned())
            }
            Some(error) => Mismatch::Error(Box::new(error)),
        },
    }
}

/// Whether an item says nothing of what a filter looks at: a property that the schema describes and leaves out of
/// `required` is not there.
fn is_untold(schema: &Value, item: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut names = properties.into_iter().flatten();
    names.any(|(name, _)| item.as_object().is_some_and(|o| !o.contains_key(name)))
}

fn unwanted(seen: &Seen<'_>, index: usize, error: SchemaError) -> Finding {
    let mut at = seen.item_pointer(index) + &error.instance;
    if let Some(name) = &error.missing {
        at = pointer::join(&at, name);
    }
    finding(
        "filter-mismatch",
        Place::body(seen.index, at),
        error.expected,
        error.actual,
        "The item is not one that the parameter asks for.",
    )
}

/// A listing against the one without the filter.
#[derive(Debug)]
pub struct Unfiltered {
    part: Part,
    schema: Value,
    dropped: u64,
    lost: Vec<Finding>,
}

impl Unfiltered {
    /// The comparison for a parameter that was left out; nothing where it does not filter, or not by this value.
    pub fn of(contract: &Contract, parameter: &str, text: &str) -> Option<Self> {
        let made = make(contract, parameter, text)?;
        Some(Self {
            part: made.part,
            schema: made.schema?,
            dropped: 0,
            lost: Vec::new(),
        })
    }

    /// Takes a page of the listing without the parameter.
    pub fn page(&mut self, seen: &Seen<'_>, main: &Listing<'_>) {
        let Some(form) = &seen.contract.items else {
            return;
        };
        for (index, item) in seen.items().unwrap_or_default().iter().enumerate() {
            let id = identity::of_item(form, item);
            match mismatch(seen.contract, &self.schema, item) {
                Mismatch::Undecided(_) | Mismatch::Untold => {}
                Mismatch::Error(_) => self.dropped += u64::from(!main.has(id)),
                Mismatch::None if main.has(id) => {}
                Mismatch::None if self.lost.len() >= ENOUGH => {}
                Mismatch::None => self.lost.push(finding(
                    "item-lost",
                    Place::body(seen.index, seen.item_pointer(index)),
                    words("this item in the filtered listing too"),
                    Actual::Value(identity::value_of(form, item)),
                    "The item matches the filter, and the filtered listing lacks it.",
                )),
            }
        }
    }

    /// Tells what came of it.
    pub fn finish(self, main: &Listing<'_>, other: &Listing<'_>, checks: &mut Checks) {
        if main.is_whole() && other.is_whole() {
            for finding in self.lost {
                checks.broken(self.part.clone(), finding);
            }
        }
        if main.pages() > 0 && other.pages() > 0 {
            checks.shown(self.part, self.dropped, ALONE);
        }
    }
}
