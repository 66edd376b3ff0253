//! How a target's servers are reached.

use std::time::Duration;

use super::super::{Connection, Proxy};
use super::source;
use super::url::proxy_url;
use crate::text::{Context, Fields, Kind, Node, boolean, count};

/// The longest time limit that can be set, in seconds.
const LONGEST: f64 = 3600.0;

/// Reads the keys of a target that say how its servers are reached.
pub(super) fn read(cx: &Context, fields: &mut Fields<'_>) -> Connection {
    let mut places = Vec::new();
    let ca = fields.optional("ca", |cx, n| {
        places.push(("ca", n.span));
        source::path(cx, n)
    });
    let cert = fields.take("client_cert");
    let key = fields.take("client_key");
    places.extend(cert.map(|n| ("client_cert", n.span)));
    places.extend(key.map(|n| ("client_key", n.span)));
    let proxy = fields.optional("proxy", |cx, n| {
        places.push(("proxy", n.span));
        proxy(cx, n)
    });
    let identity = match (cert, key) {
        (Some(cert), Some(key)) => source::path(cx, cert).zip(source::path(cx, key)),
        (None, None) => None,
        (Some(alone), None) | (None, Some(alone)) => {
            cx.error(
                alone.span,
                "one of `client_cert` and `client_key`",
                "both of them: a certificate is of no use without its key",
            );
            None
        }
    };
    let mut connection = Connection {
        ca,
        identity,
        insecure: fields.optional("insecure", boolean).unwrap_or_default(),
        plain_http: fields.optional("plain_http", boolean).unwrap_or_default(),
        proxy,
        body: fields.optional("body_limit", positive),
        places,
        ..Connection::default()
    };
    fields.optional("time_limits", |cx, n| {
        let mut fields = Fields::of(cx, n, "time limits")?;
        connection.connect = fields.optional("connect", seconds);
        connection.first_byte = fields.optional("first_byte", seconds);
        connection.whole = fields.optional("whole", seconds);
        fields.finish();
        Some(())
    });
    connection
}

fn positive(cx: &Context, node: &Node) -> Option<usize> {
    let limit = count(cx, node)?;
    if limit == 0 {
        cx.error(node.span, "no byte at all", "a number of bytes from 1");
        return None;
    }
    Some(limit)
}

fn seconds(cx: &Context, node: &Node) -> Option<Duration> {
    let number = match &node.kind {
        Kind::Number(number) => number.as_f64(),
        _ => None,
    };
    match number {
        Some(number) if number > 0.0 && number <= LONGEST => Some(Duration::from_secs_f64(number)),
        _ => {
            cx.error(
                node.span,
                node.describe(),
                "a number of seconds, up to 3600",
            );
            None
        }
    }
}

fn proxy(cx: &Context, node: &Node) -> Option<Proxy> {
    match &node.kind {
        Kind::Text(text) if text == "none" => Some(Proxy::Direct),
        Kind::Text(_) => Some(Proxy::Through {
            url: proxy_url(cx, node)?,
            user: None,
        }),
        Kind::Map(_) => {
            let mut fields = Fields::of(cx, node, "a proxy")?;
            let url = fields.required("url", proxy_url);
            let user = fields.required("user", source::plain_text);
            let password = fields.required("password", source::plain);
            source::finish(cx, fields, node, &["url", "user", "password"], "`proxy`");
            Some(Proxy::Through {
                url: url?,
                user: Some((user?, password?)),
            })
        }
        _ => {
            cx.error(
                node.span,
                source::kind(node),
                "a URL, `none`, or `{ url: URL, user: TEXT, password: SOURCE }`",
            );
            None
        }
    }
}
