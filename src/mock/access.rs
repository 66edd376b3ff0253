//! Credentials: which secrets are good, and what the others are answered with.

use super::dice::Dice;
use super::lies;
use super::manner::{Fault, Manner};
use super::pipeline::Scene;
use crate::contract::{Contract, Credential, CredentialKind};
use crate::http::Request;
use crate::value::Secret;
use crate::verdict::AccessState;

/// The secret that the mock accepts for a security scheme.
pub(super) fn good(seed: u64, scheme: &str) -> Secret {
    let digits = Dice::new(seed, &format!("secret/{scheme}"), 0).hex(16);
    Secret::new(format!("mock-{scheme}-{digits}"))
}

/// A valid secret that lacks the permission, where the contract says what it is answered with.
pub(super) fn insufficient(contract: &Contract, seed: u64, scheme: &str) -> Option<Secret> {
    let stated = contract
        .access
        .iter()
        .any(|a| a.scheme == scheme && !a.insufficient.is_empty());
    let digits = Dice::new(seed, &format!("secret/{scheme}"), 1).hex(16);
    stated.then(|| Secret::new(format!("mock-{scheme}-poor-{digits}")))
}

/// The status of a request whose credentials do not do; nothing when they do. The first one at fault is answered.
pub(super) fn refusal(scene: Scene<'_>, request: &Request) -> Option<u16> {
    let Scene {
        contract,
        seed,
        manners,
        lie,
        ..
    } = scene;
    let refusal = |credential: &Credential| {
        let access = contract.access.iter().find(|a| a.scheme == credential.name);
        let first = |state: AccessState, statuses: Option<&Vec<u16>>, otherwise: u16| {
            let other = manners.status(&Fault::Access(credential.name.clone(), state));
            let status = other
                .or_else(|| statuses?.first().copied())
                .unwrap_or(otherwise);
            lies::refusals::access(lie, &credential.name, state, Some(status))
        };
        let Some(sent) = request.headers.get(credential.header()) else {
            return first(AccessState::Missing, access.map(|a| &a.missing), 401);
        };
        if is(credential, sent, &good(seed, &credential.name)) {
            return lies::refusals::access(lie, &credential.name, AccessState::Given, None);
        }
        let poor = insufficient(contract, seed, &credential.name);
        if poor.is_some_and(|poor| is(credential, sent, &poor)) {
            return first(
                AccessState::Insufficient,
                access.map(|a| &a.insufficient),
                403,
            );
        }
        first(AccessState::Wrong, access.map(|a| &a.wrong), 401)
    };
    if manners.has(&Manner::LastFaultFirst) {
        return contract.credentials.iter().rev().find_map(refusal);
    }
    contract.credentials.iter().find_map(refusal)
}

/// Whether a field's value carries a secret; the name of the scheme is caseless (RFC 9110, 11.1).
fn is(credential: &Credential, sent: &str, secret: &Secret) -> bool {
    match credential.kind {
        CredentialKind::Header(_) => sent == secret.expose(),
        CredentialKind::Bearer => sent.split_once(' ').is_some_and(|(scheme, token)| {
            scheme.eq_ignore_ascii_case("bearer")
                && token.trim_start_matches(' ') == secret.expose()
        }),
    }
}
