//! Which group a request names, and what is answered when it names none.

use super::answer::Draft;
use super::groups::Group;
use super::manner::{Fault, Manners};
use super::pipeline::Scene;
use super::typed::typed;
use super::{errors, lies};
use crate::contract::{Contract, Lookup};
use crate::http::Request;
use crate::verdict::LookupState;

/// What is answered to a request that names no group.
#[derive(Debug)]
pub(super) struct Lost {
    status: u16,
    /// What the identifier at fault is.
    state: LookupState,
}

impl Lost {
    /// The answer.
    pub(super) fn answer(self, scene: Scene<'_>) -> Draft {
        let draft = errors::answer(scene, self.status, "lookup");
        Draft {
            lost: Some(self.state),
            ..draft
        }
    }
}

/// The group that a request names, or what is answered when it names none.
pub(super) fn find<'a>(scene: Scene<'a>, request: &Request) -> Result<&'a Group, Lost> {
    let Scene {
        contract,
        data,
        lie,
        ..
    } = scene;
    let mut found = data.group("large");
    let tenants_first = contract.lookups.iter().filter(|l| l.tenant);
    for lookup in tenants_first.chain(contract.lookups.iter().filter(|l| !l.tenant)) {
        let text = request
            .path_parameter(&lookup.parameter)
            .unwrap_or_default();
        let (state, named) = named(scene, lookup, text);
        let named = lies::refusals::lookup(lie, data, &lookup.parameter, &state, named);
        let named = named.map_err(|status| Lost { status, state })?;
        if !lookup.tenant {
            found = named;
        }
    }
    let nobody = |status| Lost {
        status,
        state: LookupState::Unknown,
    };
    let found = found.ok_or_else(|| nobody(404))?;
    lies::refusals::group(lie, data, found).map_err(nobody)
}

/// What an identifier is, and the group that it names (for an organisation, none), or the status of the answer.
fn named<'a>(
    scene: Scene<'a>,
    lookup: &Lookup,
    text: &str,
) -> (LookupState, Result<Option<&'a Group>, u16>) {
    let Scene {
        contract,
        data,
        manners,
        ..
    } = scene;
    if let Err(status) = well_formed(contract, manners, lookup, text) {
        return (LookupState::Malformed, Err(status));
    }
    let kind = if lookup.tenant {
        let known = lookup.kinds.iter().find(|(_, schema)| {
            let value = typed(&contract.schemas, schema, text);
            data.tenants
                .iter()
                .any(|(name, id)| *name == lookup.parameter && *id == value)
        });
        known.map(|(kind, _)| (kind.clone(), None))
    } else {
        data.group_of(contract, lookup, text)
            .map(|(kind, group)| (kind.to_owned(), Some(group)))
    };
    match kind {
        Some((kind, group)) => (LookupState::Kind(kind), Ok(group)),
        None => (
            LookupState::Unknown,
            Err(unknown(contract, manners, lookup)),
        ),
    }
}

/// Whether a text is an identifier of any kind, where the contract says how others are answered.
fn well_formed(
    contract: &Contract,
    manners: &Manners,
    lookup: &Lookup,
    text: &str,
) -> Result<(), u16> {
    let Some(status) = lookup.malformed.first() else {
        return Ok(());
    };
    let is_one = lookup.kinds.iter().any(|(_, schema)| {
        let value = typed(&contract.schemas, schema, text);
        contract
            .schemas
            .errors_of(schema, &value)
            .is_ok_and(|e| e.is_empty())
    });
    let other = manners.status(&Fault::Lookup(
        lookup.parameter.clone(),
        LookupState::Malformed,
    ));
    if is_one {
        Ok(())
    } else {
        Err(other.unwrap_or(*status))
    }
}

/// The status for what does not exist: the lookup's first, else a documented 404 or 400.
fn unknown(contract: &Contract, manners: &Manners, lookup: &Lookup) -> u16 {
    if let Some(other) = manners.status(&Fault::Lookup(
        lookup.parameter.clone(),
        LookupState::Unknown,
    )) {
        return other;
    }
    let documented = |status: &u16| contract.response(*status).is_some();
    let stated = lookup.unknown.first().copied();
    stated
        .or_else(|| [404, 400].into_iter().find(documented))
        .unwrap_or(404)
}
