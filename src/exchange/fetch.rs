//! Fetching a credential by its recipe. What a server answers is never shown: it may be the token.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT};
use serde_json::Value;
use tokio::time::Instant as Deadline;
use url::form_urlencoded::Serializer;

use super::client::parse_url;
use super::clock::unix_now;
use super::{Client, jwt};
use crate::http::{Response, TransportError, TransportKind};
use crate::target::{Login, OAuth2, Recipe, Shape, one_line};
use crate::value::{Masks, Secret};

/// A credential that was fetched.
pub(super) struct Fetched {
    pub(super) token: Secret,
    /// How long it is good, where the server or the target says so.
    pub(super) lifetime: Option<Duration>,
}

/// A credential that could not be fetched.
pub(super) struct FetchError {
    /// What went wrong and what to do.
    pub(super) message: String,
    /// The server answered and said no: asking again would not help, and may lock the account.
    pub(super) refused: bool,
    /// What came of it, where that may pass: 429, 502, 503, 504, or no answer.
    pub(super) passing: Option<Box<Result<Response, TransportError>>>,
}

/// What a recipe is made with: its secrets in the order of [`Recipe::sources`], and where it goes.
pub(super) struct Ingredients<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) url: &'a str,
    pub(super) secrets: &'a [Secret],
    /// Signed tokens are secrets too.
    pub(super) masks: &'a Masks,
    pub(super) label: &'a str,
}

/// Fetches a credential.
pub(super) async fn fetch(client: &Client, with: &Ingredients<'_>) -> Result<Fetched, FetchError> {
    match with.recipe {
        Recipe::OAuth2(recipe) => oauth2(client, with, recipe).await,
        Recipe::Login(recipe) => {
            let body = login_body(recipe, with.secrets);
            let answer = post(client, with.url, "application/json", body).await?;
            let token = token(&answer, &recipe.token)?;
            let lifetime = recipe.lifetime;
            Ok(Fetched { token, lifetime })
        }
        Recipe::Jwt(recipe) => {
            let key = with
                .secrets
                .first()
                .ok_or_else(|| other("there is no key"))?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole seconds since 1970"
            )]
            let now = unix_now() as u64;
            let signed = jwt::sign(key, &recipe.sub, recipe.issuer.as_deref(), now);
            let signed = signed.map_err(other)?;
            with.masks
                .learn(format!("{} jwt", with.label), signed.clone());
            let body = serde_json::json!({ "token": signed.expose() }).to_string();
            let answer = post(client, with.url, "application/json", body).await?;
            let token = token(&answer, &recipe.token)?;
            let lifetime = recipe.lifetime;
            Ok(Fetched { token, lifetime })
        }
    }
}

async fn oauth2(
    client: &Client,
    with: &Ingredients<'_>,
    recipe: &OAuth2,
) -> Result<Fetched, FetchError> {
    let [id, secret] = with.secrets else {
        return Err(other("there is no client_id or client_secret"));
    };
    let body = form(id, secret, recipe.scope.as_deref());
    let answer = post(client, with.url, "application/x-www-form-urlencoded", body).await?;
    let token = token(&answer, "/access_token")?;
    let seconds = match answer.get("expires_in") {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let lifetime = seconds.and_then(|s| Duration::try_from_secs_f64(s).ok());
    Ok(Fetched { token, lifetime })
}

/// What a client asks a token with (RFC 6749, 4.4.2).
fn form(id: &Secret, secret: &Secret, scope: Option<&str>) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials")
        .append_pair("client_id", id.expose())
        .append_pair("client_secret", secret.expose());
    if let Some(scope) = scope {
        form.append_pair("scope", scope);
    }
    form.finish()
}

fn login_body(recipe: &Login, secrets: &[Secret]) -> String {
    let mut secrets = secrets.iter();
    filled(&recipe.json, &mut secrets).to_string()
}

/// JSON with its secrets, which come in the order of the shape.
fn filled<'a>(shape: &Shape, secrets: &mut impl Iterator<Item = &'a Secret>) -> Value {
    match shape {
        Shape::Plain(value) => value.clone(),
        Shape::Secret(_) => secrets.next().map_or(Value::Null, |s| s.expose().into()),
        Shape::Object(members) => members
            .iter()
            .map(|(name, shape)| (name.clone(), filled(shape, secrets)))
            .collect(),
        Shape::Array(items) => items.iter().map(|shape| filled(shape, secrets)).collect(),
    }
}

/// The token in an answer, a text that a header can carry.
fn token(answer: &Value, pointer: &str) -> Result<Secret, FetchError> {
    match answer.pointer(pointer) {
        Some(Value::String(text)) => {
            let from = format!("what the answer has at `{pointer}`");
            one_line(&from, text).map_err(other)
        }
        Some(_) => Err(other(format!("the answer has no text at `{pointer}`"))),
        None => Err(other(format!("the answer has nothing at `{pointer}`"))),
    }
}

async fn post(client: &Client, url: &str, kind: &str, body: String) -> Result<Value, FetchError> {
    let at = shown(url);
    let answer = send(client, "POST", url, Some((kind, &body)), None).await;
    let answer = answer.map_err(|error| FetchError {
        message: format!("{at} gave no answer: {}", error.message),
        refused: false,
        passing: Some(Box::new(Err(error))),
    })?;
    let decoded = answer.decoded(client.limits().body);
    let json: Option<Value> = decoded.ok().and_then(|b| serde_json::from_slice(&b).ok());
    match answer.status {
        200..=299 => json.ok_or_else(|| {
            other(format!(
                "{at} answered {} with what is no JSON",
                answer.status
            ))
        }),
        status => {
            let why = json.as_ref().and_then(oauth_error);
            let why = why.map_or(String::new(), |why| format!(" ({why})"));
            let what = match status {
                300..=399 => "is the URL right? redirects are not followed",
                400..=403 => "check the secrets that the recipe names",
                404 | 405 => "is the URL right?",
                429 => "too many logins; wait before the next run",
                _ => "try again later",
            };
            let message = format!("{at} answered {status}{why}: {what}");
            Err(FetchError {
                message,
                refused: (400..500).contains(&status),
                passing: matches!(status, 429 | 502..=504).then(|| Box::new(Ok(answer))),
            })
        }
    }
}

/// Ends a session; whether the server said that it did.
pub(super) async fn logout(
    client: &Client,
    method: &str,
    url: &str,
    field: (&str, &str),
) -> Result<u16, TransportError> {
    let answer = send(client, method, url, None, Some(field)).await?;
    Ok(answer.status)
}

async fn send(
    client: &Client,
    method: &str,
    url: &str,
    body: Option<(&str, &str)>,
    field: Option<(&str, &str)>,
) -> Result<Response, TransportError> {
    let wrong = |message: String| TransportError {
        kind: TransportKind::Other,
        message,
    };
    let url = parse_url(url).map_err(wrong)?;
    let method = reqwest::Method::from_bytes(method.as_bytes())
        .map_err(|_| wrong("that is no method".to_owned()))?;
    let mut request = reqwest::Request::new(method, url);
    let agent = concat!("docproof/", env!("CARGO_PKG_VERSION"));
    let headers = request.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static(agent));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    if let Some((name, value)) = field {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(mut value)) = (name, value) {
            value.set_sensitive(true);
            headers.insert(name, value);
        }
    }
    if let Some((kind, body)) = body {
        if let Ok(kind) = HeaderValue::from_str(kind) {
            headers.insert(CONTENT_TYPE, kind);
        }
        *request.body_mut() = Some(Bytes::copy_from_slice(body.as_bytes()).into());
    }
    client.execute(request, Deadline::now()).await
}

/// The error codes of RFC 6749, 5.2; nothing else that a server says is repeated.
fn oauth_error(answer: &Value) -> Option<&'static str> {
    const CODES: &[&str] = &[
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ];
    let code = answer.get("error")?.as_str()?;
    CODES.iter().copied().find(|known| *known == code)
}

/// A URL without its query, which may hold a secret.
pub(super) fn shown(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn other(message: impl Into<String>) -> FetchError {
    FetchError {
        message: message.into(),
        refused: false,
        passing: None,
    }
}
