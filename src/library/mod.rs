//! The library: every contract and case of a run, from folders or built in, read and held against each other; and
//! the waivers of what a team accepts.

mod files;
mod load;
mod waivers;

pub use files::{Source, SourceError, schema};
pub use load::{Suite, load};
pub use waivers::{Scope, load_waivers, waivers};
