//! A run as a whole: what every report looks at.

use super::{CaseStarted, Gate, GateKind, RunFinished, RunStarted, StepRecord};
use crate::http::Transcript;
use crate::verdict::{Check, Finding, Note, Outcome, Stale, Verdict, Waived};

/// A run, folded from its events.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What ran, where, against what.
    pub header: RunStarted,
    /// The cases, sorted by contract, file and line.
    pub cases: Vec<CaseResult>,
    /// Cases that began and of which no end is recorded.
    pub unfinished: Vec<String>,
    /// Waivers that are no longer true, sorted. One is enough to fail the run.
    pub stale: Vec<Stale>,
    /// What was asked of the run beyond its verdicts.
    pub gates: Vec<Gate>,
    /// The end; `None` when the run was cut off.
    pub finished: Option<RunFinished>,
}

/// What came of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseResult {
    /// The trial's name: `contract::file::name`.
    pub name: String,
    /// The contract's id.
    pub contract: String,
    /// The file that the case stands in.
    pub file: String,
    /// The line its name stands in, from one.
    pub line: u32,
    /// What is said of it.
    pub verdict: Verdict,
    /// The waivers that cover all that failed in it; none for any other case.
    pub waived: Vec<Waived>,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// Undocumented facts.
    pub notes: Vec<Note>,
    /// How many requests were sent, attempts among them; where no connection came about, none was.
    pub requests: u64,
    /// The exchanges; empty where the folder was told not to keep them.
    pub transcript: Transcript,
    /// The steps as they were bound.
    pub steps: Vec<StepRecord>,
    /// How long it took, in microseconds.
    pub took_us: u64,
    /// Whether it passed only on a later attempt.
    pub flaky: bool,
}

/// How many cases came out how, and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases in which nothing broke.
    pub passed: u64,
    /// Those among them that passed only on a later attempt.
    pub flaky: u64,
    /// Cases in which something broke that no waiver covers.
    pub failed: u64,
    /// Cases in which something broke that waivers cover.
    pub waived: u64,
    /// Cases that prove nothing.
    pub inconclusive: u64,
    /// Cases that the target could not run.
    pub skipped: u64,
    /// Broken checks.
    pub findings: u64,
    /// Undocumented facts, the same in several cases counted in each.
    pub notes: u64,
    /// Requests sent.
    pub requests: u64,
    /// The time of the cases together, in microseconds; cases that ran at once each count.
    pub took_us: u64,
}

impl Run {
    /// The ids of the contracts that the header or a case names, sorted.
    pub fn contracts(&self) -> Vec<&str> {
        let named = self.header.contracts.iter().map(|c| c.id.as_str());
        let ran = self.cases.iter().map(|c| c.contract.as_str());
        let mut ids: Vec<&str> = named.chain(ran).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The cases of a contract.
    pub fn cases_of<'a>(&'a self, contract: &'a str) -> impl Iterator<Item = &'a CaseResult> {
        self.cases.iter().filter(move |c| c.contract == contract)
    }

    /// The gates that did not open.
    pub fn closed_gates(&self) -> impl Iterator<Item = &Gate> {
        self.gates.iter().filter(|gate| !gate.opens)
    }

    /// The exit code of `docproof run` for these verdicts and gates: 0 all held, or waivers cover what did not, or no more was
    /// inconclusive than may be; 1 something failed, a waiver is no longer true, or a gate did not open; 2 nothing was
    /// selected; 3 nothing failed, but something was inconclusive, the run or a case of it has no recorded end, or
    /// everything was skipped.
    pub fn exit(&self) -> u8 {
        let exit = match self.exit_of_verdicts() {
            3 if self.may_be_inconclusive() => 0,
            exit => exit,
        };
        let mut closed = self.closed_gates();
        if matches!(exit, 0 | 3) && closed.any(|g| g.kind == GateKind::Demand) {
            return 1;
        }
        exit
    }

    /// Whether what is inconclusive is no more than may be, and is all that keeps the run from having held.
    fn may_be_inconclusive(&self) -> bool {
        let counts = Counts::of(&self.cases);
        let mut gates = self.gates.iter();
        gates.any(|g| g.kind == GateKind::Allowance && g.opens)
            && counts.passed + counts.waived > 0
            && self.finished.is_some()
            && self.unfinished.is_empty()
    }

    fn exit_of_verdicts(&self) -> u8 {
        let counts = Counts::of(&self.cases);
        let ended = self.finished.is_some() && self.unfinished.is_empty();
        if counts.failed > 0 || !self.stale.is_empty() {
            1
        } else if self.cases.is_empty() && ended {
            2
        } else if counts.inconclusive > 0 || !ended || counts.passed + counts.waived == 0 {
            3
        } else {
            0
        }
    }
}

impl CaseResult {
    /// A case of which nothing was looked at.
    pub(crate) fn unjudged(started: CaseStarted, verdict: Verdict) -> Self {
        Self {
            name: started.case,
            contract: started.contract,
            file: started.file,
            line: started.line,
            verdict,
            waived: Vec::new(),
            checks: Vec::new(),
            notes: Vec::new(),
            requests: 0,
            transcript: Transcript::default(),
            steps: Vec::new(),
            took_us: 0,
            flaky: false,
        }
    }

    /// The case's own name, without contract and file.
    pub fn title(&self) -> &str {
        let rest = self.name.strip_prefix(self.contract.as_str());
        let rest = rest.and_then(|r| r.strip_prefix("::"));
        match rest.and_then(|r| r.split_once("::")) {
            Some((_, title)) => title,
            None => &self.name,
        }
    }

    /// The broken checks with what they found.
    pub fn findings(&self) -> impl Iterator<Item = (&Check, &Finding)> {
        self.checks.iter().filter_map(|check| match &check.outcome {
            Outcome::Broken(finding) => Some((check, finding.as_ref())),
            Outcome::Held(_) | Outcome::Vacuous(_) => None,
        })
    }

    /// Whether it passed, and an attempt at one of its requests was lost before another was answered. Its exchanges must
    /// still be there.
    pub fn is_flaky(&self) -> bool {
        self.verdict == Verdict::Passed && self.transcript.is_retried()
    }

    /// Whether it failed in nothing that waivers do not cover.
    pub fn is_waived(&self) -> bool {
        self.verdict == Verdict::Failed && !self.waived.is_empty()
    }

    /// The word of its standing: that of its verdict, or `waived`.
    pub fn word(&self) -> &'static str {
        if self.is_waived() {
            "waived"
        } else {
            self.verdict.word()
        }
    }

    /// Whether its checks say anything of the contract: an inconclusive or skipped case proves nothing.
    pub fn is_judged(&self) -> bool {
        matches!(self.verdict, Verdict::Passed | Verdict::Failed)
    }
}

impl Counts {
    /// Counts cases.
    pub fn of<'a>(cases: impl IntoIterator<Item = &'a CaseResult>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            match case.verdict {
                Verdict::Passed => counts.passed += 1,
                Verdict::Failed if case.is_waived() => counts.waived += 1,
                Verdict::Failed => counts.failed += 1,
                Verdict::Inconclusive(_) => counts.inconclusive += 1,
                Verdict::Skipped(_) => counts.skipped += 1,
            }
            counts.findings += number(case.findings().count());
            counts.notes += number(case.notes.len());
            counts.flaky += u64::from(case.flaky);
            counts.requests += case.requests;
            counts.took_us = counts.took_us.saturating_add(case.took_us);
        }
        counts
    }

    /// All cases.
    pub fn cases(&self) -> u64 {
        self.passed + self.failed + self.waived + self.inconclusive + self.skipped
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
