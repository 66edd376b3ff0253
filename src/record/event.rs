//! The events of a run, each one line of the record.

use serde::{Deserialize, Serialize};

use super::{Gate, StepRecord};
use crate::http::{Entry, Exchange, Leg};
use crate::verdict::{Check, Note, Stale, Verdict, Waived};

/// The number of this format. A record with another number is refused, not guessed at.
pub const FORMAT: u32 = 1;

/// One event: `{"event": "run-started", …}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The first line of every file: what runs, where, against what.
    RunStarted(RunStarted),
    /// The run goes on in another process: what it says of a case replaces what was said of it before.
    RunResumed(RunStarted),
    /// A case begins. Events of other cases may come before its end.
    CaseStarted(CaseStarted),
    /// A request of a case with its answer.
    Exchanged(Exchanged),
    /// A case was judged.
    CaseFinished(CaseFinished),
    /// Waivers cover all that failed in a case that was judged; or, where none is named, no longer do.
    CaseWaived(CaseWaived),
    /// A case was not run.
    CaseSkipped(CaseSkipped),
    /// A waiver is no longer true, which fails the run.
    WaiverStale(Stale),
    /// What was asked of the run beyond its verdicts, and what came of it.
    GateAsked(Gate),
    /// The last line of a run that was not cut off.
    RunFinished(RunFinished),
}

/// What runs, where, against what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunStarted {
    /// The record's format: [`FORMAT`].
    pub format: u32,
    /// docproof's version.
    pub docproof: String,
    /// When the run began, RFC 3339.
    pub time: String,
    /// The target's name.
    pub target: String,
    /// Where the requests of each contract go.
    pub base_urls: Vec<BaseUrl>,
    /// The contracts that the answers are held to.
    pub contracts: Vec<ContractRecord>,
    /// Whether undocumented facts fail.
    pub strict: bool,
    /// What the cases were selected by, as the user wrote it.
    pub filters: Vec<String>,
    /// Certificates were not verified: anybody could have answered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub insecure: bool,
    /// Texts in bodies were masked after they were judged: they cannot be judged again.
    #[serde(default, skip_serializing_if = "is_false")]
    pub bodies_masked: bool,
    /// Which part of the selected cases this process runs; `None` where it runs them all, or one that it was told by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// One of the equal parts that the cases of a run are dealt into, so that several machines share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, from one.
    pub number: u32,
    /// Of how many.
    pub of: u32,
    /// How many cases all parts have together.
    pub cases: u64,
}

impl RunStarted {
    /// Where the requests of a contract go.
    pub fn base_url(&self, contract: &str) -> Option<&str> {
        let mut urls = self.base_urls.iter();
        urls.find(|u| u.contract == contract)
            .map(|u| u.url.as_str())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Where the requests of a contract go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseUrl {
    /// The contract's id.
    pub contract: String,
    /// The URL that its paths are appended to.
    pub url: String,
}

/// A contract as it was when the run was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRecord {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The document it restates, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRecord>,
}

/// A document and the digest that tells whether it changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, 64 hex digits.
    pub sha256: String,
}

/// A case begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStarted {
    /// The trial's name: `contract::file::name`.
    pub case: String,
    /// The contract's id.
    pub contract: String,
    /// The file that the case stands in.
    pub file: String,
    /// The line its name stands in, from one.
    pub line: u32,
}

/// A request of a case with its answer. The fields around the exchange are those of `http::Entry`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchanged {
    /// The trial's name.
    pub case: String,
    /// Which step of the case, from zero.
    pub step: usize,
    /// What the request is for.
    pub leg: Leg,
    /// Whether a later attempt at the same request followed.
    pub superseded: bool,
    /// What was sent and what came back, secrets masked, nothing else lost.
    pub exchange: Exchange,
}

/// A case was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseFinished {
    /// The trial's name.
    pub case: String,
    /// What is said of it.
    pub verdict: Verdict,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// Undocumented facts.
    pub notes: Vec<Note>,
    /// How long it took, in microseconds.
    pub took_us: u64,
    /// Its steps as they were bound: with these and the exchanges it can be judged again.
    pub steps: Vec<StepRecord>,
    /// Whether it passed only on a later attempt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flaky: bool,
    /// How many exchanges of it were recorded, so that a record that lost some is no proof; older records do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchanges: Option<u64>,
}

/// Which waivers cover a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseWaived {
    /// The trial's name.
    pub case: String,
    /// The waivers.
    pub waivers: Vec<Waived>,
}

/// A case was not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseSkipped {
    /// The trial's name.
    pub case: String,
    /// The contract's id.
    pub contract: String,
    /// The file that the case stands in.
    pub file: String,
    /// The line its name stands in, from one.
    pub line: u32,
    /// What the target lacks.
    pub reason: String,
}

/// The run came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFinished {
    /// When, RFC 3339.
    pub time: String,
    /// The exit code.
    pub exit: u8,
}

impl Exchanged {
    /// The event of an exchange that a case made.
    pub fn new(case: impl Into<String>, entry: Entry) -> Self {
        Self {
            case: case.into(),
            step: entry.step,
            leg: entry.leg,
            superseded: entry.superseded,
            exchange: entry.exchange,
        }
    }

    /// The exchange as a transcript holds it.
    pub fn into_entry(self) -> Entry {
        Entry {
            step: self.step,
            leg: self.leg,
            superseded: self.superseded,
            exchange: self.exchange,
        }
    }
}

impl Event {
    /// The trial it belongs to; `None` for the run's own events.
    pub fn case(&self) -> Option<&str> {
        match self {
            Self::CaseStarted(e) => Some(&e.case),
            Self::Exchanged(e) => Some(&e.case),
            Self::CaseFinished(e) => Some(&e.case),
            Self::CaseWaived(e) => Some(&e.case),
            Self::CaseSkipped(e) => Some(&e.case),
            Self::RunStarted(_)
            | Self::RunResumed(_)
            | Self::WaiverStale(_)
            | Self::GateAsked(_)
            | Self::RunFinished(_) => None,
        }
    }
}
