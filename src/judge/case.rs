//! A case judged while its exchanges come in.

use super::step::StepJudge;
use crate::check::{self, Checks, Seen};
use crate::contract::Contract;
use crate::http::{Exchange, Leg, Reading, Transcript};
use crate::plan::BoundStep;
use crate::verdict::{Cause, Check, Note, Verdict};

/// The largest decoded body that is read, in bytes.
pub const BODY_LIMIT: usize = 64 << 20;

/// What is said of a case in the end.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Everything that was looked at.
    pub checks: Vec<Check>,
    /// Undocumented things that were seen.
    pub notes: Vec<Note>,
}

impl Judgement {
    /// The verdict; with `strict`, undocumented things outweigh a pass.
    pub fn verdict(&self, strict: bool) -> Verdict {
        match &self.verdict {
            Verdict::Passed if strict && !self.notes.is_empty() => Verdict::Failed,
            verdict => verdict.clone(),
        }
    }
}

/// Judges one case, exchange by exchange, and keeps no bodies.
///
/// Within a step the pages of [`Leg::Main`] come first; the other legs are compared with them.
#[derive(Debug)]
pub struct CaseJudge<'c> {
    contract: &'c Contract,
    case: String,
    checks: Checks,
    step: Option<StepJudge<'c>>,
    cause: Option<Cause>,
}

impl<'c> CaseJudge<'c> {
    /// A case, by the name under which clauses are bound to it.
    pub fn new(contract: &'c Contract, case_name: &str) -> Self {
        Self {
            contract,
            case: case_name.to_owned(),
            checks: Checks::new(),
            step: None,
            cause: None,
        }
    }

    /// Starts the next step; one that was not ended is ended.
    pub fn begin_step(&mut self, step: &BoundStep) {
        self.end_step();
        let judge = StepJudge::new(self.contract, self.case.clone(), step);
        self.step = Some(judge);
    }

    /// Takes an exchange of the step, the one at `index` of the transcript.
    pub fn observe(&mut self, leg: &Leg, index: usize, exchange: &Exchange, reading: &Reading) {
        if let Some(step) = &mut self.step {
            step.observe(leg, index, exchange, reading, &mut self.checks);
        }
    }

    /// Takes an attempt that a later one replaced: what it says is judged, but not as the answer.
    pub fn observe_superseded(&mut self, index: usize, exchange: &Exchange, reading: &Reading) {
        if let Some(seen) = Seen::of(self.contract, index, exchange, reading) {
            check::answer(&seen, &mut self.checks);
        }
    }

    /// Notes that an answer is not there to be judged, and why: what has no answer cannot pass.
    pub fn lacks(&mut self, why: String) {
        self.end_step();
        self.cause.get_or_insert(Cause::Unread(why));
    }

    /// Ends the step.
    pub fn end_step(&mut self) {
        if let Some(step) = self.step.take() {
            let cause = step.finish(&mut self.checks);
            self.cause = self.cause.take().or(cause);
        }
    }

    /// The judgement. A deviation outweighs whatever else made the transcript inconclusive.
    pub fn finish(mut self) -> Judgement {
        self.end_step();
        let verdict = match self.cause {
            _ if self.checks.any_broken() => Verdict::Failed,
            Some(cause) => Verdict::Inconclusive(cause),
            None => Verdict::Passed,
        };
        let (checks, notes) = self.checks.fold();
        Judgement {
            verdict,
            checks,
            notes,
        }
    }
}

/// Judges a whole transcript, such as one that was stored.
pub fn judge_transcript(
    contract: &Contract,
    case_name: &str,
    steps: &[BoundStep],
    transcript: &Transcript,
) -> Judgement {
    let mut judge = CaseJudge::new(contract, case_name);
    if steps.is_empty() {
        judge.lacks("the record has no step of it".to_owned());
    }
    for (number, step) in steps.iter().enumerate() {
        judge.begin_step(step);
        let mut entries = transcript.entries.iter();
        if !entries.any(|e| e.step == number && !e.superseded) {
            judge.lacks(format!("the record has no answer to step {}", number + 1));
        }
        let entries = transcript.entries.iter().enumerate();
        for (index, entry) in entries.filter(|(_, e)| e.step == number) {
            let reading = Reading::of_exchange(&entry.exchange, BODY_LIMIT);
            if entry.superseded {
                judge.observe_superseded(index, &entry.exchange, &reading);
            } else {
                judge.observe(&entry.leg, index, &entry.exchange, &reading);
            }
        }
        judge.end_step();
    }
    judge.finish()
}
