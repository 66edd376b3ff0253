//! A mutator that knows no contract: it takes recorded answers and drops, retypes, empties, doubles and swaps every place
//! of them. What no check notices is what the contracts never say; `docs/soundness.md` explains each group of it.

mod change;
mod explained;
mod places;
mod record;
mod search;

pub use change::Change;
pub use explained::Explained;
pub use search::{Search, Searched, Survivor, survivors};

#[cfg(test)]
mod tests;
