//! How docproof ends.

use std::fmt;
use std::process::ExitCode;

/// The exit codes, for scripts and gates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything held.
    Held = 0,
    /// Something failed, or a gate (`--require`, `--fail-under`, `--max-skipped`) did not open.
    Failed = 1,
    /// Bad usage, contract, case or target, an empty selection, or a report that could not be written.
    Unusable = 2,
    /// Nothing failed, but something was inconclusive, or everything was skipped.
    Inconclusive = 3,
}

impl Exit {
    /// The exit of a run or of a record judged again.
    pub(crate) fn of(code: u8) -> Self {
        match code {
            0 => Self::Held,
            1 => Self::Failed,
            3 => Self::Inconclusive,
            _ => Self::Unusable,
        }
    }

    /// The exit of a run that is, or is not, to be trusted: where a secret was withheld, what held or proved nothing fails.
    pub(crate) fn gated(self, open: bool) -> Self {
        match self {
            Self::Held | Self::Inconclusive if !open => Self::Failed,
            exit => exit,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a subcommand could not do its work; told on standard error, exit code 2.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

impl Failure {
    /// A failure in words.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a subcommand comes to.
pub(crate) type Outcome = Result<Exit, Failure>;
