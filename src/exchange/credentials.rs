//! Putting a target's credentials into requests, and nowhere else.

use std::fmt;
use std::sync::Arc;

use url::{Origin, Url};

use super::Session;
use crate::contract::{Contract, Credential};
use crate::http::Request;
use crate::value::Secret;
use crate::verdict::AccessState;

/// Sent where a credential is to be wrong. No server issues it: it names what it is, in characters that a header, a
/// bearer token (RFC 6750, 2.1) and every session format here can carry.
const WRONG: &str = "docproof-wrong-credential-4e6f7420612076616c696420746f6b656e";

/// Where a credential comes from during a run.
#[derive(Clone, Debug)]
pub enum Supply {
    /// It was there before the run.
    Fixed(Secret),
    /// It is fetched when it is needed.
    Session(Arc<Session>),
}

/// The secrets for one security scheme.
#[derive(Clone, Debug)]
pub struct SchemeSecrets {
    /// The security scheme.
    pub scheme: String,
    /// The secret that is valid.
    pub valid: Supply,
    /// A valid one that lacks the permission.
    pub insufficient: Option<Supply>,
}

/// The tokens that a request was sent with and that can be renewed.
#[derive(Clone, Debug, Default)]
pub struct Attached(Vec<(Arc<Session>, Secret)>);

impl Attached {
    /// Renews them after a server refused them; whether there are others now.
    ///
    /// # Errors
    /// Why there are none.
    pub async fn renew(&self) -> Result<bool, String> {
        let mut renewed = false;
        for (session, token) in &self.0 {
            renewed |= session.renew(token).await?;
        }
        Ok(renewed)
    }

    /// Tells that a server took them.
    pub async fn accepted(&self) {
        for (session, token) in &self.0 {
            session.accepted(token).await;
        }
    }
}

/// The credentials of one contract on one target.
#[derive(Clone)]
pub struct Credentials {
    /// Each of the contract's credentials with its secrets, where the target has them.
    known: Vec<(Credential, Option<SchemeSecrets>)>,
    origin: Option<Origin>,
}

/// A credential that cannot be sent as the case says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachError {
    /// The request goes to another origin than the target's.
    Elsewhere,
    /// The target has no secret for this scheme in this state.
    Lacking(String, AccessState),
    /// It could not be fetched; why.
    Unfetched(String),
}

impl fmt::Display for AttachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere => f.write_str(
                "the request leaves the target's own origin, where its credentials must not go",
            ),
            Self::Lacking(scheme, AccessState::Insufficient) => {
                write!(
                    f,
                    "the target has no insufficient credential for `{scheme}`"
                )
            }
            Self::Unfetched(why) => f.write_str(why),
            Self::Lacking(scheme, _) => write!(f, "the target has no credential for `{scheme}`"),
        }
    }
}

impl std::error::Error for AttachError {}

impl Credentials {
    /// The credentials that a contract needs, for requests to the origin of this base URL only.
    pub fn new(contract: &Contract, base_url: &str, secrets: &[SchemeSecrets]) -> Self {
        let of = |scheme: &str| secrets.iter().find(|s| s.scheme == scheme).cloned();
        let known = contract.credentials.iter();
        Self {
            known: known.map(|c| (c.clone(), of(&c.name))).collect(),
            origin: origin(base_url),
        }
    }

    /// Puts every credential into a request, in the state that is meant for it (`given` where none is named). Fields
    /// of the same name that are there already are replaced.
    ///
    /// # Errors
    /// When the request leaves the target's origin, the target lacks a secret, or it cannot be fetched. The request is
    /// then unchanged.
    pub async fn attach(
        &self,
        request: &mut Request,
        access: &[(String, AccessState)],
    ) -> Result<Attached, AttachError> {
        if self.origin.is_none() || origin(&request.url) != self.origin {
            return Err(AttachError::Elsewhere);
        }
        let mut headers = request.headers.clone();
        let mut attached = Attached::default();
        for (credential, secrets) in &self.known {
            headers.remove(credential.header());
            let state = access.iter().find(|(scheme, _)| *scheme == credential.name);
            let state = state.map_or(AccessState::Given, |(_, state)| *state);
            let text = match state {
                AccessState::Missing => continue,
                AccessState::Wrong => Secret::new(WRONG),
                _ => match supply(credential, secrets.as_ref(), state)? {
                    Supply::Fixed(secret) => secret.clone(),
                    Supply::Session(session) => {
                        let token = session.token().await.map_err(AttachError::Unfetched)?;
                        attached.0.push((Arc::clone(session), token.clone()));
                        token
                    }
                },
            };
            headers.push(credential.header(), credential.field_value(text.expose()));
        }
        request.headers = headers;
        Ok(attached)
    }

    /// Where each credential comes from, by its scheme; the insufficient ones too.
    pub fn supplies(&self) -> impl Iterator<Item = (String, &Supply)> {
        let known = self
            .known
            .iter()
            .filter_map(|(_, secrets)| secrets.as_ref());
        known.flat_map(|secrets| {
            let poor = secrets.insufficient.iter();
            let poor = poor.map(|supply| (format!("{} insufficient", secrets.scheme), supply));
            std::iter::once((secrets.scheme.clone(), &secrets.valid)).chain(poor)
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// Where a credential comes from in a state in which one is sent.
fn supply<'a>(
    credential: &Credential,
    secrets: Option<&'a SchemeSecrets>,
    state: AccessState,
) -> Result<&'a Supply, AttachError> {
    let found = match state {
        AccessState::Insufficient => secrets.and_then(|s| s.insufficient.as_ref()),
        _ => secrets.map(|s| &s.valid),
    };
    found.ok_or_else(|| AttachError::Lacking(credential.name.clone(), state))
}

/// Scheme, host and port of an HTTP URL; `None` for what is none.
pub(crate) fn origin(url: &str) -> Option<Origin> {
    let url = Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Headers;

    const CONTRACT: &str = r#"
openapi: 3.1.1
info: { title: T, version: "1" }
security: [ { token: [], key: [] } ]
paths:
  /things:
    get:
      operationId: acme/things
      summary: Things
      responses: { "200": { description: Things } }
components:
  securitySchemes:
    token: { type: http, scheme: bearer }
    key: { type: apiKey, in: header, name: X-Key }
"#;

    fn credentials() -> Credentials {
        let (contracts, _) = crate::contract::load("t.yaml", CONTRACT);
        let secret = |scheme: &str, valid: &str, poor: Option<&str>| SchemeSecrets {
            scheme: scheme.to_owned(),
            valid: Supply::Fixed(Secret::new(valid)),
            insufficient: poor.map(|poor| Supply::Fixed(Secret::new(poor))),
        };
        let secrets = [
            secret("token", "t0ken", Some("p00r")),
            secret("key", "k3y", None),
        ];
        Credentials::new(&contracts[0], "https://api.acme.example/v1", &secrets)
    }

    fn request(url: &str) -> Request {
        Request {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: [("x-key", "from the case")]
                .into_iter()
                .collect::<Headers>(),
            path: Vec::new(),
            query: Vec::new(),
        }
    }

    fn attach(request: &mut Request, access: &[(String, AccessState)]) -> Result<(), AttachError> {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        let attached = runtime
            .expect("a runtime")
            .block_on(credentials().attach(request, access));
        attached.map(|_| ())
    }

    fn attached(access: &[(&str, AccessState)]) -> Result<Vec<(String, String)>, AttachError> {
        let access: Vec<_> = access.iter().map(|(s, a)| ((*s).to_owned(), *a)).collect();
        let mut request = request("https://api.acme.example/v1/things");
        attach(&mut request, &access)?;
        let own = |(n, v): (&str, &str)| (n.to_owned(), v.to_owned());
        Ok(request.headers.iter().map(own).collect())
    }

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn every_state_of_a_credential() {
        let given = fields(&[("Authorization", "Bearer t0ken"), ("X-Key", "k3y")]);
        assert_eq!(attached(&[]), Ok(given.clone()));
        assert_eq!(attached(&[("token", AccessState::Given)]), Ok(given));
        let missing = attached(&[("token", AccessState::Missing)]);
        assert_eq!(missing, Ok(fields(&[("X-Key", "k3y")])));
        let poor = attached(&[("token", AccessState::Insufficient)]).expect("attached");
        assert_eq!(poor[0].1, "Bearer p00r");
        let wrong = attached(&[("key", AccessState::Wrong)]).expect("attached");
        assert_eq!(wrong[1], ("X-Key".to_owned(), WRONG.to_owned()));
        assert_eq!(
            attached(&[("key", AccessState::Insufficient)]),
            Err(AttachError::Lacking(
                "key".to_owned(),
                AccessState::Insufficient
            ))
        );
    }

    #[test]
    fn credentials_go_to_the_targets_own_origin_only() {
        let elsewhere = [
            "http://api.acme.example/v1/things",
            "https://api.acme.example:8443/v1/things",
            "https://api.acme.example.evil.example/v1/things",
            "https://user@evil.example/v1",
            "data:text/plain,x",
        ];
        for url in elsewhere {
            let mut request = request(url);
            let unchanged = request.clone();
            assert_eq!(
                attach(&mut request, &[]),
                Err(AttachError::Elsewhere),
                "{url}"
            );
            assert_eq!(request, unchanged);
        }
        let mut same = request("https://API.acme.example:443/elsewhere");
        assert_eq!(attach(&mut same, &[]), Ok(()));
    }

    #[test]
    fn every_supply_is_named() {
        let own = credentials();
        let labels: Vec<String> = own.supplies().map(|(label, _)| label).collect();
        assert_eq!(labels, ["token", "token insufficient", "key"]);
        assert_eq!(format!("{:?}", credentials()), "Credentials(..)");
    }
}
