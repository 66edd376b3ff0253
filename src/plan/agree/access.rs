//! Whether the status a case expects is what the contract says of what is wrong with its request.

use super::case::Agreement;
use crate::case::template::whole;
use crate::contract::{Contract, Form};
use crate::verdict::{AccessState, LookupState};

/// Something in a request that the contract answers with statuses of its own.
struct Fault {
    /// In the case's words.
    words: String,
    /// The statuses; empty where the document is silent.
    statuses: Vec<u16>,
}

pub(super) fn agree(at: &Agreement<'_>) {
    let known = at.contract.is_sound(Form::Access);
    for (scheme, _, span) in &at.step.credentials {
        if known && at.contract.credential(scheme).is_none() {
            let valid = at.contract.credentials.iter().map(|c| c.name.as_str());
            at.cx.unknown(*span, "security scheme", scheme, valid);
        }
    }
    let faults = faults(at);
    let expected = &at.step.expect.status;
    let known = (known || at.step.credentials.is_empty()) && at.contract.is_sound(Form::Lookup);
    if faults.is_empty()
        || !known
        || expected.is_empty()
        || at.step.provokes.is_some()
        || !at.step.undocumented.is_empty()
    {
        return;
    }
    let span = at.step.expect.status_span;
    let words = faults
        .iter()
        .map(|f| f.words.as_str())
        .collect::<Vec<_>>()
        .join(" and ");
    if faults.iter().any(|f| f.statuses.is_empty()) {
        let silent = faults
            .iter()
            .filter(|f| f.statuses.is_empty())
            .map(|f| f.words.as_str());
        let found = format!(
            "a status for {}, which the contract leaves open",
            silent.collect::<Vec<_>>().join(" and ")
        );
        at.cx.error(span, found, "no `status`");
        return;
    }
    let mut allowed: Vec<u16> = faults
        .iter()
        .flat_map(|f| f.statuses.iter().copied())
        .collect();
    allowed.sort_unstable();
    allowed.dedup();
    for status in expected.iter().filter(|s| !allowed.contains(s)) {
        at.cx
            .error(span, format!("status {status} for {words}"), list(&allowed));
    }
}

fn list(statuses: &[u16]) -> String {
    let texts: Vec<String> = statuses.iter().map(u16::to_string).collect();
    match texts.as_slice() {
        [one] => one.clone(),
        many => format!("one of {}", many.join(", ")),
    }
}

/// What is wrong with a request, as far as the case says so. Where several things are, the answer may be any one's.
fn faults(at: &Agreement<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (scheme, state, _) in &at.step.credentials {
        if at.contract.credential(scheme).is_some() {
            let words = format!("`{scheme}: {}`", state.word());
            faults.push(Fault {
                words,
                statuses: of_access(at.contract, scheme, *state),
            });
        }
    }
    for binding in &at.step.request.path {
        let state = whole(&binding.value).and_then(|name| at.contract.var(name)?.lookup.as_ref());
        let lookup = at
            .contract
            .lookups
            .iter()
            .find(|l| l.parameter == binding.name);
        let statuses = match (state, lookup) {
            (None | Some(LookupState::Kind(_)), _) => continue,
            (_, None) => Vec::new(),
            (Some(LookupState::Unknown), Some(lookup)) => lookup.unknown.clone(),
            (Some(LookupState::Malformed), Some(lookup)) => lookup.malformed.clone(),
        };
        let word = state.map_or("", LookupState::word);
        let article = if word == "unknown" { "an" } else { "a" };
        faults.push(Fault {
            words: format!("{article} {word} `{}`", binding.name),
            statuses,
        });
    }
    faults
}

fn of_access(contract: &Contract, scheme: &str, state: AccessState) -> Vec<u16> {
    let access = contract.access.iter().find(|a| a.scheme == scheme);
    access.map_or_else(Vec::new, |access| match state {
        AccessState::Given => Vec::new(),
        AccessState::Missing => access.missing.clone(),
        AccessState::Wrong => access.wrong.clone(),
        AccessState::Insufficient => access.insufficient.clone(),
    })
}
