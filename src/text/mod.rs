//! Files people write: places in them, mistakes in them, and strict YAML that keeps both.

mod diagnostic;
mod fields;
mod file;
mod nearest;
mod numbers;
mod yaml;

pub use diagnostic::{Context, Diagnostic, Severity, Span, in_order};
pub use fields::{Fields, boolean, count, json, list_of, map_of, one_of, pointer, text};
pub use file::{read_file, utf8};
pub use nearest::nearest;
pub use numbers::{counted, grouped};
pub use yaml::{Key, Kind, Node, parse};
