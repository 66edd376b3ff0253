//! The command line: one file a subcommand. The only place that prints.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the command line is where docproof speaks"
)]

mod args;
mod check;
mod draft;
mod dry_run;
mod exit;
mod explain;
mod folder;
mod gates;
mod judge;
mod mock;
mod out;
mod progress;
mod run;
mod schema;
mod suite;
mod target;
mod trials;

pub(crate) use args::main;
