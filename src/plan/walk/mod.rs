//! What to ask next from what was answered: pages forward, back and past the end, listings to compare, limits to pass.

mod ask;
mod cursor;
mod legs;
mod number;
#[cfg(test)]
mod tests;
mod walker;

pub use legs::{legs, opening, without_request};
pub use walker::{MAX_PAGES, Next, Walker, most_provoked};
