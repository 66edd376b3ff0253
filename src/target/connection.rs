//! How a target's servers are reached: TLS, proxy, limits.

use std::path::PathBuf;
use std::time::Duration;

use super::CredentialSource;
use crate::text::Span;

/// How a target's servers are reached. `None` everywhere is the ordinary way.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// A PEM file of certificates that are trusted besides the system's.
    pub ca: Option<PathBuf>,
    /// PEM files: the client's certificate (with its chain) and its private key.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Certificates are not verified. Every report says so.
    pub insecure: bool,
    /// Plain http is allowed to other machines.
    pub plain_http: bool,
    /// The proxy; `None`: what the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    pub proxy: Option<Proxy>,
    /// Until a connection stands.
    pub connect: Option<Duration>,
    /// From the send to the response head.
    pub first_byte: Option<Duration>,
    /// From the send to the body's end.
    pub whole: Option<Duration>,
    /// The most bytes of a body: as it comes, and again once its content coding is undone.
    pub body: Option<usize>,
    /// Where the keys stand that name files and secrets: `ca`, `client_cert`, `client_key`, `proxy`.
    pub places: Vec<(&'static str, Span)>,
}

impl Connection {
    /// Where a key stands in the target's file.
    pub fn place(&self, key: &str) -> Option<Span> {
        let place = self.places.iter().find(|(own, _)| *own == key);
        place.map(|(_, span)| *span)
    }
}

/// Which proxy a target names. Loopback addresses are always reached directly.
#[derive(Clone, Debug)]
pub enum Proxy {
    /// None, whatever the environment says.
    Direct,
    /// This one, for http and https.
    Through {
        /// Its URL, without user name and password.
        url: String,
        /// Its user name and where its password comes from.
        user: Option<(String, CredentialSource)>,
    },
}
