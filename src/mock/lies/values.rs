//! Values of a body that do not match their schema, and facts that do not hold.

use std::borrow::Cow;

use serde_json::Value;

use super::another;
use crate::contract::{Contract, Fact, FactOperator, NodeId, Shape};
use crate::http::{Request, Root, Scope};
use crate::mock::answer::Draft;
use crate::mock::errors::json_content;
use crate::mock::facts::is_claimed;
use crate::mock::lie::{Lie, ValueLie};
use crate::mock::place::{put, take_out, unread};
use crate::mock::typed::text_of;
use crate::value::pointer;

/// Changes what a finished draft's body says.
pub(in crate::mock) fn change(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
    draft: &mut Draft,
) {
    match lie {
        Some(Lie::Schema { part, value }) => {
            at_last(contract, part, draft, |body, at| match value {
                Some(value) => {
                    pointer::set(body, at, value.clone());
                }
                None => {
                    pointer::remove(body, at);
                }
            });
        }
        Some(Lie::Value { part, how }) => altered(contract, part, *how, draft),
        Some(Lie::Member { part, name }) => at_last(contract, part, draft, |body, at| {
            pointer::set(body, &pointer::join(at, name), Value::from("docproof"));
        }),
        Some(Lie::Fact { name, absent }) => {
            let fact = contract.facts.iter().find(|f| f.name == *name);
            let applies = |f: &&Fact| f.status.is_empty() || f.status.contains(&draft.status);
            let lost = draft.lost.clone();
            let claimed = |f: &&Fact| is_claimed(f, lost.as_ref());
            if let Some(fact) = fact.filter(applies).filter(claimed) {
                untrue(contract, request, fact, *absent, draft);
            }
        }
        _ => {}
    }
}

/// Does something at the last place of a body that a part of the schemas describes.
fn at_last(
    contract: &Contract,
    part: &str,
    draft: &mut Draft,
    change: impl FnOnce(&mut Value, &str),
) {
    let last = places(contract, part, draft).pop();
    if let (Some(at), Some(body)) = (last, &mut draft.body) {
        change(body, &at);
    }
}

/// Alters every value at the places that a part of the schemas describes.
fn altered(contract: &Contract, part: &str, how: ValueLie, draft: &mut Draft) {
    if how == ValueLie::Added {
        let Some((parent, name)) = part.rsplit_once('/') else {
            return;
        };
        let added = another::added(contract, part);
        for at in places(contract, parent, draft) {
            let at = pointer::join(&at, name);
            if let Some(body) = draft.body.as_mut().filter(|b| b.pointer(&at).is_none()) {
                pointer::set(body, &at, added.clone());
            }
        }
        return;
    }
    // From the last on: an element left out moves those behind it.
    for at in places(contract, part, draft).into_iter().rev() {
        let Some(body) = &mut draft.body else {
            return;
        };
        if how == ValueLie::LeftOut {
            pointer::remove(body, &at);
        } else if let Some(value) = body.pointer_mut(&at) {
            another::alter(how, value);
        }
    }
}

/// The places of a body that a part of the schemas describes, in the body's order.
fn places(contract: &Contract, part: &str, draft: &Draft) -> Vec<String> {
    let response = contract.response(draft.status);
    let content = response.and_then(json_content);
    let (Some((_, Some(at))), Some(body)) = (content, &draft.body) else {
        return Vec::new();
    };
    let shape = contract.schemas.shape();
    let root = shape.find(&at).or_else(|| {
        let target = contract.schemas.get(&at)?.get("$ref")?.as_str()?;
        shape.find(target.strip_prefix('#')?)
    });
    let mut found = Vec::new();
    if let Some(root) = root {
        collect(shape, root, part, body, &mut String::new(), &mut found);
    }
    found
}

fn collect(
    shape: &Shape,
    root: NodeId,
    part: &str,
    value: &Value,
    path: &mut String,
    found: &mut Vec<String>,
) {
    let Some(node) = shape.resolve(root, path) else {
        return;
    };
    // The place itself, and the schemas that it refers to.
    let mut is_it = false;
    shape.witnesses(node, &Value::Null, &mut |id, _| {
        is_it |= shape.part(id) == part;
    });
    if is_it {
        found.push(path.clone());
    }
    let length = path.len();
    let mut below = |segment: Cow<'_, str>, value: &Value| {
        path.push('/');
        path.push_str(&segment);
        collect(shape, root, part, value, path, found);
        path.truncate(length);
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| below(pointer::escape(name), value)),
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, item)| below(at.to_string().into(), item));
        }
        _ => {}
    }
}

/// Makes a fact untrue: of facts about items, for the last one.
fn untrue(contract: &Contract, request: &Request, fact: &Fact, absent: bool, draft: &mut Draft) {
    let item = if fact.left.reads_item() || fact.right.reads_item() {
        let items = contract.items.as_ref();
        let list = items.and_then(|form| draft.body.as_ref()?.pointer(&form.at)?.as_array());
        let (Some(form), Some(list)) = (items, list) else {
            return;
        };
        let Some(end) = list.len().checked_sub(1) else {
            return;
        };
        Some(format!("{}/{end}", form.at))
    } else {
        None
    };
    let headers = draft.headers.clone();
    let scope = Scope {
        request,
        status: draft.status,
        headers: &headers,
        body: draft.body.as_ref(),
        item: item
            .as_ref()
            .and_then(|at| draft.body.as_ref()?.pointer(at)),
    };
    let read = |side: &crate::http::Expression| side.read(&scope).map(Cow::into_owned);
    let (Some(left), Some(right)) = (read(&fact.left), read(&fact.right)) else {
        return;
    };
    let told = (!absent).then(|| otherwise(fact.operator, &left, &right));
    let Draft { headers, body, .. } = draft;
    match (&fact.left.root, item, told) {
        (Root::Item(at), Some(item), told) => {
            let at = item + at;
            if let Some(body) = body {
                match told {
                    Some(told) => {
                        let told = unread(&fact.left, &told).unwrap_or(told);
                        pointer::set(body, &at, told);
                    }
                    None => {
                        pointer::remove(body, &at);
                    }
                }
            }
        }
        (_, _, Some(told)) => put(&fact.left, &told, headers, body.as_mut()),
        (_, _, None) => take_out(&fact.left, headers, body.as_mut()),
    }
}

/// A left side that a relation does not allow.
fn otherwise(operator: FactOperator, left: &Value, right: &Value) -> Value {
    let moved = |value: &Value, by: i64| value.as_i64().map_or(Value::Null, |n| (n + by).into());
    match operator {
        FactOperator::Equals => match left {
            Value::String(text) => changed(text).into(),
            Value::Bool(flag) => (!flag).into(),
            Value::Number(_) => moved(left, 1),
            _ => Value::from("another"),
        },
        FactOperator::Contains => match left {
            Value::Array(_) => Value::Array(Vec::new()),
            _ => text_of(left).replace(&text_of(right), "another").into(),
        },
        FactOperator::AtLeast => moved(right, -1),
        FactOperator::AtMost => moved(right, 1),
    }
}

/// Another text of the same look: its last letter or digit is another.
fn changed(text: &str) -> String {
    let other = |c: char| match c {
        'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(u32::from(c) + 1).unwrap_or(c),
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        c => c,
    };
    let mut characters: Vec<char> = text.chars().collect();
    match characters
        .iter_mut()
        .rev()
        .find(|c| c.is_ascii_alphanumeric())
    {
        Some(last) => *last = other(*last),
        None => characters.push('x'),
    }
    characters.into_iter().collect()
}
