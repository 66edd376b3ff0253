//! Which troubles make a transcript prove nothing.

use crate::contract::Contract;
use crate::http::{Exchange, TransportKind};
use crate::plan::BoundStep;
use crate::verdict::{AccessState, Cause, LookupState};

/// Why an answer that no later attempt replaced proves nothing, if it does. A status that the case allows is none.
pub(super) fn cause(contract: &Contract, step: &BoundStep, exchange: &Exchange) -> Option<Cause> {
    let response = match &exchange.outcome {
        Ok(response) => response,
        Err(error) => {
            let kind = word(error.kind);
            return Some(Cause::Transport(format!("{kind}: {}", error.message)));
        }
    };
    if let Some(why) = response.unread() {
        return Some(Cause::Unread(why.to_owned()));
    }
    let status = response.status;
    if step.status.contains(&status) {
        return None;
    }
    let past_limit = contract.throttle.as_ref().map_or(429, |t| t.status);
    match status {
        502..=504 => Some(Cause::Unavailable(status)),
        _ if (status == 429 || status == past_limit) && step.intent.provokes.is_none() => {
            Some(Cause::Throttled)
        }
        401 if all_given(step) && !is_of_lookup(contract, step) => Some(Cause::CredentialRefused),
        _ => None,
    }
}

/// Whether an answer refuses the target's own credential, where the case did not ask for that: worth a renewal.
pub fn refuses_credential(contract: &Contract, step: &BoundStep, exchange: &Exchange) -> bool {
    cause(contract, step, exchange) == Some(Cause::CredentialRefused)
}

/// Whether every credential was the target's own (and there is one).
fn all_given(step: &BoundStep) -> bool {
    let states = &step.intent.access;
    !states.is_empty() && states.iter().all(|(_, s)| *s == AccessState::Given)
}

/// Whether 401 is what the contract has for an identifier that the step names on purpose and that is not there.
fn is_of_lookup(contract: &Contract, step: &BoundStep) -> bool {
    step.intent.lookup.iter().any(|(parameter, state)| {
        let form = contract.lookups.iter().find(|l| l.parameter == *parameter);
        form.is_some_and(|form| match state {
            LookupState::Kind(_) => false,
            LookupState::Unknown => form.unknown.contains(&401),
            LookupState::Malformed => form.malformed.contains(&401),
        })
    })
}

fn word(kind: TransportKind) -> &'static str {
    match kind {
        TransportKind::Refused => "connection refused",
        TransportKind::Dns => "name not resolved",
        TransportKind::Tls => "TLS failed",
        TransportKind::Unreachable => "not reached",
        TransportKind::Timeout => "timed out",
        TransportKind::Reset => "connection reset",
        TransportKind::Credential => "no credential",
        TransportKind::Other => "transport failed",
    }
}
