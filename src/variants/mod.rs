//! Variants: mocks that answer differently and still do what the document says. A case that fails on one raises a
//! false alarm.
//!
//! [`variants`] derives them from any contract; [`try_out`] runs the cases against one.

mod derive;
mod ground;
mod lint;
mod open;
mod readings;
mod run;
mod wire;

pub use derive::variants;
pub use ground::{Ground, Source};
pub use lint::unled;
pub use run::{Alarm, Tried, try_out, usual};

use std::sync::Arc;

use crate::contract::Contract;
use crate::mock::{Manners, MockOptions};

/// A mock that is different and conforms.
#[derive(Clone, Debug)]
pub struct Variant {
    /// `<contract>:variant:<what>`.
    pub id: String,
    /// The contract.
    pub contract: Arc<Contract>,
    /// The data.
    pub options: MockOptions,
    /// How it answers.
    pub manners: Manners,
    /// Why that conforms: what is said, and what is left open.
    pub ground: Ground,
}

#[cfg(test)]
mod tests;
