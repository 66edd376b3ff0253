//! A recorded case, ready to be judged again with one answer changed.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::Value;

use super::change::Change;
use super::places::At;
use crate::contract::Contract;
use crate::http::{Exchange, Headers, Leg, Reading};
use crate::judge::{BODY_LIMIT, CaseJudge};
use crate::plan::{BoundStep, Planned};
use crate::record::CaseResult;
use crate::verdict::Verdict;

/// The exchanges of a case, each with its body read.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) contract: Arc<Contract>,
    name: String,
    steps: Vec<BoundStep>,
    pub(super) exchanges: Vec<One>,
}

/// One exchange of it.
#[derive(Debug)]
pub(super) struct One {
    step: usize,
    leg: Leg,
    superseded: bool,
    pub(super) exchange: Exchange,
    reading: Reading,
}

impl Recorded {
    /// A case that passed; nothing for another.
    pub(super) fn of(planned: &Planned, result: CaseResult) -> Option<Self> {
        let steps: Result<Vec<BoundStep>, String> =
            result.steps.into_iter().map(BoundStep::try_from).collect();
        let one = |entry: crate::http::Entry| One {
            reading: Reading::of_exchange(&entry.exchange, BODY_LIMIT),
            step: entry.step,
            leg: entry.leg,
            superseded: entry.superseded,
            exchange: entry.exchange,
        };
        (result.verdict == Verdict::Passed).then_some(Self {
            contract: Arc::clone(&planned.contract),
            name: planned.case.name.clone(),
            steps: steps.ok()?,
            exchanges: result.transcript.entries.into_iter().map(one).collect(),
        })
    }

    /// Whether any check notices that one answer is another.
    pub(super) fn notices(&self, number: usize, changed: &Exchange) -> bool {
        let reading = Reading::of_exchange(changed, BODY_LIMIT);
        let mut judge = CaseJudge::new(&self.contract, &self.name);
        for (step, bound) in self.steps.iter().enumerate() {
            judge.begin_step(bound);
            for (index, one) in self
                .exchanges
                .iter()
                .enumerate()
                .filter(|(_, one)| one.step == step)
            {
                let (exchange, reading) = if index == number {
                    (changed, &reading)
                } else {
                    (&one.exchange, &one.reading)
                };
                if one.superseded {
                    judge.observe_superseded(index, exchange, reading);
                } else {
                    judge.observe(&one.leg, index, exchange, reading);
                }
            }
            judge.end_step();
        }
        judge.finish().verdict != Verdict::Passed
    }

    /// An exchange with a place of its answer changed; nothing where that would change nothing.
    pub(super) fn changed(&self, number: usize, at: &At, change: Change) -> Option<Exchange> {
        let one = self.exchanges.get(number)?;
        let mut exchange = one.exchange.clone();
        let response = exchange.outcome.as_mut().ok()?;
        match at {
            At::Header(name) => {
                let fields: Vec<(String, String)> = response
                    .headers
                    .iter()
                    .map(|(n, v)| (n.to_owned(), v.to_owned()))
                    .collect();
                response.headers = change
                    .headers(&fields, name)?
                    .into_iter()
                    .collect::<Headers>();
            }
            At::Body(at) => {
                let body: Value = change.body(one.reading.value()?, at)?;
                response.body = Bytes::from(body.to_string());
                if response.headers.get("content-length").is_some() {
                    response
                        .headers
                        .set("content-length", response.body.len().to_string());
                }
            }
        }
        Some(exchange)
    }
}
