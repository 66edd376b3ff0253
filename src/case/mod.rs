//! Cases: what to ask and what to expect beyond the contract. Knows no contract.

mod model;

pub use model::{Binding, Case, Expectation, ItemCount, Provokes, RequestTemplate, Step, Walk};
