//! Variants of messages: what HTTP and JSON leave open, and what a document leaves open of headers.

use serde_json::Value;

use super::derive::Deriver;
use super::ground::Ground;
use crate::contract::{Body, Room};
use crate::mock::manner::{Coding, Extra, Json, Letters, Manner, MediaForm, Wire};
use crate::mock::may_lack;

pub(super) fn add(to: &mut Deriver<'_>) {
    headers(to);
    content(to);
    let standard = Ground::standard;
    for (style, what) in [
        (Json::Pretty, "json-pretty"),
        (Json::Escaped, "json-escaped"),
        (Json::Reversed, "json-reversed"),
    ] {
        to.add(
            what,
            vec![Manner::Json(style)],
            standard("RFC 8259", "how JSON is written"),
        );
    }
    for (letters, what) in [
        (Letters::Title, "header-names-title"),
        (Letters::Capital, "header-names-capital"),
    ] {
        let ground = to
            .ground(Room::HeaderNames, "in which letters names of headers are")
            .or_standard("RFC 9110, 5.1");
        to.add(what, vec![Manner::HeaderNames(letters)], ground);
    }
    for (coding, what) in [(Coding::Gzip, "gzip"), (Coding::Deflate, "deflate")] {
        to.add(
            what,
            vec![Manner::Coded(coding)],
            standard("RFC 9110, 8.4.1", "in which content coding bodies are"),
        );
    }
    for (wire, what) in [
        (Wire::Chunked, "chunked"),
        (Wire::Crumbs, "chunked-in-crumbs"),
        (Wire::Closed, "connection-closed"),
    ] {
        to.add(
            what,
            vec![Manner::Wire(wire)],
            standard("RFC 9112, 6 and 9.6", "how messages are framed"),
        );
    }
}

fn headers(to: &mut Deriver<'_>) {
    let contract = to.contract;
    let undocumented = to.ground(Room::UndocumentedHeaders, "whether there are more headers");
    to.add(
        "undocumented-headers",
        vec![Manner::Extra(Extra::Headers)],
        undocumented,
    );
    let documented = || contract.responses.iter().flat_map(|r| &r.headers);
    if documented().any(|h| may_lack(contract, h)) {
        let ground = to.ground(Room::OptionalHeaders, "which answers carry the header");
        to.add("optional-headers-absent", vec![Manner::FewHeaders], ground);
    }
    let forms = |schema: &Value| {
        let alternatives = schema
            .get("anyOf")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let drawn = schema.get("pattern").is_some() && schema.get("examples").is_some();
        alternatives.max(usize::from(drawn) * 3)
    };
    let most = documented().map(|h| forms(&h.schema)).max().unwrap_or(0);
    for form in 0..most.min(3) {
        let ground = to.ground(Room::HeaderForm, "of which form the header's text is");
        to.add(
            &format!("header-form-{}", form + 1),
            vec![Manner::HeaderForm(form)],
            ground,
        );
    }
}

fn content(to: &mut Deriver<'_>) {
    if !to
        .contract
        .responses
        .iter()
        .any(|r| matches!(r.body, Body::Content(_)))
    {
        return;
    }
    let forms = [
        (MediaForm::Charset, "charset-named"),
        (MediaForm::Quoted, "charset-quoted"),
        (MediaForm::Capitals, "media-type-in-capitals"),
    ];
    for (form, what) in forms {
        let mut ground = to.ground(Room::Charset, "how the content type is spelled");
        if form == MediaForm::Capitals {
            ground = Ground::standard("RFC 9110, 8.3.1", "in which letters a media type is");
        }
        to.add(what, vec![Manner::ContentType(form)], ground);
    }
}
