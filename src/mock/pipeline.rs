//! From a request to an answer, one small step after the other. Each claim of a contract is kept in one step.

use serde_json::Value;

use super::answer::Draft;
use super::data::Data;
use super::dice::Dice;
use super::groups::{Group, success_schema};
use super::lie::Lie;
use super::manner::{Listed, Manner, Manners};
use super::manners;
use super::typed::{sent, typed};
use super::{access, effects, errors, facts, headers, lies, lookup, paging, throttle};
use crate::contract::{Contract, Effect, Location, Paging, Parameter};
use crate::http::{Headers, Request};
use crate::value::pointer;

/// What the server counts: a request's place in the order, and how often a provoked one was repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Requests to the same contract before this one.
    pub sequence: u64,
    /// Requests with the same key of `Docproof-Provoke`, this one among them; zero where there is no such header.
    pub provoked: u32,
}

/// A contract, what the mock knows for it, and the seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) contract: &'a Contract,
    pub(super) data: &'a Data,
    pub(super) seed: u64,
    pub(super) manners: &'a Manners,
    /// What is done otherwise; nothing in a sound mock.
    pub(super) lie: Option<&'a Lie>,
}

/// The answer to a request whose path parameters are known.
pub(super) fn answer(scene: Scene<'_>, request: &Request, turn: Turn) -> Draft {
    let past = throttled(scene, turn);
    let is_past = past.is_some();
    let mut draft = past
        .or_else(|| lost_first(scene, request))
        .or_else(|| refused(scene, request))
        .unwrap_or_else(|| served(scene, request));
    facts::of_answer(
        scene.contract,
        request,
        &mut draft,
        &paging::reported(scene.contract),
    );
    headers::add(
        scene.contract,
        scene.seed,
        draft.status,
        turn.sequence,
        scene.manners,
        &mut draft.headers,
    );
    facts::of_times(scene.contract, request, &mut draft);
    manners::dress(scene.manners, scene.contract, request, &mut draft);
    if is_past {
        lies::answers::throttled(scene.lie, &mut draft);
    }
    if let Some(page) = draft.page.take() {
        lies::pages::report(scene.lie, scene.contract, request, &page, &mut draft);
    }
    lies::values::change(scene.lie, scene.contract, request, &mut draft);
    draft
}

/// Past a limit: the throttle's answer.
fn throttled(scene: Scene<'_>, turn: Turn) -> Option<Draft> {
    let throttle = scene.contract.throttle.as_ref()?;
    let past = throttle::is_past(throttle, scene.manners, turn.provoked)
        && !lies::answers::is_unlimited(scene.lie);
    past.then(|| {
        let mut draft = errors::answer(scene, throttle.status, "throttle");
        if throttle.retry_after {
            draft.headers.set("Retry-After", throttle::RETRY_AFTER);
        }
        draft
    })
}

/// Credentials that do not do: the first fault's answer.
fn refused(scene: Scene<'_>, request: &Request) -> Option<Draft> {
    let status = access::refusal(scene, request)?;
    Some(errors::answer(scene, status, "access"))
}

/// What a request names is looked for before its credentials, in the manner that is so.
fn lost_first(scene: Scene<'_>, request: &Request) -> Option<Draft> {
    if !scene.manners.has(&Manner::LastFaultFirst) {
        return None;
    }
    lookup::find(scene, request)
        .err()
        .map(|lost| lost.answer(scene))
}

/// A request that may be served: the group it names, or a failure.
fn served(scene: Scene<'_>, request: &Request) -> Draft {
    let failed = |status: u16, label: &str| errors::answer(scene, status, label);
    if let Some(status) = lies::refusals::parameter(scene.lie, scene.contract, request) {
        return failed(status, "parameter");
    }
    let group = match lookup::find(scene, request) {
        Ok(group) => group,
        Err(lost) => return lost.answer(scene),
    };
    let request = match valid(scene, request) {
        Ok(request) => request,
        Err(status) => return failed(status, "parameter"),
    };
    match listing(scene, group, &request) {
        Ok(draft) => draft,
        Err(status) => failed(status, "page"),
    }
}

/// The request without query parameters that do not match their schema; 400 where that is documented.
fn valid(scene: Scene<'_>, request: &Request) -> Result<Request, u16> {
    let contract = scene.contract;
    let refuses = contract.response(400).is_some() && !scene.manners.has(&Manner::Lenient);
    let mut valid = request.clone();
    for parameter in contract
        .parameters
        .iter()
        .filter(|p| p.location != Location::Header)
    {
        let Some(text) = sent(request, parameter) else {
            if parameter.required && refuses {
                return Err(400);
            }
            continue;
        };
        let looked_up = contract
            .lookups
            .iter()
            .any(|l| l.parameter == parameter.name);
        let value = typed(&contract.schemas, &parameter.schema, text);
        let matches = contract
            .schemas
            .errors_of(&parameter.schema, &value)
            .is_ok_and(|e| e.is_empty());
        if looked_up || (matches && !is_no_size(contract, &parameter.name, &value)) {
            continue;
        }
        if refuses {
            return Err(400);
        }
        valid.query.retain(|(name, _)| *name != parameter.name);
    }
    Ok(valid)
}

/// Whether a page size is below one, whatever its schema says.
fn is_no_size(contract: &Contract, parameter: &str, value: &Value) -> bool {
    let size = match &contract.paging {
        Some(Paging::Number(p)) => p.size.as_ref(),
        Some(Paging::Cursor(p)) => p.size.as_ref(),
        None => None,
    };
    let means_size = size.is_some_and(|s| s.parameter.as_deref() == Some(parameter));
    means_size && value.as_i64().is_some_and(|n| n < 1)
}

/// A success: the group itself, or the page of its listing that the request asks for.
fn listing(scene: Scene<'_>, group: &Group, request: &Request) -> Result<Draft, u16> {
    let Scene {
        contract,
        data,
        lie,
        ..
    } = scene;
    let mut draft = success(contract, group);
    let Some(items) = &contract.items else {
        return Ok(draft);
    };
    let asked = request;
    let request = &*lies::effects::understood(lie, contract, asked);
    let mut listed = effects::related(contract, data, scene.manners, group, request);
    lies::effects::related(lie, contract, data, request, &mut listed);
    for item in &mut listed {
        facts::of_item(contract, request, draft.status, item);
    }
    facts::alike(contract, draft.status, &mut listed);
    let all = if lies::effects::filters(lie) {
        listed.clone()
    } else {
        Vec::new()
    };
    listed.retain(|item| effects::passes(contract, request, item));
    lies::effects::filtered(lie, contract, request, &all, &mut listed);
    listing_order(scene.manners, is_sorted(contract, request), &mut listed);
    effects::sort(contract, request, scene.manners, &mut listed);
    lies::effects::sorted(lie, contract, request, &mut listed);
    let length = listed.len();
    let large = group.key == "large";
    let mut page = paging::page(contract, request, scene.manners, length, large, lie)?;
    lies::pages::cut(lie, contract, request, &mut page, length);
    lies::pages::order(lie, &page, &mut listed);
    let mut shown: Vec<Value> = listed.drain(page.from..page.to.max(page.from)).collect();
    let whole = if lies::effects::filters(lie) {
        shown.clone()
    } else {
        Vec::new()
    };
    for item in &mut shown {
        effects::expand(contract, request, item);
    }
    lies::effects::expanded(lie, contract, request, &whole, &mut shown);
    if let Some(body) = &mut draft.body {
        pointer::set(body, &items.at, Value::Array(shown));
    }
    paging::report(contract, asked, scene.manners, &page, length, &mut draft);
    draft.page = Some(page);
    let schema = success_schema(contract);
    let fits = |body: &Value| {
        contract
            .schemas
            .errors_of(&schema, body)
            .is_ok_and(|e| e.is_empty())
    };
    manners::bare(scene.manners, contract, &fits, &mut draft);
    Ok(draft)
}

/// Whether a request asks for an order.
fn is_sorted(contract: &Contract, request: &Request) -> bool {
    let order = |p: &&Parameter| matches!(p.effect, Some(Effect::Order(_)));
    let mut orders = contract.parameters.iter().filter(order);
    orders.any(|p| sent(request, p).is_some())
}

/// The order of a listing before it is sorted, in manners that change it.
fn listing_order(manners: &Manners, is_sorted: bool, listed: &mut [Value]) {
    match manners.find(|m| {
        if let Manner::Listed(order) = m {
            Some(*order)
        } else {
            None
        }
    }) {
        Some(Listed::Ties) if !is_sorted => {}
        Some(Listed::Reversed | Listed::Ties) => listed.reverse(),
        Some(Listed::Shuffled) => {
            let mut order: Vec<(u64, Value)> = listed
                .iter()
                .enumerate()
                .map(|(i, item)| {
                    (
                        Dice::new(7, "shuffle", u64::try_from(i).unwrap_or(0)).next(),
                        item.clone(),
                    )
                })
                .collect();
            order.sort_by_key(|(key, _)| *key);
            for (place, (_, item)) in listed.iter_mut().zip(order) {
                *place = item;
            }
        }
        None => {}
    }
}

/// The documented success with a group's body.
fn success(contract: &Contract, group: &Group) -> Draft {
    let documented = contract.success();
    let content = documented.and_then(|(_, response)| errors::json_content(response));
    let mut headers = Headers::new();
    if let Some((media_type, _)) = &content {
        headers.set("Content-Type", media_type.as_str());
    }
    Draft {
        status: documented.map_or(200, |(status, _)| status),
        headers,
        body: content.map(|_| group.body.clone()),
        raw: None,
        lost: None,
        page: None,
    }
}
