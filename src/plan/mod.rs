//! What to ask: a case that met its contract and its target. Pure.

mod bound;

pub use bound::{BoundStep, Intent};
