//! Reading a target's file (`docs/targets.md`). No diagnostic shows what may be a secret.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use url::{Host, Url};

use super::{CredentialSource, Target, TargetContract, TargetCredential, Unread, pacing};
use crate::text::{
    Context, Diagnostic, Fields, Key, Kind, Node, Span, list_of, map_of, nearest, one_of, parse,
    read_file, text,
};
use crate::value::Secret;

/// Reads a target and tells every mistake. The target comes back even when there are mistakes, as far as it could be
/// read; it is not to be used then.
pub fn load(file: &str, source: &str) -> (Option<Target>, Vec<Diagnostic>) {
    let cx = Context::new(file);
    let target = parse(&cx, source).and_then(|root| target(&cx, &root));
    let mut found = cx.into_diagnostics();
    if target.is_none() && source.contains("value") {
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

/// What a value is, without showing it.
fn kind(node: &Node) -> &'static str {
    match node.kind {
        Kind::Null => "nothing",
        Kind::Bool(_) => "a boolean",
        Kind::Number(_) => "a number",
        Kind::Text(_) => "a text",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
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
    let contracts = fields
        .required("contracts", |cx, n| {
            map_of(cx, n, |cx, key, n| Some(contract(cx, key, n)))
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
        contracts,
    })
}

fn contract(cx: &Context, key: &Key, node: &Node) -> TargetContract {
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
    if let Some((url, span)) = fields.required("base_url", |cx, n| Some((base_url(cx, n)?, n.span)))
    {
        (own.base_url, own.base_url_span) = (url, span);
    }
    own.credentials = fields
        .optional("credentials", credentials)
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

fn base_url(cx: &Context, node: &Node) -> Option<String> {
    let found = text(cx, node)?;
    match check_base_url(&found) {
        Ok(()) => Some(found.trim_end_matches('/').to_owned()),
        Err((found, expected)) => {
            cx.error(node.span, found, expected);
            None
        }
    }
}

/// Whether a text can be a base URL; what is wrong with it and what belongs there. The URL itself is not shown: it may
/// hold a password.
pub fn check_base_url(text: &str) -> Result<(), (&'static str, &'static str)> {
    const EXPECTED: &str = "a URL such as https://api.example.com/v1";
    if text.contains(['{', '}']) {
        return Err(("a base URL with a place to fill in", EXPECTED));
    }
    let Ok(url) = Url::parse(text) else {
        return Err(("a base URL that is none", EXPECTED));
    };
    if text.contains(char::is_whitespace) {
        return Err(("a base URL with a space", EXPECTED));
    }
    if !matches!(url.scheme(), "https" | "http") {
        return Err(("a base URL that is neither https nor http", EXPECTED));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err((
            "a base URL with a user name or password",
            "credentials under `credentials`",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err((
            "a base URL with a query or a fragment",
            "the server's URL and its path prefix only",
        ));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err((
            "plain http to a host that is not this machine",
            "https, or a loopback address",
        ));
    }
    Ok(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn var(cx: &Context, key: &Key, node: &Node) -> Option<(Value, Span)> {
    if matches!(node.kind, Kind::Null | Kind::List(_) | Kind::Map(_)) {
        let found = format!("{} for the variable `{}`", kind(node), key.name);
        cx.error(node.span, found, "text, a number or a boolean");
        return None;
    }
    Some((node.to_json(), key.span))
}

fn credentials(cx: &Context, node: &Node) -> Option<Vec<TargetCredential>> {
    if !matches!(node.kind, Kind::Map(_)) {
        cx.error(
            node.span,
            kind(node),
            "a mapping from security schemes to credentials",
        );
        return None;
    }
    let read = map_of(cx, node, |cx, key, node| {
        let (source, insufficient) = credential(cx, node, true)?;
        Some(TargetCredential {
            scheme: key.name.clone(),
            span: key.span,
            source,
            insufficient,
        })
    })?;
    Some(read.into_iter().map(|(_, credential)| credential).collect())
}

fn credential(
    cx: &Context,
    node: &Node,
    own: bool,
) -> Option<(CredentialSource, Option<CredentialSource>)> {
    const EXPECTED: &str = "`{ env: NAME }`, `{ file: PATH }` or `{ value: TEXT }`";
    if !matches!(node.kind, Kind::Map(_)) {
        cx.error(
            node.span,
            format!("{} as a credential", kind(node)),
            EXPECTED,
        );
        return None;
    }
    let mut fields = Fields::of(cx, node, "a credential")?;
    let env = fields.take("env");
    let file = fields.take("file");
    let value = fields.take("value");
    let insufficient = if own {
        fields.take("insufficient")
    } else {
        None
    };
    let insufficient = insufficient.and_then(|node| Some(credential(cx, node, false)?.0));
    if value.is_some() {
        unknown_keys(cx, node, own);
        fields.ignore(|_| true);
    }
    fields.finish();
    let source = match (env, file, value) {
        (Some(node), None, None) => CredentialSource::Env(env_name(cx, node)?),
        (None, Some(node), None) => CredentialSource::File(secret_text(cx, node, "a path")?.into()),
        (None, None, Some(node)) => {
            CredentialSource::Value(Secret::new(secret_text(cx, node, "text in quotes")?))
        }
        // A misspelt key has been reported.
        (None, None, None) if node.entries().iter().any(|(k, _)| k.name != "insufficient") => {
            return None;
        }
        (None, None, None) => {
            cx.error(node.span, "a credential from nowhere", EXPECTED);
            return None;
        }
        _ => {
            cx.error(
                node.span,
                "a credential from several places",
                format!("one of {EXPECTED}"),
            );
            return None;
        }
    };
    Some((source, insufficient))
}

/// Reports keys beside `value` without showing them: an unquoted secret with a comma leaves its rest as a key.
fn unknown_keys(cx: &Context, node: &Node, own: bool) {
    let known =
        |name: &str| matches!(name, "env" | "file" | "value") || own && name == "insufficient";
    for (key, _) in node.entries().iter().filter(|(key, _)| !known(&key.name)) {
        cx.error(
            key.span,
            "an unknown key beside `value`",
            "quotes around a secret that holds a comma",
        );
    }
}

fn env_name(cx: &Context, node: &Node) -> Option<String> {
    let expected = "an environment variable's name: letters, digits and `_`, no digit first";
    let name = secret_text(cx, node, expected)?;
    let valid = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    if !valid {
        cx.error(node.span, "`env` with what is no name", expected);
        return None;
    }
    Some(name)
}

fn secret_text(cx: &Context, node: &Node, expected: &str) -> Option<String> {
    match &node.kind {
        Kind::Text(text) if !text.is_empty() => Some(text.clone()),
        Kind::Text(_) => {
            cx.error(node.span, "an empty text", expected);
            None
        }
        _ => {
            cx.error(node.span, kind(node), expected);
            None
        }
    }
}

#[cfg(test)]
mod tests;
