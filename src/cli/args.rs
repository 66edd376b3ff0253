//! What can be written behind `docproof`.

use std::ffi::OsString;

use clap::{ColorChoice, Parser, Subcommand};

use super::exit::{Exit, Outcome};
use super::{check, diff, draft, explain, judge, mock, mutate, out, report, run, schema};

const EXITS: &str = "\
Exit codes:
  0  everything held, or is waived
  1  something failed, a waiver is no longer true, or a gate did not open
  2  bad usage, contract, case or target, or nothing was selected
  3  nothing failed, but more was inconclusive than --max-inconclusive allows, or everything was skipped";

/// Proves that an HTTP API does what its documents say.
#[derive(Debug, Parser)]
#[command(name = "docproof", version, about, after_help = EXITS, propagate_version = true)]
struct Cli {
    /// When to colour the output: auto heeds `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`; reports have no colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Check(check::Args),
    Explain(explain::Args),
    Draft(draft::Args),
    Judge(judge::Args),
    Report(report::Args),
    Diff(diff::Args),
    Schema(schema::Args),
    Mock(mock::Args),
    Mutate(mutate::Args),
}

/// Does what the command line says.
pub(crate) fn main(words: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(told) => {
            let printed = told.print();
            if told.use_stderr() {
                return Exit::Unusable;
            }
            // Help and version are told this way too, on standard output.
            if let Err(error) = printed {
                out::unsaid(&error);
            }
            return ended(Ok(Exit::Held));
        }
    };
    let outcome: Outcome = match cli.command {
        Command::Run(args) => run::run(&args, cli.color),
        Command::Check(args) => check::check(&args, cli.color),
        Command::Explain(args) => explain::explain(&args, cli.color),
        Command::Draft(args) => draft::draft(&args),
        Command::Diff(args) => diff::diff(&args, cli.color),
        Command::Report(args) => report::report(&args),
        Command::Judge(args) => judge::judge(&args, cli.color),
        Command::Schema(args) => schema::schema(&args),
        Command::Mock(args) => mock::mock(&args),
        Command::Mutate(args) => mutate::mutate(&args),
    };
    ended(outcome)
}

/// Tells why something could not be done, or not be said.
fn ended(outcome: Outcome) -> Exit {
    let outcome = outcome.and_then(|exit| out::whole().map(|()| exit));
    let exit = outcome.unwrap_or_else(|failure| {
        out::warn(&format!("docproof: {failure}"));
        Exit::Unusable
    });
    // Read last: the words of a failure may be what was withheld.
    exit.gated(!out::has_withheld())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
