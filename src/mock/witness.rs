//! Witnesses: for every filter the large group has a member that it leaves and one that it drops; the
//! last member of the nested group, who is in no other, is one that the first filter leaves.

use serde_json::{Value, json};

use super::effects::substituted;
use super::flat::flat;
use super::generate::{Fill, Generator};
use crate::contract::{Contract, Effect, Filter, Parameter};
use crate::value::pointer;

/// Changes members, from the last one on, until every filter leaves one and drops one, where their schema allows it.
pub(super) fn plant(
    contract: &Contract,
    generator: &Generator<'_>,
    item: &Value,
    members: &mut [Value],
) {
    let mut place = members.len();
    for (number, schema) in filters(contract, generator).iter().enumerate() {
        let left = members
            .iter()
            .filter(|m| generator.matches(schema, m))
            .count();
        let wanted = if left == 0 {
            json!({ "allOf": [item, schema] })
        } else if left == members.len() {
            json!({ "allOf": [item, { "not": schema }] })
        } else {
            continue;
        };
        // The first members stay as they are: variables take values from them.
        place = place.saturating_sub(1);
        let Some(member) = members.get_mut(place).filter(|_| place > 3) else {
            return;
        };
        let index = u64::try_from(number).unwrap_or(0);
        replace(contract, generator, &wanted, index, member);
    }
}

/// Changes the last of the members until the first filter leaves it, where its schema allows it.
pub(super) fn last(
    contract: &Contract,
    generator: &Generator<'_>,
    item: &Value,
    members: &mut [Value],
) {
    let first = filters(contract, generator).into_iter().next();
    if let (Some(schema), Some(member)) = (first, members.last_mut())
        && !generator.matches(&schema, member)
    {
        let wanted = json!({ "allOf": [item, schema] });
        replace(contract, generator, &wanted, 0, member);
    }
}

/// Makes a member one that is as wanted, and the same one by its identity; as it was where none can be made.
fn replace(
    contract: &Contract,
    generator: &Generator<'_>,
    wanted: &Value,
    index: u64,
    member: &mut Value,
) {
    let mut made = generator.value(wanted, "witness", index, Fill::All);
    for at in contract.items.iter().flat_map(|i| &i.identity) {
        if let Some(id) = member.pointer(at) {
            pointer::set(&mut made, at, id.clone());
        }
    }
    if generator.matches(wanted, &made) {
        *member = made;
    }
}

/// The schemas of all filters: of every value that is named, and of both truth values.
fn filters(contract: &Contract, generator: &Generator<'_>) -> Vec<Value> {
    let mut schemas = Vec::new();
    for parameter in &contract.parameters {
        match &parameter.effect {
            Some(Effect::Filter(Filter::Values(values))) => {
                schemas.extend(values.iter().map(|(_, schema)| schema.clone()));
            }
            Some(Effect::Filter(Filter::Schema(schema))) => {
                let values = known_values(parameter, generator);
                schemas.extend(values.iter().map(|value| substituted(schema, value)));
            }
            _ => {}
        }
    }
    schemas
}

/// The values that a parameter is known to take.
fn known_values(parameter: &Parameter, generator: &Generator<'_>) -> Vec<Value> {
    let flat = flat(generator.schemas, &parameter.schema, 0);
    if flat.get("type").is_some_and(|t| t == "boolean") {
        return vec![json!(true), json!(false)];
    }
    flat.get("enum")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}
