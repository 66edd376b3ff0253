//! The whole OpenAPI document: what stands beside the operations.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Form, Reading, lint, operation, schema, versions};
use crate::contract::{Contract, Schemas};
use crate::text::{Context, Fields, Key, Kind, Node, Span, list_of, text};

const METHODS: &[&str] = &[
    "get", "head", "options", "put", "post", "delete", "patch", "trace",
];

/// The sections of `components`, of which some are read.
const SECTIONS: &[&str] = &[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
];

pub(super) fn read(cx: &Context, root: &Node) -> Vec<Contract> {
    let Some(mut fields) = Fields::of(cx, root, "an OpenAPI document") else {
        return Vec::new();
    };
    let version = fields.required("openapi", text);
    let old = version.as_ref().is_some_and(|v| v.starts_with("3.0."));
    if let Some(version) = version
        && !(old || version.starts_with("3.1."))
    {
        let at = root.nearest_at("/openapi").span;
        cx.error(at, format!("OpenAPI version `{version}`"), "3.1.x or 3.0.x");
    }
    let (title, version) = fields.optional("info", info).unwrap_or_default();
    let servers = fields
        .optional("servers", |cx, n| list_of(cx, n, server))
        .unwrap_or_default();
    let paths = fields.required("paths", |_, n| Some(n));
    let components = fields.take("components");
    fields.known(&[
        "jsonSchemaDialect",
        "webhooks",
        "security",
        "tags",
        "externalDocs",
    ]);
    fields.extensions(&[]);
    fields.finish();
    let schemas = Arc::new(Schemas::new(versions::modern(root.to_json(), old)));
    let reading = Reading {
        cx,
        root,
        schemas: &schemas,
        servers,
        old,
        pending: RefCell::default(),
        unsound: Cell::default(),
        circles: RefCell::default(),
        broken: RefCell::default(),
    };
    let mut broken = HashSet::new();
    reading.part(Form::Schemas, || {
        components.map(|n| self::components(&reading, n))
    });
    broken.extend(reading.broken.take());
    let mut contracts = Vec::new();
    for (path, method, key, node) in paths.map(|n| operations(cx, n)).unwrap_or_default() {
        reading.broken.replace(broken.clone());
        let Some(contract) = operation::read(&reading, &path, &method, key, node) else {
            continue;
        };
        lint::lint(&reading, &contract, node);
        contracts.push(Contract {
            title: title.clone(),
            version: version.clone(),
            ..contract
        });
    }
    schema::compile(&reading);
    twice(cx, &contracts);
    contracts
}

fn info(cx: &Context, node: &Node) -> Option<(String, String)> {
    let mut info = Fields::of(cx, node, "info")?;
    let title = info.required("title", text).unwrap_or_default();
    let version = info.required("version", text).unwrap_or_default();
    info.known(&[
        "summary",
        "description",
        "termsOfService",
        "contact",
        "license",
    ]);
    info.extensions(&[]);
    info.finish();
    Some((title, version))
}

fn server(cx: &Context, node: &Node) -> Option<String> {
    let mut fields = Fields::of(cx, node, "a server")?;
    let url = fields.required("url", text);
    fields.known(&["description", "variables", "name"]);
    fields.extensions(&[]);
    fields.finish();
    url
}

/// Every component schema must be one; the other components are read where they are used.
fn components(reading: &Reading<'_>, node: &Node) {
    let Some(mut fields) = Fields::of(reading.cx, node, "components") else {
        return;
    };
    let schemas = fields.take("schemas");
    fields.known(SECTIONS);
    fields.extensions(&[]);
    fields.finish();
    for (key, node) in schemas.map(Node::entries).unwrap_or_default() {
        schema::schema(reading, node, &format!("component `{}`", key.name));
    }
}

/// Every operation of the document: path, method, the key of the method, the operation.
fn operations<'a>(cx: &Context, paths: &'a Node) -> Vec<(String, String, &'a Key, &'a Node)> {
    if paths.entries().is_empty() {
        let found = match paths.kind {
            Kind::Map(_) => "no path".to_owned(),
            _ => paths.describe(),
        };
        cx.error(paths.span, found, "a mapping from paths to operations");
    }
    let mut found = Vec::new();
    for (path, item) in paths
        .entries()
        .iter()
        .filter(|(p, _)| !p.name.starts_with("x-"))
    {
        if !path.name.starts_with('/') {
            let expected = format!("a path that starts with `/`, such as `/{}`", path.name);
            cx.error(path.span, format!("the path `{}`", path.name), expected);
        }
        let Some(mut fields) = Fields::of(cx, item, "a path") else {
            continue;
        };
        for method in METHODS {
            fields.take(method);
        }
        fields.known(&["parameters", "summary", "description", "servers", "$ref"]);
        fields.extensions(&[]);
        fields.finish();
        let methods = item
            .entries()
            .iter()
            .filter(|(k, _)| METHODS.contains(&k.name.as_str()));
        found.extend(methods.map(|(k, n)| (path.name.clone(), k.name.to_uppercase(), k, n)));
    }
    found
}

/// Operations of one file that share an id. Those of several files are told where all files are known.
fn twice(cx: &Context, contracts: &[Contract]) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for contract in contracts {
        if let Some(first) = seen.get(contract.id.as_str()) {
            let expected = format!("another id: line {} has it", first.line);
            cx.error(
                contract.span,
                format!("a second contract `{}`", contract.id),
                expected,
            );
        } else {
            seen.insert(&contract.id, contract.span);
        }
    }
}
