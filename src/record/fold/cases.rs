//! What the events of a case do to the run.

use std::sync::Arc;

use super::{DOUBLED, Folder, Keep, Open};
use crate::http::Transcript;
use crate::record::{CaseFinished, CaseResult, CaseSkipped, CaseStarted, CaseWaived, Exchanged};
use crate::verdict::Verdict;

impl Folder {
    pub(super) fn case_started(&mut self, number: u32, started: CaseStarted) {
        if self.is_known(number, &started.case) {
            return;
        }
        let open = Open {
            transcript: Transcript::default(),
            started,
        };
        self.open.insert(open.started.case.clone(), open);
    }

    pub(super) fn exchanged(&mut self, number: u32, exchanged: Exchanged) {
        let Some(open) = self.open.get_mut(&exchanged.case) else {
            self.not_open(number, &exchanged.case);
            return;
        };
        open.transcript.entries.push(exchanged.into_entry());
    }

    pub(super) fn case_finished(&mut self, number: u32, end: CaseFinished) {
        let Some(open) = self.open.remove(&end.case) else {
            self.not_open(number, &end.case);
            return;
        };
        let Open {
            started,
            transcript,
        } = open;
        let recorded = u64::try_from(transcript.entries.len()).unwrap_or(u64::MAX);
        if let Some(had) = end.exchanges.filter(|had| *had != recorded) {
            let told = match had.checked_sub(recorded) {
                Some(lacks) => format!("lacks {lacks} of {had} answers"),
                None => format!("has {recorded} answers, and the case had {had}"),
            };
            self.error(
                number,
                format!("the case `{}`: its record {told}", end.case),
            );
        }
        let keeps = self.keep == Keep::All || end.verdict != Verdict::Passed;
        self.end(number, &end.case);
        self.add(CaseResult {
            name: end.case,
            contract: started.contract,
            file: started.file,
            line: started.line,
            verdict: end.verdict,
            waived: Vec::new(),
            checks: end.checks,
            notes: end.notes,
            requests: transcript.sent(),
            transcript: if keeps {
                transcript
            } else {
                Transcript::default()
            },
            steps: end.steps,
            took_us: end.took_us,
            flaky: end.flaky,
        });
    }

    /// Adds a result, in the place of one from before the run was resumed.
    fn add(&mut self, result: CaseResult) {
        let next = self.cases.len();
        let at = *self.places.entry(result.name.clone()).or_insert(next);
        match self.cases.get_mut(at) {
            Some(before) => *before = result,
            None => self.cases.push(result),
        }
    }

    pub(super) fn case_waived(&mut self, number: u32, waived: CaseWaived) {
        let at = self.places.get(&waived.case);
        if let Some(case) = at.and_then(|at| self.cases.get_mut(*at)) {
            case.waived = waived.waivers;
        } else {
            let told = format!("the case `{}` is waived without a verdict", waived.case);
            self.error(number, told);
        }
    }

    pub(super) fn case_skipped(&mut self, number: u32, skipped: CaseSkipped) {
        self.open.remove(&skipped.case);
        if self.is_known(number, &skipped.case) {
            return;
        }
        self.end(number, &skipped.case);
        let started = CaseStarted {
            case: skipped.case,
            contract: skipped.contract,
            file: skipped.file,
            line: skipped.line,
        };
        self.add(CaseResult::unjudged(
            started,
            Verdict::Skipped(skipped.reason),
        ));
    }

    /// Whether a case was recorded before; said when it was.
    fn is_known(&mut self, number: u32, case: &str) -> bool {
        let told = match self.ended.get(case) {
            Some((file, line)) => {
                let told = format!("the case `{case}` is recorded twice, first at {file}:{line}");
                self.doubled = self.doubled.map(|n| n + 1);
                if self.doubled.is_none_or(|n| n > DOUBLED) {
                    return true;
                }
                told
            }
            None if self.open.contains_key(case) => format!("the case `{case}` starts twice"),
            None => return false,
        };
        self.error(number, told);
        true
    }

    fn not_open(&mut self, number: u32, case: &str) {
        // A case that was told as recorded twice is not told again for each of its lines.
        if !self.ended.contains_key(case) {
            self.error(number, format!("the case `{case}` was not started"));
        }
    }

    fn end(&mut self, number: u32, case: &str) {
        let place = (Arc::clone(&self.file), number);
        self.unfinished.remove(case);
        self.ended.insert(case.to_owned(), place);
    }
}
