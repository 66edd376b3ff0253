//! The waivers that a subcommand works with.

use std::path::PathBuf;

use docproof::library::{self, Scope, Suite};
use docproof::verdict::Waiver;
use jiff::civil::Date;

use super::exit::Failure;
use super::out;

/// Which deviations are known.
#[derive(Debug, clap::Args)]
pub(crate) struct WaiverArgs {
    /// Known deviations that do not fail the run until a date (docs/waivers.md). One that is no longer true fails it
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
}

impl WaiverArgs {
    /// Reads them, and tells every mistake; and the day that they are held against.
    pub(crate) fn load(&self, suite: &Suite) -> Result<(Vec<Waiver>, Date), Failure> {
        let today = docproof::harness::today().map_err(Failure::new)?;
        let Some(file) = &self.waivers else {
            return Ok((Vec::new(), today));
        };
        let (waivers, told) = library::load_waivers(file, suite, Scope::All);
        out::tell(&told)?;
        Ok((waivers, today))
    }
}
