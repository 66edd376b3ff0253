//! What manners do: to data, to answers in the making, to bytes.

mod answer;
mod bytes;
mod rewrite;
mod texts;

pub use answer::may_lack;
pub(super) use answer::{bare, dress};
pub(super) use bytes::{finish, header_names};
pub(super) use rewrite::{Kept, body, item};
pub(super) use texts::{collate, integers, title};
