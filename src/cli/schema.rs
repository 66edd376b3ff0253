//! `docproof schema`: the JSON Schema of a file format, for editors.

use clap::ValueEnum;

use super::exit::{Exit, Failure, Outcome};
use super::out;

/// Print the JSON Schema of a file format, for your editor
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof schema case > case.schema.json
  # first line of a case file:
  # yaml-language-server: $schema=case.schema.json")]
pub(crate) struct Args {
    /// Which format
    #[arg(value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// cases/**/*.yaml
    Case,
    /// A target file
    Target,
    /// contracts/**/*.yaml
    Contract,
    /// A waivers file
    Waivers,
    /// report.json
    Report,
    /// One line of record.ndjson
    Record,
}

pub(crate) fn schema(args: &Args) -> Outcome {
    let name = match args.format {
        Format::Case => "case",
        Format::Target => "target",
        Format::Contract => "contract",
        Format::Waivers => "waivers",
        Format::Report => "report",
        Format::Record => "record",
    };
    let text = docproof::library::schema(name)
        .ok_or_else(|| Failure::new(format!("this build has no schema `{name}`")))?;
    out::say(text);
    Ok(Exit::Held)
}
