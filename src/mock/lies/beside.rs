//! Lies that are told only to requests with something else beside what the lie is about.

use crate::contract::{Contract, Effect, Paging};
use crate::http::Request;
use crate::mock::effects;
use crate::mock::lie::{Beside, Lie};
use crate::mock::typed::{sent, value_of};

/// The lie that a request is told: the one within, where the request has all that it takes.
pub(in crate::mock) fn told<'l>(
    lie: Option<&'l Lie>,
    contract: &Contract,
    request: &Request,
) -> Option<&'l Lie> {
    let Some(Lie::Beside {
        lie: within,
        beside,
    }) = lie
    else {
        return lie;
    };
    let has_all = beside.iter().all(|b| has(b, contract, request));
    has_all.then_some(within.as_ref())
}

impl Lie {
    /// Whether a request has all that the lie is only told beside; one that is told to all requests needs nothing.
    pub fn is_told_to(&self, contract: &Contract, request: &Request) -> bool {
        told(Some(self), contract, request).is_some()
    }
}

fn has(beside: &Beside, contract: &Contract, request: &Request) -> bool {
    let text = |name: &str| sent(request, contract.parameter(name)?);
    match beside {
        Beside::Parameter(name) => text(name).is_some(),
        Beside::Value(name, value) => text(name) == Some(value.as_str()),
        Beside::Sorted {
            parameter,
            field,
            descending,
        } => {
            let effect = contract
                .parameter(parameter)
                .and_then(|p| p.effect.as_ref());
            let (Some(Effect::Order(order)), Some(text)) = (effect, text(parameter)) else {
                return false;
            };
            let keys = effects::keys(order, text);
            let key = match field {
                Some(field) => {
                    let of = effects::keys(order, field);
                    of.first()
                        .and_then(|(of, _)| keys.iter().find(|(at, _)| at == of))
                }
                None => keys.first(),
            };
            key.is_some_and(|(_, down)| down == descending)
        }
        Beside::LaterPage => match &contract.paging {
            Some(Paging::Number(form)) => {
                let number = value_of(contract, request, &form.parameter);
                number.is_some_and(|n| n.as_u64().is_some_and(|n| n > form.first))
            }
            _ => false,
        },
    }
}
