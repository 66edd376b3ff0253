//! A value in the parameter's list puts a place into every item; without it the place is absent.

use super::checks::{Checks, count, finding, words};
use super::seen::Seen;
use crate::contract::{Effect, Expand};
use crate::verdict::{Actual, Expected, Part, Place};

/// Checks the items against every parameter that expands them, sent or not.
pub fn check(seen: &Seen<'_>, checks: &mut Checks) {
    if !seen.is_success() {
        return;
    }
    for parameter in &seen.contract.parameters {
        if let Some(Effect::Expand(form)) = &parameter.effect {
            let sent = seen.request.parameter(&parameter.name);
            check_one(
                seen,
                &parameter.name,
                form,
                sent.unwrap_or_default(),
                checks,
            );
        }
    }
}

fn check_one(seen: &Seen<'_>, name: &str, form: &Expand, sent: &str, checks: &mut Checks) {
    let items = seen.items().unwrap_or_default();
    let asked: Vec<&str> = match form.separator.as_str() {
        "" => vec![sent],
        separator => sent.split(separator).map(str::trim).collect(),
    };
    for (value, pointer) in &form.values {
        let asked = asked.contains(&value.as_str());
        let part = Part::Effect(name.to_owned(), Some(value.clone()));
        let mut wrong = 0;
        for (index, item) in items.iter().enumerate() {
            let found = item.pointer(pointer);
            if found.is_some() == asked {
                continue;
            }
            wrong += 1;
            let place = Place::body(seen.index, seen.item_pointer(index) + pointer);
            let told = match found {
                None => finding(
                    "not-expanded",
                    place,
                    words("the expanded value"),
                    Actual::Absent,
                    "The request asked for this place.",
                ),
                Some(found) => finding(
                    "expanded-unasked",
                    place,
                    Expected::Absent,
                    Actual::found(found),
                    "The request did not ask for this place.",
                ),
            };
            checks.broken(part.clone(), told);
        }
        // That a place is absent unasked shows nothing of what asking for it does: another part.
        let part = if asked {
            part
        } else {
            Part::Effect(name.to_owned(), None)
        };
        if wrong == 0 {
            checks.shown(part, count(items.len()), "there are no items");
        }
    }
}
