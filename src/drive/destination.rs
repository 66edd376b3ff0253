//! Where the cases of a contract go, with the secrets that a target has for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;
use url::{Host, Url};

use crate::contract::{Contract, Credential};
use crate::exchange::{Credentials, Order, Pacer, SchemeSecrets, Sessions, Supply, state_folder};
use crate::plan::{self, TargetView};
use crate::target::{
    CredentialSource, Lookups, RateLimit, Target, TargetContract, TargetCredential,
};

/// Where the requests of a contract go.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The server's URL with its path prefix.
    pub base_url: String,
    /// The credentials of the contract.
    pub credentials: Credentials,
    /// The limits of its requests.
    pub(super) pacer: Arc<Pacer>,
    /// One for each case of the contract that may be under way.
    pub(super) lanes: Arc<Semaphore>,
}

impl Destination {
    /// Whether it is on this machine, as docproof's mock is, which throttles only where it is told to.
    pub fn is_local(&self) -> bool {
        let url = Url::parse(&self.base_url);
        url.is_ok_and(|url| match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        })
    }
}

/// A target with its secrets.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// What the target supplies, without the credentials that have no secret.
    pub(super) view: TargetView,
    /// Where each contract goes, by its id.
    pub(super) destinations: BTreeMap<String, Destination>,
    /// The credentials without a secret: contract, scheme, why.
    pub(super) lacking: Vec<(String, String, String)>,
}

/// Looks up every secret that these contracts need, once for the run; those that are fetched are fetched when a case
/// needs them. A secret that is not there is no error: the cases that need it are skipped. So many `jobs` work at once.
pub(super) fn resolved<'a>(
    target: &Target,
    contracts: impl IntoIterator<Item = &'a Contract>,
    sessions: &mut Sessions,
    lookups: Lookups<'_>,
    jobs: usize,
) -> Resolved {
    let mut resolved = Resolved {
        view: TargetView::from(target),
        ..Resolved::default()
    };
    let mut found = Found {
        file: &target.file,
        sessions,
        lookups,
        jobs,
    };
    for contract in contracts {
        if let Some(supplied) = target.contract(&contract.id) {
            supply(&mut resolved, contract, supplied, &mut found);
        }
    }
    resolved
}

/// What finds credentials.
struct Found<'a> {
    /// The target's file, for messages.
    file: &'a str,
    sessions: &'a mut Sessions,
    lookups: Lookups<'a>,
    /// How many cases work at once.
    jobs: usize,
}

impl Found<'_> {
    fn supply(
        &mut self,
        to: &TargetContract,
        at: &TargetCredential,
        field: &Credential,
        source: &CredentialSource,
        label: String,
    ) -> Result<Supply, String> {
        let order = Order {
            source,
            base_url: &to.base_url,
            label,
            place: format!("{}:{}:{}", self.file, at.span.line, at.span.column),
            field,
        };
        self.sessions.supply(order, self.lookups)
    }
}

fn supply(
    resolved: &mut Resolved,
    contract: &Contract,
    supplied: &TargetContract,
    found: &mut Found<'_>,
) {
    let mut secrets = Vec::new();
    for own in &supplied.credentials {
        let Some(field) = contract.credential(&own.scheme) else {
            continue;
        };
        let mut look = |source: &CredentialSource, label: String| -> Option<Supply> {
            let supply = found.supply(supplied, own, field, source, label);
            let lacks = |why| (contract.id.clone(), own.scheme.clone(), why);
            supply.map_err(|why| resolved.lacking.push(lacks(why))).ok()
        };
        let valid = look(&own.source, own.scheme.clone());
        let poor = format!("{} insufficient", own.scheme);
        let insufficient = own.insufficient.as_ref().and_then(|s| look(s, poor));
        secrets.push((own.scheme.clone(), valid, insufficient));
    }
    let view = resolved
        .view
        .contracts
        .iter_mut()
        .find(|c| c.contract == contract.id);
    if let Some(view) = view {
        view.credentials.retain_mut(|known| {
            let own = secrets
                .iter()
                .find(|(scheme, _, _)| *scheme == known.scheme);
            known.insufficient &= own.is_some_and(|(_, _, poor)| poor.is_some());
            own.is_some_and(|(_, valid, _)| valid.is_some())
        });
    }
    let secrets: Vec<SchemeSecrets> = secrets
        .into_iter()
        .filter_map(|(scheme, valid, insufficient)| {
            let valid = valid?;
            Some(SchemeSecrets {
                scheme,
                valid,
                insufficient,
            })
        })
        .collect();
    let limits = plan::limits(contract, &supplied.pacing);
    let origin = Url::parse(&supplied.base_url).map(|url| url.origin().ascii_serialization());
    let origin = origin.unwrap_or_default();
    let destination = Destination {
        lanes: Arc::new(Semaphore::new(lanes(&limits, found.jobs))),
        pacer: Arc::new(Pacer::shared(
            limits,
            &state_folder(found.lookups.env),
            &origin,
            &contract.id,
        )),
        credentials: Credentials::new(contract, &supplied.base_url, &secrets),
        base_url: supplied.base_url.clone(),
    };
    resolved
        .destinations
        .insert(contract.id.clone(), destination);
}

/// How many cases of a contract are under way at once: with limits only as many as use them up when an answer takes a
/// second.
fn lanes(limits: &[RateLimit], jobs: usize) -> usize {
    let a_second = |limit: &RateLimit| limit.requests.div_ceil(limit.seconds);
    let slowest = limits.iter().map(a_second).min();
    let needed = slowest.and_then(|rate| usize::try_from(rate).ok()?.checked_add(1));
    needed.map_or(jobs, |needed| needed.min(jobs)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Client, Limits};
    use crate::value::Masks;

    const CONTRACT: &str = r#"
openapi: 3.1.1
info: { title: T, version: "1" }
security: [ { token: [] } ]
paths:
  /things:
    get:
      operationId: acme/things
      summary: Things
      responses: { "200": { description: Things } }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
"#;

    fn resolve_with(credential: &str) -> Resolved {
        let (contracts, _) = crate::contract::load("t.yaml", CONTRACT);
        let file = format!(
            "name: t\ncontracts:\n  acme/things:\n    base_url: https://h/v1\n    credentials: {{ token: {credential} }}\n"
        );
        let (target, told) = crate::target::load("target.yaml", &file);
        let target = target.unwrap_or_else(|| panic!("{told:?}"));
        let lookups = Lookups {
            env: &|name| (name == "TOKEN").then(|| "s3cret".to_owned()),
            read: &|_| Err(std::io::Error::other("none")),
        };
        crate::exchange::install_crypto();
        let client = Client::new(&Limits::default()).expect("a client");
        let mut sessions = Sessions::new(client, Masks::default(), &|_| None);
        resolved(&target, &contracts, &mut sessions, lookups, 8)
    }

    #[test]
    fn what_has_no_secret_is_lacking_and_named() {
        let there = resolve_with("{ env: TOKEN }");
        assert_eq!(there.view.contracts[0].credentials.len(), 1);
        assert!(there.lacking.is_empty());
        let unset = resolve_with("{ env: NOT_SET }");
        assert!(unset.view.contracts[0].credentials.is_empty());
        let (contract, scheme, why) = &unset.lacking[0];
        assert_eq!(
            (contract.as_str(), scheme.as_str()),
            ("acme/things", "token")
        );
        assert_eq!(
            why,
            "target.yaml:5:20: the environment variable `NOT_SET` is not set"
        );
        let poor = resolve_with("{ env: TOKEN, insufficient: { env: NOT_SET } }");
        assert!(!poor.view.contracts[0].credentials[0].insufficient);
        assert_eq!(poor.destinations["acme/things"].base_url, "https://h/v1");
    }
}
