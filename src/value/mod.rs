//! JSON values: pointers, strict reading, comparison; secrets.

pub mod equal;
pub mod json;
pub mod pointer;
mod redactor;
mod secret;

pub use equal::{same, type_name};
pub use redactor::Redactor;
pub use secret::Secret;
