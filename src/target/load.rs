//! Reading a target's file (`docs/targets.md`). No diagnostic shows what may be a secret.

mod connection;
mod recipe;
mod source;
mod url;

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::{Target, TargetContract, pacing};
use crate::text::{
    Context, Diagnostic, Fields, Key, Kind, Node, Span, list_of, map_of, one_of, parse, read_file,
    text,
};

pub use url::check_base_url;

/// Keys beside which a secret may stand as it is.
const MAY_HOLD_SECRETS: &[&str] = &["value", "json", "client_id", "client_secret", "password"];

/// Reads a target and tells every mistake. The target comes back even when there are mistakes, as far as it could be
/// read; it is not to be used then.
pub fn load(file: &str, source: &str) -> (Option<Target>, Vec<Diagnostic>) {
    let cx = Context::new(file);
    let target = parse(&cx, source).and_then(|root| target(&cx, &root));
    let mut found = cx.into_diagnostics();
    if target.is_none() && MAY_HOLD_SECRETS.iter().any(|key| source.contains(key)) {
        found.iter_mut().for_each(without_explanation);
    }
    (target, found)
}

/// Reads a file from the disk; one that cannot be read is a diagnostic of the whole file.
pub fn load_file(path: &Path) -> (Option<Target>, Vec<Diagnostic>) {
    let name = path.display().to_string();
    match read_file(path) {
        Ok(text) => load(&name, &text),
        Err(told) => (None, vec![told]),
    }
}

/// What is wrong with YAML is explained with pieces of it, and they may be of a secret.
fn without_explanation(diagnostic: &mut Diagnostic) {
    const NOT_YAML: &str = "not valid YAML";
    if diagnostic.found.starts_with(NOT_YAML) {
        diagnostic.found = format!("{NOT_YAML} (how is not said: it could show a secret)");
    }
}

fn target(cx: &Context, root: &Node) -> Option<Target> {
    let mut fields = Fields::of(cx, root, "a target")?;
    let name = fields.required("name", |cx, n| {
        let name = text(cx, n)?;
        if name.trim().is_empty() || name == "mock" {
            cx.error(
                n.span,
                format!("the name {name:?}"),
                "a name of its own; `mock` is the built-in target",
            );
        }
        Some(name)
    });
    let connection = connection::read(cx, &mut fields);
    let contracts = fields
        .required("contracts", |cx, n| {
            map_of(cx, n, |cx, key, n| {
                contract(cx, key, n, connection.plain_http)
            })
        })
        .unwrap_or_default();
    fields.finish();
    let contracts = contracts
        .into_iter()
        .map(|(_, contract)| contract)
        .collect();
    Some(Target {
        name: name?,
        file: Arc::clone(&cx.file),
        connection,
        contracts,
    })
}

fn contract(cx: &Context, key: &Key, node: &Node, plain_http: bool) -> Option<TargetContract> {
    let mut fields = Fields::of(cx, node, "a contract's target")?;
    let base_url = fields.required("base_url", |cx, n| {
        Some((url::base_url(cx, n, plain_http)?, n.span))
    });
    let credentials = fields
        .optional("credentials", |cx, n| {
            source::credentials(cx, n, plain_http)
        })
        .unwrap_or_default();
    let vars = fields
        .optional("vars", |cx, n| map_of(cx, n, var))
        .unwrap_or_default();
    let allow = fields
        .optional("allow", |cx, n| {
            list_of(cx, n, |cx, n| one_of(cx, n, &[("throttle", ())]))
        })
        .unwrap_or_default();
    let pacing = fields.optional("pacing", pacing::pacing);
    fields.finish();
    let (base_url, base_url_span) = base_url?;
    Some(TargetContract {
        contract: key.name.clone(),
        span: key.span,
        base_url,
        base_url_span,
        credentials,
        vars: vars
            .into_iter()
            .map(|(name, (value, span))| (name, value, span))
            .collect(),
        allow_throttle: !allow.is_empty(),
        pacing: pacing.unwrap_or_default(),
    })
}

fn var(cx: &Context, key: &Key, node: &Node) -> Option<(Value, Span)> {
    if matches!(node.kind, Kind::Null | Kind::List(_) | Kind::Map(_)) {
        let found = format!("{} for the variable `{}`", source::kind(node), key.name);
        cx.error(node.span, found, "text, a number or a boolean");
        return None;
    }
    Some((node.to_json(), key.span))
}

#[cfg(test)]
mod tests;
