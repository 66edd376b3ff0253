//! What to ask: a case that met its contract and its target. Pure.

mod bind;
mod bound;
mod resolve;
mod select;
#[cfg(test)]
mod testing;
mod view;

pub use bind::bind;
pub use bound::{BoundStep, Intent};
pub use resolve::{Planned, Vars, plan};
pub use select::matches;
pub use view::{ContractView, CredentialView, TargetView};
