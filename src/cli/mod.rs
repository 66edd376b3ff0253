//! The command line: one file a subcommand. The only place that prints, and there only `out`.

mod args;
mod check;
mod draft;
mod exit;
mod explain;
mod folder;
mod gates;
mod judge;
mod mock;
mod out;
mod resume;
mod run;
mod schema;
mod suite;
mod target;
mod trials;
mod waivers;

pub(crate) use args::main;
