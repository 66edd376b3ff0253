//! Recipes. No message shows what may be a secret.

use std::time::Duration;

use super::super::{CredentialSource, Jwt, Login, Logout, OAuth2, Recipe, Shape};
use super::source::{self, plain_text, secret_text};
use super::url::fetch_url;
use crate::text::{Context, Fields, Kind, Node, count};
use crate::value::Secret;

/// The recipe of a key: `oauth2`, `login` or `jwt`.
pub(super) fn recipe(cx: &Context, key: &str, node: &Node, plain_http: bool) -> Option<Recipe> {
    if !matches!(node.kind, Kind::Map(_)) {
        let found = format!("{} as `{key}`", source::kind(node));
        cx.error(node.span, found, "a mapping: docs/targets.md shows one");
        return None;
    }
    match key {
        "oauth2" => oauth2(cx, node, plain_http).map(Recipe::OAuth2),
        "login" => login(cx, node, plain_http).map(Recipe::Login),
        _ => jwt(cx, node, plain_http).map(Recipe::Jwt),
    }
}

fn oauth2(cx: &Context, node: &Node, plain_http: bool) -> Option<OAuth2> {
    let mut fields = Fields::of(cx, node, "`oauth2`")?;
    let token_url = fields.required("token_url", |cx, n| fetch_url(cx, n, plain_http));
    let client_id = fields.required("client_id", |cx, n| match &n.kind {
        Kind::Map(_) => source::plain(cx, n),
        _ => secret_text(cx, n, "text in quotes or a source").map(value),
    });
    let client_secret = fields.required("client_secret", source::plain);
    let scope = fields.optional("scope", plain_text);
    let keys = ["token_url", "client_id", "client_secret", "scope"];
    source::finish(cx, fields, node, &keys, "`oauth2`");
    Some(OAuth2 {
        token_url: token_url?,
        client_id: client_id?,
        client_secret: client_secret?,
        scope,
    })
}

fn value(text: String) -> CredentialSource {
    CredentialSource::Value(Secret::new(text))
}

fn login(cx: &Context, node: &Node, plain_http: bool) -> Option<Login> {
    let mut fields = Fields::of(cx, node, "`login`")?;
    let url = fields.required("url", |cx, n| fetch_url(cx, n, plain_http));
    let json = fields.required("json", |cx, n| shape(cx, "", n));
    let token = fields.required("token", pointer);
    let logout = fields.optional("logout", |cx, n| logout(cx, n, plain_http));
    let lifetime = fields.optional("lifetime", lifetime);
    let keys = ["url", "json", "token", "logout", "lifetime"];
    source::finish(cx, fields, node, &keys, "`login`");
    Some(Login {
        url: url?,
        json: json?,
        token: token?,
        logout,
        lifetime,
    })
}

fn logout(cx: &Context, node: &Node, plain_http: bool) -> Option<Logout> {
    const METHODS: &[&str] = &["PUT", "POST", "DELETE", "GET"];
    if !matches!(node.kind, Kind::Map(_)) {
        let url = fetch_url(cx, node, plain_http)?;
        let method = "PUT".to_owned();
        return Some(Logout { method, url });
    }
    let mut fields = Fields::of(cx, node, "`logout`")?;
    let url = fields.required("url", |cx, n| fetch_url(cx, n, plain_http));
    let method = fields.required("method", |cx, n| {
        let words: Vec<(&str, &str)> = METHODS.iter().map(|m| (*m, *m)).collect();
        crate::text::one_of(cx, n, &words)
    });
    fields.finish();
    Some(Logout {
        method: method?.to_owned(),
        url: url?,
    })
}

fn jwt(cx: &Context, node: &Node, plain_http: bool) -> Option<Jwt> {
    let mut fields = Fields::of(cx, node, "`jwt`")?;
    let file = fields.optional("key_file", source::path);
    let key = fields.optional("key", source::plain);
    let sub = fields.required("sub", plain_text);
    let issuer = fields.optional("issuer", plain_text);
    let url = fields.required("url", |cx, n| fetch_url(cx, n, plain_http));
    let token = fields.optional("token", pointer);
    let lifetime = fields.optional("lifetime", lifetime);
    let keys = [
        "key_file", "key", "sub", "issuer", "url", "token", "lifetime",
    ];
    source::finish(cx, fields, node, &keys, "`jwt`");
    let key = match (file, key) {
        (Some(path), None) => CredentialSource::File(path),
        (None, Some(source)) => source,
        _ => {
            let expected = "either `key_file: PATH` or `key: SOURCE`: an RSA private key in PEM";
            cx.error(node.span, "`jwt` without one key", expected);
            return None;
        }
    };
    Some(Jwt {
        key,
        sub: sub?,
        issuer,
        url: url?,
        token: token.unwrap_or_else(|| "/token".to_owned()),
        lifetime,
    })
}

fn pointer(cx: &Context, node: &Node) -> Option<String> {
    let expected = "a JSON pointer, such as /token";
    let found = secret_text(cx, node, expected)?;
    if !found.starts_with('/') {
        cx.error(node.span, "what is no JSON pointer", expected);
        return None;
    }
    Some(found)
}

fn lifetime(cx: &Context, node: &Node) -> Option<Duration> {
    count(cx, node).map(Duration::from_secs)
}

/// JSON in which `{ env: … }`, `{ file: … }`, `{ command: … }` and `{ value: … }` stand for secret texts.
fn shape(cx: &Context, key: &str, node: &Node) -> Option<Shape> {
    match &node.kind {
        Kind::Map(entries) => match entries.as_slice() {
            [(only, _)] if matches!(only.name.as_str(), "env" | "file" | "command" | "value") => {
                source::plain(cx, node).map(Shape::Secret)
            }
            members => {
                let read = members
                    .iter()
                    .map(|(key, node)| Some((key.name.clone(), shape(cx, &key.name, node)?)));
                read.collect::<Option<Vec<_>>>().map(Shape::Object)
            }
        },
        Kind::List(items) => {
            let read = items.iter().map(|item| shape(cx, key, item));
            read.collect::<Option<Vec<_>>>().map(Shape::Array)
        }
        Kind::Text(_) if is_secret(key) => {
            let found = "what looks like a secret, as plain text";
            let expected = "a source, which is masked: `{ env: NAME }`, `{ file: PATH }`, \
                            `{ command: [PROGRAM, ARG…] }` or `{ value: TEXT }`";
            cx.error(node.span, found, expected);
            None
        }
        _ => Some(Shape::Plain(node.to_json())),
    }
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["password", "passwd", "secret", "token", "apikey", "api_key"]
        .iter()
        .any(|word| key.contains(word))
}
