//! Cases: what to ask and what to expect beyond the contract. Knows no contract.

mod duplicates;
mod load;
mod load_expect;
mod model;
pub mod template;

pub use duplicates::duplicates;
pub use load::{Outline, load, load_file, outline};
pub use model::{
    Binding, Capture, Case, Expectation, ItemCount, Provokes, RequestTemplate, Step, Walk,
};
