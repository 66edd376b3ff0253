//! Views of a run: text for a terminal, JSON for machines. Every report is a function of the folded run and of the
//! contracts it was held to; nothing here prints, reads a clock or knows how the run was made.
//!
//! [`words`] is the one place that turns a finding into words; every report calls it.

mod alike;
pub mod case_text;
mod coverage;
mod diff;
mod excerpt;
pub mod explain;
mod fault;
mod hints;
pub mod html;
pub mod json;
mod layout;
mod reach;
mod style;
pub mod summary;
#[cfg(test)]
mod tests;
mod trace;
mod waivers;
pub mod words;

pub use coverage::{ClauseResult, ClauseState, clauses, grounds};
pub use diff::{DiffLine, DiffSign, diff};
pub use fault::{fault, no_fault};
pub use hints::{cause_hint, finding_hint};
pub use reach::showing;
pub use style::{Ink, Style};
pub use trace::{Trace, Traces};
pub use waivers::waivers;
