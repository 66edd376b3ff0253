//! Each documented header missing and malformed; the media type missing, another, in another charset.

use serde_json::Value;

use super::{Brood, reachable};
use crate::contract::{Body, Contract, DocumentedHeader};
use crate::http::MediaType;
use crate::mock::Lie;
use crate::mutate::{Category, Stated};
use crate::verdict::Part;

/// Texts of which hardly a form allows all.
const TEXTS: &[&str] = &["not the form it has", "-1", "7.5", ""];

pub(super) fn derive(brood: &mut Brood<'_>) {
    for status in reachable::statuses(brood.contract) {
        let Some(response) = brood.contract.response(status) else {
            continue;
        };
        let throttled = brood.contract.throttle.as_ref();
        let waits = throttled.is_some_and(|t| t.retry_after && t.status == status);
        // What a client is to wait is broken among the mutants of `throttle`.
        let own = |h: &&DocumentedHeader| !waits || !h.name.eq_ignore_ascii_case("Retry-After");
        for header in response.headers.iter().filter(own) {
            one(brood, status, header);
        }
        if let Body::Content(content) = &response.body {
            content_type(brood, status, content);
        }
    }
}

fn one(brood: &mut Brood<'_>, status: u16, header: &DocumentedHeader) {
    let name = header.name.as_str();
    if ["content-type", "transfer-encoding"].contains(&name.to_lowercase().as_str()) {
        return;
    }
    let malformed = TEXTS
        .iter()
        .find(|text| !matches(brood.contract, &header.schema, text));
    let mut add = |what: &str, value: Option<&str>| {
        let lie = Lie::Header {
            status,
            name: name.to_owned(),
            value: value.map(str::to_owned),
        };
        let parts = vec![Part::Header(status, name.to_owned())];
        brood.add(
            Category::Header,
            &format!("{status}:{name}:{what}"),
            lie,
            parts,
            Stated::ByNone,
        );
    };
    if header.required && !name.eq_ignore_ascii_case("content-length") {
        add("missing", None);
    }
    if let Some(text) = malformed {
        add("malformed", Some(text));
    }
}

/// Whether a header's text is of a form.
pub(super) fn matches(contract: &Contract, schema: &Value, text: &str) -> bool {
    let has = |name: &str| match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|t| t == name),
        _ => false,
    };
    let number = || {
        serde_json::from_str::<Value>(text)
            .ok()
            .filter(Value::is_number)
    };
    let value = if has("integer") || has("number") {
        number()
    } else {
        None
    };
    let value = value.unwrap_or_else(|| text.into());
    contract
        .schemas
        .errors_of(schema, &value)
        .map_or(true, |e| e.is_empty())
}

fn content_type(brood: &mut Brood<'_>, status: u16, content: &[(String, Option<String>)]) {
    let mut add = |what: &str, value: Option<String>| {
        let lie = Lie::Header {
            status,
            name: "Content-Type".to_owned(),
            value,
        };
        let parts = vec![Part::ContentType(status)];
        brood.add(
            Category::ContentType,
            &format!("{status}:{what}"),
            lie,
            parts,
            Stated::ByNone,
        );
    };
    add("missing", None);
    let allows = |range: &str| content.iter().any(|(m, _)| m == range || m == "*/*");
    if !allows("text/plain") && !allows("text/*") {
        add("another", Some("text/plain".to_owned()));
    }
    let json = content
        .iter()
        .find(|(m, _)| MediaType::parse(m).is_ok_and(|m| m.is_json()));
    if let Some((json, _)) = json {
        let essence = json.split(';').next().unwrap_or(json).trim();
        add(
            "another-charset",
            Some(format!("{essence}; charset=iso-8859-1")),
        );
    }
}
