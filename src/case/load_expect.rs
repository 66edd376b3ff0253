//! Reading what a step expects.

use serde_json::Value;

use super::load::{Reading, non_empty};
use super::{Expectation, ItemCount, template};
use crate::text::{Context, Fields, Kind, Node, Span, map_of, text};

pub(super) fn expectation(reading: &Reading<'_>, node: &Node) -> Option<Expectation> {
    let mut fields = Fields::of(reading.cx, node, "an expectation")?;
    let status = fields.optional("status", |cx, n| Some((statuses(cx, n)?, n.span)));
    let (status, status_span) = status.unwrap_or_default();
    let schema = fields.optional("schema", |cx, n| Some((text(cx, n)?, n.span)));
    let items = fields.optional("items", |_, n| item_count(reading, n));
    let body = fields.optional("body", |_, n| schema_of(reading, n));
    let each = fields.optional("each", |_, n| schema_of(reading, n));
    let headers = fields
        .optional("headers", |_, n| headers(reading, n))
        .unwrap_or_default();
    fields.finish();
    Some(Expectation {
        status,
        status_span,
        schema,
        items,
        body,
        each,
        headers,
    })
}

fn statuses(cx: &Context, node: &Node) -> Option<Vec<u16>> {
    if !matches!(node.kind, Kind::List(_)) {
        return status(cx, node).map(|s| vec![s]);
    }
    let mut found = Vec::new();
    non_empty(cx, node, "status", |cx, node| {
        let status = status(cx, node)?;
        if found.contains(&status) {
            cx.error(
                node.span,
                format!("status {status} twice"),
                "each status once",
            );
        } else {
            found.push(status);
        }
        Some(())
    })?;
    Some(found)
}

fn status(cx: &Context, node: &Node) -> Option<u16> {
    let number = match &node.kind {
        Kind::Number(number) => number.as_u64(),
        _ => None,
    };
    let status = number
        .and_then(|n| u16::try_from(n).ok())
        .filter(|s| (100..600).contains(s));
    if status.is_none() {
        cx.error(
            node.span,
            node.describe(),
            "a status from 100 to 599, or a list of them",
        );
    }
    status
}

fn item_count(reading: &Reading<'_>, node: &Node) -> Option<ItemCount> {
    let mut fields = Fields::of(reading.cx, node, "a number of items")?;
    let count = fields.optional("count", |_, n| number(reading, n));
    let min = fields.optional("min", |_, n| number(reading, n));
    let max = fields.optional("max", |_, n| number(reading, n));
    fields.finish();
    let bounded = min.is_some() || max.is_some();
    if node.entries().is_empty() {
        reading.cx.error(
            node.span,
            "a number of items that says none",
            "`count`, or `min`, `max` or both",
        );
    } else if count.is_some() && bounded {
        reading
            .cx
            .error(node.span, "`count` beside `min` or `max`", "`count` alone");
    }
    if let (Some(least), Some(most)) = (
        min.as_ref().and_then(Value::as_u64),
        max.as_ref().and_then(Value::as_u64),
    ) && least > most
    {
        reading.cx.error(
            node.span,
            format!("`min` {least} above `max` {most}"),
            "`min` not above `max`",
        );
    }
    Some(ItemCount {
        count,
        min,
        max,
        span: node.span,
    })
}

fn number(reading: &Reading<'_>, node: &Node) -> Option<Value> {
    let value = node.to_json();
    reading.templates(node);
    if value.as_u64().is_some() || template::whole(&value).is_some() {
        return Some(value);
    }
    // A text with a mistake in its template has been reported.
    if value
        .as_str()
        .is_none_or(|text| template::parse(text).is_ok())
    {
        reading.cx.error(
            node.span,
            node.describe(),
            "a whole number from 0, or a template such as \"{{member_count}}\"",
        );
    }
    None
}

fn schema_of(reading: &Reading<'_>, node: &Node) -> Option<(Value, Span)> {
    if !matches!(node.kind, Kind::Map(_) | Kind::Bool(_)) {
        reading
            .cx
            .error(node.span, node.describe(), "a JSON Schema");
        return None;
    }
    reading.templates(node);
    Some((node.to_json(), node.span))
}

fn headers(reading: &Reading<'_>, node: &Node) -> Option<Vec<(String, Value, Span)>> {
    if !matches!(node.kind, Kind::Map(_)) {
        let expected = "a mapping of header names; a header that must be absent is `NAME: false`";
        reading.cx.error(node.span, node.describe(), expected);
        return None;
    }
    let read = map_of(reading.cx, node, |cx, key, n| {
        header_name(cx, &key.name, key.span);
        let (schema, _) = schema_of(reading, n)?;
        Some((schema, key.span))
    })?;
    Some(
        read.into_iter()
            .map(|(name, (schema, span))| (name, schema, span))
            .collect(),
    )
}

/// Reports a name that no header field can have (RFC 9110, 5.1: a token).
pub(super) fn header_name(cx: &Context, name: &str, span: Span) {
    let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(token) {
        cx.error(
            span,
            format!("the header name {name:?}"),
            "letters, digits and hyphens",
        );
    }
}
