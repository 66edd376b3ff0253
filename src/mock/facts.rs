//! Facts: the left side of each is set from its right side.

use std::collections::HashMap;

use serde_json::Value;

use super::answer::Draft;
use super::place::{put, unread};
use super::typed::text_of;
use crate::contract::{Contract, Fact, FactOperator};
use crate::http::{Expression, Headers, Modifier, Request, Root, Scope};
use crate::value::{pointer, same};
use crate::verdict::LookupState;

/// Makes the facts about one item hold.
pub(super) fn of_item(contract: &Contract, request: &Request, status: u16, item: &mut Value) {
    for fact in applying(contract, status).filter(|f| concerns_items(f)) {
        let headers = Headers::new();
        let scope = |item| Scope {
            request,
            status,
            headers: &headers,
            body: None,
            item: Some(item),
        };
        let Some(right) = read(&fact.right, &fact.left, &scope(&*item)) else {
            continue;
        };
        let Root::Item(at) = &fact.left.root else {
            continue;
        };
        let left = item.pointer(at).cloned();
        if fact.optional && left.as_ref().is_none_or(Value::is_null) {
            continue;
        }
        let others = match fact.operator {
            FactOperator::Contains => {
                rights_of_the_same_left(contract, fact, &scope(&*item), status)
            }
            _ => Vec::new(),
        };
        let value = made(fact, left.as_ref(), &right, &others);
        if let Some(value) = value.filter(|v| left.as_ref() != Some(v)) {
            pointer::set(item, at, value);
        }
    }
}

/// What an item tells of another thing is the same in every item that names this thing: a fact that one identifier is
/// another's says which objects are about it.
pub(super) fn alike(contract: &Contract, status: u16, items: &mut [Value]) {
    for fact in applying(contract, status).filter(|f| f.operator == FactOperator::Equals) {
        let Root::Item(at) = &fact.left.root else {
            continue;
        };
        let Some((thing, _)) = at.rsplit_once('/').filter(|(thing, _)| !thing.is_empty()) else {
            continue;
        };
        let mut told: HashMap<String, usize> = HashMap::new();
        for index in 0..items.len() {
            let Some((before, [item, ..])) = items.split_at_mut_checked(index) else {
                continue;
            };
            let Some(id) = item.pointer(at).map(text_of) else {
                continue;
            };
            let Some(here) = item.pointer_mut(thing) else {
                continue;
            };
            let first = *told.entry(id).or_insert(index);
            let first = before.get(first).and_then(|item| item.pointer(thing));
            if let Some(first) = first.filter(|first| *first != here) {
                first.clone_into(here);
            }
        }
    }
}

/// Makes the facts about the rest of an answer hold, but for places that `reported` names: those are set already.
pub(super) fn of_answer(
    contract: &Contract,
    request: &Request,
    draft: &mut Draft,
    reported: &[&Expression],
) {
    let lost = draft.lost.clone();
    let claimed = |f: &&Fact| is_claimed(f, lost.as_ref());
    for fact in applying(contract, draft.status)
        .filter(claimed)
        .filter(|f| !concerns_items(f))
    {
        let scope = Scope {
            request,
            status: draft.status,
            headers: &draft.headers,
            body: draft.body.as_ref(),
            item: None,
        };
        let Some(right) = read(&fact.right, &fact.left, &scope) else {
            continue;
        };
        let left = fact.left.read(&scope).map(std::borrow::Cow::into_owned);
        let known = reported.iter().any(|r| r.root == fact.left.root);
        if known
            && left
                .as_ref()
                .is_some_and(|l| holds(fact.operator, l, &right))
        {
            continue;
        }
        if left.is_none() && fact.optional && !matches!(fact.left.root, Root::ResponseHeader(_)) {
            continue;
        }
        if let Some(value) = made(fact, left.as_ref(), &right, &[]) {
            put(&fact.left, &value, &mut draft.headers, draft.body.as_mut());
        }
    }
}

/// Makes the facts about dates in header fields hold, which are there only in the end.
pub(super) fn of_times(contract: &Contract, request: &Request, draft: &mut Draft) {
    let is_time = |f: &&Fact| {
        f.left.modifiers.contains(&Modifier::Time) && matches!(f.left.root, Root::ResponseHeader(_))
    };
    for fact in applying(contract, draft.status).filter(is_time) {
        let scope = Scope {
            request,
            status: draft.status,
            headers: &draft.headers,
            body: draft.body.as_ref(),
            item: None,
        };
        let (Some(left), Some(right)) = (fact.left.read(&scope), fact.right.read(&scope)) else {
            continue;
        };
        if !holds(fact.operator, &left, &right) {
            let right = right.into_owned();
            put(&fact.left, &right, &mut draft.headers, None);
        }
    }
}

/// Whether a fact is claimed of an answer to an identifier in this state. What depends on the parameters sent is kept
/// without them, too.
pub(super) fn is_claimed(fact: &Fact, lost: Option<&LookupState>) -> bool {
    let states = &fact.when.lookup;
    states.is_empty() || lost.is_some_and(|state| states.contains(state))
}

/// Whether a header field of the answer comes from the request by a fact, and is not there without it.
pub(super) fn echoes(contract: &Contract, header: &str) -> bool {
    contract.facts.iter().any(|f| {
        f.right.reads_request()
            && matches!(&f.left.root, Root::ResponseHeader(name) if name.eq_ignore_ascii_case(header))
    })
}

/// Whether a fact that is not optional reads the top member of that name.
pub(super) fn needs(contract: &Contract, status: u16, name: &str) -> bool {
    let below = pointer::join("", name);
    let reads = |e: &Expression| matches!(&e.root, Root::ResponseBody(at) if pointer::is_below(at, &below) || *at == below);
    applying(contract, status).any(|f| !f.optional && (reads(&f.left) || reads(&f.right)))
}

fn applying(contract: &Contract, status: u16) -> impl Iterator<Item = &Fact> {
    contract
        .facts
        .iter()
        .filter(move |f| f.status.is_empty() || f.status.contains(&status))
}

fn concerns_items(fact: &Fact) -> bool {
    fact.left.reads_item() || fact.right.reads_item()
}

/// The right side; its case is kept where the left side is compared without case.
fn read(right: &Expression, left: &Expression, scope: &Scope<'_>) -> Option<Value> {
    let mut right = right.clone();
    if left.modifiers.contains(&Modifier::Lower) {
        right.modifiers.retain(|m| *m != Modifier::Lower);
    }
    right.read(scope).map(std::borrow::Cow::into_owned)
}

/// What else the left side of a `contains` has to contain, in the contract's order, this fact's own among them.
fn rights_of_the_same_left(
    contract: &Contract,
    fact: &Fact,
    scope: &Scope<'_>,
    status: u16,
) -> Vec<String> {
    applying(contract, status)
        .filter(|f| f.operator == FactOperator::Contains && f.left == fact.left)
        .filter_map(|f| read(&f.right, &f.left, scope))
        .map(|v| text_of(&v))
        .collect()
}

fn holds(operator: FactOperator, left: &Value, right: &Value) -> bool {
    match operator {
        FactOperator::Equals => same(left, right),
        FactOperator::Contains => contains(left, right),
        FactOperator::AtLeast => left.as_f64() >= right.as_f64(),
        FactOperator::AtMost => left.as_f64() <= right.as_f64(),
    }
}

fn contains(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::String(left), right) => left.contains(&text_of(right)),
        (Value::Array(left), right) => left.iter().any(|l| same(l, right)),
        _ => false,
    }
}

/// The value of the left side that makes a fact hold.
fn made(fact: &Fact, left: Option<&Value>, right: &Value, others: &[String]) -> Option<Value> {
    if fact.operator != FactOperator::Contains {
        return match fact.left.root {
            Root::Item(_) => unread(&fact.left, right),
            _ => Some(right.clone()),
        };
    }
    match left {
        Some(left) if contains(left, right) => None,
        Some(Value::Array(items)) => {
            let mut items = items.clone();
            items.push(right.clone());
            Some(Value::Array(items))
        }
        Some(Value::String(_)) if !others.is_empty() => Some(others.join(" ").into()),
        Some(Value::String(text)) => Some(quoting(text, &text_of(right)).into()),
        _ => Some(right.clone()),
    }
}

/// A message with this text in its quotation marks, or at its end where it has none.
fn quoting(message: &str, text: &str) -> String {
    let quoted = message
        .split_once('"')
        .and_then(|(before, rest)| Some((before, rest.rsplit_once('"')?.1)));
    match quoted {
        Some((before, after)) => format!("{before}\"{text}\"{after}"),
        None if message.ends_with([' ', ':']) => format!("{message}{text}"),
        None => format!("{message}: {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_quote_what_was_asked() {
        let rows = [
            (
                "The guid \"0I2L\" is not valid.",
                "The guid \"a\"b\" is not valid.",
            ),
            ("Not found: ", "Not found: a\"b"),
            ("No such group", "No such group: a\"b"),
        ];
        for (message, expected) in rows {
            assert_eq!(quoting(message, "a\"b"), expected);
        }
    }
}
