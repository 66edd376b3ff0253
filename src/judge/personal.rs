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

    const LISTING: &str = r#"
openapi: 3.1.1
info: { title: Acme, version: "1" }
servers: [ { url: "https://api.acme.example" } ]
paths:
  /groups/{group}/people:
    get:
      operationId: acme/people
      summary: People
      parameters: [ { name: group, in: path, required: true, schema: { type: string } } ]
      responses: { "200": { description: People } }
      x-docproof:
        document: { file: d.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000" }
        items: { at: /people, identity: [/id] }
        vars: { group: { says: a group, example: ops } }
"#;

    #[test]
    fn what_is_of_a_member_is_masked_wherever_it_stands() {
        let (contracts, told) = crate::contract::load("c.yaml", LISTING);
        assert_eq!(told, []);
        let body = r#"{"total":1200,"people":[{"id":68719476889,"age":36,"born":1815,"mail":"ada@acme.example","team":"ops/1"}]}"#;
        let mut exchange = Exchange {
            request: Request {
                method: "GET".to_owned(),
                url: "https://api.acme.example/68719476889/groups/ops%2F1/people?user=68719476889&mail=ada%40acme.example&limit=36&year=1815".to_owned(),
                headers: [("X-For", "mail of ada@acme.example")].into_iter().collect(),
                path: vec![("group".to_owned(), "ops/1".to_owned())],
                query: vec![
                    ("user".to_owned(), "68719476889".to_owned()),
                    ("mail".to_owned(), "ada@acme.example".to_owned()),
                    ("limit".to_owned(), "36".to_owned()),
                    ("year".to_owned(), "1815".to_owned()),
                ],
            },
            outcome: Ok(Response {
                status: 200,
                headers: [
                    ("Link", "<https://api.acme.example/p?after=ada%40acme.example>"),
                    ("X-Total", "1200"),
                ]
                .into_iter()
                .collect(),
                body: body.to_owned().into(),
                ..Response::default()
            }),
            at_ms: 0,
            took_us: 0,
        };
        let reading = Reading::of_exchange(&exchange, 1 << 20);
        let mut personal = Personal::default();
        personal.mask(&contracts[0], &mut exchange, &reading);
        personal.exchange(&mut exchange);
        let request = &exchange.request;
        assert_eq!(
            request.url,
            "https://api.acme.example/[masked]/groups/[masked]/people?user=[masked]&mail=[masked]&limit=36&year=[masked]"
        );
        assert_eq!(request.headers.get("X-For"), Some("mail of [masked]"));
        assert_eq!(request.path[0].1, "[masked]");
        let values: Vec<&str> = request.query.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(values, ["[masked]", "[masked]", "36", "[masked]"]);
        let response = exchange.outcome.expect("a response");
        assert_eq!(response.headers.get("Link"), Some("[masked]"));
        assert_eq!(
            response.headers.get("X-Total"),
            Some("1200"),
            "of no member"
        );
        let body: Value = serde_json::from_slice(&response.body).expect("JSON");
        let m = "[masked]";
        let expected = json!({ "total": 1200, "people": [{ "id": m, "age": m, "born": m, "mail": m, "team": m }] });
        assert_eq!(body, expected);
        let mut said = json!([68_719_476_889_u64, 36, "user 68719476889 is in ops/1"]);
        personal.mask_in(&mut said);
        assert_eq!(said, json!([m, 36, "user [masked] is in [masked]"]));
    }

    #[test]
    fn a_body_that_is_no_json_is_masked_as_a_whole() {
        assert_eq!(masked("<p>Ada Lovelace</p>").0, "[masked]");
        assert_eq!(masked("").0, "");
    }
}
