//! Cases as trials of libtest-mimic: one trial a case, for `cargo test`, `cargo nextest run` and `docproof run`.
//!
//! A package that keeps `contracts` and `cases` beside its `Cargo.toml` needs this in `tests/conformance.rs`, with
//! `harness = false` for that test:
//!
//! ```text
//! fn main() -> std::process::ExitCode {
//!     docproof::harness::main()
//! }
//! ```
//!
//! `DOCPROOF_TARGET` names a target file (default: `mock`), `DOCPROOF_REPORT` a folder for the record, and
//! `DOCPROOF_STRICT=1` lets undocumented facts fail, `DOCPROOF_REDACT_BODIES=1` masks what bodies say of people. `DOCPROOF_PATIENCE`
//! is how long a case waits for servers (default: `5m`). `DOCPROOF_WAIVERS`
//! names a file of waivers, `DOCPROOF_TODAY` the day that they are held against (default: today).

mod entry;
mod log;
mod panics;
mod stored;
mod trials;
mod withheld;

pub use entry::{main, patience, today};
pub use log::{Logged, RunLog, withheld};
pub use panics::mask_panics;
pub use stored::{Stored, records};
pub use trials::{Told, threads, trials};
