//! Every claim of a contract broken once, and whether its cases notice.
//!
//! `mutants` derives from any contract what could be wrong with a service, one thing at a time; a `Trials` runs the
//! contract's cases against a mock that has it wrong. How to read the outcome is in `docs/mutation.md`. Nothing here looks
//! into the checks: a mutant says which parts of the contract it violates from the contract's forms alone.

mod asked;
mod declared;
mod derive;
mod mutant;
mod outcome;
mod score;
mod trials;

pub use declared::misnamed;
pub use derive::mutants;
pub use mutant::{Category, Mutant, Stated, Violates};
pub use outcome::{Fate, Outcome, Told};
pub use score::{Score, Tally, json};
pub use trials::Trials;
