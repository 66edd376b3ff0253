//! Whether what people wrote agrees: a case with its contract, a target with the contracts.

mod access;
mod case;
mod expect;
mod request;
mod secrets;
mod target;
#[cfg(test)]
mod tests;

pub use case::agree;
pub use secrets::{NoSecret, agree_secrets};
pub use target::agree_target;
