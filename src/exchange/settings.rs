//! How servers are reached: TLS, proxies, limits.

use std::fmt;
use std::path::Path;

use reqwest::{Certificate, Identity};

use super::{Limits, Proxies};
use crate::target::{Connection, Lookups, Proxy, resolve};
use crate::value::Secret;

/// How servers are reached.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How long and how much is read.
    pub limits: Limits,
    /// Certificates that are trusted besides the system's.
    pub(super) roots: Vec<Certificate>,
    /// The client's own certificate with its key, PEM.
    pub(super) identity: Option<Secret>,
    /// Certificates are not verified.
    pub insecure: bool,
    /// Which proxy a request goes through.
    pub proxies: Proxies,
}

/// A setting that cannot be used; which, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The key of the target's file that names it; `None` for what the environment says.
    pub key: Option<&'static str>,
    /// What is wrong.
    why: String,
}

impl SettingsError {
    fn of(key: &'static str, why: String) -> Self {
        let key = Some(key);
        Self { key, why }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// The settings of a target: reads its certificates and keys.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it should be.
    pub fn of(connection: &Connection, lookups: Lookups<'_>) -> Result<Self, SettingsError> {
        Self::read(connection, lookups).map_err(|mut wrong| wrong.remove(0))
    }

    /// The same, with every mistake (one at least).
    ///
    /// # Errors
    /// All of them.
    pub fn read(connection: &Connection, lookups: Lookups<'_>) -> Result<Self, Vec<SettingsError>> {
        let default = Limits::default();
        let mut wrong = Vec::new();
        let read = connection.ca.as_ref().map(|path| roots(path, lookups));
        let roots = read.unwrap_or_else(|| Ok(Vec::new()));
        let roots = roots.map_err(|error| wrong.push(error)).unwrap_or_default();
        let read = connection.identity.as_ref();
        let read = read.map(|(cert, key)| identity(cert, key, lookups));
        let identity = read.transpose().map_err(|error| wrong.push(error));
        let proxies = proxies(connection.proxy.as_ref(), lookups).and_then(|proxies| {
            let of_target = connection.proxy.is_some();
            let rules = proxies.rules().map(|_| ());
            rules.map_err(|why| SettingsError {
                key: of_target.then_some("proxy"),
                why,
            })?;
            Ok(proxies)
        });
        let proxies = proxies.map_err(|error| wrong.push(error));
        let settings = Self {
            limits: Limits {
                connect: connection.connect.unwrap_or(default.connect),
                first_byte: connection.first_byte.unwrap_or(default.first_byte),
                total: connection.whole.unwrap_or(default.total),
                body: connection.body.unwrap_or(default.body),
            },
            roots,
            identity: identity.ok().flatten(),
            insecure: connection.insecure,
            proxies: proxies.unwrap_or_default(),
        };
        if wrong.is_empty() {
            Ok(settings)
        } else {
            Err(wrong)
        }
    }

    /// A client with everything but TLS.
    pub(super) fn builder(&self) -> reqwest::ClientBuilder {
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .connect_timeout(self.limits.connect);
        // Whether the rules can be made was seen when the settings were.
        let rules = self.proxies.rules().unwrap_or_default();
        rules
            .into_iter()
            .fold(builder, reqwest::ClientBuilder::proxy)
    }

    /// A client with TLS. Where the system has no CA certificates, those of the target are enough.
    pub(super) fn secure(&self) -> reqwest::Result<reqwest::Client> {
        let made = self
            .with_identity()
            .tls_certs_merge(self.roots.clone())
            .build();
        if made.is_err() && !self.roots.is_empty() {
            let only = self.with_identity().tls_certs_only(self.roots.clone());
            return only.build();
        }
        made
    }

    fn with_identity(&self) -> reqwest::ClientBuilder {
        let builder = self
            .builder()
            .tls_danger_accept_invalid_certs(self.insecure);
        let pem = self.identity.as_ref();
        match pem.and_then(|pem| Identity::from_pem(pem.expose().as_bytes()).ok()) {
            Some(identity) => builder.identity(identity),
            None => builder,
        }
    }
}

fn proxies(proxy: Option<&Proxy>, lookups: Lookups<'_>) -> Result<Proxies, SettingsError> {
    let Some(proxy) = proxy else {
        return Ok(Proxies::of_environment(lookups.env));
    };
    let password = match proxy {
        Proxy::Through {
            user: Some((_, source)),
            ..
        } => {
            let found = resolve(source, lookups);
            let of = |why| SettingsError::of("proxy", format!("the proxy's password: {why}"));
            let found = found.map_err(of);
            let needed = || {
                of(
                    "it is needed before anything runs; give it by `env`, `file` or `value`"
                        .to_owned(),
                )
            };
            Some(found?.ok_or_else(needed)?)
        }
        _ => None,
    };
    Ok(Proxies::of_target(proxy, password))
}

fn read(path: &Path, of: &'static str, lookups: Lookups<'_>) -> Result<String, SettingsError> {
    let text = (lookups.read)(path);
    text.map_err(|error| {
        let path = path.display();
        SettingsError::of(
            of,
            format!("the file `{path}` (`{of}`) cannot be read: {error}"),
        )
    })
}

fn roots(path: &Path, lookups: Lookups<'_>) -> Result<Vec<Certificate>, SettingsError> {
    let text = read(path, "ca", lookups)?;
    match Certificate::from_pem_bundle(text.as_bytes()) {
        Ok(roots) if !roots.is_empty() => Ok(roots),
        _ => Err(SettingsError::of(
            "ca",
            format!(
                "the file `{}` (`ca`) holds no certificate in PEM (-----BEGIN CERTIFICATE-----)",
                path.display()
            ),
        )),
    }
}

fn identity(cert: &Path, key: &Path, lookups: Lookups<'_>) -> Result<Secret, SettingsError> {
    let mut pem = read(cert, "client_cert", lookups)?;
    pem.push('\n');
    pem.push_str(&read(key, "client_key", lookups)?);
    // The error's own words are left out: they are of the key.
    match Identity::from_pem(pem.as_bytes()) {
        Ok(_) => Ok(Secret::new(pem)),
        Err(_) => Err(SettingsError::of(
            "client_cert",
            format!(
                "the files `{}` (`client_cert`) and `{}` (`client_key`) are no certificate and private key in PEM",
                cert.display(),
                key.display()
            ),
        )),
    }
}
