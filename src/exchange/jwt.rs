//! JSON web tokens signed with RS512 (RFC 7515, RFC 7518 3.3).

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA512, RsaKeyPair};
use serde_json::json;

use crate::value::Secret;

/// How far ahead a token ends, in seconds. Symphony takes at most five minutes; a clock may be a little off.
const AHEAD: u64 = 240;

/// A token that says who asks, signed with a private key in PEM, at a time in seconds since 1970.
///
/// # Errors
/// When the key is none or is too weak; nothing of it is shown.
pub(super) fn sign(
    key: &Secret,
    sub: &str,
    issuer: Option<&str>,
    now: u64,
) -> Result<Secret, String> {
    let pair = key_pair(key.expose())?;
    let mut claims = json!({ "sub": sub, "iat": now, "exp": now.saturating_add(AHEAD) });
    if let (Some(issuer), Some(claims)) = (issuer, claims.as_object_mut()) {
        claims.insert("iss".to_owned(), issuer.into());
    }
    let header = json!({ "alg": "RS512", "typ": "JWT" });
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let mut token = format!("{}.{}", part(&header), part(&claims));
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA512,
        &SystemRandom::new(),
        token.as_bytes(),
        &mut signature,
    )
    .map_err(|_| "the key cannot sign".to_owned())?;
    token.push('.');
    token.push_str(&URL_SAFE_NO_PAD.encode(signature));
    Ok(Secret::new(token))
}

/// Whether a text is a private key that tokens can be signed with.
///
/// # Errors
/// Why it is none; nothing of it is shown.
pub fn check_key(key: &Secret) -> Result<(), String> {
    key_pair(key.expose()).map(|_| ())
}

fn key_pair(pem: &str) -> Result<RsaKeyPair, String> {
    let pkcs8 = section(pem, "PRIVATE KEY");
    let pkcs1 = section(pem, "RSA PRIVATE KEY");
    let pair = match (&pkcs8, &pkcs1) {
        (Some(der), _) => RsaKeyPair::from_pkcs8(der),
        (None, Some(der)) => RsaKeyPair::from_der(der),
        (None, None) => {
            return Err("the key is no RSA private key in PEM: expected \
                        -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----, not encrypted"
                .to_owned());
        }
    };
    // ring's reasons are constants, such as `TooSmall`.
    pair.map_err(|why| format!("the key cannot be used: {why}"))
}

/// The bytes of a PEM section.
fn section(pem: &str, of: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once(&format!("-----BEGIN {of}-----"))?;
    let (body, _) = rest.split_once(&format!("-----END {of}-----"))?;
    let body: String = body.split_whitespace().collect();
    STANDARD.decode(body).ok()
}
