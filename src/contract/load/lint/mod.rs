//! Whether a contract agrees with itself: every name it uses is one that it declares. One file a concern.

mod bindings;
mod effects;
mod expressions;
mod items;
mod keywords;
mod lost;
mod names;
mod pages;
mod paths;
mod run;
mod samples;
mod statuses;
mod vars;

pub(super) use run::lint;
