//! `docproof report`: a stored run in another form.

use std::path::PathBuf;

use docproof::record::Keep;
use docproof::report::Traces;
use docproof::report::format::Format;

use super::exit::{Exit, Failure, Outcome};
use super::suite::SuiteArgs;
use super::{out, stored};

/// Render a stored run to standard output; send nothing
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Several folders or files are the processes or shards of one run. A case that two of them hold, and a shard that is
missing or there twice, is an error. The same record gives the same bytes.

Examples:
  docproof report reports/latest --format junit > junit.xml
  docproof report shard-1 shard-2 shard-3 --format html > report.html
  docproof report reports/latest --format markdown >> \"$GITHUB_STEP_SUMMARY\"
  docproof report reports/latest --format waivers > waivers.yaml     a draft for what failed")]
pub(crate) struct Args {
    /// Folders of records (every record*.ndjson in them), or records
    #[arg(value_name = "DIR", required = true)]
    records: Vec<PathBuf>,

    /// The form of the report
    #[arg(long, value_name = "FORMAT", value_parser = parse)]
    format: Format,

    #[command(flatten)]
    suite: SuiteArgs,
}

pub(crate) fn report(args: &Args) -> Outcome {
    let suite = args.suite.load()?;
    let run = stored::read(&args.records, Keep::Deviating, |_| ())?;
    let contracts = stored::contracts(&suite, &run);
    let traces = match args.format {
        Format::Html => stored::traces(&args.records, &contracts)?,
        _ => Traces::default(),
    };
    let write = |out: &mut dyn std::io::Write| {
        let mut out = out;
        args.format.write(&run, &contracts, &traces, &mut out)
    };
    out::stream(write)
        .map_err(|error| Failure::new(format!("the report cannot be written: {error}")))?;
    Ok(Exit::Held)
}

/// A word as a form of report.
pub(crate) fn parse(word: &str) -> Result<Format, String> {
    Format::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.iter().map(|f| f.word()).collect();
        let near = docproof::text::nearest(word, words.iter().copied());
        match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of `{}`", words.join("`, `")),
        }
    })
}
