//! A schema with its references and combinations written into one object, as far as that can be done.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use crate::contract::Schemas;

/// References followed before a schema counts as endless.
const DEPTH: usize = 24;

/// Keywords of a schema and of all that it includes: `$ref`, `allOf`, and of `anyOf` and `oneOf` the
/// alternative with this number (counted around). Its own keywords come first.
pub(super) fn flat(schemas: &Schemas, schema: &Value, alternative: usize) -> Map<String, Value> {
    let mut all = Map::new();
    add(schemas, schema, alternative, DEPTH, &mut all);
    all
}

/// The schema of the place that a JSON pointer names in what `schema` describes.
pub(super) fn schema_at(schemas: &Schemas, schema: &Value, pointer: &str) -> Option<Value> {
    let mut at = schema.clone();
    for segment in pointer.split('/').skip(1) {
        let name = crate::value::pointer::unescape(segment);
        at = flat(schemas, &at, 0)
            .get("properties")?
            .get(name.as_ref())?
            .clone();
    }
    Some(at)
}

fn add(
    schemas: &Schemas,
    schema: &Value,
    alternative: usize,
    depth: usize,
    all: &mut Map<String, Value>,
) {
    let (Some(object), Some(depth)) = (schema.as_object(), depth.checked_sub(1)) else {
        return;
    };
    for (keyword, value) in object {
        if !matches!(keyword.as_str(), "$ref" | "allOf" | "anyOf" | "oneOf") {
            include(all, keyword, value);
        }
    }
    if let Some(target) = object.get("$ref").and_then(Value::as_str).and_then(resolve)
        && let Some(schema) = schemas.get(&target)
    {
        add(schemas, schema, alternative, depth, all);
    }
    for part in object
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        add(schemas, part, alternative, depth, all);
    }
    for keyword in ["anyOf", "oneOf"] {
        if let Some(choices) = object.get(keyword).and_then(Value::as_array)
            && let Some(choice) = alternative.checked_rem(choices.len())
            && let Some(choice) = choices.get(choice)
        {
            add(schemas, choice, alternative, depth, all);
        }
    }
}

/// The pointer in the document that a reference means.
fn resolve(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    let decoded: Cow<'_, str> = percent_encoding::percent_decode_str(fragment)
        .decode_utf8()
        .ok()?;
    Some(decoded.into_owned())
}

fn include(all: &mut Map<String, Value>, keyword: &str, value: &Value) {
    let Some(known) = all.get_mut(keyword) else {
        all.insert(keyword.to_owned(), value.clone());
        return;
    };
    match (keyword, known, value) {
        ("properties", Value::Object(known), Value::Object(more)) => {
            for (name, schema) in more {
                let both = known
                    .get(name)
                    .map(|first| json!({ "allOf": [first, schema] }));
                known.insert(name.clone(), both.unwrap_or_else(|| schema.clone()));
            }
        }
        ("required", Value::Array(known), Value::Array(more)) => {
            let fresh: Vec<Value> = more
                .iter()
                .filter(|m| !known.contains(m))
                .cloned()
                .collect();
            known.extend(fresh);
        }
        ("type", known, more) => {
            if let Value::Array(types) = &*known {
                let shared =
                    |t: &&Value| *t == more || more.as_array().is_some_and(|m| m.contains(t));
                let both: Vec<Value> = types.iter().filter(shared).cloned().collect();
                *known = Value::Array(both);
            }
        }
        ("minimum" | "minLength" | "minItems" | "exclusiveMinimum", known, more)
            if more.as_f64() > known.as_f64() =>
        {
            *known = more.clone();
        }
        ("maximum" | "maxLength" | "maxItems" | "exclusiveMaximum", known, more)
            if more.as_f64() < known.as_f64() =>
        {
            *known = more.clone();
        }
        ("enum", Value::Array(known), Value::Array(more)) => known.retain(|k| more.contains(k)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_combinations_become_one_object() {
        let schemas = Schemas::new(json!({"components": {"schemas": {
            "Base": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
            "List": {"properties": {"data": {"items": {"$ref": "#/components/schemas/Base"}}}}
        }}}));
        let schema = json!({
            "allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["b"]}],
            "oneOf": [{"properties": {"a": {"minLength": 3}}}, {"properties": {"c": {}}}]
        });
        let first = flat(&schemas, &schema, 0);
        assert_eq!(first["required"], json!(["a", "b"]));
        assert_eq!(
            first["properties"],
            json!({"a": {"allOf": [{"type": "string"}, {"minLength": 3}]}})
        );
        assert_eq!(flat(&schemas, &schema, 3)["properties"]["c"], json!({}));
        let list = json!({"$ref": "#/components/schemas/List"});
        let data = schema_at(&schemas, &list, "/data").expect("described");
        assert_eq!(data["items"]["$ref"], "#/components/schemas/Base");
        assert_eq!(schema_at(&schemas, &list, "/none"), None);
    }

    #[test]
    fn endless_references_end() {
        let schemas = Schemas::new(json!({"components": {"schemas": {
            "A": {"$ref": "#/components/schemas/A", "type": "string"}}}}));
        let flat = flat(&schemas, &json!({"$ref": "#/components/schemas/A"}), 0);
        assert_eq!(flat["type"], "string");
    }
}
