//! The answer to known, unknown and malformed identifiers.

use super::checks::{Checks, finding, statuses, words};
use super::seen::Seen;
use crate::contract::Contract;
use crate::verdict::{Actual, Finding, LookupState, Part, Place};

/// Checks the status against what the path parameters name; for requests whose credentials are all good.
/// `wanted` are the statuses that the case allows: one of them is no wrong answer to a known identifier.
pub fn check(
    seen: &Seen<'_>,
    lookup: &[(String, LookupState)],
    wanted: &[u16],
    checks: &mut Checks,
) {
    let at_fault: Vec<_> = lookup
        .iter()
        .filter(|(_, state)| !matches!(state, LookupState::Kind(_)))
        .collect();
    if at_fault.is_empty() {
        for (parameter, state) in lookup {
            known(seen, parameter, state, wanted, checks);
        }
        return;
    }
    let sets: Vec<_> = at_fault
        .iter()
        .map(|(parameter, state)| {
            (
                parameter,
                state,
                documented(seen.contract, parameter, state),
            )
        })
        .collect();
    let status = seen.status();
    let matching: Vec<_> = sets
        .iter()
        .filter(|(_, _, s)| s.contains(&status))
        .collect();
    let silent = sets.iter().any(|(_, _, set)| set.is_empty());
    match matching.as_slice() {
        [(parameter, state, _)] => {
            checks.held(Part::Lookup((*parameter).clone(), (*state).clone()), 1);
        }
        [] if !silent => {
            let mut allowed: Vec<u16> = sets.iter().flat_map(|(_, _, set)| *set).copied().collect();
            allowed.sort_unstable();
            allowed.dedup();
            for (parameter, state, _) in &sets {
                let told = broken(
                    seen,
                    "lookup-status",
                    statuses(&allowed),
                    "The document answers such an identifier with another status.",
                );
                checks.broken(Part::Lookup((*parameter).clone(), (*state).clone()), told);
            }
        }
        _ => {
            for (parameter, state, set) in &sets {
                let why = if set.is_empty() {
                    "the document does not say what follows"
                } else {
                    "several identifiers are at fault, and the answer may be any one's"
                };
                checks.vacuous(Part::Lookup((*parameter).clone(), (*state).clone()), why);
            }
        }
    }
}

fn known(
    seen: &Seen<'_>,
    parameter: &str,
    state: &LookupState,
    wanted: &[u16],
    checks: &mut Checks,
) {
    let part = Part::Lookup(parameter.to_owned(), state.clone());
    let contract = seen.contract;
    let refused = [LookupState::Unknown, LookupState::Malformed]
        .iter()
        .any(|s| documented(contract, parameter, s).contains(&seen.status()));
    if seen.is_success() {
        checks.held(part, 1);
    } else if refused && !wanted.contains(&seen.status()) {
        let told = broken(
            seen,
            "known-identifier-refused",
            words("a status of success"),
            "A known identifier is answered as one that is not.",
        );
        checks.broken(part, told);
    } else {
        checks.vacuous(part, "the answer is no success for another reason");
    }
}

fn broken(
    seen: &Seen<'_>,
    rule: &str,
    expected: crate::verdict::Expected,
    message: &str,
) -> Finding {
    let actual = Actual::Value(seen.status().into());
    finding(rule, Place::exchange(seen.index), expected, actual, message)
}

/// The statuses for a state of an identifier; none where the document is silent.
pub(super) fn documented<'a>(
    contract: &'a Contract,
    parameter: &str,
    state: &LookupState,
) -> &'a [u16] {
    let form = contract.lookups.iter().find(|l| l.parameter == parameter);
    match (form, state) {
        (Some(form), LookupState::Unknown) => &form.unknown,
        (Some(form), LookupState::Malformed) => &form.malformed,
        (None, _) | (_, LookupState::Kind(_)) => &[],
    }
}
