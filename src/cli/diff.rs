//! `docproof diff`: two stored runs held against each other.

use std::path::PathBuf;

use clap::ColorChoice;
use docproof::record::{Keep, Run};
use docproof::report::difference::{Profile, comparable, difference, text};
use docproof::report::{html, markdown};

use super::exit::{Exit, Failure, Outcome};
use super::{out, stored};

/// Hold two stored runs against each other: one target at two times, or one suite on two targets
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A regression is a case, or a check of a failing case, that fails and did not; a case that was judged and is skipped,
inconclusive or not run now, though the filters of the run ask for it; and a check that held and shows nothing any more.
Cases that only one run was asked for, times that moved beyond noise and bodies of another shape are told, and are no
regression.

Examples:
  docproof diff reports/before reports/latest
  docproof diff staging production --format markdown >> \"$GITHUB_STEP_SUMMARY\"

Exit codes:
  0  nothing is worse
  1  a regression
  2  a record that cannot be read, or runs without a contract in common")]
pub(crate) struct Args {
    /// The run before, or the one to compare with: a folder of records, or a record
    #[arg(value_name = "BEFORE")]
    before: PathBuf,

    /// The run now
    #[arg(value_name = "NOW")]
    now: PathBuf,

    /// The form of the comparison
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Form,
}

/// A form of comparison.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// For a terminal
    Text,
    /// As GitHub shows it
    Markdown,
    /// A page for a browser
    Html,
}

pub(crate) fn diff(args: &Args, color: ColorChoice) -> Outcome {
    let (before, a) = read(&args.before)?;
    let (now, b) = read(&args.now)?;
    for told in comparable(&before, &now).map_err(Failure::new)? {
        out::warn(&format!("docproof: warning: {told}"));
    }
    let found = difference((&before, &a), (&now, &b));
    match args.format {
        Form::Text => out::say(&text(out::style(color), &found)),
        Form::Markdown => out::say(&markdown::difference(&found)),
        Form::Html => {
            let page = |mut out: &mut dyn std::io::Write| html::difference(&found, &mut out);
            out::stream(page)
                .map_err(|error| Failure::new(format!("the page cannot be written: {error}")))?;
        }
    }
    Ok(if found.is_regression() {
        Exit::Failed
    } else {
        Exit::Held
    })
}

fn read(path: &PathBuf) -> Result<(Run, Profile), Failure> {
    let mut profile = Profile::default();
    let paths = std::slice::from_ref(path);
    let run = stored::read(paths, Keep::Deviating, |event| profile.event(event))?;
    Ok((run, profile))
}
