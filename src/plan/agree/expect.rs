//! Whether what a case expects is something the contract can be asked for.

use serde_json::{Value, json};

use super::case::Agreement;
use crate::case::template::fill;
use crate::contract::{Body, Contract, DocumentedResponse, Form};
use crate::text::Span;

const COMPONENTS: &str = "/components/schemas/";

pub(super) fn agree(at: &Agreement<'_>, captured: &[&str]) {
    let expect = &at.step.expect;
    for status in &expect.status {
        if at.contract.response(*status).is_none() && at.contract.is_sound(Form::Responses) {
            let documented: Vec<String> = at
                .contract
                .responses
                .iter()
                .map(|r| r.status.to_string())
                .collect();
            let found = format!(
                "status {status}, which `{}` does not document",
                at.contract.id
            );
            at.cx.error(
                expect.status_span,
                found,
                format!("one of {}", documented.join(", ")),
            );
        }
    }
    if let Some((name, span)) = &expect.schema {
        schema(at, name, *span);
    }
    if at.contract.items.is_none() && at.contract.is_sound(Form::Items) {
        let counted = expect.items.as_ref().map(|items| ("items", items.span));
        let each = expect.each.as_ref().map(|(_, span)| ("each", *span));
        for (word, span) in counted.into_iter().chain(each) {
            let found = format!(
                "`{word}`, though the answers of `{}` are no lists",
                at.contract.id
            );
            at.cx.error(span, found, "a contract with `items`");
        }
    }
    let body = expect
        .body
        .as_ref()
        .map(|(schema, span)| ("body", schema, *span));
    let each = expect
        .each
        .as_ref()
        .map(|(schema, span)| ("each", schema, *span));
    let headers = expect
        .headers
        .iter()
        .map(|(name, schema, span)| (name.as_str(), schema, *span));
    for (what, schema, span) in body.into_iter().chain(each).chain(headers) {
        // What a schema refers to may be what could not be read.
        if !at.contract.is_sound(Form::Schemas) && schema.to_string().contains("$ref") {
            continue;
        }
        if let Err(why) = compiles(at.contract, schema, captured) {
            at.cx.error(
                span,
                format!("the schema of `{what}` is none: {why}"),
                "JSON Schema 2020-12",
            );
        }
    }
}

/// The schema is the one that the contract gives the statuses the case expects, or some status where it names none.
fn schema(at: &Agreement<'_>, name: &str, span: Span) {
    if !at
        .contract
        .schemas
        .component_names()
        .any(|known| known == name)
    {
        // They stand in the file whether or not each is sound.
        at.cx.unknown(
            span,
            "component schema",
            name,
            at.contract.schemas.component_names(),
        );
        return;
    }
    if !at.contract.is_sound(Form::Responses) {
        return;
    }
    let statuses = &at.step.expect.status;
    if statuses.is_empty() {
        let used = at
            .contract
            .responses
            .iter()
            .any(|r| components(at.contract, r).contains(&name));
        if !used {
            let found = format!(
                "`{name}` is the schema of no status of `{}`",
                at.contract.id
            );
            at.cx.error(span, found, "the schema of an answer");
        }
        return;
    }
    for status in statuses {
        let Some(response) = at.contract.response(*status) else {
            continue;
        };
        let own = components(at.contract, response);
        if !own.contains(&name) {
            let found = format!("`{name}` is not the schema of status {status}");
            let expected = match own.as_slice() {
                [] => "no `schema`: the contract gives that status none".to_owned(),
                own => format!("`{}`", own.join("` or `")),
            };
            at.cx.error(span, found, expected);
        }
    }
}

/// The component schemas of a response's bodies.
fn components<'a>(contract: &'a Contract, response: &'a DocumentedResponse) -> Vec<&'a str> {
    let Body::Content(content) = &response.body else {
        return Vec::new();
    };
    let named = |pointer: &'a String| {
        let target = contract
            .schemas
            .get(pointer)
            .and_then(|s| s.get("$ref")?.as_str()?.strip_prefix('#'));
        pointer
            .strip_prefix(COMPONENTS)
            .or_else(|| target?.strip_prefix(COMPONENTS))
    };
    content
        .iter()
        .filter_map(|(_, pointer)| named(pointer.as_ref()?))
        .collect()
}

/// Whether a schema is one once its templates are filled in: variables by their examples, captured values by whatever
/// makes a schema of it.
fn compiles(contract: &Contract, schema: &Value, captured: &[&str]) -> Result<(), String> {
    let mut why = Ok(());
    for stand_in in [json!("x"), json!(1), json!(true)] {
        let lookup = |name: &str| {
            let example = contract.var(name).map(|var| var.example.clone());
            Some(
                example
                    .filter(|_| !captured.contains(&name))
                    .unwrap_or_else(|| stand_in.clone()),
            )
        };
        let filled = fill(schema, &lookup).map_err(|missing| missing.to_string())?;
        match contract.schemas.check(&filled) {
            Ok(()) => return Ok(()),
            Err(error) => why = why.and(Err(error)),
        }
    }
    why
}
