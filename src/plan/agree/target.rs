//! Whether a target agrees with the contracts.

use crate::contract::{Contract, Var};
use crate::target::{Target, TargetContract};
use crate::text::{Context, Diagnostic, Span};
use crate::verdict::LookupState;

/// Names in a target that no contract has (errors), and what contracts need and the target lacks (warnings), in the order
/// of the target's file. A contract that the target leaves out is neither.
pub fn agree_target(target: &Target, contracts: &[&Contract]) -> Vec<Diagnostic> {
    let cx = Context::new(&target.file);
    for own in &target.contracts {
        match contracts.iter().find(|c| c.id == own.contract) {
            Some(contract) => agree(&cx, own, contract),
            None => cx.unknown(
                own.span,
                "contract",
                &own.contract,
                contracts.iter().map(|c| c.id.as_str()),
            ),
        }
    }
    cx.into_diagnostics()
}

fn agree(cx: &Context, own: &TargetContract, contract: &Contract) {
    placeholder(cx, own);
    credentials(cx, own, contract);
    vars(cx, own, contract);
}

/// A host that RFC 2606 keeps free is what a draft says until somebody fills in another.
fn placeholder(cx: &Context, own: &TargetContract) {
    let url = url::Url::parse(&own.base_url).ok();
    let Some(host) = url.as_ref().and_then(url::Url::host_str) else {
        return;
    };
    let within = |domain: &&str| {
        host.strip_suffix(*domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    if ["example", "example.com", "example.net", "example.org"]
        .iter()
        .any(within)
    {
        let told = Diagnostic::error(
            &cx.file,
            own.base_url_span,
            "the base URL is still an example",
        );
        cx.report(told.expected("the URL of the server to be asked").warning());
    }
}

fn credentials(cx: &Context, own: &TargetContract, contract: &Contract) {
    let read = own.credentials.iter().map(|c| (&c.scheme, c.span));
    let unread = own.unread.credentials.iter().map(|(s, span)| (s, *span));
    let named: Vec<(&String, Span)> = read.chain(unread).collect();
    for (scheme, span) in &named {
        if contract.credential(scheme).is_none() {
            let valid = contract.credentials.iter().map(|c| c.name.as_str());
            cx.unknown(*span, "security scheme", scheme, valid);
        }
    }
    for credential in &contract.credentials {
        let mine = own.credentials.iter().find(|c| c.scheme == credential.name);
        let poor = contract
            .access
            .iter()
            .any(|a| a.scheme == credential.name && !a.insufficient.is_empty());
        let is_named = named.iter().any(|(scheme, _)| **scheme == credential.name);
        match mine {
            None if is_named || own.unread.all_credentials => {}
            None => warn(cx, own, &format!("no credential for `{}`", credential.name)),
            Some(mine) if poor && mine.insufficient.is_none() => {
                warn(
                    cx,
                    own,
                    &format!("no insufficient credential for `{}`", credential.name),
                );
            }
            Some(_) => {}
        }
    }
}

fn vars(cx: &Context, own: &TargetContract, contract: &Contract) {
    let unknown = |name: &str, span: Span| {
        let valid = contract.vars.iter().map(|v| v.name.as_str());
        cx.unknown(span, "variable", name, valid);
    };
    for (name, value, span) in &own.vars {
        match contract.var(name) {
            None => unknown(name, *span),
            Some(var) if !is_of_its_type(var, value) => {
                let expected = match &var.example {
                    serde_json::Value::Bool(_) => "`true` or `false`, without quotes".to_owned(),
                    example => {
                        format!("a number like the contract's example, {example}, without quotes")
                    }
                };
                let found = format!("{} for the variable `{name}`", type_of(value));
                cx.error(*span, found, format!("{expected}: {}", var.says));
            }
            Some(var) if !is_of_its_kind(contract, var, value) => {
                let kind = var.lookup.as_ref().map_or("", LookupState::word);
                let found = format!("the variable `{name}` is no identifier of the kind `{kind}`");
                cx.report(
                    Diagnostic::error(&cx.file, *span, found)
                        .expected(&var.says)
                        .warning(),
                );
            }
            Some(var) if is_still_the_example(var, value) => {
                let found = format!("the variable `{name}` is still the contract's example");
                let told = Diagnostic::error(&cx.file, *span, found);
                cx.report(told.expected(&var.says).warning());
            }
            Some(_) => {}
        }
    }
    for (name, span) in &own.unread.vars {
        if contract.var(name).is_none() {
            unknown(name, *span);
        }
    }
    let has = |name: &str| {
        own.vars.iter().any(|(n, _, _)| n == name) || own.unread.vars.iter().any(|(n, _)| n == name)
    };
    for var in contract.vars.iter().filter(|v| !v.optional) {
        if !own.unread.all_vars && !has(&var.name) {
            warn(
                cx,
                own,
                &format!("no value for the variable `{}` ({})", var.name, var.says),
            );
        }
    }
}

/// Whether a drafted value was left as it is. Identifiers that nothing has are good anywhere, and an optional variable was
/// filled in on purpose.
fn is_still_the_example(var: &Var, value: &serde_json::Value) -> bool {
    let anywhere = matches!(
        var.lookup,
        Some(LookupState::Unknown | LookupState::Malformed)
    );
    !var.optional && !anywhere && *value == var.example
}

fn warn(cx: &Context, own: &TargetContract, lacks: &str) {
    let found = format!(
        "{lacks}: cases of `{}` that need it are skipped",
        own.contract
    );
    cx.report(Diagnostic::error(&cx.file, own.span, found).warning());
}

/// Whether a value is a number, a whole one or a boolean where the contract's example is: requests and comparisons need
/// that. What is a text there may be anything that can be written as one.
fn is_of_its_type(var: &Var, value: &serde_json::Value) -> bool {
    match &var.example {
        serde_json::Value::Number(example) if !example.is_f64() => value.is_i64() || value.is_u64(),
        serde_json::Value::Number(_) => value.is_number(),
        serde_json::Value::Bool(_) => value.is_boolean(),
        _ => true,
    }
}

fn type_of(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Number(_) => "another number",
        serde_json::Value::Bool(_) => "a boolean",
        _ => "a text",
    }
}

/// Whether a value can be the identifier that its variable is to be. It is judged as the text that is sent.
fn is_of_its_kind(contract: &Contract, var: &Var, value: &serde_json::Value) -> bool {
    let Some(LookupState::Kind(kind)) = &var.lookup else {
        return true;
    };
    let schemas = contract
        .lookups
        .iter()
        .flat_map(|l| &l.kinds)
        .filter(|(name, _)| name == kind);
    let text = serde_json::Value::String(crate::case::template::text_of(value));
    let fits = |schema| {
        [value, &text].iter().any(|v| {
            contract
                .schemas
                .errors_of(schema, v)
                .is_ok_and(|e| e.is_empty())
        })
    };
    let mut schemas = schemas.map(|(_, schema)| schema).peekable();
    schemas.peek().is_none() || schemas.any(fits)
}
