//! `docproof run`: every case against a target, with a record and a report.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ColorChoice;
use docproof::contract::Contract;
use docproof::drive::{Choice, Drive, JOBS, Options};
use docproof::harness::{self, Logged, RunLog, Stored, Told};
use docproof::library::{self, Suite};
use docproof::plan::{self, Planned};
use docproof::record::Keep;
use docproof::report;
use docproof::report::format::Format;

use super::exit::{Exit, Failure, Outcome};
use super::folder::Before;
use super::gates::{self, GateArgs};
use super::hush::Hush;
use super::progress::Bars;
use super::reports::{self, unwritable};
use super::resume::{self, ResumeArgs};
use super::suite::SuiteArgs;
use super::waivers::WaiverArgs;
use super::{dry_run, folder, out, target, trials};

/// Run cases against a target and judge every answer
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  docproof run                                     every case against the built-in mock
  docproof run symphony                            the cases whose name or file holds `symphony`
  docproof run --target staging.yaml --strict      a real service; undocumented facts fail
  docproof run --target staging.yaml --require symphony/group-memberships --fail-under 90
  docproof run --target staging.yaml --waivers waivers.yaml    known deviations do not fail the run
  docproof run --target staging.yaml --resume reports/latest   what is missing of a run that was cut off
  docproof run --shard 1/3 --report shard-1        a third of the cases; then docproof report shard-*
  docproof run --format json                       for machines: events on standard output
  docproof run --target staging.yaml --dry-run     what it would ask, and how long its limits make it take
  docproof run --list                              the names of the cases, and which would be skipped

Exit codes:
  0  everything held, or is waived
  1  something failed, a waiver is no longer true, or a gate did not open
  2  bad usage, contract, case or target, or nothing was selected
  3  nothing failed, but more was inconclusive than --max-inconclusive allows, or everything was skipped")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Args {
    /// Only cases whose name (`contract::file::name`) or file holds one of these
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,

    /// Where to run: `mock`, or a target file
    #[arg(long, value_name = "mock|FILE", default_value = "mock")]
    target: String,

    /// A base URL that replaces the target's
    #[arg(long = "base-url", value_name = "CONTRACT=URL", value_parser = target::base_url)]
    base_urls: Vec<(String, String)>,

    /// The folder of the record and the report [default: a new one in reports/]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["resume", "failed"])]
    report: Option<PathBuf>,

    /// The reports to write into the folder; `json` alone also sends the events of the run to standard output, one JSON
    /// line each, and nothing else
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = super::report::parse,
          default_value = "html,junit,json,markdown")]
    format: Vec<Format>,

    /// Run only one of N equal parts of the cases; `docproof report` and `judge` put the parts together
    #[arg(long, value_name = "K/N", value_parser = shard, conflicts_with_all = ["resume", "failed"])]
    shard: Option<(u32, u32)>,

    /// Say nothing but how the run ended: the verdict, the gates that did not open, the folder of the report
    #[arg(long, short)]
    quiet: bool,

    /// Undocumented statuses, headers and fields fail
    #[arg(long)]
    strict: bool,

    /// Mask what bodies say of people, once it is judged: every text that no schema lists. Such a record cannot be judged again
    #[arg(long)]
    redact_bodies: bool,

    /// How long a case waits for servers that are busy or down, in all (429, 503, lost connections)
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = harness::patience)]
    patience: Duration,

    /// How many cases run at once; those that wait for a limit or a server are not counted
    #[arg(long, value_name = "N", default_value_t = JOBS, value_parser = jobs)]
    jobs: usize,

    /// List the cases instead of running them
    #[arg(long)]
    list: bool,

    /// Tell what the run would ask: requests, time under the limits, credentials, what is skipped. Sends nothing
    #[arg(long, conflicts_with = "list")]
    dry_run: bool,

    #[command(flatten)]
    resume: ResumeArgs,

    #[command(flatten)]
    waivers: WaiverArgs,

    #[command(flatten)]
    gates: GateArgs,

    #[command(flatten)]
    suite: SuiteArgs,
}

/// What standard output carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Voice {
    /// Every case as it ends, and the end.
    Usual,
    /// The end alone.
    Quiet,
    /// The run's events, for machines.
    Events,
}

impl Voice {
    fn of(args: &Args) -> Self {
        if args.format == [Format::Json] {
            Self::Events
        } else if args.quiet {
            Self::Quiet
        } else {
            Self::Usual
        }
    }
}

pub(crate) fn run(args: &Args, color: ColorChoice) -> Outcome {
    let source = args.suite.source()?;
    let voice = Voice::of(args);
    let (suite, told) = library::load(&source, None);
    // Of a suite with mistakes it is not known what a target disagrees with.
    let choice = out::tell(&told).and_then(|()| target::read(&args.target, &suite));
    if !args.list
        && let Ok(choice) = &choice
    {
        match voice {
            Voice::Usual => target::shout(choice, out::say),
            Voice::Quiet | Voice::Events => target::shout(choice, out::warn),
        }
    }
    if !args.list && voice == Voice::Usual {
        out::say(&source.to_string());
    }
    let choice = choice?;
    args.gates.check(&suite)?;
    let stored = args.resume.open()?;
    let mut drive = prepared(&suite, choice, args, stored.as_ref())?;
    out::guard(drive.masks());
    if args.list {
        out::say(&listed(&drive));
        return Ok(Exit::Held);
    }
    if args.dry_run {
        return dry_run::tell(&drive);
    }
    harness::mask_panics(drive.masks());
    let hush = Hush::begin(match voice {
        Voice::Usual | Voice::Quiet => out::say,
        Voice::Events => out::warn,
    });
    let folder = match args.resume.folder()? {
        Some(folder) => folder,
        None => report_folder(args.report.as_deref())?,
    };
    let log = begun(&mut drive, args, stored, &folder)?;
    drive.stop_when_interrupted(|| {
        out::warn(
            "docproof: stopping: no case begins any more, and those under way have two seconds",
        );
    });
    let drive = Arc::new(drive);
    let style = out::style(color);
    let told: Arc<Told> =
        Arc::new(move |case, contract| report::case_text::case(style, case, Some(contract)));
    let trials = || harness::trials(&drive, &told, false);
    let usual = voice == Voice::Usual;
    let bars = usual.then(|| Bars::start(&drive)).flatten();
    trials::run(trials, color, usual, bars.is_some());
    drop(bars);
    drive.stale();
    for told in drive.end_sessions() {
        out::warn(&format!("docproof: {told}"));
    }
    let left = drive.pending().len();
    let stopped = drive.is_stopped();
    let logged = if stopped {
        log.leave()
    } else {
        let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
        log.finish(&now(), |run| args.gates.ask(run, &contracts))
    };
    if left > 0 && !stopped {
        return Err(Failure::new(format!(
            "the run broke off: {left} cases did not run"
        )));
    }
    let exit = finish(args, &suite, &folder, logged, color, &hush)?;
    if stopped {
        out::warn(&resume::left(left, &folder));
    }
    Ok(exit)
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

/// Begins the run, or goes on with it, and its record.
fn begun(
    drive: &mut Drive,
    args: &Args,
    stored: Option<Stored>,
    folder: &Path,
) -> Result<Arc<RunLog>, Failure> {
    let Some(stored) = stored else {
        let record = folder.join("record.ndjson");
        let log = RunLog::new(&record, Some(Keep::Deviating));
        let log = log.map_err(|error| unwritable(&record, &error))?;
        let log = heard(log, args);
        log.guard(drive.masks());
        drive.begin(log.clone(), now(), args.filters.clone());
        return Ok(log);
    };
    let kept = stored.cases().to_vec();
    let filters = stored.header().filters.clone();
    let log = heard(RunLog::resume(stored), args);
    log.guard(drive.masks());
    drive.resume(log.clone(), now(), filters, &kept);
    resume::follow(folder);
    Ok(log)
}

/// The record, which standard output hears of as well where it carries the events.
fn heard(log: RunLog, args: &Args) -> Arc<RunLog> {
    Arc::new(match Voice::of(args) {
        Voice::Events => log.echoing(Box::new(io::stdout())),
        Voice::Usual | Voice::Quiet => log,
    })
}

/// The run with the cases that were asked for.
fn prepared(
    suite: &Suite,
    choice: Choice,
    args: &Args,
    stored: Option<&Stored>,
) -> Result<Drive, Failure> {
    let (waivers, today) = args.waivers.load(suite)?;
    let options = Options {
        strict: args.strict || stored.is_some_and(|s| s.header().strict),
        base_urls: args.base_urls.clone(),
        redact_bodies: args.redact_bodies || stored.is_some_and(|s| s.header().bodies_masked),
        jobs: Some(args.jobs),
        patience: Some(args.patience),
        waivers,
        today,
    };
    let drive = Drive::start(&suite.contracts, &suite.cases, choice, options);
    let mut drive = drive.map_err(|error| Failure::new(error.to_string()))?;
    let wanted = |planned: &Planned| plan::matches(&planned.case, &args.filters, false);
    if !drive.planned().iter().any(|planned| wanted(planned)) {
        return Err(Failure::new(nothing_selected(suite, &args.filters)));
    }
    if let Some(stored) = stored {
        args.resume.narrow(&mut drive, stored)?;
        drive.select(wanted);
        if drive.planned().is_empty() {
            let what = args.resume.nothing();
            match Voice::of(args) {
                Voice::Events => out::warn(&format!("docproof: {what}")),
                Voice::Usual | Voice::Quiet => out::say(what),
            }
        }
        return Ok(drive);
    }
    drive.select(wanted);
    let selected = drive.planned().len();
    if let Some((number, of)) = args.shard
        && !drive.deal(number, of)
    {
        return Err(Failure::new(format!(
            "--shard {number}/{of}: there are fewer cases than shards ({selected})"
        )));
    }
    Ok(drive)
}

fn nothing_selected(suite: &Suite, filters: &[String]) -> String {
    let names: Vec<String> = suite.cases.iter().map(|c| c.trial_name()).collect();
    let Some(filter) = filters.first() else {
        return "there is no case".to_owned();
    };
    let pieces = names.iter().flat_map(|name| {
        let whole = std::iter::once(name.as_str());
        whole.chain(name.split("::"))
    });
    let near = docproof::text::nearest(filter, pieces);
    if let Some(near) = near {
        return format!("no case matches `{filter}`; did you mean `{near}`?");
    }
    let ids: Vec<&str> = suite.contracts.iter().map(|c| c.id.as_str()).collect();
    format!(
        "no case matches `{filter}`; there are cases of `{}`",
        ids.join("`, `")
    )
}

fn listed(drive: &Drive) -> String {
    let line = |planned: &Arc<Planned>| {
        let name = planned.case.trial_name();
        match &planned.skip {
            None => name,
            Some(reason) => format!("{name}  (skipped: {reason})"),
        }
    };
    let lines: Vec<String> = drive.planned().iter().map(line).collect();
    lines.join("\n")
}

/// The folder that was named, or a new one in `reports` that `reports/latest` points at.
fn report_folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let reports = Path::new("reports");
    if let Some(folder) = named {
        let before = folder::named(folder).map_err(|error| unwritable(folder, &error))?;
        let shown = folder.display();
        return match before {
            Before::Nothing => Ok(folder.to_owned()),
            Before::Ended => {
                out::warn(&format!(
                    "docproof: `{shown}` held a run that had ended: its record and reports were removed"
                ));
                Ok(folder.to_owned())
            }
            Before::CutOff => Err(Failure::new(format!(
                "`{shown}` holds a run that did not come to its end: `--resume {shown}` goes on with it; remove the folder, or \
                 name another one, to begin anew"
            ))),
        };
    }
    let time = jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string();
    let folder = folder::timed(reports, &time).map_err(|error| unwritable(reports, &error))?;
    if let Err(error) = folder::point_latest(&folder) {
        out::warn(&format!(
            "reports/latest does not point at this run: {error}"
        ));
    }
    Ok(folder)
}

/// Writes the report, says what came of the run, and asks the gates.
fn finish(
    args: &Args,
    suite: &Suite,
    folder: &Path,
    logged: Logged,
    color: ColorChoice,
    hush: &Hush,
) -> Outcome {
    for told in &logged.told {
        out::warn(&told.to_string());
    }
    let run = logged
        .run
        .ok_or_else(|| Failure::new("the run left no record"))?;
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
    // Said first: what ran is not to be lost because a disk is full.
    let voice = Voice::of(args);
    let style = out::style(color);
    match voice {
        Voice::Usual => out::say(&report::summary::summary(style, &run, &contracts)),
        Voice::Quiet => out::say(&report::summary::ending(style, &run)),
        Voice::Events => {}
    }
    let mut formats = args.format.clone();
    // The page reads the record, which is not to be trusted once it could not be written.
    formats.retain(|format| logged.failed.is_none() || *format != Format::Html);
    let written = reports::write(&formats, &run, &contracts, folder);
    if let Some(error) = &logged.failed {
        let why = unwritable(&folder.join("record.ndjson"), error);
        return Err(Failure::new(format!("{why}: the record is not whole")));
    }
    written?;
    if voice == Voice::Usual {
        out::say("");
    }
    if voice == Voice::Events {
        hush.end();
        reports::tell_github(&run, &contracts, out::warn);
    } else {
        out::say(&format!("report: {}", folder.display()));
        hush.end();
        reports::tell_github(&run, &contracts, out::say);
    }
    gates::warn(&run);
    if logged.withheld > 0 {
        out::warn(&format!("docproof: {}", harness::withheld(logged.withheld)));
    }
    Ok(Exit::of(run.exit()).gated(logged.withheld == 0))
}

fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=256) => Ok(jobs),
        _ => Err("expected a number from 1 to 256".to_owned()),
    }
}

/// `K/N`.
fn shard(text: &str) -> Result<(u32, u32), String> {
    let parsed = text.split_once('/').and_then(|(number, of)| {
        let (number, of) = (number.parse().ok()?, of.parse().ok()?);
        (1..=of).contains(&number).then_some((number, of))
    });
    parsed.ok_or_else(|| "expected K/N, such as 1/3, K from 1 to N".to_owned())
}
