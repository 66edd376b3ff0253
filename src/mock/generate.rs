//! Values made from JSON Schemas: drawn from `examples` where there are some, made from the constraints otherwise.
//!
//! A value is made, judged by its own schema, and made otherwise when it does not match: what the keywords read
//! here cannot say (`if`, `not`, lookarounds) is met by trying, not by luck.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::flat::flat;
use super::{scalars, text};
use crate::contract::Schemas;

/// How often a value is made before the last one is taken as it is.
const ATTEMPTS: u64 = 16;
/// How many candidates are looked at for a value that is not taken.
const TRIES: u64 = 2_000;
/// From this number on, texts like an example are told apart by a number at their end.
const CROWDED: u64 = 40;
/// From this attempt on only examples that match their schema are drawn.
const CAREFUL: u64 = 1;
/// From this attempt on no examples are drawn.
const INVENTIVE: u64 = 8;
/// Objects this deep have only what they must.
const DEEP: usize = 6;
/// Nothing is this deep.
const ABYSS: usize = 24;

/// Which optional properties an object has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// All of them, none `null` that need not be.
    All,
    /// Some, and some `null`: which is a matter of label and index.
    Some,
    /// None.
    Required,
}

/// Values that were given out, so that none is given twice.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Their texts.
    pub(super) texts: HashSet<String>,
    /// Where the search goes on, by label.
    next: HashMap<String, u64>,
}

/// Makes values from the schemas of a contract.
#[derive(Clone, Copy, Debug)]
pub(super) struct Generator<'a> {
    /// The contract's schemas.
    pub(super) schemas: &'a Schemas,
    /// What all values depend on.
    pub(super) seed: u64,
}

/// The place a value is made for.
#[derive(Clone, Debug)]
struct Place {
    label: String,
    index: u64,
    fill: Fill,
    attempt: u64,
    depth: usize,
}

impl Generator<'_> {
    /// A value for a schema: the same for the same label and index.
    pub(super) fn value(&self, schema: &Value, label: &str, index: u64, fill: Fill) -> Value {
        let mut made = Value::Null;
        for attempt in 0..ATTEMPTS {
            let fill = match attempt {
                0 | 1 => fill,
                n if n % 3 == 2 => Fill::All,
                n if n % 3 == 0 => Fill::Required,
                _ => Fill::Some,
            };
            let label = label.to_owned();
            made = self.draw(
                schema,
                &Place {
                    label,
                    index,
                    fill,
                    attempt,
                    depth: 0,
                },
            );
            if self.matches(schema, &made) {
                break;
            }
        }
        made
    }

    /// A value that is not among those taken, which it joins: the examples first, then others like them.
    pub(super) fn fresh(&self, schema: &Value, label: &str, taken: &mut Taken) -> Value {
        let start = taken.next.get(label).copied().unwrap_or(0);
        let mut last = Value::Null;
        for number in start..start.saturating_add(TRIES) {
            taken.next.insert(label.to_owned(), number + 1);
            last = self.candidate(schema, label, number);
            let text = super::typed::text_of(&last);
            if !taken.texts.contains(&text) && self.matches(schema, &last) {
                taken.texts.insert(text);
                break;
            }
        }
        last
    }

    /// Whether a value matches a schema.
    pub(super) fn matches(&self, schema: &Value, value: &Value) -> bool {
        let errors = self.schemas.errors_of(schema, value);
        errors.is_ok_and(|e| e.is_empty())
    }

    fn candidate(&self, schema: &Value, label: &str, number: u64) -> Value {
        let flat = flat(self.schemas, schema, 0);
        let examples = examples(&flat);
        let nth = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(example) = examples.get(nth).filter(|e| !e.is_null()) {
            return example.clone();
        }
        let dice = &mut Dice::new(self.seed, label, number);
        let shaped = flat.contains_key("format") || number % 2 == 1 && flat.contains_key("pattern");
        match examples
            .iter()
            .filter(|e| !e.is_null())
            .nth(nth % examples.len().max(1))
        {
            Some(Value::String(example)) if !shaped => {
                let like = text::like(example, dice);
                // A short example has few likes.
                let crowded = example.len() < 6 && number >= CROWDED;
                if crowded {
                    format!("{like}{number}").into()
                } else {
                    like.into()
                }
            }
            _ if is_type(&flat, "integer") => {
                let example = examples.iter().find_map(Value::as_i64);
                let least = flat.get("minimum").and_then(Value::as_i64);
                let start = example.or(least).unwrap_or(1000).max(1);
                let step = i64::try_from(number).unwrap_or(0).saturating_mul(37);
                start.saturating_add(step).into()
            }
            _ => {
                let label = label.to_owned();
                let place = Place {
                    label,
                    index: number,
                    fill: Fill::All,
                    attempt: INVENTIVE,
                    depth: 0,
                };
                match self.draw(schema, &place) {
                    Value::String(text) if !shaped => format!("{text} {number}").into(),
                    other => other,
                }
            }
        }
    }

    fn draw(&self, schema: &Value, place: &Place) -> Value {
        let alternative = usize::try_from(place.attempt).unwrap_or(0);
        let flat = flat(self.schemas, schema, alternative);
        if let Some(only) = flat.get("const") {
            return only.clone();
        }
        let dice = &mut Dice::new(
            self.seed,
            &place.label,
            place.index.wrapping_add(place.attempt << 32),
        );
        let mut types = types(&flat);
        if types.len() > 1 && types.contains(&"null") {
            if place.fill == Fill::Some && dice.below(6) == 0 {
                return Value::Null;
            }
            types.retain(|t| *t != "null");
        }
        if place.attempt < INVENTIVE {
            let drawn = self.drawn(schema, &flat, place, dice);
            if let Some(example) = drawn {
                return example;
            }
        }
        if let Some(choices) = flat.get("enum").and_then(Value::as_array) {
            let choices: Vec<&Value> = choices.iter().filter(|c| !c.is_null()).collect();
            return turn(&choices, place, dice).cloned().unwrap_or(Value::Null);
        }
        if place.depth > ABYSS {
            return Value::Null;
        }
        match types.first().copied().unwrap_or_else(|| inferred(&flat)) {
            "object" => self.object(&flat, place, dice),
            "array" => self.array(&flat, place, dice),
            "integer" => scalars::integer(&flat, place.name(), dice),
            "number" => scalars::number(&flat, place.name(), dice),
            "boolean" => Value::Bool(dice.below(2) == 0),
            "null" => Value::Null,
            _ => scalars::string(&flat, place.name(), dice).into(),
        }
    }

    /// One of the examples, each in its turn before any comes again by chance.
    fn drawn(
        &self,
        schema: &Value,
        flat: &Map<String, Value>,
        place: &Place,
        dice: &mut Dice,
    ) -> Option<Value> {
        let examples = examples(flat);
        let usable: Vec<&Value> = examples
            .iter()
            .filter(|e| place.fill == Fill::Some || !e.is_null())
            .filter(|e| place.attempt < CAREFUL || self.matches(schema, e))
            .collect();
        turn(&usable, place, dice).cloned()
    }

    fn object(&self, flat: &Map<String, Value>, place: &Place, dice: &mut Dice) -> Value {
        let required: Vec<&str> = flat
            .get("required")
            .and_then(Value::as_array)
            .map(|r| r.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let sparse = place.fill == Fill::Required || place.depth > DEEP || place.index % 7 == 1;
        let mut made = Map::new();
        for (name, schema) in flat
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let lucky = place.fill == Fill::All || dice.below(4) != 0;
            let deep = place.depth > DEEP || place.recurs(name);
            let wanted = required.contains(&name.as_str())
                || lucky && !deep && (place.fill == Fill::All || !sparse);
            if wanted && *schema != Value::Bool(false) {
                made.insert(name.clone(), self.draw(schema, &place.inside(name)));
            }
        }
        for name in required {
            if !made.contains_key(name) {
                made.insert(name.to_owned(), self.draw(&json!({}), &place.inside(name)));
            }
        }
        Value::Object(made)
    }

    fn array(&self, flat: &Map<String, Value>, place: &Place, dice: &mut Dice) -> Value {
        let bound = |keyword: &str| flat.get(keyword).and_then(Value::as_u64);
        let least = bound("minItems").unwrap_or(0);
        let most = bound("maxItems").unwrap_or(least + 3);
        let spare = if place.depth > DEEP {
            0
        } else {
            most.saturating_sub(least).min(3)
        };
        let mut length = least + dice.below(spare + 1);
        if place.fill == Fill::All && spare > 0 {
            length = length.max(1);
        }
        let unique = flat.get("uniqueItems") == Some(&Value::Bool(true));
        let schema = flat.get("items").cloned().unwrap_or_else(|| json!({}));
        let mut items: Vec<Value> = Vec::new();
        for number in 0..length * 4 {
            let mut inner = place.inside("[]");
            inner.index = place.index.wrapping_mul(31).wrapping_add(number);
            let item = self.draw(&schema, &inner);
            // Texts in a list are names of something: none comes twice.
            if !((unique || item.is_string()) && items.contains(&item)) {
                items.push(item);
            }
            if items.len() as u64 >= length {
                break;
            }
        }
        Value::Array(items)
    }
}

impl Place {
    fn inside(&self, name: &str) -> Self {
        Self {
            label: format!("{}/{name}", self.label),
            depth: self.depth + 1,
            ..self.clone()
        }
    }

    /// Whether a property inside would be the third of its name, each in the one before: a parent has one, and that is enough.
    fn recurs(&self, name: &str) -> bool {
        self.label.split('/').filter(|s| *s == name).count() > 1
    }

    /// The name of the innermost property.
    fn name(&self) -> &str {
        self.label
            .rsplit('/')
            .find(|s| *s != "[]")
            .unwrap_or_default()
    }
}

/// The element whose turn it is: each once, from a start that the label gives, then any.
fn turn<'v>(of: &[&'v Value], place: &Place, dice: &mut Dice) -> Option<&'v Value> {
    let length = of.len() as u64;
    let start = Dice::new(0, &place.label, 0).below(length);
    let position = if place.index < length && place.attempt <= CAREFUL {
        (start + place.index).checked_rem(length)?
    } else {
        dice.below(length)
    };
    of.get(usize::try_from(position).ok()?).copied()
}

/// The examples of a schema: `examples`, and `example` as older documents have it.
fn examples(flat: &Map<String, Value>) -> Vec<Value> {
    let many = flat.get("examples").and_then(Value::as_array);
    many.cloned()
        .unwrap_or_else(|| flat.get("example").cloned().into_iter().collect())
}

fn types(flat: &Map<String, Value>) -> Vec<&str> {
    match flat.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_type(flat: &Map<String, Value>, name: &str) -> bool {
    types(flat).iter().find(|t| **t != "null") == Some(&name)
}

/// The type that keywords are about, where none is named.
fn inferred(flat: &Map<String, Value>) -> &'static str {
    let has = |keywords: &[&str]| keywords.iter().any(|k| flat.contains_key(*k));
    if has(&["properties", "required", "additionalProperties"]) {
        "object"
    } else if has(&["items", "minItems", "maxItems"]) {
        "array"
    } else if has(&["minimum", "maximum", "multipleOf"]) {
        "number"
    } else {
        "string"
    }
}

#[cfg(test)]
#[path = "generate_tests.rs"]
mod tests;
