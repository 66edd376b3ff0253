//! What a run will ask, before it asks: how many requests, how long they take under their limits, what they need. It holds
//! for servers that do as their documents say and hold what the target says; retries come on top.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::pages::{Counts, Range, pages};
use super::resolve::access_state;
use super::{BoundStep, Planned, bind, legs, most_provoked, without_request};
use crate::case::Walk;
use crate::contract::{Contract, Paging};
use crate::http::Leg;
use crate::target::RateLimit;
use crate::verdict::AccessState;

/// The seconds of a day: a limit over so many is a budget.
pub const DAY: u32 = 86_400;

/// What a run will ask of one contract.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// The contract's id.
    pub contract: String,
    /// How many cases will run.
    pub cases: u64,
    /// How many requests they make.
    pub requests: Range,
    /// The limits that are kept.
    pub limits: Vec<RateLimit>,
    /// How long those make it take, in milliseconds, beside the time that answers take.
    pub time_ms: Range,
    /// How many of the cases pass a limit on purpose.
    pub provoking: u64,
    /// The credentials that are needed, each with the states it is sent in, but for missing and wrong ones.
    pub credentials: Vec<(String, Vec<AccessState>)>,
    /// Why cases are skipped, each reason with its number of cases.
    pub skipped: Vec<(String, u64)>,
}

/// The forecast of every contract, in the order of its cases; `limits` says which a contract's requests keep.
pub fn forecast(
    planned: &[Arc<Planned>],
    limits: &dyn Fn(&Contract) -> Vec<RateLimit>,
) -> Vec<Forecast> {
    let mut ids: Vec<&str> = Vec::new();
    for case in planned {
        if !ids.contains(&case.contract.id.as_str()) {
            ids.push(&case.contract.id);
        }
    }
    let of = |id: &&str| -> Vec<&Planned> {
        let own = planned.iter().map(AsRef::as_ref);
        own.filter(|p: &&Planned| p.contract.id == **id).collect()
    };
    ids.iter()
        .filter_map(|id| of_contract(&of(id), limits))
        .collect()
}

fn of_contract(
    planned: &[&Planned],
    limits: &dyn Fn(&Contract) -> Vec<RateLimit>,
) -> Option<Forecast> {
    let contract = &planned.first()?.contract;
    let limits = limits(contract);
    let (running, skipped): (Vec<&Planned>, Vec<&Planned>) =
        planned.iter().partition(|p| p.skip.is_none());
    let mut counts = Counts::default();
    for case in &running {
        for step in steps(case).into_iter().flatten() {
            counts.learn(contract, &step);
        }
    }
    let (mut requests, mut paced) = (Range::exactly(0), Range::exactly(0));
    let mut provoking = 0;
    for case in &running {
        for (step, bound) in case.case.steps.iter().zip(steps(case)) {
            let made = match &bound {
                Some(bound) => of_step(contract, bound, &counts),
                None => unbound(step.walk, step.without.len()),
            };
            requests = requests + made;
            if step.provokes.is_some() {
                provoking += 1;
            } else {
                paced = paced + made;
            }
        }
    }
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for reason in skipped.iter().filter_map(|p| p.skip.clone()) {
        *reasons.entry(reason).or_default() += 1;
    }
    Some(Forecast {
        contract: contract.id.clone(),
        cases: running.len() as u64,
        requests,
        time_ms: time(&limits, paced, provoking),
        limits,
        provoking,
        credentials: credentials(contract, &running),
        skipped: reasons.into_iter().collect(),
    })
}

/// The steps of a case as they will be; `None` for one that depends on an answer in more than a parameter.
fn steps(planned: &Planned) -> Vec<Option<BoundStep>> {
    // What an answer will say is some text, another one for every name and case.
    let unknown = |case: &str, name: &str| Value::from(format!("{case}/{name}"));
    let case = planned.case.trial_name();
    let all = planned.case.steps.iter().enumerate();
    let mut earlier: Vec<&str> = Vec::new();
    let mut bound = Vec::new();
    for (at, step) in all {
        let known = |name: &str| earlier.contains(&name).then(|| unknown(&case, name));
        bound.push(bind(planned, at, "http://docproof.invalid", &known).ok());
        earlier.extend(step.capture.iter().map(|c| c.name.as_str()));
    }
    bound
}

/// The requests of a step whose listing is not known.
fn unbound(walk: Walk, without: usize) -> Range {
    let others = without as u64;
    let again = u64::from(without > 0);
    match walk {
        Walk::Single => Range::exactly(1 + others + again),
        _ => Range {
            least: 1,
            most: None,
        },
    }
}

fn of_step(contract: &Contract, bound: &BoundStep, counts: &Counts) -> Range {
    let succeeds = |status: &u16| (200..300).contains(status);
    let walks = bound.walk != Walk::Single;
    if walks && !bound.status.is_empty() && !bound.status.iter().any(succeeds) {
        // Only the first request comes again, to see whether the data changed, where something is compared.
        return Range::exactly(1 + u64::from(!bound.without.is_empty()));
    }
    let one_or_walk = |pages: Range| if walks { pages } else { Range::exactly(1) };
    let main = one_or_walk(pages(
        contract,
        &bound.request,
        counts.of_main(contract, bound),
    ));
    let mut made = Range::exactly(0);
    for leg in legs(contract, bound) {
        made = made
            + match leg {
                Leg::Main => main,
                Leg::Back => main.less(1),
                Leg::PastEnd => match contract.paging {
                    Some(Paging::Number(_)) => Range::exactly(1),
                    _ => Range::exactly(0),
                },
                Leg::Without(name) => {
                    let request = without_request(contract, bound, &name);
                    let items = counts.of(contract, &request);
                    one_or_walk(pages(contract, &request, items))
                }
                Leg::Again if !bound.without.is_empty() => Range::exactly(1),
                Leg::Again => Range {
                    least: u64::from(main.least > 1),
                    most: Some(u64::from(main.most != Some(1))),
                },
                Leg::Provoke => Range {
                    least: 1,
                    most: Some(most_provoked(contract)),
                },
            };
    }
    // A walk that is answered otherwise than with a success ends at once.
    let may_fail = bound.status.is_empty() || !bound.status.iter().all(succeeds);
    if walks && may_fail {
        made.least = 1;
    }
    made
}

/// How long limits make so many requests take, the provoking ones not among them: each of those waits for clear windows.
fn time(limits: &[RateLimit], paced: Range, provoking: u64) -> Range {
    let windows = |requests: u64, limit: &RateLimit| {
        let full = requests.saturating_sub(1) / u64::from(limit.requests.max(1));
        full.saturating_mul(limit.window_ms())
    };
    let longest = limits.iter().map(|l| l.window_ms()).max().unwrap_or(0);
    let least = limits.iter().map(|l| windows(paced.least, l)).max();
    let most = |requests: u64| -> u64 {
        let kept: u64 = limits.iter().map(|l| windows(requests, l)).sum();
        // A window to become clear and one to be over, for each that passes a limit, and a little for who comes next.
        kept.saturating_add(provoking.saturating_mul(2 * longest + 2_000))
    };
    Range {
        least: least
            .unwrap_or(0)
            .max(provoking.saturating_sub(1) * longest),
        most: match paced.most {
            Some(requests) => Some(most(requests)),
            None if limits.is_empty() => Some(0),
            None => None,
        },
    }
}

fn credentials(contract: &Contract, running: &[&Planned]) -> Vec<(String, Vec<AccessState>)> {
    let states = |scheme: &str| -> Vec<AccessState> {
        let steps = || running.iter().flat_map(|p| &p.case.steps);
        let used = |state: &AccessState| steps().any(|step| access_state(step, scheme) == *state);
        let needed = [AccessState::Given, AccessState::Insufficient];
        needed.into_iter().filter(used).collect()
    };
    let all = contract.credentials.iter();
    let known = all.map(|c| (c.name.clone(), states(&c.name)));
    known.filter(|(_, states)| !states.is_empty()).collect()
}
