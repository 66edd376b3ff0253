//! Rules of paging: on every page, over a walk, back again and past the end.

mod back;
mod cursor;
mod ends;
mod follow;
mod links;
mod listing;
mod page;
mod past_end;
mod reported;
mod size;
mod start;
mod totals;

pub use back::WayBack;
pub use follow::Follow;
pub use listing::Listing;
pub use page::Page;
pub use past_end::check as past_end;
