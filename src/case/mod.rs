//! Cases: what to ask and what to expect beyond the contract. Knows no contract.

mod duplicates;
mod load;
mod load_expect;
mod model;
mod outline;
pub mod template;

pub use duplicates::duplicates;
pub use load::{load, load_file};
pub use model::{
    Binding, Capture, Case, Expectation, ItemCount, Provokes, RequestTemplate, Step, Walk,
};
pub use outline::{Outline, outline};
