//! The statuses that a request can provoke, and those that can stand in for another.

use crate::contract::{Contract, Location, StatusKey};
use crate::verdict::{LookupState, Part};

/// Statuses that prove nothing when they come instead of another (`docs/mutation.md`).
const EXCUSED: &[u16] = &[401, 429, 502, 503, 504];

/// Statuses that hardly a document names.
const ODD: &[u16] = &[418, 424, 451];

/// The statuses that requests provoke on the mock: success, refusals, unknown and malformed identifiers, faulty
/// parameters, too many requests. In order, each once.
pub(super) fn statuses(contract: &Contract) -> Vec<u16> {
    let mut found: Vec<u16> = contract
        .success()
        .map(|(status, _)| status)
        .into_iter()
        .collect();
    for access in &contract.access {
        let sets = [&access.missing, &access.wrong, &access.insufficient];
        found.extend(sets.into_iter().filter_map(|s| s.first()));
    }
    for lookup in &contract.lookups {
        found.extend(
            [&lookup.unknown, &lookup.malformed]
                .into_iter()
                .filter_map(|s| s.first()),
        );
    }
    found.extend(contract.throttle.as_ref().map(|t| t.status));
    if is_for_faults(contract, 400) {
        found.push(400);
    }
    let mut once = Vec::new();
    for status in found {
        if !once.contains(&status) {
            once.push(status);
        }
    }
    once
}

/// The states of credentials and identifiers that a status is the answer to, and for 400 a faulty parameter, which is
/// told as that status.
pub(super) fn sources(contract: &Contract, status: u16) -> Vec<Part> {
    let mut found = Vec::new();
    for access in &contract.access {
        for (state, statuses) in access.refusals() {
            if statuses.first() == Some(&status) {
                found.push(Part::Access(access.scheme.clone(), state));
            }
        }
    }
    for lookup in &contract.lookups {
        for (state, statuses) in [
            (LookupState::Unknown, &lookup.unknown),
            (LookupState::Malformed, &lookup.malformed),
        ] {
            if statuses.first() == Some(&status) {
                found.push(Part::Lookup(lookup.parameter.clone(), state));
            }
        }
    }
    if is_for_faults(contract, status) {
        found.push(Part::Status(status));
    }
    found
}

/// Whether a faulty query parameter is answered with a status.
fn is_for_faults(contract: &Contract, status: u16) -> bool {
    let mut parameters = contract.parameters.iter();
    status == 400
        && contract.response(400).is_some()
        && parameters.any(|p| p.location == Location::Query)
}

/// The documented statuses of failure that can stand in for others.
pub(super) fn failures(contract: &Contract) -> Vec<u16> {
    let past_limit = contract.throttle.as_ref().map(|t| t.status);
    let codes = contract.responses.iter().filter_map(|r| match r.status {
        StatusKey::Code(code) => Some(code),
        StatusKey::Class(_) | StatusKey::Default => None,
    });
    codes
        .filter(|c| *c >= 400 && !EXCUSED.contains(c) && Some(*c) != past_limit)
        .collect()
}

/// A status that the contract does not document; nothing where it documents a class of them.
pub(super) fn undocumented(contract: &Contract) -> Option<u16> {
    ODD.iter()
        .copied()
        .find(|s| contract.response(*s).is_none())
}

/// The status that a request is refused with for what is no fault: 400 where it is documented.
pub(super) fn refusal(contract: &Contract) -> u16 {
    let failures = failures(contract);
    if failures.contains(&400) {
        return 400;
    }
    failures.first().copied().unwrap_or(400)
}
