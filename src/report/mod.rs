//! Views of a run: text for a terminal, JSON for machines. Every report is a function of the folded run and of the
//! contracts it was held to; nothing here prints, reads a clock or knows how the run was made.
//!
//! [`words`] is the one place that turns a finding into words; every report calls it.

mod alike;
mod blame;
pub mod case_text;
mod claims;
mod coverage;
pub mod ctrf;
mod diff;
pub mod difference;
mod excerpt;
pub mod explain;
mod fault;
pub mod format;
pub mod gates;
pub mod github;
mod hints;
pub mod html;
pub mod json;
pub mod junit;
mod layout;
pub mod markdown;
mod mistakes;
mod reach;
mod shown;
mod style;
pub mod summary;
mod table;
#[cfg(test)]
mod tests;
mod trace;
mod waivers;
pub mod words;
mod xml;

pub use blame::{Blame, blame, parts};
pub use coverage::{ClauseResult, ClauseState, clauses};
pub use diff::{DiffLine, DiffSign, diff};
pub use fault::{fault, no_fault};
pub use hints::{cause_hint, finding_hint};
pub use layout::visible;
pub use mistakes::{LEADING, Mistake, Telling, mistakes, telling};
pub use reach::showing;
pub use shown::shown;
pub use style::{Ink, Style};
pub use trace::{Sent, Trace, Traces};
pub use waivers::waivers;
