//! Whether a fact is claimed of a request: what is known of it meets the fact's condition.

use super::seen::Seen;
use super::typed::typed;
use crate::contract::{Contract, Lookup, Parameter, When};
use crate::verdict::{AccessState, LookupState};

/// Whether every condition is known to hold.
pub(super) fn is_claimed(seen: &Seen<'_>, when: &When) -> bool {
    let sends = |(name, text): &(String, String)| seen.request.parameter(name) == Some(text);
    when.sent.iter().all(sends)
        && (when.lookup.is_empty() || is_only_what_it_names(seen, &when.lookup))
}

/// Whether what the request names is in one of these states, and nothing else about it is at fault.
fn is_only_what_it_names(seen: &Seen<'_>, states: &[LookupState]) -> bool {
    let contract = seen.contract;
    let given = |name: &str| {
        let mut known = seen.access.iter();
        known.any(|(scheme, state)| scheme == name && *state == AccessState::Given)
    };
    let mut at_fault = 0_usize;
    for lookup in &contract.lookups {
        match state(seen, lookup) {
            Some(LookupState::Kind(_)) => {}
            Some(state) if states.contains(&state) => at_fault += 1,
            Some(_) | None => return false,
        }
    }
    at_fault > 0
        && contract.credentials.iter().all(|c| given(&c.name))
        && contract.parameters.iter().all(|p| is_sound(seen, p))
}

/// What is known of an identifier: what its variable says, or that it is none by its form.
fn state(seen: &Seen<'_>, lookup: &Lookup) -> Option<LookupState> {
    let mut known = seen.lookup.iter();
    if let Some((_, state)) = known.find(|(name, _)| *name == lookup.parameter) {
        return Some(state.clone());
    }
    let text = seen.request.path_parameter(&lookup.parameter)?;
    let fits = |(_, schema): &(String, _)| matches(seen.contract, schema, text);
    (!lookup.kinds.iter().any(fits)).then_some(LookupState::Malformed)
}

/// Whether a parameter is there where it has to be, and has a value that it can have.
fn is_sound(seen: &Seen<'_>, parameter: &Parameter) -> bool {
    match seen.request.parameter(&parameter.name) {
        None => !parameter.required,
        Some(text) => matches(seen.contract, &parameter.schema, text),
    }
}

fn matches(contract: &Contract, schema: &serde_json::Value, text: &str) -> bool {
    let value = typed(contract, schema, text);
    let errors = contract.schemas.errors_of(schema, &value);
    errors.is_ok_and(|errors| errors.is_empty())
}
