//! Running cases: where each goes, sending its requests, judging as it goes, telling what happens.

mod case;
mod destination;
mod engine;
mod refusals;
mod send;
mod stop;
mod suite;

#[cfg(test)]
mod tests;

pub use destination::Destination;
pub use engine::{Engine, EngineError, Sink};
pub use suite::{Choice, Drive, Options};
