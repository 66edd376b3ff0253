//! What parameters do to a listing: relations, filters, order, expansion. Each claim is kept in one place here.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::data::Data;
use super::groups::Group;
use super::manner::{Adds, Collation, Drops, Manner, Manners, Missing};
use super::manners;
use super::typed::{self, text_of, typed};
use crate::contract::{
    Contract, Effect, Expand, Filter, Order, Parameter, Relation, SetRelation, SortFields,
};
use crate::http::Request;
use crate::value::{pointer, same};

/// The effects of a request's parameters: parameter, effect, the value sent.
fn sent<'a>(
    contract: &'a Contract,
    request: &'a Request,
) -> impl Iterator<Item = (&'a Parameter, &'a Effect, &'a str)> {
    contract.parameters.iter().filter_map(|parameter| {
        let value = typed::sent(request, parameter)?;
        Some((parameter, parameter.effect.as_ref()?, value))
    })
}

/// The relations that a request's values call for: parameter, value, relation.
fn relations<'a>(
    contract: &'a Contract,
    request: &'a Request,
) -> impl Iterator<Item = (&'a str, &'a Relation)> {
    sent(contract, request)
        .filter_map(|(parameter, effect, text)| match effect {
            Effect::Relation(relations) => Some((parameter, relations, text)),
            _ => None,
        })
        .flat_map(|(parameter, relations, text)| {
            let value = typed(&contract.schemas, &parameter.schema, text);
            let applies = move |r: &&Relation| r.value.as_ref().is_none_or(|v| same(v, &value));
            relations.iter().filter(applies).map(move |r| (text, r))
        })
}

/// A group's members, with those of its descendants and without those of other groups as the parameters ask.
pub(super) fn related(
    contract: &Contract,
    data: &Data,
    manners: &Manners,
    group: &Group,
    request: &Request,
) -> Vec<Value> {
    let is_superset = |r: &Relation| {
        let within = manners.has(&Manner::Adds(Adds::Within)) && r.members.is_some();
        r.items == Some(SetRelation::Superset) && !within
    };
    let inherits = manners.has(&Manner::Indirect)
        || relations(contract, request).any(|(_, relation)| is_superset(relation));
    let mut members: Vec<Value> = if inherits {
        let all = data.inherited(contract, group);
        all.into_iter().cloned().collect()
    } else {
        group.members.clone()
    };
    for (text, relation) in relations(contract, request) {
        let nobody = manners.has(&Manner::Drops(Drops::NobodyAlone)) && !inherits;
        if relation.items == Some(SetRelation::Subset) && !nobody {
            drop_named(data, manners, text, group, &mut members);
        }
    }
    for (_, relation) in relations(contract, request) {
        if let Some((at, SetRelation::Superset)) = &relation.members
            && !manners.has(&Manner::Adds(Adds::Items))
        {
            for member in &mut members {
                name_descendants(data, group, at, member);
            }
        }
    }
    members
}

/// Drops the members of the groups that a list names, by any kind of identifier.
fn drop_named(data: &Data, manners: &Manners, list: &str, group: &Group, members: &mut Vec<Value>) {
    let named = list
        .split(',')
        .filter_map(|name| data.group_named(name.trim()));
    let below = |named: &Group| {
        let key = Some(named.key).filter(|_| manners.has(&Manner::Drops(Drops::Descendants)));
        let children = data.groups.iter();
        children.filter(move |g| g.parent.is_some() && g.parent == key)
    };
    let dropped: Vec<&Value> = named
        .flat_map(|g| std::iter::once(g).chain(below(g)))
        .flat_map(|g| &g.members)
        .collect();
    let shared =
        |m: &Value| manners.has(&Manner::Drops(Drops::ButShared)) && group.members.contains(m);
    members.retain(|m| shared(m) || !dropped.contains(&m));
}

/// Adds the descendant groups that a member belongs to to an array of the member.
fn name_descendants(data: &Data, group: &Group, at: &str, member: &mut Value) {
    let children = data.groups.iter().filter(|g| g.parent == Some(group.key));
    let names: Vec<Value> = children
        .filter(|g| g.members.contains(member))
        .map(Group::reference)
        .collect();
    if let Some(Value::Array(all)) = member.pointer_mut(at) {
        for name in names {
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
}

/// Whether every filter of a request leaves an item.
pub(super) fn passes(contract: &Contract, request: &Request, item: &Value) -> bool {
    passes_but(contract, request, "", item)
}

/// The same without the filter of one parameter.
pub(super) fn passes_but(contract: &Contract, request: &Request, but: &str, item: &Value) -> bool {
    sent(contract, request)
        .filter(|(parameter, _, _)| parameter.name != but)
        .all(|(parameter, effect, text)| passes_one(contract, parameter, effect, text, item))
}

/// Whether a parameter's effect leaves an item; one that is no filter leaves them all.
pub(super) fn passes_one(
    contract: &Contract,
    parameter: &Parameter,
    effect: &Effect,
    text: &str,
    item: &Value,
) -> bool {
    let schema = match effect {
        Effect::Filter(Filter::Schema(schema)) => {
            let value = typed(&contract.schemas, &parameter.schema, text);
            Some(substituted(schema, &value))
        }
        Effect::Filter(Filter::Values(values)) => values
            .iter()
            .find(|(value, _)| value == text)
            .map(|(_, schema)| schema.clone()),
        _ => None,
    };
    schema.is_none_or(|s| {
        let errors = contract.schemas.errors_of(&s, item);
        errors.is_ok_and(|e| e.is_empty()) && tells(&s, item)
    })
}

/// Whether an item has what a filter looks at. One that lacks it is not known to match, and is left out.
fn tells(schema: &Value, item: &Value) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut names = properties.into_iter().flat_map(Map::keys);
    names.all(|name| item.get(name).is_some())
}

/// A schema in which `{{value}}` is this value: itself where it is a text of its own, its text inside a longer one.
pub(super) fn substituted(schema: &Value, value: &Value) -> Value {
    match schema {
        Value::String(text) if text == "{{value}}" => value.clone(),
        Value::String(text) => text.replace("{{value}}", &text_of(value)).into(),
        Value::Array(items) => items.iter().map(|i| substituted(i, value)).collect(),
        Value::Object(object) => {
            let members = object
                .iter()
                .map(|(n, v)| (n.clone(), substituted(v, value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// Sorts items as a request asks.
pub(super) fn sort(contract: &Contract, request: &Request, manners: &Manners, items: &mut [Value]) {
    let way = manners.find(|m| {
        if let Manner::Sorted(c, m) = m {
            Some((*c, *m))
        } else {
            None
        }
    });
    let way = way.unwrap_or((Collation::Ordinal, Missing::Last));
    for (_, effect, text) in sent(contract, request) {
        if let Effect::Order(order) = effect {
            let keys = keys(order, text);
            items.sort_by(|a, b| compare(&keys, way, a, b));
        }
    }
}

/// The fields that a value names: pointer into an item, and whether downwards. Unknown names are left out.
pub(super) fn keys(order: &Order, text: &str) -> Vec<(String, bool)> {
    let names: Vec<&str> = match &order.separator {
        Some(separator) if !separator.is_empty() => text.split(separator.as_str()).collect(),
        _ => vec![text],
    };
    let key = |name: &&str| {
        let prefix = order.descending.as_deref().filter(|p| !p.is_empty());
        let bare = prefix.and_then(|p| name.trim().strip_prefix(p));
        let field = bare.unwrap_or(name.trim());
        let at = match &order.fields {
            SortFields::Any => Some(pointer::join("", field)),
            SortFields::Named(fields) => fields
                .iter()
                .find(|(f, _)| f == field)
                .map(|(_, at)| at.clone()),
        };
        at.map(|at| (at, bare.is_some()))
    };
    names.iter().filter_map(key).collect()
}

/// Missing values last, whichever the direction.
fn compare(
    keys: &[(String, bool)],
    (collation, missing): (Collation, Missing),
    a: &Value,
    b: &Value,
) -> Ordering {
    let has = |v: &&Value| !v.is_null();
    for (at, descending) in keys {
        let ordering = match (a.pointer(at).filter(has), b.pointer(at).filter(has)) {
            (Some(a), Some(b)) if *descending => compare_values(collation, b, a),
            (Some(a), Some(b)) => compare_values(collation, a, b),
            (a, b) => {
                let last = match missing {
                    Missing::First => false,
                    Missing::Last => true,
                    Missing::Smallest => *descending,
                    Missing::Largest => !*descending,
                };
                let ordering = a.is_none().cmp(&b.is_none());
                if last { ordering } else { ordering.reverse() }
            }
        };
        if ordering != Ordering::Equal {
            return ordering;
        }
    }
    Ordering::Equal
}

/// Numbers by size, times by time, other texts by their characters; of different types by the name of the type.
fn compare_values(collation: Collation, a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => match (x.as_i64(), y.as_i64()) {
            (Some(x), Some(y)) => x.cmp(&y),
            _ => x
                .as_f64()
                .partial_cmp(&y.as_f64())
                .unwrap_or(Ordering::Equal),
        },
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => {
            let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
            match (time(a), time(b)) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => manners::collate(collation, a, b),
            }
        }
        _ => crate::value::type_name(a).cmp(crate::value::type_name(b)),
    }
}

/// Takes out of an item what no parameter asks to add.
pub(super) fn expand(contract: &Contract, request: &Request, item: &mut Value) {
    for parameter in &contract.parameters {
        if let Some(Effect::Expand(expand)) = &parameter.effect {
            let asked = asked(expand, typed::sent(request, parameter));
            for (value, at) in &expand.values {
                if !asked.contains(&value.as_str()) {
                    pointer::remove(item, at);
                }
            }
        }
    }
}

fn asked<'a>(expand: &Expand, text: Option<&'a str>) -> Vec<&'a str> {
    let text = text.unwrap_or_default();
    if expand.separator.is_empty() {
        return vec![text];
    }
    text.split(expand.separator.as_str())
        .map(str::trim)
        .collect()
}
