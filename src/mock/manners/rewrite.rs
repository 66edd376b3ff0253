//! Values rewritten place by place: a change stays where the whole still matches its schema.

use serde_json::{Value, json};

use super::super::generate::Generator;
use super::super::manner::{Fill, Manner, Manners};
use super::texts;
use crate::value::pointer;

/// What must not be touched.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Kept {
    /// These places, and what is below them.
    pub(in super::super) whole: Vec<String>,
    /// These places must be there, with a value.
    pub(in super::super) there: Vec<String>,
    /// These places tell items apart.
    pub(in super::super) identity: Vec<String>,
}

/// Rewrites a member of a group; `unbound`: nothing is promised of this one, so that its optional parts may be missing.
pub(in super::super) fn item(
    manners: &Manners,
    generator: &Generator<'_>,
    schema: &Value,
    kept: &Kept,
    (index, unbound): (usize, bool),
    value: &mut Value,
) {
    for manner in &manners.0 {
        match manner {
            Manner::Fill(_) if !unbound => {}
            Manner::Anonymous if unbound && index % 5 == 4 => {
                let mut bare = value.clone();
                for at in &kept.identity {
                    pointer::remove(&mut bare, at);
                }
                if generator.matches(schema, &bare) {
                    *value = bare;
                }
            }
            _ => change(manner, generator, schema, kept, index, value),
        }
    }
}

/// Rewrites a body that is no list, or what stands beside its list.
pub(in super::super) fn body(
    manners: &Manners,
    generator: &Generator<'_>,
    schema: &Value,
    kept: &Kept,
    value: &mut Value,
) {
    for manner in &manners.0 {
        change(manner, generator, schema, kept, 0, value);
    }
}

fn change(
    manner: &Manner,
    generator: &Generator<'_>,
    schema: &Value,
    kept: &Kept,
    index: usize,
    value: &mut Value,
) {
    let mut places = Vec::new();
    collect("", value, &mut places);
    if *manner == Manner::Fill(Fill::Sparse) {
        // What may be missing once something else is has a second chance.
        let again: Vec<String> = places.clone();
        places.extend(again);
    }
    let is_kept = |at: &str| {
        kept.whole
            .iter()
            .any(|k| at == k || at.starts_with(&format!("{k}/")))
    };
    let is_there = |at: &str| {
        kept.there
            .iter()
            .any(|k| k == at || k.starts_with(&format!("{at}/")))
    };
    for (number, at) in places.iter().enumerate().filter(|(_, at)| !is_kept(at)) {
        let Some(old) = value.pointer(at).cloned() else {
            continue;
        };
        let new = match manner {
            Manner::Fill(Fill::Sparse) if !is_there(at) => None,
            Manner::Fill(Fill::Nulls) if !is_there(at) && !old.is_null() => Some(Value::Null),
            Manner::Fill(Fill::Empty) if !is_there(at) && old.is_string() => Some("".into()),
            Manner::Fill(Fill::Empty) if !is_there(at) && old.is_array() => Some(json!([])),
            Manner::Texts(kind) if is_free(&old) && !is_there(at) => {
                Some(texts::text(*kind, index + number).into())
            }
            Manner::Integers(kind) if old.is_i64() => {
                let step = u64::try_from(index * places.len() + number).unwrap_or(0);
                let fits = |limit: &i64| {
                    let mut changed = value.clone();
                    pointer::set(&mut changed, at, Value::from(*limit));
                    generator.matches(schema, &changed)
                };
                let limit = texts::integers(*kind, step).into_iter().find(fits);
                limit.map_or_else(|| Some(old.clone()), |limit| Some(limit.into()))
            }
            Manner::UuidsInCapitals if texts::is_uuid(&old) => {
                old.as_str().map(|text| text.to_uppercase().into())
            }
            Manner::Times(form) => match texts::time(*form, index + number, &old) {
                Some(time) => Some(time.into()),
                None => continue,
            },
            _ => continue,
        };
        // A place inside a list stays: how many there are is another matter.
        let in_list = at
            .rsplit('/')
            .next()
            .is_some_and(|s| s.parse::<usize>().is_ok());
        let mut changed = value.clone();
        match new {
            None if in_list => continue,
            None => {
                pointer::remove(&mut changed, at);
            }
            Some(new) => {
                pointer::set(&mut changed, at, new);
            }
        }
        if generator.matches(schema, &changed) {
            *value = changed;
        }
    }
}

/// Whether a value is a text without a form of its own: no address, number, date or URL.
fn is_free(value: &Value) -> bool {
    // Letters beyond Latin ones are there for a purpose: a variable may promise them.
    let formed = |t: &str| {
        t.contains(['@', ':'])
            || t.chars().any(|c| c > 'ɏ')
            || t.chars().all(|c| !c.is_alphabetic())
    };
    value.as_str().is_some_and(|text| !formed(text))
}

/// Every place below a value, outer ones first.
fn collect(at: &str, value: &Value, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let inner = pointer::join(at, name);
                places.push(inner.clone());
                collect(&inner, member, places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let inner = format!("{at}/{index}");
                places.push(inner.clone());
                collect(&inner, item, places);
            }
        }
        _ => {}
    }
}
