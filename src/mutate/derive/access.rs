//! Credentials, identifiers, parameters: accepted where they should not be, refused where they should not be.

use super::{Brood, reachable};
use crate::contract::{Access, Location, Lookup, Paging};
use crate::mock::Lie;
use crate::mutate::{Category, Stated};
use crate::verdict::{AccessState, LookupState, Part};

pub(super) fn derive(brood: &mut Brood<'_>) {
    for credential in &brood.contract.credentials {
        let scheme = credential.name.as_str();
        let status = refusal(brood, scheme);
        let state = AccessState::Given;
        brood.add(
            Category::Access,
            &format!("{scheme}:given-refused"),
            lie(scheme, state, Some(status)),
            vec![Part::Access(scheme.to_owned(), state)],
            Stated::ByAny,
        );
    }
    for access in &brood.contract.access {
        states(brood, access);
    }
    for lookup in &brood.contract.lookups {
        identifiers(brood, lookup);
    }
    if let Some(lookup) = brood.contract.lookups.iter().find(|l| !l.tenant) {
        groups(brood, lookup);
    }
    parameters(brood);
}

/// A status that a bad credential is refused with, and that says more than 401 does of a good one.
fn refusal(brood: &Brood<'_>, scheme: &str) -> u16 {
    let failures = reachable::failures(brood.contract);
    let form = brood.contract.access.iter().find(|a| a.scheme == scheme);
    let sets = form
        .into_iter()
        .flat_map(|a| [&a.insufficient, &a.wrong, &a.missing]);
    let own = sets.flatten().copied().find(|s| failures.contains(s));
    own.or_else(|| failures.first().copied()).unwrap_or(403)
}

fn lie(scheme: &str, state: AccessState, answer: Option<u16>) -> Lie {
    Lie::Access {
        scheme: scheme.to_owned(),
        state,
        answer,
    }
}

/// Each check of a credential dropped, each refusal swapped.
fn states(brood: &mut Brood<'_>, access: &Access) {
    let scheme = access.scheme.as_str();
    for (state, allowed) in access.refusals() {
        if allowed.is_empty() {
            continue;
        }
        let part = || vec![Part::Access(scheme.to_owned(), state)];
        let word = state.word();
        let what = format!("{scheme}:{word}-accepted");
        brood.add(
            Category::Access,
            &what,
            lie(scheme, state, None),
            part(),
            Stated::ByNone,
        );
        for status in others(brood, allowed) {
            let what = format!("{scheme}:{word}-answered-{status}");
            brood.add(
                Category::Access,
                &what,
                lie(scheme, state, Some(status)),
                part(),
                Stated::ByNone,
            );
        }
    }
}

/// A documented status that is not allowed, and one that no document names.
fn others(brood: &Brood<'_>, allowed: &[u16]) -> Vec<u16> {
    let documented = reachable::failures(brood.contract)
        .into_iter()
        .find(|s| !allowed.contains(s));
    documented
        .into_iter()
        .chain(reachable::undocumented(brood.contract))
        .collect()
}

fn identifiers(brood: &mut Brood<'_>, lookup: &Lookup) {
    let parameter = lookup.parameter.as_str();
    let lie = |state: &LookupState, answer| Lie::Lookup {
        parameter: parameter.to_owned(),
        state: state.clone(),
        answer,
    };
    let part = |state: &LookupState| vec![Part::Lookup(parameter.to_owned(), state.clone())];
    for (kind, _) in &lookup.kinds {
        let state = LookupState::Kind(kind.clone());
        // 401 is also what a renewed credential is asked for.
        let refused = lookup.unknown.iter().copied().find(|s| *s != 401);
        let status = refused.unwrap_or_else(|| reachable::refusal(brood.contract));
        let what = format!("{parameter}:{kind}-refused");
        brood.add(
            Category::Lookup,
            &what,
            lie(&state, Some(status)),
            part(&state),
            Stated::ByAny,
        );
    }
    for (state, allowed) in [
        (LookupState::Unknown, &lookup.unknown),
        (LookupState::Malformed, &lookup.malformed),
    ] {
        if allowed.is_empty() {
            continue;
        }
        let word = state.word();
        let what = format!("{parameter}:{word}-served");
        brood.add(
            Category::Lookup,
            &what,
            lie(&state, None),
            part(&state),
            Stated::ByNone,
        );
        for status in others(brood, allowed) {
            let what = format!("{parameter}:{word}-answered-{status}");
            brood.add(
                Category::Lookup,
                &what,
                lie(&state, Some(status)),
                part(&state),
                Stated::ByNone,
            );
        }
    }
}

/// Another group than the one named, and an empty one that is taken for none.
fn groups(brood: &mut Brood<'_>, lookup: &Lookup) {
    let kinds = lookup
        .kinds
        .iter()
        .map(|(kind, _)| LookupState::Kind(kind.clone()));
    let parts: Vec<Part> = kinds
        .map(|k| Part::Lookup(lookup.parameter.clone(), k))
        .collect();
    let what = format!("{}:another-served", lookup.parameter);
    brood.add(
        Category::Lookup,
        &what,
        Lie::OtherGroup,
        parts.clone(),
        Stated::ByAny,
    );
    if brood.contract.items.is_some() {
        let none = lookup.unknown.first().copied();
        let status = none.unwrap_or_else(|| reachable::refusal(brood.contract));
        let what = format!("{}:empty-refused", lookup.parameter);
        brood.add(
            Category::Lookup,
            &what,
            Lie::EmptyGroup(status),
            parts,
            Stated::ByAny,
        );
    }
}

/// Parameters refused when they are sent, and optional ones required.
fn parameters(brood: &mut Brood<'_>) {
    let status = reachable::refusal(brood.contract);
    let number = brood.contract.paging.as_ref().map(|p| match p {
        Paging::Number(form) => form.parameter.as_str(),
        Paging::Cursor(form) => form.parameter.as_str(),
    });
    for parameter in brood
        .contract
        .parameters
        .iter()
        .filter(|p| p.location != Location::Path)
    {
        let name = parameter.name.as_str();
        let lie = |sent| Lie::Parameter {
            name: name.to_owned(),
            sent,
            status,
        };
        let effect = parameter
            .effect
            .as_ref()
            .map(|_| Part::Effect(name.to_owned(), None));
        let parts: Vec<Part> = effect.into_iter().collect();
        let stated = match number {
            // A walk sends it though no case does.
            Some(number) if number == name => Stated::ByAny,
            _ => Stated::BySending(name.to_owned()),
        };
        brood.add(
            Category::Parameter,
            &format!("{name}:refused"),
            lie(true),
            parts,
            stated,
        );
        if !parameter.required {
            let what = format!("{name}:required");
            let stated = Stated::ByOmitting(name.to_owned());
            brood.add(Category::Parameter, &what, lie(false), Vec::new(), stated);
        }
    }
}
