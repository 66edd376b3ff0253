//! Properties of bodies: a wrong type, null, absence, values outside their form, numbers as texts and texts as numbers.
//! Only places that a clause guards; one to three kinds each, in turn, and no more than there are mutants of other
//! categories.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};

use super::{Brood, limits, reachable};
use crate::contract::{Body, Clause, Contract, SchemaError};
use crate::mock::Lie;
use crate::mutate::{Category, Stated};
use crate::value::pointer;
use crate::verdict::Part;

/// The most kinds of one place.
const MOST: usize = 3;

pub(super) fn derive(brood: &mut Brood<'_>, most: usize) {
    let contract = brood.contract;
    let answered = answered(contract);
    let most = most + forbidden(brood, &answered);
    let mut seen = HashSet::new();
    let places: Vec<(&str, Vec<Change>)> = contract
        .schemas
        .shape()
        .parts()
        .filter(|part| seen.insert(*part))
        .filter(|part| answered.contains(part.split('/').next().unwrap_or(part)))
        .filter(|part| contract.clauses.iter().any(|clause| is_bound(clause, part)))
        .map(|part| (part, changes(contract, part)))
        .filter(|(_, changes)| !changes.is_empty())
        .collect();
    let each = (most / places.len().max(1)).clamp(1, MOST);
    let mut left = most;
    for (index, (part, changes)) in places.iter().enumerate() {
        let turn = changes.iter().cycle().skip(index % changes.len());
        let turn: Vec<&Change> = turn.take(changes.len()).collect();
        let (bound, others) = chosen(contract, part, &turn, each);
        // What a clause is bound to is broken however many there are.
        let others: Vec<&Change> = others.into_iter().take(left).collect();
        left = left.saturating_sub(bound.len() + others.len());
        for (what, value) in bound.into_iter().chain(others) {
            let lie = Lie::Schema {
                part: (*part).to_owned(),
                value: value.clone(),
            };
            let mut parts = Vec::new();
            for keyword in broken_keywords(contract, part, value.as_ref()) {
                parts.extend(places_of(contract, part, keyword.as_deref()));
            }
            // What requires a property is the schema around it.
            let around = part.rsplit_once('/').filter(|_| *what == "missing");
            let required = || Some("required".to_owned());
            parts.extend(around.map(|(around, _)| Part::Schema(around.to_owned(), required())));
            brood.add(
                Category::Schema,
                &format!("{part}:{what}"),
                lie,
                parts,
                Stated::ByNone,
            );
        }
    }
}

/// Members that an object never has (`not: { required: [NAME] }`), there all the same; how many such mutants there are.
fn forbidden(brood: &mut Brood<'_>, answered: &HashSet<String>) -> usize {
    let contract = brood.contract;
    let before = brood.mutants.len();
    for part in contract.schemas.shape().parts() {
        if !answered.contains(part.split('/').next().unwrap_or(part)) {
            continue;
        }
        for at in described(contract, part).all {
            let names = contract
                .schemas
                .get(&at)
                .and_then(|s| s.pointer("/not/required")?.as_array());
            for name in names.into_iter().flatten().filter_map(Value::as_str) {
                let lie = Lie::Member {
                    part: part.to_owned(),
                    name: name.to_owned(),
                };
                let what = format!("{part}:{name}-returned");
                brood.add(
                    Category::Safety,
                    &what,
                    lie,
                    places_of(contract, part, Some("not")),
                    Stated::ByNone,
                );
            }
        }
    }
    brood.mutants.len() - before
}

/// A part, and the places that refer to it: a finding may be told of either.
fn places_of(contract: &Contract, part: &str, keyword: Option<&str>) -> Vec<Part> {
    let place = |part: &str| Part::Schema(part.to_owned(), keyword.map(str::to_owned));
    let own = place(part);
    let shape = contract.schemas.shape();
    if part.contains('/') {
        return vec![own];
    }
    let refers = |other: &&str| {
        let mut found = false;
        if let Some(node) = shape.find_part(other).filter(|_| *other != part) {
            shape.witnesses(node, &Value::Null, &mut |id, _| {
                found |= shape.part(id) == part;
            });
        }
        found
    };
    let others = shape.parts().filter(refers).map(place);
    std::iter::once(own).chain(others).collect()
}

/// Whether a clause is bound to a place: to it, to what holds it, or to what one keyword says of it.
fn is_bound(clause: &Clause, part: &str) -> bool {
    let place = Part::Schema(part.to_owned(), None);
    let keyword = |p: &Part| matches!(p, Part::Schema(path, Some(_)) if path == part);
    clause.guards(&place) || clause.parts().iter().any(keyword)
}

/// The keywords of a place that a value breaks; nothing is not there. Where only what is around the place or within the value tells
/// it, the place as a whole.
fn broken_keywords(contract: &Contract, part: &str, value: Option<&Value>) -> Vec<Option<String>> {
    let Some(value) = value else {
        return vec![Some("required".to_owned())];
    };
    let mut broken = BTreeSet::new();
    for at in described(contract, part).all {
        let errors = contract.schemas.errors_at(&at, value).unwrap_or_default();
        let own = errors
            .into_iter()
            .filter(|e| e.instance.is_empty() && e.missing.is_none());
        broken.extend(own.map(|e| Some(e.keyword)));
    }
    if broken.is_empty() {
        return vec![None];
    }
    broken.into_iter().collect()
}

/// The keywords of a place that clauses are bound to.
fn bound_keywords<'c>(contract: &'c Contract, part: &str) -> BTreeSet<&'c String> {
    let bound = contract.clauses.iter().flat_map(Clause::parts);
    let keywords = bound.filter_map(|p| match p {
        Part::Schema(path, Some(keyword)) if path == part => Some(keyword),
        _ => None,
    });
    keywords.collect()
}

type Change = (&'static str, Option<Value>);

/// The changes that the keywords need to which clauses are bound (of those that break one, the change that breaks the fewest others), and
/// others in turn, so many in all.
fn chosen<'c>(
    contract: &Contract,
    part: &str,
    turn: &[&'c Change],
    each: usize,
) -> (Vec<&'c Change>, Vec<&'c Change>) {
    let broken = |change: &Change| broken_keywords(contract, part, change.1.as_ref());
    let mut chosen: Vec<&Change> = Vec::new();
    for keyword in bound_keywords(contract, part) {
        let breaks = |change: &&Change| broken(change).iter().flatten().any(|k| k == keyword);
        if !chosen.iter().any(breaks) {
            let breaking = turn.iter().copied().filter(breaks);
            chosen.extend(breaking.min_by_key(|change| broken(change).len()));
        }
    }
    let others = turn.iter().copied().filter(|c| !chosen.contains(c));
    let others = others.take(each.saturating_sub(chosen.len())).collect();
    (chosen, others)
}

/// The components that bodies of reachable statuses are made of.
pub(super) fn answered(contract: &Contract) -> HashSet<String> {
    let mut found = HashSet::new();
    for status in reachable::statuses(contract) {
        if let Some(Body::Content(content)) = contract.response(status).map(|r| &r.body) {
            for at in content.iter().filter_map(|(_, at)| at.as_deref()) {
                if let Some(name) = at.strip_prefix("/components/schemas/") {
                    found.insert(pointer::unescape(name).into_owned());
                }
                if let Some(schema) = contract.schemas.get(at) {
                    referred(contract, schema, &mut found);
                }
            }
        }
    }
    found
}

fn referred(contract: &Contract, schema: &Value, found: &mut HashSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(target) = object.get("$ref").and_then(Value::as_str) {
                let name = target
                    .strip_prefix("#/components/schemas/")
                    .map(pointer::unescape);
                if let Some(name) = name
                    && found.insert(name.clone().into_owned())
                    && let Some(schema) = contract.schemas.get(target.trim_start_matches('#'))
                {
                    referred(contract, schema, found);
                }
            }
            object.values().for_each(|v| referred(contract, v, found));
        }
        Value::Array(all) => all.iter().for_each(|v| referred(contract, v, found)),
        _ => {}
    }
}

/// The schemas of a place: pointers that a value has to match all of, and alternatives of which one will do.
#[derive(Default)]
struct Described {
    all: Vec<String>,
    any: Vec<String>,
    /// A schema that holds the place requires it.
    required: bool,
}

fn described(contract: &Contract, part: &str) -> Described {
    let mut segments = part.split('/');
    let component = segments.next().unwrap_or(part);
    let mut at = vec![(pointer::join("/components/schemas", component), true)];
    let mut required = false;
    for segment in segments {
        let holders: Vec<(String, bool)> = at
            .iter()
            .flat_map(|(at, all)| within(contract, at, *all))
            .collect();
        required = false;
        at = Vec::new();
        for (holder, all) in holders {
            let Some(schema) = contract.schemas.get(&holder) else {
                continue;
            };
            let child = if segment == "[]" {
                holder.clone() + "/items"
            } else {
                let names = schema.get("required").and_then(Value::as_array);
                required |= all && names.is_some_and(|r| r.iter().any(|n| n == segment));
                pointer::join(&(holder.clone() + "/properties"), segment)
            };
            if contract.schemas.get(&child).is_some() {
                at.push((child, all));
            }
        }
    }
    let (all, any): (Vec<_>, Vec<_>) = at.into_iter().partition(|(_, all)| *all);
    let pointers = |list: Vec<(String, bool)>| list.into_iter().map(|(at, _)| at).collect();
    Described {
        all: pointers(all),
        any: pointers(any),
        required,
    }
}

/// A schema and those that it combines, each with whether a value has to match it.
fn within(contract: &Contract, at: &str, all: bool) -> Vec<(String, bool)> {
    let mut found = vec![(at.to_owned(), all)];
    let Some(schema) = contract.schemas.get(at) else {
        return found;
    };
    for (keyword, all) in [("allOf", all), ("anyOf", false), ("oneOf", false)] {
        let count = schema
            .get(keyword)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        for index in 0..count {
            found.extend(within(contract, &format!("{at}/{keyword}/{index}"), all));
        }
    }
    found
}

impl Described {
    /// Whether a value breaks the place's schema under every alternative.
    fn breaks(&self, contract: &Contract, value: &Value) -> bool {
        let wrong = |at: &String| {
            contract
                .schemas
                .errors_at(at, value)
                .is_ok_and(|e| !e.is_empty())
        };
        self.all.iter().any(wrong) || (!self.any.is_empty() && self.any.iter().all(wrong))
    }

    /// Whether a value is of a type that the place does not have, whatever the value itself is.
    fn mistypes(&self, contract: &Contract, value: &Value) -> bool {
        let of_type = |at: &String| {
            let errors = contract.schemas.errors_at(at, value).unwrap_or_default();
            let own = |e: &SchemaError| e.instance.is_empty() && e.missing.is_none();
            errors.iter().any(own)
        };
        self.all.iter().any(of_type)
    }
}

/// What can be wrong with a place, most telling first.
fn changes(contract: &Contract, part: &str) -> Vec<Change> {
    let described = described(contract, part);
    let breaks = |value: &Value| described.breaks(contract, value);
    let fits = |value: &Value| !breaks(value);
    let mut changes: Vec<Change> = Vec::new();
    if described.required && part.contains('/') && !part.ends_with("[]") {
        changes.push(("missing", None));
    }
    let types = [
        json!({ "docproof": 1 }),
        json!([[]]),
        json!("a text"),
        json!(true),
    ];
    let wrong = types.iter().find(|v| described.mistypes(contract, v));
    changes.extend(wrong.map(|v| ("wrong-type", Some(v.clone()))));
    let numbers = [json!(17), json!(1), json!(2)];
    let texts = [json!("docproof: no such value"), json!("")];
    let number = numbers.iter().any(fits);
    if breaks(&Value::Null) {
        changes.push(("null", Some(Value::Null)));
    }
    let outside: Vec<Value> = if number {
        vec![json!(-1), json!(1_000_000_007), json!(0.5)]
    } else if is_textual(contract, &described) {
        texts.to_vec()
    } else {
        Vec::new()
    };
    let outside = outside.into_iter().find(breaks);
    changes.extend(outside.map(|v| ("outside-its-form", Some(v))));
    if number && breaks(&json!("17")) {
        changes.push(("number-as-text", Some(json!("17"))));
    } else if is_textual(contract, &described) && breaks(&json!(17)) {
        changes.push(("text-as-number", Some(json!(17))));
    }
    for keyword in bound_keywords(contract, part) {
        let breaks = |value: Option<&Value>| {
            let mut broken = broken_keywords(contract, part, value).into_iter().flatten();
            broken.any(|k| k == *keyword)
        };
        if !changes.iter().any(|(_, value)| breaks(value.as_ref())) {
            let schemas = described
                .all
                .iter()
                .filter_map(|at| contract.schemas.get(at));
            let said = schemas.filter_map(|schema| schema.get(keyword.as_str()));
            let mut beyond = said.filter_map(|said| limits::beyond(keyword, said));
            let beyond = beyond.find(|(_, value)| breaks(Some(value)));
            changes.extend(beyond.map(|(what, value)| (what, Some(value))));
        }
    }
    changes
}

/// Whether a place holds texts: a type says so, or an enumeration of texts.
fn is_textual(contract: &Contract, described: &Described) -> bool {
    described.all.iter().chain(&described.any).any(|at| {
        let Some(schema) = contract.schemas.get(at) else {
            return false;
        };
        let has = |t: &Value| match t {
            Value::String(one) => one == "string",
            Value::Array(many) => many.iter().any(|t| t == "string"),
            _ => false,
        };
        let listed = schema.get("enum").and_then(Value::as_array);
        schema.get("type").is_some_and(has)
            || listed.is_some_and(|e| e.iter().any(Value::is_string))
            || schema.get("const").is_some_and(Value::is_string)
    })
}
