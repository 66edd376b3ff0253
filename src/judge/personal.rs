//! Masking what bodies say of people, once they have been judged: every text that no schema lists, and every number of an
//! item; and the same wherever else it stands in a case.

use std::collections::BTreeSet;

use serde_json::Value;

use percent_encoding::percent_decode_str;

use crate::contract::{Body, Contract, Schemas};
use crate::http::{Exchange, Headers, Reading, Request, encode};

/// What stands where a text was.
pub const MASKED: &str = "[masked]";

/// How many references are followed for one place.
const DEEPEST: usize = 64;

/// Texts shorter than this are masked only where they are a whole text, and numbers of fewer digits nowhere but in bodies.
const SHORT: usize = 4;

/// Numbers of fewer digits are masked only where they are the whole value: others are in every other text by chance.
const LONG: usize = 7;

/// What was masked in the answers of a case.
#[derive(Debug, Default)]
pub struct Personal {
    texts: BTreeSet<String>,
    /// As they are written.
    numbers: BTreeSet<String>,
}

impl Personal {
    /// Masks the body of an answer: every text in it that is none of an `enum` and no `const` of its schema, and every number
    /// of an item. A body that is no JSON is masked as a whole. Only then is it without its content coding.
    pub fn mask(&mut self, contract: &Contract, exchange: &mut Exchange, reading: &Reading) {
        let Ok(response) = &mut exchange.outcome else {
            return;
        };
        if response.body.is_empty() {
            return;
        }
        let documented = contract.response(response.status);
        let mut schemas: Vec<&Value> = Vec::new();
        if let Some(Body::Content(kinds)) = documented.map(|r| &r.body) {
            for pointer in kinds.iter().filter_map(|(_, pointer)| pointer.as_deref()) {
                let schema = contract.schemas.get(pointer);
                gather(&contract.schemas, schema, &mut schemas, 0);
            }
        }
        let body = match reading.value() {
            Some(value) => {
                let mut value = value.clone();
                self.value(&contract.schemas, &schemas, &mut value);
                let items = contract.items.as_ref();
                if let Some(items) = items.and_then(|items| value.pointer_mut(&items.at)) {
                    self.numbers_of(items);
                }
                value.to_string()
            }
            None => MASKED.to_owned(),
        };
        response.body = body.into();
        response.headers.remove("content-encoding");
    }

    /// Masks the same in the rest of an exchange, which may have come before the answer that says it: parameters, URL,
    /// header fields.
    pub fn exchange(&self, exchange: &mut Exchange) {
        self.request(&mut exchange.request);
        if let Ok(response) = &mut exchange.outcome {
            self.headers(&mut response.headers);
        }
    }

    /// Masks the same in a request.
    pub fn request(&self, request: &mut Request) {
        let (path, query) = match request.url.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (request.url.as_str(), None),
        };
        let mut path = path.to_owned();
        for (_, value) in &request.path {
            if let (Some(masked), false) = (self.masked(value), value.is_empty()) {
                path = path.replace(
                    &format!("/{}", encode::segment(value)),
                    &format!("/{masked}"),
                );
            }
        }
        // A link of a server may name in its path what no parameter does.
        let segment = |segment: &str| {
            if self.is_known(&decoded(segment)) {
                MASKED.to_owned()
            } else {
                segment.to_owned()
            }
        };
        let path: Vec<String> = path.split('/').map(segment).collect();
        let query = query.map(|query| {
            let pairs = query.split('&').map(|pair| match pair.split_once('=') {
                Some((name, value)) => match self.masked(&decoded(value)) {
                    Some(masked) => format!("{name}={masked}"),
                    None => pair.to_owned(),
                },
                None => pair.to_owned(),
            });
            let pairs: Vec<String> = pairs.collect();
            format!("?{}", pairs.join("&"))
        });
        request.url = path.join("/") + query.as_deref().unwrap_or_default();
        for (_, value) in request.path.iter_mut().chain(&mut request.query) {
            if let Some(masked) = self.masked(value) {
                *value = masked;
            }
        }
        self.headers(&mut request.headers);
    }

    fn headers(&self, headers: &mut Headers) {
        *headers = headers
            .iter()
            .map(|(name, value)| {
                let mut plain = value.to_owned();
                self.text(&mut plain);
                // In a link it is percent-encoded.
                match self.masked(&decoded(value)) {
                    Some(_) if plain == value => (name, MASKED.to_owned()),
                    _ => (name, plain),
                }
            })
            .collect();
    }

    /// A value with what is known in it masked, where there is any.
    fn masked(&self, value: &str) -> Option<String> {
        if self.is_known(value) {
            return Some(MASKED.to_owned());
        }
        let mut masked = value.to_owned();
        self.text(&mut masked);
        (masked != value).then_some(masked)
    }

    fn is_known(&self, value: &str) -> bool {
        self.texts.contains(value) || self.numbers.contains(value)
    }

    /// Masks the same in what is said of the answers.
    pub fn mask_in(&self, value: &mut Value) {
        match value {
            Value::Number(number) if self.numbers.contains(&number.to_string()) => {
                *value = MASKED.into();
            }
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|v| self.mask_in(v)),
            Value::Object(members) => members.values_mut().for_each(|v| self.mask_in(v)),
            _ => {}
        }
    }

    /// Masks the same in a text.
    pub fn text(&self, text: &mut String) {
        if self.texts.contains(text) {
            MASKED.clone_into(text);
            return;
        }
        let texts = self.texts.iter().rev().filter(|known| known.len() >= SHORT);
        let numbers = self.numbers.iter().rev();
        for known in texts.chain(numbers.filter(|known| known.len() >= LONG)) {
            if text.contains(known.as_str()) {
                *text = text.replace(known.as_str(), MASKED);
            }
        }
    }

    /// Masks every number of the items, and remembers those that can tell one from another.
    fn numbers_of(&mut self, value: &mut Value) {
        match value {
            Value::Number(number) => {
                let text = number.to_string();
                if text.len() >= SHORT {
                    self.numbers.insert(text);
                }
                *value = MASKED.into();
            }
            Value::Array(items) => items.iter_mut().for_each(|v| self.numbers_of(v)),
            Value::Object(members) => members.values_mut().for_each(|v| self.numbers_of(v)),
            _ => {}
        }
    }

    fn value(&mut self, all: &Schemas, schemas: &[&Value], value: &mut Value) {
        match value {
            Value::String(text) => {
                let listed = schemas.iter().any(|schema| lists(schema, text));
                if !listed && !text.is_empty() {
                    self.texts
                        .insert(std::mem::replace(text, MASKED.to_owned()));
                }
            }
            Value::Array(items) => {
                let below = children(all, schemas, |s| s.get("items"));
                items.iter_mut().for_each(|v| self.value(all, &below, v));
            }
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    let below = children(all, schemas, |s| s.get("properties")?.get(name));
                    self.value(all, &below, member);
                }
            }
            _ => {}
        }
    }
}

/// A part of a URL as what it stands for.
fn decoded(part: &str) -> String {
    let part = part.replace('+', " ");
    percent_decode_str(&part).decode_utf8_lossy().into_owned()
}

/// Whether a schema lists a text, which is then no person's.
fn lists(schema: &Value, text: &str) -> bool {
    let is = |value: &Value| value.as_str() == Some(text);
    let one_of = schema.get("enum").and_then(Value::as_array);
    schema.get("const").is_some_and(is) || one_of.is_some_and(|values| values.iter().any(is))
}

fn children<'a>(
    all: &'a Schemas,
    schemas: &[&'a Value],
    child: impl Fn(&'a Value) -> Option<&'a Value>,
) -> Vec<&'a Value> {
    let mut found = Vec::new();
    for schema in schemas {
        gather(all, child(schema), &mut found, 0);
    }
    found
}

/// A schema and those that describe the same place.
fn gather<'a>(
    all: &'a Schemas,
    schema: Option<&'a Value>,
    found: &mut Vec<&'a Value>,
    deep: usize,
) {
    let Some(schema) = schema.filter(|_| deep < DEEPEST) else {
        return;
    };
    found.push(schema);
    let target = schema.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|t| t.strip_prefix('#'));
    gather(all, target.and_then(|t| all.get(t)), found, deep + 1);
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let parts = schema.get(keyword).and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            gather(all, Some(part), found, deep + 1);
        }
    }
}

#[cfg(test)]
mod tests;
