//! Items are sorted as asked, across the pages of a walk.
//!
//! A document rarely says how texts compare or where missing values go. An order breaks only when it is wrong under
//! every reading that is left open: texts by code point, without case, as instants or by a
//! language's rules; missing values first, last, as the smallest or as the largest.

use std::cmp::Ordering;

use serde_json::Value;

use super::checks::{Checks, finding, words};
use super::facts::compare_numbers;
use super::seen::Seen;
use crate::contract::{Contract, Effect, Order, SortFields};
use crate::http::Request;
use crate::value::{pointer, same};
use crate::verdict::{Actual, Part, Place};

#[derive(Clone, Copy)]
enum Texts {
    Ordinal,
    Caseless,
    Instants,
    /// By a language's rules, which weigh letters first and differ on the rest.
    Language(Signs),
}

/// What a language's rules make of what is neither letter nor digit.
#[derive(Clone, Copy)]
enum Signs {
    /// Nothing, unless all else is the same.
    Ignored,
    /// Hyphens and apostrophes nothing, the others come before letters.
    HyphensIgnored,
    /// They come before letters.
    First,
}

#[derive(Clone, Copy)]
enum Missing {
    First,
    Last,
    Smallest,
    Largest,
}

const TEXTS: [Texts; 6] = [
    Texts::Ordinal,
    Texts::Caseless,
    Texts::Instants,
    Texts::Language(Signs::Ignored),
    Texts::Language(Signs::HyphensIgnored),
    Texts::Language(Signs::First),
];
const MISSING: [Missing; 4] = [
    Missing::First,
    Missing::Last,
    Missing::Smallest,
    Missing::Largest,
];

/// The readings under which two neighbours are in order, a bit each. Where nothing is missing, what becomes of
/// missing values makes no difference.
fn right_under(fields: &[Field], before: &[Value], after: &[Value]) -> u32 {
    let complete = !before.iter().chain(after).any(Value::is_null);
    let mut right = 0;
    let mut bit = 1;
    for texts in TEXTS {
        let mut wrong = false;
        for (position, missing) in MISSING.into_iter().enumerate() {
            if position == 0 || !complete {
                wrong = is_wrong(fields, before, after, texts, missing);
            }
            if !wrong {
                right |= bit;
            }
            bit <<= 1;
        }
    }
    right
}

/// The order of a listing, as far as it was seen.
#[derive(Debug)]
pub struct Sorted {
    parameter: String,
    /// `None`: a field that the contract does not know.
    fields: Option<Vec<Field>>,
    /// The readings under which nothing was wrong yet, a bit each.
    open: u32,
    previous: Option<Vec<Value>>,
    pages: usize,
}

#[derive(Debug)]
struct Field {
    name: String,
    pointer: String,
    descending: bool,
    witnesses: u64,
}

impl Sorted {
    /// The orders that a request asks for.
    pub fn asked(contract: &Contract, request: &Request) -> Vec<Self> {
        let asked = contract.parameters.iter().filter_map(|p| {
            let Some(Effect::Order(form)) = &p.effect else {
                return None;
            };
            let text = request.parameter(&p.name).filter(|t| !t.is_empty())?;
            Some(Self {
                parameter: p.name.clone(),
                fields: fields(form, text),
                open: u32::MAX,
                previous: None,
                pages: 0,
            })
        });
        asked.collect()
    }

    /// Takes the next page. What is wrong within the first page goes to `checks`, what is wrong across pages to
    /// `walk`.
    pub fn page(&mut self, seen: &Seen<'_>, checks: &mut Checks, walk: &mut Checks) {
        let Some(fields) = &mut self.fields else {
            return;
        };
        self.pages += 1;
        for (index, item) in seen.items().unwrap_or_default().iter().enumerate() {
            let keys: Vec<Value> = fields
                .iter()
                .map(|f| item.pointer(&f.pointer).cloned().unwrap_or(Value::Null))
                .collect();
            let previous = self.previous.replace(keys.clone());
            let Some(previous) = previous.filter(|_| self.open != 0) else {
                continue;
            };
            let differing = fields
                .iter_mut()
                .zip(previous.iter().zip(&keys))
                .find(|(_, (a, b))| !same(a, b));
            let Some((field, (before, after))) = differing else {
                continue;
            };
            let (name, at) = (field.name.clone(), field.pointer.clone());
            let told = (before.clone(), after.clone());
            if !before.is_null() && !after.is_null() {
                field.witnesses += 1;
            }
            self.open &= right_under(fields, &previous, &keys);
            if self.open == 0 {
                let place = Place::body(seen.index, seen.item_pointer(index) + &at);
                let told = finding(
                    "out-of-order",
                    place,
                    words(format!("a value that does not come before {}", told.0)),
                    Actual::Value(told.1),
                    "The items are in no order that the document leaves open.",
                );
                let part = Part::Effect(self.parameter.clone(), Some(name));
                let target = if self.pages > 1 {
                    &mut *walk
                } else {
                    &mut *checks
                };
                target.broken(part, told);
            }
        }
    }

    /// Tells what came of it.
    pub fn finish(&self, checks: &mut Checks) {
        let Some(fields) = &self.fields else {
            let part = Part::Effect(self.parameter.clone(), None);
            return checks.vacuous(part, "the contract does not know the field");
        };
        for field in fields.iter().filter(|_| self.open != 0) {
            let part = Part::Effect(self.parameter.clone(), Some(field.name.clone()));
            let otherwise = "no two items next to each other differ in it";
            checks.shown(part, field.witnesses, otherwise);
        }
    }
}

fn fields(form: &Order, text: &str) -> Option<Vec<Field>> {
    let names: Vec<&str> = match form.separator.as_deref() {
        Some(separator) if !separator.is_empty() => text.split(separator).collect(),
        _ => vec![text],
    };
    let field = |name: &str| {
        let name = name.trim();
        let stripped = form
            .descending
            .as_deref()
            .and_then(|d| name.strip_prefix(d));
        let (name, descending) = stripped.map_or((name, false), |n| (n, true));
        let pointer = match &form.fields {
            SortFields::Any => pointer::join("", name),
            SortFields::Named(known) => known.iter().find(|(n, _)| n == name)?.1.clone(),
        };
        Some(Field {
            name: name.to_owned(),
            pointer,
            descending,
            witnesses: 0,
        })
    };
    names.into_iter().map(field).collect()
}

fn is_wrong(
    fields: &[Field],
    before: &[Value],
    after: &[Value],
    texts: Texts,
    missing: Missing,
) -> bool {
    for (field, (before, after)) in fields.iter().zip(before.iter().zip(after)) {
        match compare(before, after, field.descending, texts, missing) {
            Some(Ordering::Equal) => {}
            Some(ordering) => return ordering.is_gt(),
            None => return false,
        }
    }
    false
}

/// How two keys come in the order asked for; nothing where no reading says.
fn compare(
    before: &Value,
    after: &Value,
    descending: bool,
    texts: Texts,
    missing: Missing,
) -> Option<Ordering> {
    let absent_goes_first = match missing {
        Missing::First => true,
        Missing::Last => false,
        Missing::Smallest => !descending,
        Missing::Largest => descending,
    };
    let ordering = match (before, after) {
        (Value::Null, Value::Null) => return Some(Ordering::Equal),
        (Value::Null, _) if absent_goes_first => return Some(Ordering::Less),
        (Value::Null, _) => return Some(Ordering::Greater),
        (_, Value::Null) if absent_goes_first => return Some(Ordering::Greater),
        (_, Value::Null) => return Some(Ordering::Less),
        (Value::String(a), Value::String(b)) => compare_texts(a, b, texts)?,
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(_), Value::Number(_)) => compare_numbers(before, after)?,
        _ => return None,
    };
    Some(if descending {
        ordering.reverse()
    } else {
        ordering
    })
}

fn compare_texts(a: &str, b: &str, texts: Texts) -> Option<Ordering> {
    Some(match texts {
        Texts::Ordinal => a.cmp(b),
        Texts::Caseless => {
            let folded = |t: &str| t.to_lowercase();
            folded(a).cmp(&folded(b))
        }
        Texts::Language(signs) => return by_letters(a, b, signs),
        Texts::Instants => match (instant(a), instant(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => a.cmp(b),
        },
    })
}

/// How two texts come by a language's rules, as far as all of them agree: by letters without case, digits before letters.
/// Nothing where the first difference is a letter beyond ASCII, or lies in signs or case alone: languages differ on it.
fn by_letters(a: &str, b: &str, signs: Signs) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    let (mut a, mut b) = (weights(a, signs), weights(b, signs));
    let differing = loop {
        match (a.next(), b.next()) {
            (None, None) => break None,
            (a, b) if a != b => break Some((a, b)),
            _ => {}
        }
    };
    match differing {
        None
        | Some(
            (Some(Weight::Open(_)), _)
            | (_, Some(Weight::Open(_)))
            | (Some(Weight::Sign(_)), Some(Weight::Sign(_))),
        ) => None,
        Some((a, b)) => Some(a.cmp(&b)),
    }
}

/// What a character weighs; what ends first comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Sign(char),
    Digit(char),
    Letter(char),
    /// Languages differ on it: only the same one is the same.
    Open(char),
}

fn weights(text: &str, signs: Signs) -> impl Iterator<Item = Weight> {
    text.chars().filter_map(move |c| match (c, signs) {
        ('0'..='9', _) => Some(Weight::Digit(c)),
        ('a'..='z' | 'A'..='Z', _) => Some(Weight::Letter(c.to_ascii_lowercase())),
        _ if !c.is_ascii() => Some(Weight::Open(c)),
        (_, Signs::Ignored) | ('-' | '\'', Signs::HyphensIgnored) => None,
        _ => Some(Weight::Sign(c)),
    })
}

fn instant(text: &str) -> Option<jiff::Timestamp> {
    let bytes = text.as_bytes();
    let looks_like_one = bytes.len() >= 16 && bytes.get(4) == Some(&b'-');
    text.parse().ok().filter(|_| looks_like_one)
}
