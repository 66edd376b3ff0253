//! Reading a contract's file: every mistake with its place, all at once.

mod clauses;
mod effect;
mod forms;
mod lint;
mod operation;
mod paging;
mod response;

use std::sync::Arc;

use serde_json::Value;

use super::{Contract, Schemas};
use crate::text::{Context, Diagnostic, Fields, Key, Node, parse, text};

/// What every reader of one file needs.
pub(super) struct Reading<'a> {
    pub(super) cx: &'a Context,
    pub(super) root: &'a Node,
    pub(super) schemas: &'a Arc<Schemas>,
}

const METHODS: &[&str] = &[
    "get", "head", "options", "put", "post", "delete", "patch", "trace",
];

/// Reads the contracts of one `OpenAPI` file, one for each operation, and tells every mistake. Contracts come
/// back even when there are mistakes, as far as they could be read.
pub fn load(file: &str, source: &str) -> (Vec<Contract>, Vec<Diagnostic>) {
    let cx = Context::new(file);
    let contracts = parse(&cx, source).map_or_else(Vec::new, |root| document(&cx, &root));
    (contracts, cx.into_diagnostics())
}

fn document(cx: &Context, root: &Node) -> Vec<Contract> {
    let Some(mut fields) = Fields::of(cx, root, "an OpenAPI document") else {
        return Vec::new();
    };
    if let Some(version) = fields.required("openapi", text)
        && !(version.starts_with("3.1.") || version.starts_with("3.0."))
    {
        let at = root.nearest_at("/openapi").span;
        cx.error(at, format!("OpenAPI version `{version}`"), "3.1.x or 3.0.x");
    }
    let (mut title, mut version) = (String::new(), String::new());
    if let Some(info) = fields.take("info")
        && let Some(mut info) = Fields::of(cx, info, "info")
    {
        title = info.required("title", text).unwrap_or_default();
        version = info.required("version", text).unwrap_or_default();
        info.ignore(|_| true);
    }
    let schemas = Arc::new(Schemas::new(with_roots(root.to_json())));
    let reading = Reading {
        cx,
        root,
        schemas: &schemas,
    };
    check_schemas(&reading);
    let mut contracts = Vec::new();
    for (path, method, key, node) in operations(cx, root) {
        let read = operation::read(&reading, &path, &method, key, node);
        contracts.extend(read.map(|c| Contract {
            title: title.clone(),
            version: version.clone(),
            ..c
        }));
    }
    for contract in &contracts {
        lint::lint(&reading, contract);
    }
    contracts
}

/// Every operation of the document: path, method, the key of the method, the operation.
fn operations<'a>(cx: &Context, root: &'a Node) -> Vec<(String, String, &'a Key, &'a Node)> {
    let paths = root.get("paths").map(Node::entries).unwrap_or_default();
    if paths.is_empty() {
        let at = root.nearest_at("/paths").span;
        cx.error(at, "no paths", "`paths` with an operation");
    }
    let mut found = Vec::new();
    for (path, item) in paths {
        for (key, node) in item.entries() {
            if METHODS.contains(&key.name.as_str()) {
                found.push((path.name.clone(), key.name.to_uppercase(), key, node));
            } else if !matches!(
                key.name.as_str(),
                "parameters" | "summary" | "description" | "servers" | "$ref"
            ) && !key.name.starts_with("x-")
            {
                cx.unknown(key.span, "method", &key.name, METHODS.iter().copied());
            }
        }
    }
    found
}

/// `OpenAPI` 3.0 says `nullable: true` where JSON Schema lists the type `null`.
fn with_roots(mut doc: Value) -> Value {
    let old = doc
        .get("openapi")
        .and_then(Value::as_str)
        .is_some_and(|v| v.starts_with("3.0."));
    if old {
        nullable_to_types(&mut doc);
    }
    doc
}

fn nullable_to_types(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if object.remove("nullable") == Some(Value::Bool(true))
                && let Some(Value::String(name)) = object.get("type").cloned()
            {
                object.insert("type".to_owned(), serde_json::json!([name, "null"]));
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
            object.values_mut().for_each(nullable_to_types);
        }
        Value::Array(items) => items.iter_mut().for_each(nullable_to_types),
        _ => {}
    }
}

/// Every component schema must be one, with formats that are asserted.
fn check_schemas(reading: &Reading<'_>) {
    let components = reading
        .root
        .get("components")
        .and_then(|c| c.get("schemas"));
    for (key, node) in components.map(Node::entries).unwrap_or_default() {
        operation::schema(reading, node, &format!("component `{}`", key.name));
    }
}
