//! What to ask: a case that met its contract and its target. Pure.

mod bound;
mod stored;

pub use bound::{BoundStep, Intent};
