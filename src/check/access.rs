//! The answer to each state of each credential.

use super::checks::{Checks, finding, statuses, words};
use super::seen::Seen;
use crate::contract::Contract;
use crate::verdict::{AccessState, Actual, LookupState, Part, Place};

/// Checks the status against the states of the credentials. Where several things are at fault, the answer may be
/// any one's; where the document is silent on one of them, nothing is held against the answer. `wanted` are the statuses
/// that the case allows: one of them is no wrong answer to good credentials.
pub fn check(
    seen: &Seen<'_>,
    access: &[(String, AccessState)],
    lookup: &[(String, LookupState)],
    wanted: &[u16],
    checks: &mut Checks,
) {
    let at_fault: Vec<_> = access
        .iter()
        .filter(|(_, state)| *state != AccessState::Given)
        .collect();
    let named_well = lookup
        .iter()
        .all(|(_, s)| matches!(s, LookupState::Kind(_)));
    if at_fault.is_empty() {
        if seen.is_success() && named_well {
            for (scheme, state) in access {
                checks.held(Part::Access(scheme.clone(), *state), 1);
            }
        } else if named_well && !wanted.contains(&seen.status()) {
            refused(seen, access, lookup, checks);
        }
        return;
    }
    let sets: Vec<_> = at_fault
        .iter()
        .map(|(scheme, state)| (scheme, *state, documented(seen.contract, scheme, *state)))
        .collect();
    let naming: Vec<u16> = lookup
        .iter()
        .flat_map(|(parameter, state)| super::lookup::documented(seen.contract, parameter, state))
        .copied()
        .collect();
    let silent = sets.iter().any(|(_, _, set)| set.is_empty());
    let matching = sets
        .iter()
        .filter(|(_, _, set)| set.contains(&seen.status()));
    let matching: Vec<_> = matching.collect();
    match matching.as_slice() {
        [(scheme, state, _)] if named_well => {
            checks.held(Part::Access((*scheme).clone(), *state), 1);
        }
        [] if !silent && !naming.contains(&seen.status()) => {
            let mut allowed: Vec<u16> = sets.iter().flat_map(|(_, _, set)| *set).copied().collect();
            allowed.extend(naming);
            allowed.sort_unstable();
            allowed.dedup();
            for (scheme, state, _) in &sets {
                let told = finding(
                    "access-status",
                    Place::exchange(seen.index),
                    statuses(&allowed),
                    Actual::Value(seen.status().into()),
                    "The document gives this state of the credential another status.",
                );
                checks.broken(Part::Access((*scheme).clone(), *state), told);
            }
        }
        _ => {
            for (scheme, state, set) in &sets {
                let why = if set.is_empty() {
                    "the document does not say what follows"
                } else {
                    "several things are at fault, and the answer may be any one's"
                };
                checks.vacuous(Part::Access((*scheme).clone(), *state), why);
            }
        }
    }
}

/// Good credentials, and an answer that the document has for others and for nothing else that the request names.
fn refused(
    seen: &Seen<'_>,
    access: &[(String, AccessState)],
    lookup: &[(String, LookupState)],
    checks: &mut Checks,
) {
    let status = seen.status();
    let of_names = |parameter: &str| {
        [LookupState::Unknown, LookupState::Malformed]
            .iter()
            .any(|s| super::lookup::documented(seen.contract, parameter, s).contains(&status))
    };
    if lookup.iter().any(|(parameter, _)| of_names(parameter)) {
        return;
    }
    for (scheme, state) in access {
        let others = [
            AccessState::Missing,
            AccessState::Wrong,
            AccessState::Insufficient,
        ];
        if others
            .iter()
            .any(|s| documented(seen.contract, scheme, *s).contains(&status))
        {
            let told = finding(
                "good-credential-refused",
                Place::exchange(seen.index),
                words("a status of success"),
                Actual::Value(status.into()),
                "A credential of the target is answered as one that does not do.",
            );
            checks.broken(Part::Access(scheme.clone(), *state), told);
        }
    }
}

/// The statuses for a state of a credential; none where the document is silent.
fn documented<'a>(contract: &'a Contract, scheme: &str, state: AccessState) -> &'a [u16] {
    let form = contract.access.iter().find(|a| a.scheme == scheme);
    match (form, state) {
        (Some(form), AccessState::Missing) => &form.missing,
        (Some(form), AccessState::Wrong) => &form.wrong,
        (Some(form), AccessState::Insufficient) => &form.insufficient,
        (None, _) | (_, AccessState::Given) => &[],
    }
}
