//! What looking found: checks, their outcomes, findings, verdicts; and the waivers of what a team accepts.

mod check;
mod part;
#[expect(clippy::module_inception, reason = "the word is the design's")]
mod verdict;
mod waiver;

pub use check::{Actual, Check, Expected, Finding, Note, Outcome, Place};
pub use part::{AccessState, Aspect, LookupState, Part, ThrottleAspect};
pub use verdict::{Cause, Verdict};
pub use waiver::{Cover, Deviation, Stale, Staleness, Waived, Waiver, cover};
