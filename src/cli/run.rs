//! `docproof run`: every case against a target, with a record and a report.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::ColorChoice;
use docproof::contract::Contract;
use docproof::drive::{Choice, Drive, JOBS, Options};
use docproof::harness::{self, Logged, RunLog, Stored, Told};
use docproof::library::{self, Suite};
use docproof::plan::{self, Planned};
use docproof::record::{Keep, Run};
use docproof::report::{self, Traces};

use super::exit::{Exit, Failure, Outcome};
use super::gates::GateArgs;
use super::progress::{Drawing, Line, Wiping};
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
  docproof run --target staging.yaml --dry-run     what it would ask, and how long its limits make it take
  docproof run --list                              the names of the cases, and which would be skipped

Exit codes:
  0  everything held, or is waived
  1  something failed, a waiver is no longer true, or a gate did not open
  2  bad usage, contract, case or target, or nothing was selected
  3  nothing failed, but more was inconclusive than --max-inconclusive allows, or everything was skipped")]
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

    /// Undocumented statuses, headers and fields fail
    #[arg(long)]
    strict: bool,

    /// How long a case waits for servers that are busy or down, in all (429, 503, lost connections)
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = patience)]
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

pub(crate) fn run(args: &Args, color: ColorChoice) -> Outcome {
    let source = args.suite.source()?;
    if !args.list {
        out::say(&source.to_string());
    }
    let (suite, told) = library::load(&source, None);
    out::tell(&told)?;
    args.gates.check(&suite)?;
    let choice = target::read(&args.target, &suite)?;
    let stored = args.resume.open()?;
    let mut drive = prepared(&suite, choice, args, stored.as_ref())?;
    if args.list {
        out::say(&listed(&drive));
        return Ok(Exit::Held);
    }
    if args.dry_run {
        return dry_run::tell(&drive);
    }
    let folder = match args.resume.folder()? {
        Some(folder) => folder,
        None => report_folder(args.report.as_deref())?,
    };
    let line = Line::on_terminal();
    let log = begun(&mut drive, args, stored, &folder, &line)?;
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
    let drawing = Drawing::start(line, &drive);
    trials::run(trials, color);
    drop(drawing);
    drive.stale();
    let left = drive.pending().len();
    let stopped = drive.is_stopped();
    let logged = if stopped {
        log.leave()
    } else {
        log.finish(now())
    };
    if left > 0 && !stopped {
        return Err(Failure::new(format!(
            "the run broke off: {left} cases did not run"
        )));
    }
    let exit = finish(args, &suite, &folder, logged, color)?;
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
    line: &Option<Arc<Line>>,
) -> Result<Arc<RunLog>, Failure> {
    let Some(stored) = stored else {
        let record = folder.join("record.ndjson");
        let log = RunLog::new(&record, Some(Keep::Deviating));
        let log = Arc::new(log.map_err(|error| unwritable(&record, &error))?);
        drive.begin(Wiping::sink(log.clone(), line), now(), args.filters.clone());
        return Ok(log);
    };
    let kept = stored.cases().to_vec();
    let filters = stored.header().filters.clone();
    let log = Arc::new(RunLog::resume(stored));
    drive.resume(Wiping::sink(log.clone(), line), now(), filters, &kept);
    resume::follow(folder);
    Ok(log)
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
        jobs: Some(args.jobs),
        patience: Some(args.patience),
        waivers,
        today,
    };
    let drive = Drive::start(&suite.contracts, &suite.cases, choice, options);
    let mut drive = drive.map_err(|error| Failure::new(error.to_string()))?;
    drive.select(|planned| plan::matches(&planned.case, &args.filters, false));
    if drive.planned().is_empty() {
        return Err(Failure::new(nothing_selected(suite, &args.filters)));
    }
    if let Some(stored) = stored {
        args.resume.narrow(&mut drive, stored)?;
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
        return folder::named(folder).map_err(|error| unwritable(folder, &error));
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
) -> Outcome {
    for told in &logged.told {
        out::warn(&told.to_string());
    }
    let run = logged
        .run
        .ok_or_else(|| Failure::new("the run left no record"))?;
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
    // Said first: what ran is not to be lost because a disk is full.
    out::say(&report::summary::summary(
        out::style(color),
        &run,
        &contracts,
    ));
    let written = write_report(&run, &contracts, folder);
    if let Some(error) = &logged.failed {
        let why = unwritable(&folder.join("record.ndjson"), error);
        return Err(Failure::new(format!("{why}: the record is not whole")));
    }
    written?;
    write_page(&run, &contracts, folder)?;
    out::say(&format!("\nreport: {}", folder.display()));
    let held = args.gates.open(&run, &contracts);
    Ok(args.gates.exit(&run).gated(held))
}

/// Writes `report.json`, whole or not at all.
pub(crate) fn write_report(
    run: &Run,
    contracts: &[&Contract],
    folder: &Path,
) -> Result<(), Failure> {
    let file = folder.join("report.json");
    let fresh = folder.join(format!(".report-{}.json", std::process::id()));
    let text = report::json::json(run, contracts);
    let text = text.map_err(|error| Failure::new(format!("no report: {error}")))?;
    let written = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, &file));
    written.map_err(|error| unwritable(&file, &error))
}

/// Writes `report.html`, whole or not at all. The record beside it has what the folded run left out of passed cases.
fn write_page(run: &Run, contracts: &[&Contract], folder: &Path) -> Result<(), Failure> {
    let record = folder.join("record.ndjson");
    let mut traces = Traces::new(contracts.iter().copied());
    let opened = File::open(&record)
        .map_err(|error| Failure::new(format!("`{}` cannot be read: {error}", record.display())))?;
    traces.read(BufReader::new(opened));
    let file = folder.join("report.html");
    let fresh = folder.join(format!(".report-{}.html", std::process::id()));
    let written = File::create(&fresh).and_then(|page| {
        let mut page = BufWriter::new(page);
        report::html::html(run, contracts, &traces, &mut page)?;
        page.flush()?;
        fs::rename(&fresh, &file)
    });
    written.map_err(|error| unwritable(&file, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be written: {error}", path.display()))
}

fn patience(text: &str) -> Result<Duration, String> {
    let parsed = text.parse::<jiff::SignedDuration>().ok();
    let parsed = parsed.and_then(|duration| Duration::try_from(duration).ok());
    parsed.ok_or_else(|| "expected a duration such as 90s, 5m or 1h30m".to_owned())
}

fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=256) => Ok(jobs),
        _ => Err("expected a number from 1 to 256".to_owned()),
    }
}
