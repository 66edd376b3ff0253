//! Masking what a body says of people, once it has been judged: every text that its schema does not list.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::contract::{Body, Contract, Schemas};
use crate::http::{Exchange, Reading};

/// What stands where a text was.
pub const MASKED: &str = "[masked]";

/// How many references are followed for one place.
const DEEPEST: usize = 64;

/// Texts shorter than this are masked only where they are a whole text.
const SHORT: usize = 4;

/// The texts that were masked in the answers of a case.
#[derive(Debug, Default)]
pub struct Personal(BTreeSet<String>);

impl Personal {
    /// Masks the body of an answer: every text in it that is none of an `enum` and no `const` of its schema. A body that
    /// is no JSON is masked as a whole. Only then is it without its content coding.
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
                value.to_string()
            }
            None => MASKED.to_owned(),
        };
        response.body = body.into();
        response.headers.remove("content-encoding");
    }

    /// Masks the same texts in what is said of the answers.
    pub fn mask_in(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|v| self.mask_in(v)),
            Value::Object(members) => members.values_mut().for_each(|v| self.mask_in(v)),
            _ => {}
        }
    }

    /// Masks the same texts in a text.
    pub fn text(&self, text: &mut String) {
        if self.0.contains(text) {
            MASKED.clone_into(text);
            return;
        }
        for known in self.0.iter().rev().filter(|known| known.len() >= SHORT) {
            if text.contains(known.as_str()) {
                *text = text.replace(known.as_str(), MASKED);
            }
        }
    }

    fn value(&mut self, all: &Schemas, schemas: &[&Value], value: &mut Value) {
        match value {
            Value::String(text) => {
                let listed = schemas.iter().any(|schema| lists(schema, text));
                if !listed && !text.is_empty() {
                    self.0.insert(std::mem::replace(text, MASKED.to_owned()));
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
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::{Headers, Request, Response};

    const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: Acme, version: "1" }
servers: [ { url: "https://api.acme.example" } ]
paths:
  /things:
    get:
      operationId: acme/things
      summary: Things
      responses:
        "200":
          description: Things
          content: { application/json: { schema: { $ref: "#/components/schemas/Things" } } }
components:
  schemas:
    Things: { type: object, properties: { kind: { const: list }, people: { type: array, items: { $ref: "#/components/schemas/Person" } } } }
    Person: { type: object, properties: { name: { type: string }, role: { enum: [admin, user] }, age: { type: integer } } }
"##;

    fn masked(body: &str) -> (String, Personal) {
        let (contracts, _) = crate::contract::load("c.yaml", CONTRACT);
        let mut exchange = Exchange {
            request: Request {
                method: "GET".to_owned(),
                url: "https://api.acme.example/things".to_owned(),
                headers: Headers::new(),
                path: Vec::new(),
                query: Vec::new(),
            },
            outcome: Ok(Response {
                status: 200,
                body: body.to_owned().into(),
                ..Response::default()
            }),
            at_ms: 0,
            took_us: 0,
        };
        let reading = Reading::of_exchange(&exchange, 1 << 20);
        let mut personal = Personal::default();
        personal.mask(&contracts[0], &mut exchange, &reading);
        let body = exchange.outcome.expect("a response").body;
        (String::from_utf8_lossy(&body).into_owned(), personal)
    }

    #[test]
    fn texts_are_masked_and_listed_words_stay() {
        let body = r#"{"kind":"list","people":[{"name":"Ada Lovelace","role":"admin","age":36},{"name":"x","role":"queen"}],"more":["Ada"]}"#;
        let (body, personal) = masked(body);
        let expected = json!({
            "kind": "list",
            "people": [
                { "name": "[masked]", "role": "admin", "age": 36 },
                { "name": "[masked]", "role": "[masked]" },
            ],
            "more": ["[masked]"],
        });
        let body: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(body, expected);
        let mut said =
            json!({ "actual": "Ada Lovelace", "message": "`Ada Lovelace` comes after x" });
        personal.mask_in(&mut said);
        let expected = json!({ "actual": "[masked]", "message": "`[masked]` comes after x" });
        assert_eq!(said, expected);
    }

    #[test]
    fn a_body_that_is_no_json_is_masked_as_a_whole() {
        assert_eq!(masked("<p>Ada Lovelace</p>").0, "[masked]");
        assert_eq!(masked("").0, "");
    }
}
