//! JSON values: pointers, strict reading, comparison; secrets.

mod secret;

pub use secret::Secret;
