//! Reading a target's file (`docs/targets.md`). No diagnostic shows what may be a secret.

mod connection;
mod recipe;
mod source;
mod url;

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::{Target, TargetContract, Unread, pacing};
use crate::text::{
    Context, Diagnostic, Fields, Key, Kind, Node, Span, list_of, map_of, nearest, one_of, parse,
    read_file, text,
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
                Some(contract(cx, key, n, connection.plain_http))
            })
        })
        .unwrap_or_default();
    fields.finish();
    let contracts = contracts
        .into_iter()
        .map(|(_, contract)| contract)
        .collect();
    Some(Target {
        name: name.unwrap_or_default(),
        file: Arc::clone(&cx.file),
        connection,
        contracts,
    })
}

fn contract(cx: &Context, key: &Key, node: &Node, plain_http: bool) -> TargetContract {
    let mut own = TargetContract {
        contract: key.name.clone(),
        span: key.span,
        base_url: String::new(),
        base_url_span: key.span,
        credentials: Vec::new(),
        vars: Vec::new(),
        pacing: super::Pacing::default(),
        allow_throttle: false,
        unread: Unread {
            all_credentials: true,
            all_vars: true,
            ..Unread::default()
        },
    };
    let Some(mut fields) = Fields::of(cx, node, "a contract's target") else {
        return own;
    };
    let base_url = fields.required("base_url", |cx, n| {
        Some((url::base_url(cx, n, plain_http)?, n.span))
    });
    if let Some((url, span)) = base_url {
        (own.base_url, own.base_url_span) = (url, span);
    }
    own.credentials = fields
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
    own.vars = vars
        .into_iter()
        .map(|(name, (value, span))| (name, value, span))
        .collect();
    own.allow_throttle = !allow.is_empty();
    own.pacing = pacing.unwrap_or_default();
    own.unread = unread(node, &own);
    own
}

/// The names that stand in the file and not in what was read of it.
fn unread(node: &Node, own: &TargetContract) -> Unread {
    let rest = |section: &str, is_read: &dyn Fn(&str) -> bool| {
        let entries = node.get(section).map(Node::entries).unwrap_or_default();
        let rest = entries.iter().filter(|(key, _)| !is_read(&key.name));
        rest.map(|(key, _)| (key.name.clone(), key.span)).collect()
    };
    // A section that is no mapping, or is misspelt, has been reported.
    let lost = |section: &str| {
        if let Some(node) = node.get(section) {
            return !matches!(node.kind, Kind::Map(_));
        }
        let mut keys = node.entries().iter().map(|(key, _)| key.name.as_str());
        keys.any(|key| nearest(key, [section]).is_some())
    };
    Unread {
        credentials: rest("credentials", &|name| {
            own.credentials.iter().any(|c| c.scheme == name)
        }),
        vars: rest("vars", &|name| own.vars.iter().any(|(n, _, _)| n == name)),
        all_credentials: lost("credentials"),
        all_vars: lost("vars"),
    }
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
