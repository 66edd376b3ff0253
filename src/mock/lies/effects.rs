//! What parameters do to a listing, done otherwise.

use std::borrow::Cow;

use serde_json::Value;

use crate::contract::{Contract, Effect, Location, Paging, Parameter};
use crate::http::Request;
use crate::mock::data::Data;
use crate::mock::effects as sound;
use crate::mock::lie::{EffectLie, Lie, PagingLie};
use crate::mock::typed::sent;
use crate::value::pointer;

/// The request as a mock takes it that ignores a parameter, or takes another default.
pub(in crate::mock) fn understood<'r>(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &'r Request,
) -> Cow<'r, Request> {
    let same = Cow::Borrowed(request);
    match lie {
        Some(Lie::Default { parameter, value }) => {
            let Some(parameter) = contract.parameter(parameter) else {
                return same;
            };
            if sent(request, parameter).is_some() {
                return same;
            }
            Cow::Owned(with(request, parameter, Some(value)))
        }
        Some(Lie::Effect {
            parameter,
            value,
            how,
        }) => {
            let Some((parameter, text)) = concerned(contract, request, parameter, value.as_deref())
            else {
                return same;
            };
            match (how, &parameter.effect) {
                (EffectLie::Ignored, Some(Effect::Expand(expand))) => {
                    let left = without_element(text, &expand.separator, value.as_deref());
                    Cow::Owned(with(request, parameter, Some(&left)))
                }
                (EffectLie::Ignored, _) => Cow::Owned(with(request, parameter, None)),
                (EffectLie::FirstFieldOnly, Some(Effect::Order(order))) => {
                    let separator = order.separator.as_deref().filter(|s| !s.is_empty());
                    let first = separator.and_then(|s| text.split(s).next()).unwrap_or(text);
                    Cow::Owned(with(request, parameter, Some(first)))
                }
                (EffectLie::FirstElements(count), _) => {
                    let first: Vec<&str> = text.split(',').take(*count).collect();
                    Cow::Owned(with(request, parameter, Some(&first.join(","))))
                }
                (EffectLie::LastElementOnly, _) => {
                    let last = text.rsplit(',').next();
                    Cow::Owned(with(request, parameter, last))
                }
                _ => same,
            }
        }
        Some(Lie::Paging(PagingLie::BackIgnored)) => match &contract.paging {
            Some(Paging::Cursor(form)) => {
                let back = form
                    .back
                    .as_ref()
                    .and_then(|b| contract.parameter(&b.parameter));
                back.map_or(same, |p| Cow::Owned(with(request, p, None)))
            }
            _ => same,
        },
        _ => same,
    }
}

/// A list without one of its elements.
fn without_element(text: &str, separator: &str, element: Option<&str>) -> String {
    if separator.is_empty() {
        return String::new();
    }
    let kept = text.split(separator).filter(|e| Some(e.trim()) != element);
    kept.collect::<Vec<_>>().join(separator)
}

fn with(request: &Request, parameter: &Parameter, value: Option<&str>) -> Request {
    let mut request = request.clone();
    let name = parameter.name.as_str();
    match parameter.location {
        Location::Query => {
            request.query.retain(|(n, _)| n != name);
            request
                .query
                .extend(value.map(|v| (name.to_owned(), v.to_owned())));
        }
        Location::Header => match value {
            Some(value) => request.headers.set(name, value),
            None => request.headers.remove(name),
        },
        Location::Path => {
            for (_, text) in request.path.iter_mut().filter(|(n, _)| n == name) {
                value.unwrap_or_default().clone_into(text);
            }
        }
    }
    request
}

/// A parameter and the value sent, where the request sends a value that the lie is about.
fn concerned<'c, 'r>(
    contract: &'c Contract,
    request: &'r Request,
    parameter: &str,
    value: Option<&str>,
) -> Option<(&'c Parameter, &'r str)> {
    let parameter = contract.parameter(parameter)?;
    let text = sent(request, parameter)?;
    let means = |value: &str| match &parameter.effect {
        Some(Effect::Expand(expand)) if !expand.separator.is_empty() => text
            .split(expand.separator.as_str())
            .any(|e| e.trim() == value),
        Some(Effect::Order(order)) => sound::keys(order, text).iter().any(|(at, _)| {
            sound::keys(order, value)
                .first()
                .is_some_and(|(of, _)| of == at)
        }),
        _ => text == value,
    };
    value.is_none_or(means).then_some((parameter, text))
}

/// The lie about an effect that a request calls for.
fn called<'a>(
    lie: Option<&'a Lie>,
    contract: &'a Contract,
    request: &'a Request,
) -> Option<(EffectLie, &'a Parameter, &'a Effect, &'a str)> {
    let Some(Lie::Effect {
        parameter,
        value,
        how,
    }) = lie
    else {
        return None;
    };
    let (parameter, text) = concerned(contract, request, parameter, value.as_deref())?;
    Some((*how, parameter, parameter.effect.as_ref()?, text))
}

/// A listing related to another one, with an item too many or too few.
pub(in crate::mock) fn related(
    lie: Option<&Lie>,
    contract: &Contract,
    data: &Data,
    request: &Request,
    listed: &mut Vec<Value>,
) {
    let Some((how, _, Effect::Relation(relations), _)) = called(lie, contract, request) else {
        return;
    };
    match how {
        EffectLie::OneLost if !listed.is_empty() => {
            listed.remove(listed.len() / 2);
        }
        EffectLie::OneThrough => {
            let stranger = data
                .groups
                .iter()
                .flat_map(|g| &g.members)
                .find(|m| !listed.contains(m));
            listed.extend(stranger.cloned());
        }
        EffectLie::MemberLost => {
            let places = relations.iter().filter_map(|r| r.members.as_ref());
            for (at, _) in places {
                let arrays = listed
                    .iter_mut()
                    .filter_map(|m| m.pointer_mut(at)?.as_array_mut());
                if let Some(array) = arrays.into_iter().find(|a| !a.is_empty()) {
                    array.remove(0);
                }
            }
        }
        _ => {}
    }
}

/// A filtered listing: `all` is what was there to filter.
pub(in crate::mock) fn filtered(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
    all: &[Value],
    listed: &mut Vec<Value>,
) {
    let Some((how, parameter, effect @ Effect::Filter(_), text)) = called(lie, contract, request)
    else {
        return;
    };
    let dropped = |item: &&Value| {
        !sound::passes_one(contract, parameter, effect, text, item)
            && sound::passes_but(contract, request, &parameter.name, item)
    };
    match how {
        EffectLie::Inverted => *listed = all.iter().filter(dropped).cloned().collect(),
        EffectLie::OneThrough => {
            if let Some(item) = all.iter().find(dropped) {
                listed.insert(listed.len() / 2, item.clone());
            }
        }
        EffectLie::OneLost if !listed.is_empty() => {
            listed.remove(listed.len() / 2);
        }
        _ => {}
    }
}

/// Whether a lie needs to know what there was to filter.
pub(in crate::mock) fn filters(lie: Option<&Lie>) -> bool {
    matches!(lie, Some(Lie::Effect { .. }))
}

/// A sorted listing, sorted otherwise.
pub(in crate::mock) fn sorted(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
    listed: &mut [Value],
) {
    let Some((how, _, Effect::Order(order), text)) = called(lie, contract, request) else {
        return;
    };
    match how {
        EffectLie::Inverted => listed.reverse(),
        EffectLie::LastTwoSwapped => {
            let keys = sound::keys(order, text);
            let differ = |a: &Value, b: &Value| {
                keys.iter()
                    .any(|(at, _)| match (a.pointer(at), b.pointer(at)) {
                        (Some(a), Some(b)) => !a.is_null() && !b.is_null() && a != b,
                        _ => false,
                    })
            };
            let last = (1..listed.len()).rev().find(|at| {
                let pair = listed.get(at - 1).zip(listed.get(*at));
                pair.is_some_and(|(a, b)| differ(a, b))
            });
            if let Some(at) = last {
                listed.swap(at - 1, at);
            }
        }
        _ => {}
    }
}

/// The items of a page: places that are there unasked, or missing in one.
pub(in crate::mock) fn expanded(
    lie: Option<&Lie>,
    contract: &Contract,
    request: &Request,
    before: &[Value],
    shown: &mut [Value],
) {
    let Some(Lie::Effect {
        parameter,
        value,
        how,
    }) = lie
    else {
        return;
    };
    let Some(Effect::Expand(expand)) = contract
        .parameter(parameter)
        .and_then(|p| p.effect.as_ref())
    else {
        return;
    };
    let place = expand
        .values
        .iter()
        .find(|(v, _)| Some(v) == value.as_ref());
    let Some((_, at)) = place else {
        return;
    };
    match how {
        EffectLie::Always => {
            for (item, whole) in shown.iter_mut().zip(before) {
                if let Some(found) = whole.pointer(at) {
                    pointer::set(item, at, found.clone());
                }
            }
        }
        EffectLie::OneLacks
            if concerned(contract, request, parameter, value.as_deref()).is_some() =>
        {
            if let Some(last) = shown.last_mut() {
                pointer::remove(last, at);
            }
        }
        _ => {}
    }
}
