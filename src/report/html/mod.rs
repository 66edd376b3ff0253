//! The report as one page: a file that loads nothing, runs one script of its own (filters, copying, opening what a link
//! leads to) and reads the same without it.
//!
//! It is a view of the folded run, the traces of its exchanges and the contracts at hand, and the same bytes for the same
//! record: no clock, no chance, no host. Text gets into it in one way, by `markup.rs`, which escapes it. The page is written
//! case by case, so that it never stands in memory as a whole.

mod anchors;
mod blocks;
mod broken;
mod case;
mod cases;
mod difference;
mod document;
mod exchange;
mod filter;
mod groups;
mod markup;
mod page;
mod pictures;
mod top;
mod view;

pub use difference::difference;
pub use page::html;
