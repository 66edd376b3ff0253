//! Keeping limits: what may be sent when, and the budget that several processes of a machine share.

mod pacer;
mod store;
#[cfg(test)]
mod tests;
mod window;

pub use pacer::Pacer;
pub use store::state_folder;
pub use window::Turn;

use store::Book;
use window::{Log, Window};
