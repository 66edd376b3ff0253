//! One operation: parameters, credentials, and the parts that other files read.

use std::sync::Arc;

use serde_json::Value;

use super::{Reading, clauses, effect, forms, paging, response};
use crate::contract::{Contract, Credential, CredentialKind, KNOWN_FORMATS, Location, Parameter};
use crate::text::{Context, Fields, Key, Kind, Node, boolean, list_of, one_of, text};

pub(super) fn read(
    reading: &Reading<'_>,
    path: &str,
    method: &str,
    key: &Key,
    node: &Node,
) -> Option<Contract> {
    let cx = reading.cx;
    let mut fields = Fields::of(cx, node, "an operation")?;
    let id = fields
        .optional("operationId", text)
        .unwrap_or_else(|| format!("{method} {path}"));
    let span = node.get("operationId").map_or(key.span, |n| n.span);
    let summary = fields.optional("summary", text).unwrap_or_default();
    let mut parameters = parameters(reading, path, method, node);
    let responses = response::read(reading, path, method, node);
    let credentials = credentials(reading, node);
    let mut contract = Contract {
        id,
        file: Arc::clone(&cx.file),
        span,
        title: String::new(),
        version: String::new(),
        summary,
        servers: servers(reading),
        method: method.to_owned(),
        path: path.to_owned(),
        parameters: Vec::new(),
        samples: response::samples(reading, node),
        responses,
        credentials,
        schemas: Arc::clone(reading.schemas),
        document: None,
        linked: None,
        items: None,
        access: Vec::new(),
        lookups: Vec::new(),
        facts: Vec::new(),
        paging: None,
        throttle: None,
        vars: Vec::new(),
        clauses: Vec::new(),
        contradictions: Vec::new(),
        ignored: Vec::new(),
        differences: Vec::new(),
        unseen: Vec::new(),
    };
    if let Some(node) = fields.take("x-docproof")
        && let Some(mut x) = Fields::of(cx, node, "x-docproof")
    {
        contract.document = x.optional("document", clauses::document);
        contract.linked = x.optional("linked", clauses::document);
        contract.items = x.optional("items", forms::items);
        contract.access = x.optional("access", forms::access).unwrap_or_default();
        contract.lookups = x
            .optional("lookup", |cx, n| list_of(cx, n, forms::lookup))
            .unwrap_or_default();
        contract.facts = x
            .optional("facts", |cx, n| list_of(cx, n, forms::fact))
            .unwrap_or_default();
        contract.paging = x.optional("paging", paging::paging);
        contract.throttle = x.optional("throttle", forms::throttle);
        contract.vars = x.optional("vars", forms::vars).unwrap_or_default();
        contract.clauses = x
            .optional("clauses", |cx, n| list_of(cx, n, clauses::clause))
            .unwrap_or_default();
        contract.contradictions = x
            .optional("contradictions", |cx, n| {
                list_of(cx, n, clauses::contradiction)
            })
            .unwrap_or_default();
        contract.ignored = x
            .optional("ignored", |cx, n| list_of(cx, n, clauses::ignored))
            .unwrap_or_default();
        contract.differences = x
            .optional("differences", |cx, n| list_of(cx, n, clauses::difference))
            .unwrap_or_default();
        contract.unseen = x
            .optional("unseen", |cx, n| list_of(cx, n, clauses::unseen))
            .unwrap_or_default();
        let headers = x.optional("headers", |cx, n| {
            list_of(cx, n, |cx, n| header(reading, cx, n))
        });
        parameters.extend(headers.into_iter().flatten());
        x.finish();
    }
    contract.parameters = parameters;
    Some(contract)
}

fn servers(reading: &Reading<'_>) -> Vec<String> {
    let Some(servers) = reading.root.get("servers") else {
        return Vec::new();
    };
    let url = |cx: &Context, n: &Node| {
        let mut fields = Fields::of(cx, n, "a server")?;
        fields.required("url", text)
    };
    list_of(reading.cx, servers, url).unwrap_or_default()
}

fn parameters(reading: &Reading<'_>, path: &str, method: &str, node: &Node) -> Vec<Parameter> {
    let cx = reading.cx;
    let escaped = path.replace('~', "~0").replace('/', "~1");
    let item = format!("/paths/{escaped}");
    let shared = reading
        .root
        .get("paths")
        .and_then(|p| p.get(path))
        .and_then(|i| i.get("parameters"));
    let own = node.get("parameters");
    let lists = [
        (shared, format!("{item}/parameters")),
        (own, format!("{item}/{}/parameters", method.to_lowercase())),
    ];
    let mut found: Vec<Parameter> = Vec::new();
    for (list, at) in lists {
        let Some(list) = list else { continue };
        let mut index = 0;
        list_of(cx, list, |_, n| {
            let at = format!("{at}/{index}");
            index += 1;
            let (n, at) = resolve(reading, n, at)?;
            let parameter = parameter(reading, n, &at)?;
            let twice =
                |p: &Parameter| p.name == parameter.name && p.location == parameter.location;
            if let Some(known) = found.iter().position(twice) {
                found.remove(known);
            }
            found.push(parameter);
            Some(())
        });
    }
    found
}

fn parameter(reading: &Reading<'_>, node: &Node, at: &str) -> Option<Parameter> {
    let cx = reading.cx;
    let mut fields = Fields::of(cx, node, "a parameter")?;
    let name = fields.required("name", text)?;
    let places = [
        ("path", Some(Location::Path)),
        ("query", Some(Location::Query)),
        ("header", Some(Location::Header)),
        ("cookie", None),
    ];
    let location = fields.required("in", |cx, n| one_of(cx, n, &places))??;
    let required = fields.optional("required", boolean).unwrap_or(false);
    let schema = match fields.take("schema") {
        Some(node) => schema(reading, node, &format!("parameter `{name}`")),
        None => Value::Bool(true),
    };
    let effect = fields.optional("x-effect", effect::effect);
    fields.ignore(|k| {
        k.starts_with("x-")
            || matches!(
                k,
                "description"
                    | "example"
                    | "examples"
                    | "style"
                    | "explode"
                    | "deprecated"
                    | "content"
            )
            || matches!(k, "allowEmptyValue" | "allowReserved")
    });
    fields.finish();
    Some(Parameter {
        name,
        location,
        required,
        schema,
        schema_pointer: format!("{at}/schema"),
        effect,
    })
}

/// A request header that OpenAPI has no place for.
fn header(reading: &Reading<'_>, cx: &Context, node: &Node) -> Option<Parameter> {
    let mut fields = Fields::of(cx, node, "a request header")?;
    let name = fields.required("name", text)?;
    let required = fields.optional("required", boolean).unwrap_or(false);
    let schema = match fields.take("schema") {
        Some(node) => schema(reading, node, &format!("request header `{name}`")),
        None => Value::Bool(true),
    };
    fields.ignore(|k| matches!(k, "description" | "example" | "examples"));
    fields.finish();
    Some(Parameter {
        name,
        location: Location::Header,
        required,
        schema,
        schema_pointer: String::new(),
        effect: None,
    })
}

fn credentials(reading: &Reading<'_>, node: &Node) -> Vec<Credential> {
    let cx = reading.cx;
    let declared = reading
        .root
        .get("components")
        .and_then(|c| c.get("securitySchemes"));
    let declared = declared.map(Node::entries).unwrap_or_default();
    let needed = node
        .get("security")
        .or_else(|| reading.root.get("security"));
    let Some(needed) = needed else {
        return Vec::new();
    };
    let Kind::List(alternatives) = &needed.kind else {
        cx.error(
            needed.span,
            needed.describe(),
            "a list of security requirements",
        );
        return Vec::new();
    };
    // The first alternative that needs something: docproof sends one set of credentials.
    let Some(first) = alternatives.iter().find(|a| !a.entries().is_empty()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, _) in first.entries() {
        match declared.iter().find(|(k, _)| k.name == key.name) {
            Some((_, scheme)) => {
                let kind = credential_kind(cx, scheme);
                found.extend(kind.map(|kind| Credential {
                    name: key.name.clone(),
                    kind,
                }));
            }
            None => cx.unknown(
                key.span,
                "security scheme",
                &key.name,
                declared.iter().map(|(k, _)| k.name.as_str()),
            ),
        }
    }
    found
}

fn credential_kind(cx: &Context, node: &Node) -> Option<CredentialKind> {
    let mut fields = Fields::of(cx, node, "a security scheme")?;
    let kind = fields.required("type", text)?;
    let place = fields.optional("in", text);
    let name = fields.optional("name", text);
    let scheme = fields.optional("scheme", text);
    match (kind.as_str(), place.as_deref(), name, scheme) {
        ("apiKey", Some("header"), Some(name), _) => Some(CredentialKind::Header(name)),
        ("http", _, _, Some(scheme)) if scheme.eq_ignore_ascii_case("bearer") => {
            Some(CredentialKind::Bearer)
        }
        ("oauth2" | "openIdConnect", ..) => Some(CredentialKind::Bearer),
        _ => {
            let expected =
                "`apiKey` in a header (with its name), or `http` with the scheme `bearer`";
            cx.error(
                node.span,
                "a kind of credential that is not supported",
                expected,
            );
            None
        }
    }
}

/// Follows a `$ref` within the file; gives the node and its pointer.
pub(super) fn resolve<'a>(
    reading: &Reading<'a>,
    node: &'a Node,
    at: String,
) -> Option<(&'a Node, String)> {
    let Some(target) = node.get("$ref") else {
        return Some((node, at));
    };
    let found = text(reading.cx, target)?;
    let local = found.strip_prefix('#').filter(|p| p.starts_with('/'));
    if let Some(pointer) = local
        && reading.schemas.get(pointer).is_some()
    {
        return Some((reading.root.nearest_at(pointer), pointer.to_owned()));
    }
    reading.cx.error(
        target.span,
        format!("a reference to `{found}`"),
        "a place of this file, such as `#/components/…`",
    );
    None
}

/// Reads a JSON Schema: it must be one, and its formats asserted ones.
pub(super) fn schema(reading: &Reading<'_>, node: &Node, what: &str) -> Value {
    let value = node.to_json();
    formats(reading.cx, node);
    if let Err(why) = reading.schemas.check(&value) {
        reading.cx.error(
            node.span,
            format!("the schema of {what} is none: {why}"),
            "JSON Schema 2020-12",
        );
    }
    value
}

fn formats(cx: &Context, node: &Node) {
    if let Some(Node {
        kind: Kind::Text(name),
        span,
    }) = node.get("format")
        && node.get("type").is_some()
        && !KNOWN_FORMATS.contains(&name.as_str())
    {
        let known = KNOWN_FORMATS.iter().copied();
        let told = crate::text::Diagnostic::error(
            &cx.file,
            *span,
            format!("the format `{name}` is not asserted"),
        );
        cx.report(
            told.expected(format!("one of `{}`", KNOWN_FORMATS.join("`, `")))
                .nearest(name, known)
                .warning(),
        );
    }
    match &node.kind {
        Kind::Map(entries) => entries.iter().for_each(|(_, n)| formats(cx, n)),
        Kind::List(items) => items.iter().for_each(|n| formats(cx, n)),
        _ => {}
    }
}
