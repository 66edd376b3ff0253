//! A summary in GitHub's Markdown: tables, the most telling mistakes, what failed in folded details. Whatever comes from
//! a record or a contract is put where Markdown reads no markup: a code span, a `pre`, or escaped.

mod difference;
mod page;
mod safe;

pub use difference::difference;
pub use page::{LARGEST, markdown};
