//! What OpenAPI 3.0 says otherwise than 3.1, brought to 3.1.

use serde_json::{Value, json};

/// A document, or a schema of one, of either version as one of 3.1.
pub(super) fn modern(mut doc: Value, old: bool) -> Value {
    if old {
        modernise(&mut doc);
    }
    doc
}

/// OpenAPI 3.0 says `nullable: true` where JSON Schema lists the type `null`, and its exclusive bounds are flags.
fn modernise(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.remove("nullable") == Some(Value::Bool(true))
                && let Some(Value::String(name)) = object.get("type").cloned()
            {
                object.insert("type".to_owned(), json!([name, "null"]));
            }
            for (bound, exclusive) in [
                ("minimum", "exclusiveMinimum"),
                ("maximum", "exclusiveMaximum"),
            ] {
                if let Some(Value::Bool(flag)) = object.get(exclusive).cloned() {
                    object.remove(exclusive);
                    if flag && let Some(limit) = object.remove(bound) {
                        object.insert(exclusive.to_owned(), limit);
                    }
                }
            }
            object.values_mut().for_each(modernise);
        }
        Value::Array(items) => items.iter_mut().for_each(modernise),
        _ => {}
    }
}
