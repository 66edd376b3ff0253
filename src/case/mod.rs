//! Cases: what to ask and what to expect beyond the contract. Knows no contract.

mod load;
mod load_expect;
mod model;
pub mod template;

pub use load::{duplicates, load, load_file};
pub use model::{
    Binding, Capture, Case, Expectation, ItemCount, Provokes, RequestTemplate, Step, Walk,
};
