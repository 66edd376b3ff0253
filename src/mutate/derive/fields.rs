//! The fields that a listing can be sorted by.

use std::collections::HashSet;

use serde_json::Value;

use crate::contract::{Body, Contract, Order, SortFields};

/// Those that a contract names; where every property will do, those of an item that are texts, numbers or truth
/// values, but for what tells items apart: identifiers are compared in too many ways.
pub(super) fn sorted_by(contract: &Contract, order: &Order) -> Vec<String> {
    match &order.fields {
        SortFields::Named(fields) => fields.iter().map(|(name, _)| name.clone()).collect(),
        SortFields::Any => properties(contract),
    }
}

fn properties(contract: &Contract) -> Vec<String> {
    let Some(items) = &contract.items else {
        return Vec::new();
    };
    let identity: HashSet<&str> = items
        .identity
        .iter()
        .map(|at| at.trim_start_matches('/'))
        .collect();
    let places = item_parts(contract, &items.at);
    let shape = contract.schemas.shape();
    let mut found: Vec<String> = Vec::new();
    for part in shape.parts() {
        let Some((place, name)) = part.rsplit_once('/') else {
            continue;
        };
        let own = places.iter().any(|p| p == place) && name != "[]";
        if own && !identity.contains(name) && is_scalar(contract, place, name) {
            found.push(name.to_owned());
        }
    }
    found.dedup();
    found
}

/// The places that describe an item, spelled as `schema:` parts are.
fn item_parts(contract: &Contract, list: &str) -> Vec<String> {
    let Some((_, response)) = contract.success() else {
        return Vec::new();
    };
    let Body::Content(content) = &response.body else {
        return Vec::new();
    };
    let shape = contract.schemas.shape();
    let mut found = Vec::new();
    for at in content.iter().filter_map(|(_, at)| at.as_deref()) {
        let root = shape.find(at).or_else(|| {
            let target = contract.schemas.get(at)?.get("$ref")?.as_str()?;
            shape.find(target.strip_prefix('#')?)
        });
        let item = root.and_then(|root| shape.resolve(root, &format!("{list}/0")));
        if let Some(item) = item {
            shape.witnesses(item, &Value::Null, &mut |id, _| {
                found.push(shape.part(id).to_owned());
            });
        }
    }
    found
}

/// Whether a property of a component holds a text, a number or a truth value.
fn is_scalar(contract: &Contract, component: &str, name: &str) -> bool {
    let at = format!("/components/schemas/{component}/properties/{name}");
    let schema = contract.schemas.get(&at);
    let types = schema.and_then(|s| s.get("type"));
    let is = |t: &Value| {
        t.as_str()
            .is_some_and(|t| ["string", "integer", "number", "boolean"].contains(&t))
    };
    match types {
        Some(Value::Array(many)) => many.iter().any(is),
        Some(one) => is(one),
        None => false,
    }
}
