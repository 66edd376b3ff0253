//! JSON values: pointers, strict reading, comparison; secrets.
