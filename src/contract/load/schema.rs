//! JSON Schemas as they are written in the file: every keyword is a known one, holds what it takes, and every
//! reference leads somewhere, each mistake at its own place.

use serde_json::{Value, json};

use super::{Reading, reference, versions};
use crate::contract::KNOWN_FORMATS;
use crate::text::{Diagnostic, Kind, Node, Span};

/// What a keyword holds (JSON Schema 2020-12, and what OpenAPI adds).
#[derive(Clone, Copy, PartialEq)]
enum Takes {
    Anything,
    Schema,
    Schemas,
    NamedSchemas,
    Text,
    Names,
    Number,
    Count,
    Flag,
    /// A flag that OpenAPI 3.0 has.
    Nullable,
    /// A number; in OpenAPI 3.0 a flag of its neighbour.
    Bound,
    List,
    Mapping,
    Type,
    Pattern,
    Format,
    Reference,
    /// Names a schema in a way that is not followed inside an OpenAPI document.
    Unfollowed,
}

const KEYWORDS: &[(&str, Takes)] = &[
    ("type", Takes::Type),
    ("properties", Takes::NamedSchemas),
    ("required", Takes::Names),
    ("items", Takes::Schema),
    ("enum", Takes::List),
    ("const", Takes::Anything),
    ("format", Takes::Format),
    ("pattern", Takes::Pattern),
    ("minimum", Takes::Number),
    ("maximum", Takes::Number),
    ("exclusiveMinimum", Takes::Bound),
    ("exclusiveMaximum", Takes::Bound),
    ("multipleOf", Takes::Number),
    ("minLength", Takes::Count),
    ("maxLength", Takes::Count),
    ("minItems", Takes::Count),
    ("maxItems", Takes::Count),
    ("uniqueItems", Takes::Flag),
    ("minContains", Takes::Count),
    ("maxContains", Takes::Count),
    ("minProperties", Takes::Count),
    ("maxProperties", Takes::Count),
    ("allOf", Takes::Schemas),
    ("anyOf", Takes::Schemas),
    ("oneOf", Takes::Schemas),
    ("not", Takes::Schema),
    ("if", Takes::Schema),
    ("then", Takes::Schema),
    ("else", Takes::Schema),
    ("prefixItems", Takes::Schemas),
    ("contains", Takes::Schema),
    ("patternProperties", Takes::NamedSchemas),
    ("additionalProperties", Takes::Schema),
    ("propertyNames", Takes::Schema),
    ("unevaluatedItems", Takes::Schema),
    ("unevaluatedProperties", Takes::Schema),
    ("dependentSchemas", Takes::NamedSchemas),
    ("dependentRequired", Takes::Mapping),
    ("$ref", Takes::Reference),
    ("$defs", Takes::NamedSchemas),
    ("definitions", Takes::NamedSchemas),
    ("$id", Takes::Unfollowed),
    ("$anchor", Takes::Unfollowed),
    ("$dynamicRef", Takes::Unfollowed),
    ("$dynamicAnchor", Takes::Unfollowed),
    ("$schema", Takes::Text),
    ("$vocabulary", Takes::Mapping),
    ("$comment", Takes::Text),
    ("title", Takes::Text),
    ("description", Takes::Text),
    ("default", Takes::Anything),
    ("deprecated", Takes::Flag),
    ("readOnly", Takes::Flag),
    ("writeOnly", Takes::Flag),
    ("examples", Takes::List),
    ("example", Takes::Anything),
    ("contentEncoding", Takes::Text),
    ("contentMediaType", Takes::Text),
    ("contentSchema", Takes::Schema),
    ("discriminator", Takes::Mapping),
    ("xml", Takes::Mapping),
    ("externalDocs", Takes::Mapping),
    ("nullable", Takes::Nullable),
];

const TYPES: &[&str] = &[
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// A schema or a pattern that is compiled once the whole file has been read.
pub(super) struct Pending {
    value: Value,
    span: Span,
    what: What,
}

enum What {
    Schema(String),
    Pattern(String),
}

/// Reads the JSON Schema of `what`.
pub(super) fn schema(reading: &Reading<'_>, node: &Node, what: &str) -> Value {
    let before = reading.cx.errors();
    walk(reading, node);
    if reading.cx.errors() > before {
        reading.unsound.set(true);
    }
    let value = versions::modern(node.to_json(), reading.old);
    let pending = Pending {
        value: value.clone(),
        span: node.span,
        what: What::Schema(what.to_owned()),
    };
    reading.pending.borrow_mut().push(pending);
    value
}

/// Compiles what was read, to find what no keyword shows by itself. One reference to nowhere spoils every schema of the
/// file, so nothing is compiled when there was a mistake.
pub(super) fn compile(reading: &Reading<'_>) {
    let mut pending = reading.pending.take();
    pending.sort_by_key(|p| matches!(p.what, What::Schema(_)));
    for Pending { value, span, what } in pending {
        if reading.unsound.get() && matches!(what, What::Schema(_)) {
            return;
        }
        let Err(why) = reading.schemas.check(&value) else {
            continue;
        };
        reading.unsound.set(true);
        match what {
            What::Pattern(pattern) => {
                let found = format!("the pattern `{pattern}`, which is none");
                reading
                    .cx
                    .error(span, found, "a regular expression (ECMA-262)");
            }
            What::Schema(what) => {
                let found = format!("the schema of {what} is none: {why}");
                reading.cx.error(span, found, "JSON Schema 2020-12");
            }
        }
    }
}

fn walk(reading: &Reading<'_>, node: &Node) {
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                match KEYWORDS.iter().find(|(k, _)| *k == key.name) {
                    Some((keyword, takes)) => holds(reading, keyword, *takes, value),
                    None if key.name.starts_with("x-") => {}
                    None => unknown(reading, &key.name, key.span),
                }
            }
            required_are_described(reading, node);
        }
        Kind::Bool(_) => {}
        _ => reading.cx.error(
            node.span,
            node.describe(),
            "a JSON Schema: a mapping, `true` or `false`",
        ),
    }
}

/// JSON Schema lets unknown keywords pass; one that is nearly a known one was meant to claim something.
fn unknown(reading: &Reading<'_>, name: &str, span: Span) {
    let told = Diagnostic::error(
        &reading.cx.file,
        span,
        format!("unknown keyword `{name}` of a JSON Schema"),
    )
    .expected("one of JSON Schema 2020-12");
    let likeness =
        |k: &str| strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &k.to_lowercase());
    let near = KEYWORDS
        .iter()
        .map(|(k, _)| *k)
        .filter(|k| likeness(k) > 0.6);
    let told = told.nearest(name, near);
    reading.cx.report(if told.nearest.is_some() {
        told
    } else {
        told.warning()
    });
}

fn holds(reading: &Reading<'_>, keyword: &str, takes: Takes, node: &Node) {
    let wrong = |expected: &str| {
        reading.cx.error(
            node.span,
            format!("{} for `{keyword}`", node.describe()),
            expected,
        );
    };
    match (takes, &node.kind) {
        (Takes::Schema, _) => walk(reading, node),
        (Takes::Schemas, Kind::List(items)) if !items.is_empty() => {
            items.iter().for_each(|n| walk(reading, n));
        }
        (Takes::Schemas, _) => wrong("a list of JSON Schemas, at least one"),
        (Takes::NamedSchemas, Kind::Map(entries)) => {
            entries.iter().for_each(|(_, n)| walk(reading, n));
        }
        (Takes::NamedSchemas, _) => wrong("a mapping from names to JSON Schemas"),
        (Takes::Names, _) => names(reading, keyword, node),
        (Takes::Type, _) => types(reading, node),
        (Takes::Pattern, Kind::Text(pattern)) => {
            let value = json!({ "pattern": pattern });
            let pending = Pending {
                value,
                span: node.span,
                what: What::Pattern(pattern.clone()),
            };
            reading.pending.borrow_mut().push(pending);
        }
        (Takes::Format, Kind::Text(name)) => format_is_asserted(reading, name, node.span),
        (Takes::Reference, _) => reference::schema(reading, node),
        (Takes::Nullable, Kind::Bool(true)) if !reading.old => {
            let found = "`nullable`, which says nothing since OpenAPI 3.1";
            let told = Diagnostic::error(&reading.cx.file, node.span, found);
            let told = told.expected("`null` among the types: `type: [string, \"null\"]`");
            reading.cx.report(told.warning());
        }
        (Takes::Unfollowed, _) => {
            reading.cx.error(
                node.span,
                format!("`{keyword}`, which is not followed here"),
                "`$ref: \"#/components/…\"`",
            );
        }
        (Takes::Number | Takes::Bound, Kind::Number(_))
        | (Takes::Flag | Takes::Nullable, Kind::Bool(_))
        | (Takes::Text, Kind::Text(_))
        | (Takes::List, Kind::List(_))
        | (Takes::Mapping, Kind::Map(_))
        | (Takes::Anything, _) => {}
        (Takes::Bound, Kind::Bool(_)) if reading.old => {}
        (Takes::Count, Kind::Number(n)) if n.as_u64().is_some() => {}
        (Takes::Number | Takes::Bound, _) => wrong("a number"),
        (Takes::Count, _) => wrong("a whole number from 0"),
        (Takes::Flag | Takes::Nullable, _) => wrong("`true` or `false`"),
        (Takes::Text | Takes::Format, _) => wrong("text"),
        (Takes::Pattern, _) => wrong("a regular expression, as text"),
        (Takes::List, _) => wrong("a list"),
        (Takes::Mapping, _) => wrong("a mapping"),
    }
}

fn types(reading: &Reading<'_>, node: &Node) {
    match &node.kind {
        Kind::Text(name) if TYPES.contains(&name.as_str()) => {}
        Kind::Text(name) => reading
            .cx
            .unknown(node.span, "type", name, TYPES.iter().copied()),
        // A list of types, not a list of lists.
        Kind::List(items)
            if !items.is_empty() && items.iter().all(|n| !matches!(n.kind, Kind::List(_))) =>
        {
            items.iter().for_each(|n| types(reading, n));
        }
        Kind::Null => reading.cx.error(
            node.span,
            "nothing for `type`",
            "`\"null\"`, in quotes, where that type is meant",
        ),
        _ => reading.cx.error(
            node.span,
            format!("{} for `type`", node.describe()),
            format!("one of `{}`, or a list of them", TYPES.join("`, `")),
        ),
    }
}

fn names(reading: &Reading<'_>, keyword: &str, node: &Node) {
    let expected = "a list of property names";
    let Kind::List(items) = &node.kind else {
        reading.cx.error(
            node.span,
            format!("{} for `{keyword}`", node.describe()),
            expected,
        );
        return;
    };
    let mut seen = Vec::new();
    for item in items {
        match &item.kind {
            Kind::Text(name) if seen.contains(&name) => {
                reading.cx.error(
                    item.span,
                    format!("`{name}` twice in `{keyword}`"),
                    "each name once",
                );
            }
            Kind::Text(name) => seen.push(name),
            _ => reading.cx.error(
                item.span,
                format!("{} in `{keyword}`", item.describe()),
                expected,
            ),
        }
    }
}

/// A property that is required and not described is often a misspelt one.
fn required_are_described(reading: &Reading<'_>, node: &Node) {
    let elsewhere = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties"];
    let (Some(properties), Some(Kind::List(required))) = (
        node.get("properties"),
        node.get("required").map(|n| &n.kind),
    ) else {
        return;
    };
    if elsewhere.iter().any(|k| node.get(k).is_some()) {
        return;
    }
    for item in required {
        if let Kind::Text(name) = &item.kind
            && properties.get(name).is_none()
        {
            let found = format!("the property `{name}` is required and not among `properties`");
            let valid = properties.entries().iter().map(|(k, _)| k.name.as_str());
            let told = Diagnostic::error(&reading.cx.file, item.span, found)
                .expected("a property that is described");
            reading.cx.report(told.nearest(name, valid).warning());
        }
    }
}

fn format_is_asserted(reading: &Reading<'_>, name: &str, span: Span) {
    if KNOWN_FORMATS.contains(&name) {
        return;
    }
    let told = Diagnostic::error(
        &reading.cx.file,
        span,
        format!("the format `{name}` is not asserted"),
    )
    .expected(format!("one of `{}`", KNOWN_FORMATS.join("`, `")))
    .nearest(name, KNOWN_FORMATS.iter().copied());
    reading.cx.report(told.warning());
}
