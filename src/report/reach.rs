//! Which clauses a case can show, seen from its text alone: what it asks decides what could be looked at. Whether it
//! was is known only after a run.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::{Binding, Case, Provokes, Step, Walk};
use crate::contract::{Body, Clause, Contract};
use crate::http::Root;
use crate::verdict::{AccessState, Aspect, LookupState, Part};

/// The clauses that a case can show.
pub(super) fn clauses<'a>(
    contract: &'a Contract,
    case: &'a Case,
) -> impl Iterator<Item = &'a Clause> {
    contract.clauses.iter().filter(move |clause| {
        let mut parts = clause.parts().iter();
        parts.any(|part| {
            case.steps
                .iter()
                .any(|step| reaches(contract, case, step, part))
        })
    })
}

fn reaches(contract: &Contract, case: &Case, step: &Step, part: &Part) -> bool {
    match part {
        Part::Status(s) | Part::ContentType(s) | Part::Body(s) | Part::Header(s, _) => {
            answers(contract, step, *s)
        }
        Part::Schema(path) => {
            let component = path.split('/').next().unwrap_or(path);
            let mut statuses = contract.responses.iter();
            statuses.any(|response| match &response.body {
                Body::Content(types) => {
                    let meant =
                        (100..600).any(|s| response.status.covers(s) && answers(contract, step, s));
                    meant
                        && types.iter().any(|(_, schema)| {
                            schema
                                .as_deref()
                                .is_some_and(|at| refers(contract, at).contains(component))
                        })
                }
                Body::Unstated | Body::Empty => false,
            })
        }
        Part::Fact(name) => contract.facts.iter().any(|fact| {
            let sides = [&fact.left, &fact.right];
            let sent = |root: &Root| match root {
                Root::RequestPath(name) | Root::RequestQuery(name) | Root::RequestHeader(name) => {
                    binding(step, name).is_some()
                }
                _ => true,
            };
            let status =
                fact.status.is_empty() || fact.status.iter().any(|s| answers(contract, step, *s));
            fact.name == *name && status && sides.into_iter().all(|side| sent(&side.root))
        }),
        Part::Effect(parameter, value) => {
            succeeds(contract, step)
                && binding(step, parameter)
                    .is_some_and(|b| value.as_ref().is_none_or(|v| names(b, v)))
        }
        Part::Access(scheme, state) => {
            let given = step.credentials.iter().find(|(name, ..)| name == scheme);
            let own = given.map_or(AccessState::Given, |(_, state, _)| *state);
            own == *state && (own != AccessState::Given || succeeds(contract, step))
        }
        Part::Lookup(parameter, state) => step
            .request
            .path
            .iter()
            .any(|b| b.name == *parameter && named(contract, b).as_ref() == Some(state)),
        Part::Paging(aspect) => succeeds(contract, step) && pages(step, *aspect),
        Part::Throttle(_) => step.provokes == Some(Provokes::Throttle),
        Part::Framing => true,
        Part::Case(name) => case.name == *name,
    }
}

/// Whether an answer with this status may come: one that the case expects, or where it expects none in particular, any
/// that is documented.
fn answers(contract: &Contract, step: &Step, status: u16) -> bool {
    if step.expect.status.is_empty() {
        contract.response(status).is_some()
    } else {
        step.expect.status.contains(&status)
    }
}

fn succeeds(contract: &Contract, step: &Step) -> bool {
    (200..300).any(|status| answers(contract, step, status))
}

fn pages(step: &Step, aspect: Aspect) -> bool {
    match aspect {
        Aspect::Back => step.walk == Walk::ThereAndBack,
        Aspect::PastEnd => step.walk == Walk::PastEnd,
        Aspect::Unique
        | Aspect::Size
        | Aspect::DefaultSize
        | Aspect::Index
        | Aspect::Count
        | Aspect::Links => true,
        Aspect::Complete
        | Aspect::Total
        | Aspect::Pages
        | Aspect::Last
        | Aspect::End
        | Aspect::Cursor => step.walk != Walk::Single,
    }
}

fn binding<'a>(step: &'a Step, name: &str) -> Option<&'a Binding> {
    let request = &step.request;
    let exact = request
        .path
        .iter()
        .chain(&request.query)
        .find(|b| b.name == name);
    exact.or_else(|| {
        request
            .headers
            .iter()
            .find(|b| b.name.eq_ignore_ascii_case(name))
    })
}

/// Whether a parameter's value is this one, has it in its list, or is only known later.
fn names(binding: &Binding, value: &str) -> bool {
    let sent = match &binding.value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let part = |p: &str| p.trim().trim_start_matches(['-', '+']) == value;
    sent.contains("{{") || sent == value || sent.split([',', ';', '|']).any(part)
}

/// What a path parameter names, known from the variable it is bound to.
fn named(contract: &Contract, binding: &Binding) -> Option<LookupState> {
    let text = binding.value.as_str()?;
    let name = text.strip_prefix("{{")?.strip_suffix("}}")?;
    contract.var(name.trim())?.lookup.clone()
}

/// The components that a schema of the contract's file refers to, however deep.
fn refers(contract: &Contract, pointer: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut ahead: Vec<&Value> = contract.schemas.get(pointer).into_iter().collect();
    let itself = pointer.strip_prefix("/components/schemas/");
    found.extend(itself.filter(|name| !name.contains('/')).map(str::to_owned));
    while let Some(value) = ahead.pop() {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref")
                    && let Some(at) = reference.find("/components/schemas/")
                    && let Some(name) = reference.get(at + "/components/schemas/".len()..)
                    && found.insert(name.to_owned())
                {
                    ahead.extend(contract.schemas.get(&format!("/components/schemas/{name}")));
                }
                ahead.extend(object.values());
            }
            Value::Array(items) => ahead.extend(items),
            _ => {}
        }
    }
    found
}
