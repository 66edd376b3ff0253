//! The forms that a run's report can have.

use std::io::{self, Write};

use super::{Traces, ctrf, html, json, junit, markdown, waivers};
use crate::contract::Contract;
use crate::record::Run;

/// A form of report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One page for a browser.
    Html,
    /// `JUnit` XML.
    Junit,
    /// The folded run, as `schemas/report.json` describes it.
    Json,
    /// A summary that GitHub shows.
    Markdown,
    /// Common Test Report Format.
    Ctrf,
    /// A draft of waivers for what failed.
    Waivers,
}

impl Format {
    /// Every form, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::Html,
        Self::Junit,
        Self::Json,
        Self::Markdown,
        Self::Ctrf,
        Self::Waivers,
    ];

    /// Those that a run writes when nobody chooses.
    pub const USUAL: &[Self] = &[Self::Html, Self::Junit, Self::Json, Self::Markdown];

    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Junit => "junit",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Ctrf => "ctrf",
            Self::Waivers => "waivers",
        }
    }

    /// The form of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|f| f.word() == word)
    }

    /// The file that a run writes it to.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Html => "report.html",
            Self::Junit => "junit.xml",
            Self::Json => "report.json",
            Self::Markdown => "report.md",
            Self::Ctrf => "ctrf.json",
            Self::Waivers => "waivers.yaml",
        }
    }

    /// Writes a run in this form: the same bytes for the same run and contracts. `traces` are for HTML alone.
    ///
    /// # Errors
    /// Whatever `out` says.
    pub fn write(
        self,
        run: &Run,
        contracts: &[&Contract],
        traces: &Traces,
        out: &mut impl Write,
    ) -> io::Result<()> {
        match self {
            Self::Html => html::html(run, contracts, traces, out),
            Self::Junit => junit::junit(run, contracts, out),
            Self::Json => json::write(run, contracts, out),
            Self::Markdown => {
                let text = markdown::markdown(run, contracts, markdown::LARGEST);
                out.write_all(text.as_bytes())
            }
            Self::Ctrf => ctrf::ctrf(run, contracts, out),
            Self::Waivers => out.write_all(waivers::waivers(run, contracts).as_bytes()),
        }
    }
}
