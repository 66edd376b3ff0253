//! Two runs held against each other: of one target at two times, or of one suite on two targets.

mod compare;
mod group;
mod latency;
mod profile;
mod sections;
mod shape;
mod text;

pub use compare::{Changed, Difference, Lost, Unasked, comparable, difference};
pub use latency::Moved;
pub use profile::Profile;
pub use sections::{Entry, Section, sections};
pub(crate) use sections::{heads, selections};
pub use shape::{Reshaped, Shape};
pub use text::text;
