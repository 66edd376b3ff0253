//! The built-in server: a data set and answers made from contracts alone, the same in every run.
//!
//! `Mock::answer` is pure; `serve` puts it on a socket; `Mock::target` is how a run reaches it. What the data
//! holds is in `docs/contracts.md`. Nothing here is shared with the checks: a contract that one of them misreads
//! is not misread by the other.

mod access;
mod answer;
mod cursor;
mod data;
mod dice;
mod effects;
mod errors;
mod facts;
mod flat;
mod generate;
mod groups;
mod headers;
mod lie;
mod lies;
mod lookup;
pub mod manner;
mod manners;
#[expect(
    clippy::module_inception,
    reason = "the thing that the folder is named after"
)]
mod mock;
mod names;
mod numbered;
mod paging;
mod pipeline;
mod place;
mod scalars;
mod server;
mod target;
mod text;
mod throttle;
mod typed;
pub mod wire;
mod witness;

pub use answer::Answer;
pub use lie::{
    Astray, Beside, BodyLie, EffectLie, Lie, PagingLie, ThrottleLie, ValueLie, Way, WireLie,
};
pub use manner::{Manner, Manners};
pub use manners::may_lack;
pub use mock::{Counters, Mock, MockOptions};
pub use pipeline::Turn;
pub use server::{Running, serve};
pub use target::{HeldGroup, Holding, target_file};

#[cfg(test)]
mod tests;
