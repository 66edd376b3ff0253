//! Lies at work: for each step of the pipeline what a mock with a lie does otherwise. A sound mock comes by here with
//! nothing to do.

mod another;
pub(super) mod answers;
pub(super) mod beside;
pub(super) mod effects;
mod links;
pub(super) mod pages;
pub(super) mod refusals;
pub(super) mod values;
