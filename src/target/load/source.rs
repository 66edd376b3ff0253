//! Where secrets come from. No message shows what may be one.

use std::path::{Path, PathBuf};

use super::super::{CredentialSource, TargetCredential};
use super::recipe;
use crate::text::{Context, Fields, Kind, Node, map_of, nearest};
use crate::value::Secret;

const PLAIN: &str =
    "`{ env: NAME }`, `{ file: PATH }`, `{ command: [PROGRAM, ARG…] }` or `{ value: TEXT }`";
const ANY: &str = "`{ env: NAME }`, `{ file: PATH }`, `{ command: [PROGRAM, ARG…] }`, `{ value: TEXT }`, or a recipe: \
                   `oauth2`, `login` or `jwt`";
const PLAIN_KEYS: &[&str] = &["env", "file", "command", "value"];
const RECIPES: &[&str] = &["oauth2", "login", "jwt"];

/// What a value is, without showing it.
pub(super) fn kind(node: &Node) -> &'static str {
    match node.kind {
        Kind::Null => "nothing",
        Kind::Bool(_) => "a boolean",
        Kind::Number(_) => "a number",
        Kind::Text(_) => "a text",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a mapping",
    }
}

pub(super) fn credentials(
    cx: &Context,
    node: &Node,
    plain_http: bool,
) -> Option<Vec<TargetCredential>> {
    if !matches!(node.kind, Kind::Map(_)) {
        cx.error(
            node.span,
            kind(node),
            "a mapping from security schemes to credentials",
        );
        return None;
    }
    let read = map_of(cx, node, |cx, key, node| {
        let (source, insufficient) = credential(cx, node, plain_http, true)?;
        Some(TargetCredential {
            scheme: key.name.clone(),
            span: key.span,
            source,
            insufficient,
        })
    })?;
    Some(read.into_iter().map(|(_, credential)| credential).collect())
}

/// A source that is no recipe.
pub(super) fn plain(cx: &Context, node: &Node) -> Option<CredentialSource> {
    if !matches!(node.kind, Kind::Map(_)) {
        cx.error(node.span, format!("{} as a secret", kind(node)), PLAIN);
        return None;
    }
    let mut fields = Fields::of(cx, node, "a secret")?;
    let found = take(&mut fields, PLAIN_KEYS);
    finish(cx, fields, node, PLAIN_KEYS, "a secret");
    match found.as_slice() {
        [(key, value)] => of_key(cx, key, value, false),
        [] => nowhere(cx, node, PLAIN_KEYS, PLAIN),
        _ => several(cx, node, PLAIN),
    }
}

fn credential(
    cx: &Context,
    node: &Node,
    plain_http: bool,
    own: bool,
) -> Option<(CredentialSource, Option<CredentialSource>)> {
    if !matches!(node.kind, Kind::Map(_)) {
        cx.error(node.span, format!("{} as a credential", kind(node)), ANY);
        return None;
    }
    let mut fields = Fields::of(cx, node, "a credential")?;
    let mut keys = [PLAIN_KEYS, RECIPES].concat();
    let found = take(&mut fields, &keys);
    let insufficient = own
        .then(|| fields.take("insufficient"))
        .flatten()
        .and_then(|node| Some(credential(cx, node, plain_http, false)?.0));
    if own {
        keys.push("insufficient");
    }
    finish(cx, fields, node, &keys, "a credential");
    let source = match found.as_slice() {
        [(key, value)] => of_key(cx, key, value, plain_http)?,
        [] => return nowhere(cx, node, &keys, ANY),
        _ => return several(cx, node, ANY),
    };
    Some((source, insufficient))
}

fn take<'a>(fields: &mut Fields<'a>, keys: &[&'static str]) -> Vec<(&'static str, &'a Node)> {
    let found = keys.iter().map(|key| Some((*key, fields.take(key)?)));
    found.collect::<Vec<_>>().into_iter().flatten().collect()
}

fn of_key(cx: &Context, key: &str, node: &Node, plain_http: bool) -> Option<CredentialSource> {
    Some(match key {
        "env" => CredentialSource::Env(env_name(cx, node)?),
        "file" => CredentialSource::File(path(cx, node)?),
        "command" => CredentialSource::Command(command(cx, node)?),
        "value" => CredentialSource::Value(Secret::new(secret_text(cx, node, "text in quotes")?)),
        _ => CredentialSource::Recipe(Box::new(recipe::recipe(cx, key, node, plain_http)?)),
    })
}

fn nowhere<T>(cx: &Context, node: &Node, known: &[&str], expected: &str) -> Option<T> {
    // A misspelt key has been reported.
    let is_misspelt = |name: &str| !known.contains(&name);
    if !node.entries().iter().any(|(k, _)| is_misspelt(&k.name)) {
        cx.error(node.span, "a credential from nowhere", expected);
    }
    None
}

fn several<T>(cx: &Context, node: &Node, expected: &str) -> Option<T> {
    let expected = format!("one of {expected}");
    cx.error(node.span, "a credential from several places", expected);
    None
}

/// Reports unknown keys without showing them: an unquoted secret with a comma leaves its rest as a key.
pub(super) fn finish(cx: &Context, mut fields: Fields<'_>, node: &Node, known: &[&str], of: &str) {
    let unknown = node.entries().iter().map(|(key, _)| key);
    for key in unknown.filter(|key| !known.contains(&key.name.as_str())) {
        let near = nearest(&key.name, known.iter().copied());
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let expected = format!(
            "one of `{}`, and quotes around a secret that holds a comma{near}",
            known.join("`, `")
        );
        cx.error(key.span, format!("an unknown key of {of}"), expected);
    }
    fields.ignore(|_| true);
    fields.finish();
}

/// A path, beside the target's file where it is relative.
pub(super) fn path(cx: &Context, node: &Node) -> Option<PathBuf> {
    Some(beside(cx, &secret_text(cx, node, "a path")?))
}

fn beside(cx: &Context, path: &str) -> PathBuf {
    let folder = Path::new(&*cx.file).parent();
    folder.map_or_else(|| path.into(), |folder| folder.join(path))
}

/// A program and its arguments. One that is named with a folder is looked for beside the target's file.
fn command(cx: &Context, node: &Node) -> Option<Vec<String>> {
    const EXPECTED: &str = "a list of texts: the program, then its arguments";
    let Kind::List(items) = &node.kind else {
        cx.error(node.span, kind(node), EXPECTED);
        return None;
    };
    // An argument may be empty, a program's name may not.
    let words = items.iter().enumerate().map(|(n, item)| match &item.kind {
        Kind::Text(text) if n > 0 => Some(text.clone()),
        _ => secret_text(cx, item, "text in quotes"),
    });
    let mut words = words.collect::<Option<Vec<String>>>()?;
    let Some(program) = words.first_mut() else {
        cx.error(node.span, "an empty list", EXPECTED);
        return None;
    };
    if program.contains('/') {
        *program = beside(cx, program).display().to_string();
    }
    Some(words)
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

/// Text that is not shown when it is something else.
pub(super) fn plain_text(cx: &Context, node: &Node) -> Option<String> {
    secret_text(cx, node, "text in quotes")
}

pub(super) fn secret_text(cx: &Context, node: &Node, expected: &str) -> Option<String> {
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
