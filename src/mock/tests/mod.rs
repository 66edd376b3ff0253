//! The mock against literal expectations: one small contract a form, and the contracts of this repository.

mod contracts;
mod cursors;
mod listings;
mod pages;
mod refusals;
mod served;
mod support;
