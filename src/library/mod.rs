//! The library: every contract and case of a run, from folders or built in, read and held against each other.

mod files;
mod load;

pub use files::{Source, SourceError, schema};
pub use load::{Suite, load};
