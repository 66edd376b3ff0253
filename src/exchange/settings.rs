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
pub struct SettingsError(String);

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// The settings of a target: reads its certificates and keys.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it should be.
    pub fn of(connection: &Connection, lookups: Lookups<'_>) -> Result<Self, SettingsError> {
        let default = Limits::default();
        let settings = Self {
            limits: Limits {
                connect: connection.connect.unwrap_or(default.connect),
                first_byte: connection.first_byte.unwrap_or(default.first_byte),
                total: connection.whole.unwrap_or(default.total),
                body: connection.body.unwrap_or(default.body),
            },
            roots: match &connection.ca {
                Some(path) => roots(path, lookups)?,
                None => Vec::new(),
            },
            identity: match &connection.identity {
                Some((cert, key)) => Some(identity(cert, key, lookups)?),
                None => None,
            },
            insecure: connection.insecure,
            proxies: proxies(connection.proxy.as_ref(), lookups)?,
        };
        settings.proxies.rules().map_err(SettingsError)?;
        Ok(settings)
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
            let found = found.map_err(|why| SettingsError(format!("the proxy's password: {why}")));
            let needed = || {
                let why = "the proxy's password: it is needed before anything runs; give it by `env`, `file` or `value`";
                SettingsError(why.to_owned())
            };
            Some(found?.ok_or_else(needed)?)
        }
        _ => None,
    };
    Ok(Proxies::of_target(proxy, password))
}

fn read(path: &Path, of: &str, lookups: Lookups<'_>) -> Result<String, SettingsError> {
    let text = (lookups.read)(path);
    text.map_err(|error| {
        SettingsError(format!(
            "the file `{}` (`{of}`) cannot be read: {error}",
            path.display()
        ))
    })
}

fn roots(path: &Path, lookups: Lookups<'_>) -> Result<Vec<Certificate>, SettingsError> {
    let text = read(path, "ca", lookups)?;
    match Certificate::from_pem_bundle(text.as_bytes()) {
        Ok(roots) if !roots.is_empty() => Ok(roots),
        _ => Err(SettingsError(format!(
            "the file `{}` (`ca`) holds no certificate in PEM (-----BEGIN CERTIFICATE-----)",
            path.display()
        ))),
    }
}

fn identity(cert: &Path, key: &Path, lookups: Lookups<'_>) -> Result<Secret, SettingsError> {
    let mut pem = read(cert, "client_cert", lookups)?;
    pem.push('\n');
    pem.push_str(&read(key, "client_key", lookups)?);
    // The error's own words are left out: they are of the key.
    match Identity::from_pem(pem.as_bytes()) {
        Ok(_) => Ok(Secret::new(pem)),
        Err(_) => Err(SettingsError(format!(
            "the files `{}` (`client_cert`) and `{}` (`client_key`) are no certificate and private key in PEM",
            cert.display(),
            key.display()
        ))),
    }
}
