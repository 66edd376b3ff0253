//! The URLs of a target. No message shows one: it may hold a password.

use url::{Host, Url};

use crate::text::{Context, Node, text};

/// What is wrong with a URL, and what belongs there.
type Wrong = (&'static str, &'static str);

pub(super) fn base_url(cx: &Context, node: &Node, plain_http: bool) -> Option<String> {
    let found = text(cx, node)?;
    match check_base_url(&found, plain_http) {
        Ok(()) => Some(found.trim_end_matches('/').to_owned()),
        Err((found, expected)) => {
            cx.error(node.span, found, expected);
            None
        }
    }
}

/// Where a credential is fetched: a URL, or a path on the server of `base_url`.
pub(super) fn fetch_url(cx: &Context, node: &Node, plain_http: bool) -> Option<String> {
    let found = text(cx, node)?;
    if found.starts_with('/') && !found.starts_with("//") {
        return Some(found);
    }
    let checked = parsed(&found).and_then(|url| {
        if url.fragment().is_some() {
            return Err(("a URL with a fragment", "a URL without one"));
        }
        safe(&url, plain_http)
    });
    match checked {
        Ok(()) => Some(found),
        Err((found, expected)) => {
            cx.error(node.span, found, expected);
            None
        }
    }
}

/// The URL of a proxy.
pub(super) fn proxy_url(cx: &Context, node: &Node) -> Option<String> {
    let found = text(cx, node)?;
    match parsed(&found) {
        Ok(_) => Some(found),
        Err((found, _)) => {
            let expected = "a URL such as http://proxy.example.com:3128; a password goes to \
                            `proxy: { url: …, user: …, password: SOURCE }`";
            cx.error(node.span, found, expected);
            None
        }
    }
}

/// Whether a text can be a base URL; what is wrong with it and what belongs there. With `plain_http`, other machines may
/// be spoken to without TLS.
pub fn check_base_url(text: &str, plain_http: bool) -> Result<(), Wrong> {
    let url = parsed(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err((
            "a base URL with a query or a fragment",
            "the server's URL and its path prefix only",
        ));
    }
    safe(&url, plain_http)
}

fn parsed(text: &str) -> Result<Url, Wrong> {
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
    Ok(url)
}

fn safe(url: &Url, plain_http: bool) -> Result<(), Wrong> {
    if url.scheme() == "http" && !plain_http && !is_loopback(url) {
        return Err((
            "plain http to a host that is not this machine",
            "https, or a loopback address, or `plain_http: true` in the target",
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
