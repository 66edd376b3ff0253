//! Documented responses: statuses, headers, bodies, samples.

use serde_json::Value;

use super::{Reading, clauses, reference, schema};
use crate::contract::{
    Body, DocumentedHeader, DocumentedResponse, Sample, SampleRequest, SampleVerdict, StatusKey,
};
use crate::text::{Context, Diagnostic, Fields, Kind, Node, boolean, map_of, one_of, text};
use crate::value::pointer;

pub(super) fn read(
    reading: &Reading<'_>,
    path: &str,
    method: &str,
    node: &Node,
) -> Vec<DocumentedResponse> {
    let cx = reading.cx;
    let Some(responses) = node.get("responses") else {
        cx.error(
            node.span,
            "an operation without `responses`",
            "the documented statuses",
        );
        return Vec::new();
    };
    if responses.entries().is_empty() {
        let found = match responses.kind {
            Kind::Map(_) => "no response".to_owned(),
            _ => responses.describe(),
        };
        cx.error(
            responses.span,
            found,
            "a mapping from statuses to responses",
        );
    }
    let base = format!(
        "{}/{}/responses",
        pointer::join("/paths", path),
        method.to_lowercase()
    );
    let mut found = Vec::new();
    for (key, node) in responses.entries() {
        if key.name.starts_with("x-") {
            continue;
        }
        let Some(status) = status_key(&key.name) else {
            let told = Diagnostic::error(&cx.file, key.span, format!("the status `{}`", key.name))
                .expected("a status such as \"200\", \"4XX\" or `default`")
                .nearest(&key.name, ["default"]);
            cx.report(told);
            continue;
        };
        if let Some((node, at)) =
            reference::resolve(reading, node, format!("{base}/{}", key.name), "responses")
        {
            found.extend(response(reading, status, node, &at));
        }
    }
    found
}

pub(super) fn status_key(name: &str) -> Option<StatusKey> {
    if name == "default" {
        return Some(StatusKey::Default);
    }
    if let Some(class) = name.strip_suffix("XX") {
        return class
            .parse()
            .ok()
            .filter(|c| (1..=5).contains(c))
            .map(StatusKey::Class);
    }
    name.parse()
        .ok()
        .filter(|c| (100..600).contains(c))
        .map(StatusKey::Code)
}

fn response(
    reading: &Reading<'_>,
    status: StatusKey,
    node: &Node,
    at: &str,
) -> Option<DocumentedResponse> {
    let cx = reading.cx;
    let mut fields = Fields::of(cx, node, "a response")?;
    let description = fields.required("description", text).unwrap_or_default();
    let headers = fields
        .take("headers")
        .map(|n| headers(reading, n, at))
        .unwrap_or_default();
    let content = fields.take("content").map(|n| content(reading, n, at));
    let empty = fields.optional("x-docproof", |cx, n| {
        let mut x = Fields::of(cx, n, "x-docproof of a response")?;
        let empty = x.required("body", |cx, n| one_of(cx, n, &[("empty", ())]));
        x.finish();
        empty
    });
    if let (Some(()), Some(_), Some(x)) = (empty, &content, node.get("x-docproof")) {
        cx.error(
            x.span,
            "a response that is empty and has `content`",
            "one of them",
        );
    }
    fields.known(&["links"]);
    fields.extensions(&["x-docproof"]);
    fields.finish();
    let body = match (empty, content) {
        (Some(()), _) => Body::Empty,
        (None, Some(content)) if !content.is_empty() => Body::Content(content),
        _ => Body::Unstated,
    };
    Some(DocumentedResponse {
        status,
        description,
        headers,
        body,
    })
}

fn headers(reading: &Reading<'_>, node: &Node, at: &str) -> Vec<DocumentedHeader> {
    let read = map_of(reading.cx, node, |_, key, n| {
        let own = pointer::join(&format!("{at}/headers"), &key.name);
        let (n, at) = reference::resolve(reading, n, own, "headers")?;
        let mut fields = Fields::of(reading.cx, n, "a header")?;
        let required = fields.optional("required", boolean).unwrap_or(false);
        let schema = match fields.take("schema") {
            Some(node) => schema::schema(reading, node, &format!("header `{}`", key.name)),
            None => Value::Bool(true),
        };
        fields.known(&[
            "description",
            "example",
            "examples",
            "style",
            "explode",
            "deprecated",
            "content",
        ]);
        fields.extensions(&[]);
        fields.finish();
        Some(DocumentedHeader {
            name: key.name.clone(),
            required,
            schema,
            schema_pointer: format!("{at}/schema"),
        })
    });
    read.unwrap_or_default()
        .into_iter()
        .map(|(_, h)| h)
        .collect()
}

fn content(reading: &Reading<'_>, node: &Node, at: &str) -> Vec<(String, Option<String>)> {
    let read = map_of(reading.cx, node, |cx, key, n| {
        if !key.name.contains('/') {
            let expected = "one such as `application/json` or `text/*`";
            cx.error(key.span, format!("the media type `{}`", key.name), expected);
        }
        let mut fields = Fields::of(cx, n, "a media type")?;
        let described = fields.take("schema").map(|schema| {
            schema::schema(reading, schema, &format!("`{}`", key.name));
            let target = schema.get("$ref").and_then(|r| match &r.kind {
                Kind::Text(t) => t.strip_prefix('#').map(str::to_owned),
                _ => None,
            });
            target.unwrap_or_else(|| {
                format!(
                    "{}/schema",
                    pointer::join(&format!("{at}/content"), &key.name)
                )
            })
        });
        fields.known(&["example", "examples", "encoding"]);
        fields.extensions(&[]);
        fields.finish();
        Some(described)
    });
    read.unwrap_or_default()
}

/// The document's samples: the examples of every response that say where they stand.
pub(super) fn samples(reading: &Reading<'_>, node: &Node) -> Vec<Sample> {
    let mut found = Vec::new();
    for (key, response) in node.get("responses").map(Node::entries).unwrap_or_default() {
        let Some(StatusKey::Code(status)) = status_key(&key.name) else {
            continue;
        };
        for (media_type, content) in response
            .get("content")
            .map(Node::entries)
            .unwrap_or_default()
        {
            for (name, example) in content
                .get("examples")
                .map(Node::entries)
                .unwrap_or_default()
            {
                if let Some(x) = example.get("x-docproof") {
                    let base = (
                        name.name.clone(),
                        name.span,
                        status,
                        media_type.name.clone(),
                    );
                    found.extend(sample(reading.cx, base, example, x));
                }
            }
        }
    }
    found
}

fn sample(
    cx: &Context,
    base: (String, crate::text::Span, u16, String),
    example: &Node,
    x: &Node,
) -> Option<Sample> {
    let (name, span, status, media_type) = base;
    let Some(value) = example.get("value") else {
        cx.error(
            span,
            format!("the sample `{name}` has no `value`"),
            "the body",
        );
        return None;
    };
    let mut fields = Fields::of(cx, x, "x-docproof of a sample")?;
    let at = fields.required("at", clauses::places).unwrap_or_default();
    let holds = fields.optional("holds", boolean);
    let breaks = fields.optional("breaks", text);
    let request = fields
        .optional("request", sample_request)
        .unwrap_or_default();
    let headers = fields.optional("headers", texts).unwrap_or_default();
    fields.finish();
    let verdict = match (holds, breaks) {
        (Some(true), None) => SampleVerdict::Holds,
        (None, Some(contradiction)) => SampleVerdict::Breaks(contradiction),
        _ => {
            cx.error(
                x.span,
                format!("the sample `{name}`"),
                "either `holds: true` or `breaks: CONTRADICTION`",
            );
            return None;
        }
    };
    Some(Sample {
        name,
        span,
        status,
        media_type,
        value: value.to_json(),
        at,
        verdict,
        request,
        headers,
    })
}

fn sample_request(cx: &Context, node: &Node) -> Option<SampleRequest> {
    let mut fields = Fields::of(cx, node, "a sample's request")?;
    let request = SampleRequest {
        path: fields.optional("path", texts).unwrap_or_default(),
        query: fields.optional("query", texts).unwrap_or_default(),
        headers: fields.optional("headers", texts).unwrap_or_default(),
    };
    fields.finish();
    Some(request)
}

fn texts(cx: &Context, node: &Node) -> Option<Vec<(String, String)>> {
    map_of(cx, node, |cx, _, n| match &n.kind {
        Kind::Number(number) => Some(number.to_string()),
        Kind::Bool(flag) => Some(flag.to_string()),
        _ => text(cx, n),
    })
}
