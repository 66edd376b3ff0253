//! Which clauses a case can show, seen from its text alone: what it asks decides what could be looked at. Whether it
//! was is known only after a run.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::case::{Binding, Case, Provokes, Step, Walk};
use crate::contract::{Body, Clause, Contract, StatusKey};
use crate::http::Root;
use crate::verdict::{AccessState, Aspect, LookupState, Part};

/// What a contract's cases can show.
pub(super) struct Reach<'a> {
    contract: &'a Contract,
    /// The components that each documented response's schema is made of.
    components: Vec<(StatusKey, BTreeSet<String>)>,
}

impl<'a> Reach<'a> {
    /// Looks at the contract once, for all its cases.
    pub(super) fn new(contract: &'a Contract) -> Self {
        let components = contract.responses.iter().map(|response| {
            let types = match &response.body {
                Body::Content(types) => types.as_slice(),
                Body::Unstated | Body::Empty => &[],
            };
            let schemas = types.iter().filter_map(|(_, schema)| schema.as_deref());
            let found = schemas.flat_map(|at| refers(contract, at)).collect();
            (response.status, found)
        });
        Self {
            contract,
            components: components.collect(),
        }
    }

    /// The clauses that a case can show.
    pub(super) fn clauses(&self, case: &Case) -> Vec<&'a Clause> {
        let shows = |part: &Part| case.steps.iter().any(|step| self.reaches(case, step, part));
        let clauses = self.contract.clauses.iter();
        clauses.filter(|c| c.parts().iter().any(shows)).collect()
    }

    fn reaches(&self, case: &Case, step: &Step, part: &Part) -> bool {
        let contract = self.contract;
        match part {
            Part::Status(s) | Part::ContentType(s) | Part::Body(s) | Part::Header(s, _) => {
                answers(contract, step, *s)
            }
            Part::Schema(path, _) => {
                let component = path.split('/').next().unwrap_or(path);
                let may_come = |key: StatusKey| {
                    let expected = &step.expect.status;
                    expected.is_empty() || expected.iter().any(|s| key.covers(*s))
                };
                let mut responses = self.components.iter();
                responses.any(|(key, found)| may_come(*key) && found.contains(component))
            }
            Part::Fact(name) => contract.facts.iter().any(|fact| {
                let sides = [&fact.left, &fact.right];
                let sent = |root: &Root| match root {
                    Root::RequestPath(name)
                    | Root::RequestQuery(name)
                    | Root::RequestHeader(name) => binding(step, name).is_some(),
                    _ => true,
                };
                // Items are in a success alone.
                let of_success = fact.left.reads_item() || fact.right.reads_item();
                let status = if fact.status.is_empty() {
                    !of_success || succeeds(contract, step)
                } else {
                    fact.status.iter().any(|s| answers(contract, step, *s))
                };
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
            // That a name is known shows in a success alone.
            Part::Lookup(parameter, state) => {
                let is_known = matches!(state, LookupState::Kind(_));
                (!is_known || succeeds(contract, step))
                    && step
                        .request
                        .path
                        .iter()
                        .any(|b| b.name == *parameter && named(contract, b).as_ref() == Some(state))
            }
            Part::Paging(aspect) => succeeds(contract, step) && pages(step, *aspect),
            Part::Throttle(_) => step.provokes == Some(Provokes::Throttle),
            Part::Framing => true,
            Part::Case(name) | Part::CaseStatus(name) => case.name == *name,
        }
    }
}

/// The cases among these of a contract that can show a clause.
pub fn showing<'a>(contract: &Contract, clause: &str, cases: &[&'a Case]) -> Vec<&'a Case> {
    let reach = Reach::new(contract);
    let shows = |case: &&&Case| reach.clauses(case).iter().any(|c| c.id == clause);
    cases.iter().filter(shows).copied().collect()
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
    if step.expect.status.is_empty() {
        contract.success().is_some()
    } else {
        step.expect.status.iter().any(|s| (200..300).contains(s))
    }
}

fn pages(step: &Step, aspect: Aspect) -> bool {
    match aspect {
        Aspect::Back => matches!(step.walk, Walk::ThereAndBack | Walk::ByLinks),
        Aspect::Follow => step.walk == Walk::ByLinks,
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
