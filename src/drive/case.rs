//! One case: its steps, the legs of each, judged as they are answered.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::Value;

use super::masked::masked;
use super::send::{Asking, Then};
use super::visit::Visit;
use super::{Destination, Engine};
use crate::http::{Entry, Exchange, Leg, Reading, Request, Scope, Transcript, encode};
use crate::judge::{self, CaseJudge, Personal};
use crate::plan::{self, BoundStep, Next, Planned, Walker};
use crate::record::{CaseFinished, CaseResult, CaseStarted, Event, Exchanged, StepRecord};
use crate::verdict::{Check, Outcome, Part, Verdict};

/// The header by which a case asks the mock to be throttled: how many requests came is counted under the key.
const PROVOKE: &str = "Docproof-Provoke";

impl Engine {
    /// Runs a case that is not skipped: sends its requests, judges the answers, tells the events.
    pub(super) async fn run_case(&self, planned: &Planned, to: &Destination) -> CaseResult {
        let visit = Visit::begin(self, to, &planned.contract.id).await;
        self.visiting(planned, to, visit).await
    }

    /// The same; `None` when the run was stopped before the case's turn came.
    pub(super) async fn run_case_in_turn(
        &self,
        planned: &Planned,
        to: &Destination,
    ) -> Option<CaseResult> {
        let visit = Visit::begin(self, to, &planned.contract.id).await;
        if self.stop.is_asked() {
            return None;
        }
        Some(self.visiting(planned, to, visit).await)
    }

    async fn visiting(&self, planned: &Planned, to: &Destination, visit: Visit<'_>) -> CaseResult {
        let began = Instant::now();
        let mut result = unjudged(planned, Verdict::Passed);
        self.tell(|| {
            Event::CaseStarted(CaseStarted {
                case: result.name.clone(),
                contract: result.contract.clone(),
                file: result.file.clone(),
                line: result.line,
            })
        });
        let mut running = Running {
            engine: self,
            planned,
            to,
            visit,
            judge: CaseJudge::new(&planned.contract, &planned.case.name),
            captured: HashMap::new(),
            steps: Vec::new(),
            transcript: Transcript::default(),
            unmade: None,
            personal: Personal::default(),
        };
        for step in 0..planned.case.steps.len() {
            if !running.step(step).await {
                break;
            }
        }
        if let Some(why) = &running.unmade {
            running.judge.lacks(why.clone());
        }
        let judgement = running.judge.finish();
        result.verdict = judgement.verdict(self.strict);
        result.checks = judgement.checks;
        result.checks.extend(running.unmade.map(|why| Check {
            part: Part::Case(planned.case.name.clone()),
            outcome: Outcome::Vacuous(why),
        }));
        result.notes = judgement.notes;
        result.steps = running.steps;
        result.transcript = running.transcript;
        if self.redact_bodies {
            masked(&mut result, &running.personal);
            // Only now is known what of a request is of a member.
            for entry in &result.transcript.entries {
                self.tell(|| Event::Exchanged(Exchanged::new(result.name.clone(), entry.clone())));
            }
        }
        result.flaky = result.is_flaky();
        result.requests = result.transcript.sent();
        let exchanges = u64::try_from(result.transcript.entries.len()).unwrap_or(u64::MAX);
        result.took_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        self.tell(|| {
            Event::CaseFinished(CaseFinished {
                case: result.name.clone(),
                verdict: result.verdict.clone(),
                checks: result.checks.clone(),
                notes: result.notes.clone(),
                took_us: result.took_us,
                steps: result.steps.clone(),
                flaky: result.flaky,
                exchanges: Some(exchanges),
            })
        });
        self.board.done(&planned.contract.id);
        result
    }
}

/// The result of a case that the target lacks something for.
pub(super) fn skipped(planned: &Planned, reason: &str) -> CaseResult {
    unjudged(planned, Verdict::Skipped(reason.to_owned()))
}

fn unjudged(planned: &Planned, verdict: Verdict) -> CaseResult {
    let started = CaseStarted {
        case: planned.case.trial_name(),
        contract: planned.contract.id.clone(),
        file: planned.case.file.to_string(),
        line: planned.case.span.line,
    };
    CaseResult::unjudged(started, verdict)
}

/// A case under way.
struct Running<'a> {
    engine: &'a Engine,
    planned: &'a Planned,
    to: &'a Destination,
    visit: Visit<'a>,
    judge: CaseJudge<'a>,
    captured: HashMap<String, Value>,
    steps: Vec<StepRecord>,
    transcript: Transcript,
    /// Why a step could not be made.
    unmade: Option<String>,
    /// What was masked in bodies.
    personal: Personal,
}

/// The last answer to a request, and what it was asked with (before credentials were put in).
struct Answered {
    request: Request,
    exchange: Exchange,
    reading: Reading,
}

impl Answered {
    fn scope(&self) -> Option<Scope<'_>> {
        let response = self.exchange.response()?;
        Some(Scope {
            request: &self.request,
            status: response.status,
            headers: &response.headers,
            body: self.reading.value(),
            item: None,
        })
    }
}

impl Running<'_> {
    /// Runs a step; whether the case can go on.
    async fn step(&mut self, step: usize) -> bool {
        let captured = |name: &str| self.captured.get(name).cloned();
        let bound = match plan::bind(self.planned, step, &self.to.base_url, &captured) {
            Ok(bound) => bound,
            Err(why) => {
                self.unmade = Some(format!("step {} was not made: {why}", step + 1));
                return false;
            }
        };
        self.steps.push(StepRecord::from(&bound));
        self.judge.begin_step(&bound);
        let goes_on = self.legs(step, &bound).await;
        self.judge.end_step();
        goes_on
    }

    /// Runs the legs of a step; whether the case can go on.
    async fn legs(&mut self, step: usize, bound: &BoundStep) -> bool {
        let mut last = None;
        let mut pages = 0_u64;
        let mut broke_off = false;
        for leg in plan::legs(&self.planned.contract, bound) {
            let is_again = leg == Leg::Again;
            // One page that is compared with nothing cannot change under a walk.
            if is_again && pages < 2 && bound.without.is_empty() {
                continue;
            }
            // Nothing can be compared with a listing that broke off; that the data changed can be the reason.
            if broke_off && !is_again {
                continue;
            }
            // Where nobody answers, no window has to be clear.
            let is_down = || self.engine.refusals.known(&bound.request.url).is_some();
            if leg == Leg::Provoke && !is_down() {
                self.visit
                    .clear(plan::most_provoked(&self.planned.contract))
                    .await;
            }
            let mut walker =
                Walker::new(&self.planned.contract, bound, leg.clone()).at_most(self.engine.pages);
            let mut next = match (plan::opening(&self.planned.contract, bound, &leg), &last) {
                (Some(request), _) => Next::Request(leg.clone(), request),
                (None, Some(last)) => following(&mut walker, last),
                (None, None) => Next::Done,
            };
            let stopped = loop {
                let request = match next {
                    Next::Request(_, request) => request,
                    Next::Done => break false,
                    Next::Stop(_) => break true,
                };
                let answered = self.ask(step, bound, &leg, request).await;
                next = following(&mut walker, &answered);
                if leg == Leg::Main {
                    if pages == 0 {
                        self.capture(bound, &answered);
                    }
                    pages += 1;
                }
                if answered.exchange.outcome.is_err() {
                    return false;
                }
                if leg == Leg::Main {
                    last = Some(answered);
                }
            };
            broke_off |= stopped && leg == Leg::Main;
        }
        true
    }

    /// Sends a request to its last answer; every attempt is told and judged before the next one is waited for.
    async fn ask(
        &mut self,
        step: usize,
        bound: &BoundStep,
        leg: &Leg,
        request: Request,
    ) -> Answered {
        let mut sent = request.clone();
        if bound.intent.provokes.is_some() && self.to.is_local() {
            let name = self.planned.case.trial_name();
            let key = format!("{}-{}", encode::segment(&name), self.engine.nonce);
            sent.headers.set(PROVOKE, format!("throttle; key={key}"));
        }
        let planned = self.planned;
        let refuses = |e: &Exchange| judge::refuses_credential(&planned.contract, bound, e);
        let mut asking = Asking::new(self.to, &bound.intent, &refuses);
        loop {
            let visit = &mut self.visit;
            let attempt = self.engine.attempt(sent.clone(), &mut asking, visit).await;
            let exchange = attempt.exchange;
            let reading = Reading::of_exchange(&exchange, self.engine.body_limit);
            let superseded = attempt.then != Then::Answered;
            let index = self.keep(step, leg, exchange.clone(), &reading, superseded);
            if !superseded {
                self.judge.observe(leg, index, &exchange, &reading);
                return Answered {
                    request,
                    exchange,
                    reading,
                };
            }
            self.judge.observe_superseded(index, &exchange, &reading);
            if let Then::Paused(pause) = attempt.then {
                self.visit.pause(pause).await;
            }
        }
    }

    /// Keeps an exchange in the transcript and tells it; its place there.
    fn keep(
        &mut self,
        step: usize,
        leg: &Leg,
        mut exchange: Exchange,
        reading: &Reading,
        superseded: bool,
    ) -> usize {
        if self.engine.redact_bodies {
            let contract = &self.planned.contract;
            self.personal.mask(contract, &mut exchange, reading);
        }
        let entry = Entry {
            step,
            leg: leg.clone(),
            superseded,
            exchange,
        };
        // What is to be masked is told with its case.
        if !self.engine.redact_bodies {
            let case = || self.planned.case.trial_name();
            self.engine
                .tell(|| Event::Exchanged(Exchanged::new(case(), entry.clone())));
        }
        self.transcript.entries.push(entry);
        self.transcript.entries.len() - 1
    }

    /// Takes what later steps need from a step's first answer. What is not there is missed when it is needed.
    fn capture(&mut self, bound: &BoundStep, answered: &Answered) {
        for (name, value) in judge::capture(bound, &answered.exchange, &answered.reading) {
            self.captured.extend(value.ok().map(|value| (name, value)));
        }
    }
}

fn following(walker: &mut Walker<'_>, answered: &Answered) -> Next {
    walker.next(&answered.request, answered.scope().as_ref())
}
