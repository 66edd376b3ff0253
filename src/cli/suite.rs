//! The contracts and cases that a subcommand works with.

use std::path::{Path, PathBuf};

use docproof::library::{self, Source, Suite};

use super::exit::Failure;
use super::out;

/// Where contracts and cases are.
#[derive(Debug, clap::Args)]
pub(crate) struct SuiteArgs {
    /// The folder of contracts [default: the folders `contracts` and `cases` here, else those built in]
    #[arg(long, value_name = "DIR")]
    contracts: Option<PathBuf>,

    /// The folder of cases
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
}

impl SuiteArgs {
    /// Where they are.
    pub(crate) fn source(&self) -> Result<Source, Failure> {
        Source::choose(self.contracts.clone(), self.cases.clone(), Path::new(""))
            .map_err(|error| Failure::new(error.to_string()))
    }

    /// Reads them, and tells every mistake.
    pub(crate) fn load(&self) -> Result<Suite, Failure> {
        let (suite, told) = library::load(&self.source()?, None);
        out::tell(&told)?;
        Ok(suite)
    }
}

/// Words for a name that is none, with the nearest that is, or all of them where none is near and they are few.
pub(crate) fn unknown<'a>(what: &str, name: &str, valid: impl Iterator<Item = &'a str>) -> String {
    let valid: Vec<&str> = valid.collect();
    let near = docproof::text::nearest(name, valid.iter().copied());
    match near {
        Some(near) => format!("unknown {what} `{name}`; did you mean `{near}`?"),
        None if valid.len() <= 10 => {
            format!(
                "unknown {what} `{name}`; there are `{}`",
                valid.join("`, `")
            )
        }
        None => format!("unknown {what} `{name}`"),
    }
}
