//! Running cases: where each goes, sending its requests, judging as it goes, telling what happens.

mod board;
mod carrier;
mod case;
mod connect;
mod destination;
mod engine;
mod masked;
mod on_mock;
mod parallel;
mod refusals;
mod rehearsal;
mod send;
mod stand;
mod stop;
mod suite;
#[cfg(test)]
mod tests;
mod visit;

pub use board::{Progress, WaitFor};
pub use connect::Connected;
pub use destination::Destination;
pub use engine::{Engine, EngineError, JOBS, Sink};
pub use parallel::in_parallel;
pub use rehearsal::{Rehearsal, Stage};
pub use stand::Stand;
pub use suite::{Choice, Drive, Options};
