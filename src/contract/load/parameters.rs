//! Documented parameters, and request headers that OpenAPI has no place for.

use serde_json::Value;

use super::{Reading, effect, reference, schema};
use crate::contract::{Location, Parameter};
use crate::text::{Context, Fields, Node, boolean, list_of, one_of, text};
use crate::value::pointer;

/// The parameters of an operation: those of its path, then its own, which replace them.
pub(super) fn read(reading: &Reading<'_>, path: &str, method: &str, node: &Node) -> Vec<Parameter> {
    let item = pointer::join("/paths", path);
    let shared = reading
        .root
        .get("paths")
        .and_then(|p| p.get(path))
        .and_then(|i| i.get("parameters"));
    let shared = list(reading, shared, &format!("{item}/parameters"));
    let own = list(
        reading,
        node.get("parameters"),
        &format!("{item}/{}/parameters", method.to_lowercase()),
    );
    let replaced = |p: &Parameter| own.iter().any(|o| same(o, p));
    let mut found: Vec<Parameter> = shared.into_iter().filter(|p| !replaced(p)).collect();
    found.extend(own);
    found
}

fn list(reading: &Reading<'_>, node: Option<&Node>, at: &str) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    let Some(node) = node else { return found };
    let mut index = 0;
    list_of(reading.cx, node, |cx, n| {
        let own = format!("{at}/{index}");
        index += 1;
        let (target, at) = reference::resolve(reading, n, own, "parameters")?;
        let parameter = parameter(reading, target, &at)?;
        if found.iter().any(|p| same(p, &parameter)) {
            let told = format!("a second parameter `{}` in the same place", parameter.name);
            cx.error(
                target.get("name").map_or(n.span, |n| n.span),
                told,
                "each parameter once",
            );
        } else {
            found.push(parameter);
        }
        Some(())
    });
    found
}

fn same(one: &Parameter, other: &Parameter) -> bool {
    one.location == other.location
        && match one.location {
            Location::Header => one.name.eq_ignore_ascii_case(&other.name),
            Location::Path | Location::Query => one.name == other.name,
        }
}

fn parameter(reading: &Reading<'_>, node: &Node, at: &str) -> Option<Parameter> {
    let cx = reading.cx;
    let mut fields = Fields::of(cx, node, "a parameter")?;
    let name = fields.required("name", text);
    let places = [
        ("path", Some(Location::Path)),
        ("query", Some(Location::Query)),
        ("header", Some(Location::Header)),
        ("cookie", None),
    ];
    let location = fields.required("in", |cx, n| one_of(cx, n, &places));
    let required = fields.optional("required", boolean);
    let what = format!("parameter `{}`", name.as_deref().unwrap_or_default());
    let schema = fields
        .take("schema")
        .map_or(Value::Bool(true), |n| schema::schema(reading, n, &what));
    let effect = fields.optional("x-effect", |_, n| effect::effect(reading, n));
    fields.known(&[
        "description",
        "example",
        "examples",
        "style",
        "explode",
        "deprecated",
        "content",
    ]);
    fields.known(&["allowEmptyValue", "allowReserved"]);
    fields.extensions(&["x-effect"]);
    fields.finish();
    let (name, location) = (name?, location??);
    let at_name = node.get("name").map_or(node.span, |n| n.span);
    let unread = required.is_none() && node.get("required").is_some();
    if location == Location::Path && required != Some(true) && !unread {
        let at = node.get("required").map_or(at_name, |n| n.span);
        let found = format!("the path parameter `{name}`, which is not required");
        cx.error(
            at,
            found,
            "`required: true`: a path has no place without it",
        );
    }
    let ignored = ["Accept", "Content-Type", "Authorization"];
    if location == Location::Header && ignored.iter().any(|i| i.eq_ignore_ascii_case(&name)) {
        let told = format!("the header parameter `{name}`, which OpenAPI ignores");
        let expected = if name.eq_ignore_ascii_case("Authorization") {
            "a scheme of `components/securitySchemes`"
        } else {
            "it in `x-docproof.headers`"
        };
        cx.report(
            crate::text::Diagnostic::error(&cx.file, at_name, told)
                .expected(expected)
                .warning(),
        );
    }
    Some(Parameter {
        name,
        location,
        required: required.unwrap_or(false),
        schema,
        schema_pointer: format!("{at}/schema"),
        effect,
    })
}

/// A request header that OpenAPI has no place for.
pub(super) fn header(reading: &Reading<'_>, cx: &Context, node: &Node) -> Option<Parameter> {
    let mut fields = Fields::of(cx, node, "a request header")?;
    let name = fields.required("name", text);
    let required = fields.optional("required", boolean).unwrap_or(false);
    let what = format!("request header `{}`", name.as_deref().unwrap_or_default());
    let schema = fields
        .take("schema")
        .map_or(Value::Bool(true), |n| schema::schema(reading, n, &what));
    fields.known(&["description", "example", "examples"]);
    fields.finish();
    Some(Parameter {
        name: name?,
        location: Location::Header,
        required,
        schema,
        schema_pointer: String::new(),
        effect: None,
    })
}
