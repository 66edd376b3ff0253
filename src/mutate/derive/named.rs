//! Mutants that only a clause can claim are wrong: values that are well-formed and not true, texts that not every service
//! takes. They are there where a clause names one (`broken-by`), by its whole id.

use serde_json::Value;

use super::{Brood, headers, reachable, schema};
use crate::contract::{Contract, Effect, Location, Paging};
use crate::mock::{EffectLie, Lie, ValueLie};
use crate::mutate::{Category, Stated};

/// A value of a header field that stays the same.
const CONSTANTS: &[&str] = &["1000", "constant"];

/// Adds those that a clause names.
pub(super) fn derive(brood: &mut Brood<'_>) {
    let contract = brood.contract;
    let names = || contract.clauses.iter().flat_map(|c| &c.broken_by);
    if names().next().is_none() {
        return;
    }
    for (category, what, lie) in candidates(contract) {
        let id = format!("{category}:{what}");
        let own = |text: &str| {
            let rest = text.strip_prefix(contract.id.as_str());
            text == id || rest.and_then(|r| r.strip_prefix(':')) == Some(id.as_str())
        };
        if names().any(|name| own(&name.text)) {
            brood.add(category, &what, lie, Vec::new(), Stated::ByNone);
        }
    }
}

/// The ids of all that a clause could name, without the contract's own.
pub(in crate::mutate) fn ids(contract: &Contract) -> Vec<String> {
    let named = |(category, what, _): (Category, String, Lie)| format!("{category}:{what}");
    candidates(contract).into_iter().map(named).collect()
}

fn candidates(contract: &Contract) -> Vec<(Category, String, Lie)> {
    let mut found = Vec::new();
    parameters(contract, &mut found);
    values(contract, &mut found);
    for status in reachable::statuses(contract) {
        for header in contract.response(status).iter().flat_map(|r| &r.headers) {
            let fits = |text: &&&str| headers::matches(contract, &header.schema, text);
            if let Some(text) = CONSTANTS.iter().find(fits) {
                let lie = Lie::Header {
                    status,
                    name: header.name.clone(),
                    value: Some((*text).to_owned()),
                };
                let what = format!("{status}:{}:never-changes", header.name);
                found.push((Category::Header, what, lie));
            }
        }
    }
    found
}

fn parameters(contract: &Contract, found: &mut Vec<(Category, String, Lie)>) {
    for lookup in &contract.lookups {
        let parameter = lookup.parameter.clone();
        let unknown = lookup.unknown.iter().copied().find(|s| *s != 401);
        let status = unknown.unwrap_or_else(|| reachable::refusal(contract));
        let what = format!("{parameter}:odd-text-refused");
        found.push((Category::Lookup, what, Lie::OddText { parameter, status }));
    }
    let refusal = reachable::refusal(contract);
    for parameter in contract
        .parameters
        .iter()
        .filter(|p| p.location != Location::Path)
    {
        let name = parameter.name.as_str();
        let mut add = |what: &str, lie| {
            found.push((Category::Parameter, format!("{name}:{what}"), lie));
        };
        let odd = Lie::OddText {
            parameter: name.to_owned(),
            status: refusal,
        };
        add("odd-text-refused", odd);
        if let Some(status) = reachable::undocumented(contract) {
            for (what, sent) in [("answered", true), ("missing-answered", false)] {
                let lie = Lie::Parameter {
                    name: name.to_owned(),
                    sent,
                    status,
                };
                add(&format!("{what}-{status}"), lie);
            }
        }
        // Where it is 1 anyway, that is no lie.
        let first = match &contract.paging {
            Some(Paging::Number(form)) if form.parameter == name => Some(form.first),
            _ => parameter.schema.get("default").and_then(Value::as_u64),
        };
        let is_whole = parameter.schema.get("type").is_some_and(|t| t == "integer");
        if is_whole && first != Some(1) {
            let value = "1".to_owned();
            add(
                "default-1",
                Lie::Default {
                    parameter: name.to_owned(),
                    value,
                },
            );
        }
        if matches!(parameter.effect, Some(Effect::Relation(_))) {
            let lie = Lie::Effect {
                parameter: name.to_owned(),
                value: None,
                how: EffectLie::OneLost,
            };
            found.push((Category::Relation, format!("{name}:one-lost"), lie));
        }
    }
}

/// Every property of bodies that requests provoke, made another in every way that fits its type.
fn values(contract: &Contract, found: &mut Vec<(Category, String, Lie)>) {
    let answered = schema::answered(contract);
    let mut once = std::collections::HashSet::new();
    for part in contract.schemas.shape().parts() {
        let component = part.split('/').next().unwrap_or(part);
        if !part.contains('/') || !answered.contains(component) || !once.insert(part) {
            continue;
        }
        for (word, how) in ValueLie::WORDS {
            let lie = Lie::Value {
                part: part.to_owned(),
                how: *how,
            };
            found.push((Category::Value, format!("{part}:{word}"), lie));
        }
    }
}
