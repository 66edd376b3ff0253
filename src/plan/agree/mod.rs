//! Whether what people wrote agrees: a case with its contract, a target with the contracts.

mod access;
mod case;
mod expect;
mod request;
mod target;
#[cfg(test)]
mod tests;

pub use case::agree;
pub use target::agree_target;
