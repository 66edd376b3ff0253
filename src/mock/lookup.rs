//! Which group a request names, and what is answered when it names none.

use super::groups::Group;
use super::manner::{Fault, Manners};
use super::pipeline::Scene;
use super::typed::typed;
use crate::contract::{Contract, Lookup};
use crate::http::Request;
use crate::verdict::LookupState;

/// The group that a request names, or the status of the answer when it names none.
pub(super) fn find<'a>(scene: Scene<'a>, request: &Request) -> Result<&'a Group, u16> {
    let Scene {
        contract,
        data,
        manners,
        ..
    } = scene;
    for lookup in contract.lookups.iter().filter(|l| l.tenant) {
        let text = request
            .path_parameter(&lookup.parameter)
            .unwrap_or_default();
        well_formed(contract, manners, lookup, text)?;
        let known = lookup.kinds.iter().any(|(_, schema)| {
            let value = typed(&contract.schemas, schema, text);
            data.tenants
                .iter()
                .any(|(name, id)| *name == lookup.parameter && *id == value)
        });
        if !known {
            return Err(unknown(contract, manners, lookup));
        }
    }
    let mut found = data.group("large");
    for lookup in contract.lookups.iter().filter(|l| !l.tenant) {
        let text = request
            .path_parameter(&lookup.parameter)
            .unwrap_or_default();
        well_formed(contract, manners, lookup, text)?;
        found = data.group_of(contract, lookup, text);
        if found.is_none() {
            return Err(unknown(contract, manners, lookup));
        }
    }
    found.ok_or(404)
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
