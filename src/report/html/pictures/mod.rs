//! What people would rather look at than read, as inline SVG. Each picture says in words what it shows, and the numbers
//! behind it stand in a table or a sentence beside it.

pub(super) mod coverage;
mod latency;
mod section;
mod svg;
mod waiting;
pub(super) mod walk;

pub(super) use section::pictures;
