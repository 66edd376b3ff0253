//! Claims that hold alone and break beside another parameter, or on a later page. One lie for each pair.

use super::effects::values_of;
use super::{Brood, reachable};
use crate::contract::{
    Access, Contract, Effect, Location, Lookup, Order, Paging, Parameter, Relation, SetRelation,
};
use crate::mock::{Beside, EffectLie, Lie};
use crate::mutate::{Category, Stated};
use crate::verdict::{Aspect as A, LookupState, Part};

pub(super) fn derive(brood: &mut Brood<'_>) {
    let contract = brood.contract;
    for access in &contract.access {
        credentials(brood, access);
    }
    for lookup in &contract.lookups {
        identifiers(brood, lookup);
    }
    for parameter in &contract.parameters {
        effects(brood, parameter);
    }
    refusals(brood);
}

/// What a request may have beside what is broken, and how an id says it.
struct Condition {
    words: String,
    beside: Beside,
}

impl Condition {
    fn sent(name: &str) -> Self {
        Self {
            words: format!("beside:{name}"),
            beside: Beside::Parameter(name.to_owned()),
        }
    }

    fn value(name: &str, value: &str) -> Self {
        Self {
            words: format!("beside:{name}:{value}"),
            beside: Beside::Value(name.to_owned(), value.to_owned()),
        }
    }

    fn sorted(name: &str, descending: bool) -> Self {
        Self {
            words: format!("beside:{name}:{}", direction(descending)),
            beside: Beside::Sorted {
                parameter: name.to_owned(),
                field: None,
                descending,
            },
        }
    }

    fn later() -> Self {
        Self {
            words: "on-later-pages".to_owned(),
            beside: Beside::LaterPage,
        }
    }
}

pub(super) fn direction(descending: bool) -> &'static str {
    if descending {
        "descending"
    } else {
        "ascending"
    }
}

/// A lie that is told only under conditions.
pub(super) fn only(lie: Lie, beside: Vec<Beside>) -> Lie {
    Lie::Beside {
        lie: Box::new(lie),
        beside,
    }
}

/// The parameters that a request may have beside others: in the query or a header, but for the number of the page.
fn others(contract: &Contract) -> impl Iterator<Item = &Parameter> {
    let number = match &contract.paging {
        Some(Paging::Number(form)) => Some(form.parameter.as_str()),
        _ => None,
    };
    contract
        .parameters
        .iter()
        .filter(move |p| p.location != Location::Path && Some(p.name.as_str()) != number)
}

/// Whether a parameter takes cursors, which only a page gives.
fn is_cursor(contract: &Contract, name: &str) -> bool {
    let Some(Paging::Cursor(form)) = &contract.paging else {
        return false;
    };
    form.parameter == name || form.back.as_ref().is_some_and(|b| b.parameter == name)
}

fn later(contract: &Contract) -> Option<Condition> {
    matches!(contract.paging, Some(Paging::Number(_))).then(Condition::later)
}

/// Each check of a credential dropped beside each parameter.
fn credentials(brood: &mut Brood<'_>, access: &Access) {
    let contract = brood.contract;
    let scheme = access.scheme.as_str();
    for (state, allowed) in access.refusals() {
        if allowed.is_empty() {
            continue;
        }
        let beside = others(contract).map(|p| Condition::sent(&p.name));
        for condition in beside.chain(later(contract)) {
            let lie = Lie::Access {
                scheme: scheme.to_owned(),
                state,
                answer: None,
            };
            let what = format!("{scheme}:{}-accepted:{}", state.word(), condition.words);
            brood.add(
                Category::Access,
                &what,
                only(lie, vec![condition.beside]),
                vec![Part::Access(scheme.to_owned(), state)],
                Stated::ByNone,
            );
        }
    }
}

/// What nobody has served beside each parameter; a cursor is not among them, for there is no page that gives one.
fn identifiers(brood: &mut Brood<'_>, lookup: &Lookup) {
    let contract = brood.contract;
    if lookup.unknown.is_empty() {
        return;
    }
    let parameter = lookup.parameter.as_str();
    let beside = others(contract)
        .filter(|p| !is_cursor(contract, &p.name))
        .map(|p| Condition::sent(&p.name));
    for condition in beside.chain(later(contract)) {
        let lie = Lie::Lookup {
            parameter: parameter.to_owned(),
            state: LookupState::Unknown,
            answer: None,
        };
        brood.add(
            Category::Lookup,
            &format!("{parameter}:unknown-served:{}", condition.words),
            only(lie, vec![condition.beside]),
            vec![Part::Lookup(parameter.to_owned(), LookupState::Unknown)],
            Stated::ByNone,
        );
    }
}

/// A parameter's effect lost beside each other one.
fn effects(brood: &mut Brood<'_>, parameter: &Parameter) {
    let contract = brood.contract;
    let Some(effect) = &parameter.effect else {
        return;
    };
    let name = parameter.name.as_str();
    let category = match effect {
        Effect::Relation(_) => Category::Relation,
        Effect::Filter(_) | Effect::Expand(_) | Effect::Order(_) => Category::Effect,
    };
    for (words, value, own) in shapes(name, effect) {
        let beside = others(contract)
            .filter(|p| p.name != name)
            .flat_map(conditions);
        for condition in beside.chain(later(contract)) {
            let lie = Lie::Effect {
                parameter: name.to_owned(),
                value: value.clone(),
                how: EffectLie::Ignored,
            };
            let mut parts = vec![Part::Effect(name.to_owned(), value.clone())];
            parts.extend(of_another_listing(contract, &condition.beside));
            let met = own.iter().cloned().chain([condition.beside]).collect();
            brood.add(
                category,
                &format!("{words}:{}", condition.words),
                only(lie, met),
                parts,
                Stated::BySending(name.to_owned()),
            );
        }
    }
}

/// What else an effect lost on some pages violates: they are pages of another listing than the rest.
fn of_another_listing(contract: &Contract, beside: &Beside) -> Vec<Part> {
    let on_pages = match beside {
        Beside::LaterPage => true,
        Beside::Parameter(name) => is_cursor(contract, name),
        Beside::Value(..) | Beside::Sorted { .. } => false,
    };
    let aspects = if on_pages {
        &[A::Unique, A::Complete, A::Total, A::Pages, A::Back][..]
    } else {
        &[]
    };
    aspects.iter().map(|a| Part::Paging(*a)).collect()
}

/// The ways in which an effect is lost: words of an id, the value that it is lost for, the condition on its own parameter.
fn shapes(name: &str, effect: &Effect) -> Vec<(String, Option<String>, Option<Beside>)> {
    match effect {
        Effect::Expand(expand) => expand
            .values
            .iter()
            .map(|(value, _)| (format!("{name}:{value}:never"), Some(value.clone()), None))
            .collect(),
        Effect::Order(order) if is_both_ways(order) => [false, true]
            .into_iter()
            .map(|descending| {
                let words = format!("{name}:{}:ignored", direction(descending));
                (
                    words,
                    None,
                    Some(Condition::sorted(name, descending).beside),
                )
            })
            .collect(),
        Effect::Relation(relations) if !relations.iter().any(changes) => Vec::new(),
        Effect::Filter(_) | Effect::Order(_) | Effect::Relation(_) => {
            vec![(format!("{name}:ignored"), None, None)]
        }
    }
}

fn is_both_ways(order: &Order) -> bool {
    order.descending.as_ref().is_some_and(|d| !d.is_empty())
}

/// Whether a relation is to an answer with other items.
fn changes(relation: &Relation) -> bool {
    matches!(
        relation.items,
        Some(SetRelation::Superset | SetRelation::Subset)
    )
}

/// What a parameter beside another may be: each truth value, each direction, each value that changes the answer.
fn conditions(parameter: &Parameter) -> Vec<Condition> {
    let name = parameter.name.as_str();
    match &parameter.effect {
        Some(Effect::Filter(_)) if parameter.schema.get("type").is_some_and(|t| t == "boolean") => {
            values_of(&parameter.schema)
                .iter()
                .map(|value| Condition::value(name, value))
                .collect()
        }
        Some(Effect::Order(order)) if is_both_ways(order) => [false, true]
            .into_iter()
            .map(|descending| Condition::sorted(name, descending))
            .collect(),
        _ => vec![Condition::sent(name)],
    }
}

/// Requests refused for having two parameters of the query at once, neither of which takes cursors.
fn refusals(brood: &mut Brood<'_>) {
    let contract = brood.contract;
    let status = reachable::refusal(contract);
    let query: Vec<&Parameter> = others(contract)
        .filter(|p| p.location == Location::Query && !is_cursor(contract, &p.name))
        .collect();
    for (at, one) in query.iter().enumerate() {
        for other in query.iter().skip(at + 1) {
            let (name, condition) = (one.name.as_str(), Condition::sent(&other.name));
            let lie = Lie::Parameter {
                name: name.to_owned(),
                sent: true,
                status,
            };
            let effect = one.effect.as_ref();
            let parts = effect.map(|_| Part::Effect(name.to_owned(), None));
            brood.add(
                Category::Parameter,
                &format!("{name}:refused:{}", condition.words),
                only(lie, vec![condition.beside]),
                parts.into_iter().collect(),
                Stated::BySending(name.to_owned()),
            );
        }
    }
}
