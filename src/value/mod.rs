//! JSON values: pointers, strict reading, comparison; secrets.

pub mod equal;
pub mod json;
mod masks;
pub mod pointer;
mod redactor;
mod secret;
mod withhold;

pub use equal::{same, type_name};
pub use masks::Masks;
pub use redactor::Redactor;
pub use secret::Secret;
pub use withhold::{WITHHELD, withhold, withhold_lines};
