//! The command line: one file a subcommand. The only place that prints, and there only `out`.

mod args;
mod blind;
mod check;
mod connect;
mod diff;
mod draft;
mod dry_run;
mod exit;
mod explain;
mod folder;
mod gates;
mod hush;
mod judge;
mod mock;
mod mutate;
mod mutate_alone;
mod out;
mod progress;
mod relay;
mod report;
mod reports;
mod resume;
mod run;
mod schema;
mod stored;
mod suite;
mod target;
mod trials;
mod variants;
mod waivers;

pub(crate) use args::main;
