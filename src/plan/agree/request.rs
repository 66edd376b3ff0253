//! Whether a case's request is one that the contract knows.

use serde_json::Value;

use super::case::Agreement;
use crate::case::Binding;
use crate::case::template::{names, text_of, whole};
use crate::contract::{Form, Location, Parameter};
use crate::verdict::LookupState;

pub(super) fn agree(at: &Agreement<'_>) {
    path(at);
    for binding in &at.step.request.query {
        documented(at, binding, Location::Query, "query parameter");
    }
    for binding in &at.step.request.headers {
        if !is_credential(at, binding) {
            documented(at, binding, Location::Header, "header parameter");
        }
    }
    required(at);
    undocumented(at);
}

fn path(at: &Agreement<'_>) {
    let own: Vec<&Parameter> = at.contract.parameters_in(Location::Path).collect();
    for binding in &at.step.request.path {
        if let Some(parameter) = own.iter().find(|p| p.name == binding.name) {
            literal(at, binding, parameter);
            kind(at, binding);
        } else if at.contract.is_sound(Form::Parameters) {
            let valid = own.iter().map(|p| p.name.as_str());
            at.cx
                .unknown(binding.name_span, "path parameter", &binding.name, valid);
        }
    }
    for parameter in own {
        if !at
            .step
            .request
            .path
            .iter()
            .any(|b| b.name == parameter.name)
        {
            let found = format!("no value for the path parameter `{}`", parameter.name);
            at.cx.error(
                at.step.span,
                found,
                "every path parameter under `request.path`",
            );
        }
    }
}

/// A variable that names a resource does so in a way that its place in the path knows.
fn kind(at: &Agreement<'_>, binding: &Binding) {
    let var = whole(&binding.value).and_then(|name| at.contract.var(name));
    let Some((var, LookupState::Kind(kind))) =
        var.and_then(|var| Some((var, var.lookup.as_ref()?)))
    else {
        return;
    };
    let lookup = at
        .contract
        .lookups
        .iter()
        .find(|l| l.parameter == binding.name);
    let kinds: Vec<&str> = lookup
        .iter()
        .flat_map(|l| &l.kinds)
        .map(|(name, _)| name.as_str())
        .collect();
    let known = at.contract.is_sound(Form::Lookup);
    if known && !kinds.is_empty() && !kinds.contains(&kind.as_str()) {
        let found = format!(
            "the variable `{}` for `{}`: it names by `{kind}`",
            var.name, binding.name
        );
        at.cx.error(
            binding.span,
            found,
            format!("a variable that names by `{}`", kinds.join("` or `")),
        );
    }
}

fn documented(at: &Agreement<'_>, binding: &Binding, location: Location, what: &str) {
    let mut own = at.contract.parameters_in(location);
    let is_own = |p: &Parameter| match location {
        Location::Header => p.name.eq_ignore_ascii_case(&binding.name),
        Location::Path | Location::Query => p.name == binding.name,
    };
    match own.find(|p| is_own(p)) {
        Some(parameter) => literal(at, binding, parameter),
        None if at.is_on_purpose(&binding.name) || !at.contract.is_sound(Form::Parameters) => {}
        None => {
            let valid = at.contract.parameters_in(location).map(|p| p.name.as_str());
            at.cx.unknown(binding.name_span, what, &binding.name, valid);
        }
    }
}

/// A header that carries a credential is the target's to fill in.
fn is_credential(at: &Agreement<'_>, binding: &Binding) -> bool {
    let owner = at
        .contract
        .credentials
        .iter()
        .find(|c| c.header().eq_ignore_ascii_case(&binding.name));
    if let Some(credential) = owner {
        let found = format!(
            "the header `{}`, which carries the credential `{}`",
            binding.name, credential.name
        );
        let expected = format!(
            "`credentials: {{ {}: missing | wrong | insufficient }}`",
            credential.name
        );
        at.cx.error(binding.name_span, found, expected);
    }
    owner.is_some()
}

/// A value without templates is one that the document allows, where the case expects success.
fn literal(at: &Agreement<'_>, binding: &Binding, parameter: &Parameter) {
    if names(&binding.value).next().is_some()
        || !at.expects_success()
        || at.is_on_purpose(&binding.name)
    {
        return;
    }
    let mut why = None;
    for reading in readings(&binding.value) {
        match at
            .contract
            .schemas
            .errors_at(&parameter.schema_pointer, &reading)
        {
            // A schema that does not compile is told where the contract is read.
            Err(_) => return,
            Ok(errors) => match errors.first() {
                None => return,
                Some(error) => {
                    why = why.or(Some(format!("{} says {}", error.keyword, parameter.schema)));
                }
            },
        }
    }
    let found = format!(
        "the value {} for `{}`, which its schema does not allow",
        binding.value, parameter.name
    );
    let expected =
        "a value that does, a status that is no success, or the name under `undocumented`";
    let found = why.map_or(found.clone(), |why| format!("{found} ({why})"));
    at.cx.error(binding.span, found, expected);
}

/// What a value can be read as once it is sent: as it is written, as text, and text as what it looks like.
fn readings(value: &Value) -> Vec<Value> {
    let mut readings = vec![value.clone()];
    match value {
        Value::String(text) => {
            let scalar = serde_json::from_str::<Value>(text)
                .ok()
                .filter(|v| v.is_number() || v.is_boolean());
            readings.extend(scalar);
        }
        other => readings.push(Value::String(text_of(other))),
    }
    readings
}

/// Where success is claimed, what the document requires is sent.
fn required(at: &Agreement<'_>) {
    if at.step.expect.status.is_empty() || !at.expects_success() {
        return;
    }
    let request = &at.step.request;
    for parameter in at.contract.parameters.iter().filter(|p| p.required) {
        let (what, sent) = match parameter.location {
            Location::Path => continue,
            Location::Query => (
                "query",
                request.query.iter().any(|b| b.name == parameter.name),
            ),
            Location::Header => (
                "header",
                request
                    .headers
                    .iter()
                    .any(|b| b.name.eq_ignore_ascii_case(&parameter.name)),
            ),
        };
        let owned = at
            .contract
            .credentials
            .iter()
            .any(|c| c.header().eq_ignore_ascii_case(&parameter.name));
        if !sent && !owned && at.contract.is_sound(Form::Access) {
            let found = format!(
                "no value for the required {what} parameter `{}`",
                parameter.name
            );
            at.cx.error(
                at.step.span,
                found,
                "it under `request`, or a status that is no success",
            );
        }
    }
}

/// What is listed as undocumented is sent.
fn undocumented(at: &Agreement<'_>) {
    let request = &at.step.request;
    let sent = || {
        request
            .path
            .iter()
            .chain(&request.query)
            .chain(&request.headers)
            .map(|b| b.name.as_str())
    };
    for (name, span) in &at.step.undocumented {
        if !sent().any(|s| s == name) {
            at.cx
                .unknown(*span, "parameter of this request", name, sent());
        }
    }
}
