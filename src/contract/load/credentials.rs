//! Credentials: the security schemes that an operation needs.

use super::Reading;
use crate::contract::{Credential, CredentialKind};
use crate::text::{Context, Diagnostic, Fields, Key, Kind, Node, text};

/// The credentials of the first alternative that needs something: docproof sends one set of them.
pub(super) fn read(reading: &Reading<'_>, operation: &Node) -> Vec<Credential> {
    let cx = reading.cx;
    let declared = reading
        .root
        .get("components")
        .and_then(|c| c.get("securitySchemes"));
    let declared = declared.map(Node::entries).unwrap_or_default();
    let Some(needed) = operation
        .get("security")
        .or_else(|| reading.root.get("security"))
    else {
        return Vec::new();
    };
    let Kind::List(alternatives) = &needed.kind else {
        cx.error(
            needed.span,
            needed.describe(),
            "a list of security requirements",
        );
        return Vec::new();
    };
    for alternative in alternatives {
        if !matches!(alternative.kind, Kind::Map(_)) {
            cx.error(
                alternative.span,
                alternative.describe(),
                "a security requirement such as `{ token: [] }`",
            );
        }
        for (key, _) in alternative.entries() {
            if !declared.iter().any(|(k, _)| k.name == key.name) {
                undeclared(cx, key, declared);
            }
        }
    }
    let Some(first) = alternatives.iter().find(|a| !a.entries().is_empty()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, _) in first.entries() {
        if let Some((_, scheme)) = declared.iter().find(|(k, _)| k.name == key.name) {
            let kind = kind(cx, scheme);
            found.extend(kind.map(|kind| Credential {
                name: key.name.clone(),
                kind,
            }));
        }
    }
    found
}

fn undeclared(cx: &Context, key: &Key, declared: &[(Key, Node)]) {
    let told = Diagnostic::error(
        &cx.file,
        key.span,
        format!("unknown security scheme `{}`", key.name),
    )
    .expected("one of `components/securitySchemes`")
    .nearest(&key.name, declared.iter().map(|(k, _)| k.name.as_str()));
    cx.report(told);
}

fn kind(cx: &Context, node: &Node) -> Option<CredentialKind> {
    let mut fields = Fields::of(cx, node, "a security scheme")?;
    let kind = fields.required("type", text);
    let place = fields.optional("in", text);
    let name = fields.optional("name", text);
    let scheme = fields.optional("scheme", text);
    fields.known(&["description", "bearerFormat", "flows", "openIdConnectUrl"]);
    fields.extensions(&[]);
    fields.finish();
    match (kind?.as_str(), place.as_deref(), name, scheme) {
        ("apiKey", Some("header"), Some(name), _) => Some(CredentialKind::Header(name)),
        ("http", _, _, Some(scheme)) if scheme.eq_ignore_ascii_case("bearer") => {
            Some(CredentialKind::Bearer)
        }
        ("oauth2" | "openIdConnect", ..) => Some(CredentialKind::Bearer),
        _ => {
            let expected =
                "`apiKey` in a header (with its name), or `http` with the scheme `bearer`";
            cx.error(
                node.span,
                "a kind of credential that is not supported",
                expected,
            );
            None
        }
    }
}
