//! The `main` of a test target with `harness = false`.

use std::env;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use libtest_mimic::{Arguments, ColorSetting};

use super::log::withheld;
use super::{RunLog, Told, mask_panics, threads, trials};
use crate::drive::{Choice, Drive, Options};
use crate::library::{self, Scope, Source, Suite};
use crate::report::{self, Style};
use crate::text::{Diagnostic, Severity};
use crate::verdict::Waiver;

/// Runs the cases as libtest would run tests, with its arguments and its exit codes.
///
/// The folders `contracts` and `cases` are looked for beside the package's `Cargo.toml` (`CARGO_MANIFEST_DIR`, which
/// cargo sets for the tests it runs), else where the program is started; without them, those built into docproof run.
pub fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match run(arguments) {
        Ok(code) => code,
        Err(told) => ended(2, &told),
    }
}

/// Tells why trials did not begin (2, as of a flag that there is not) or do not count (101, as libtest).
fn ended(code: u8, told: &[String]) -> ExitCode {
    // Under `cargo test` the harness is the program, and nobody is left to be told when this fails.
    let _ = writeln!(io::stderr().lock(), "{}", told.join("\n"));
    ExitCode::from(code)
}

fn run(mut arguments: Arguments) -> Result<ExitCode, Vec<String>> {
    let words = |told: String| vec![format!("docproof: {told}")];
    let suite = load(&arguments)?;
    let target = env::var("DOCPROOF_TARGET").ok().filter(|t| !t.is_empty());
    let target = target.unwrap_or_else(|| "mock".to_owned());
    let (choice, told) = Choice::read(&target);
    usable(&told)?;
    let log = record(&arguments).map_err(words)?;
    let options = Options {
        patience: patience_of_environment().map_err(words)?,
        strict: switched_on("DOCPROOF_STRICT").map_err(words)?,
        redact_bodies: switched_on("DOCPROOF_REDACT_BODIES").map_err(words)?,
        waivers: waivers(&suite, &arguments)?,
        today: today().map_err(words)?,
        jobs: arguments.test_threads,
        ..Options::default()
    };
    let choice = choice.ok_or_else(|| words(format!("`{target}` is no target")))?;
    let drive = Drive::start(&suite.contracts, &suite.cases, choice, options);
    let mut drive = drive.map_err(|e| words(e.to_string()))?;
    mask_panics(drive.masks());
    if drive.is_insecure() && !arguments.list {
        // Nobody is left to be told when this fails.
        let _ = writeln!(io::stderr().lock(), "{}", report::summary::INSECURE);
    }
    if let Some(log) = &log {
        log.guard(drive.masks());
        drive.begin(
            log.clone(),
            now(),
            arguments.filter.iter().cloned().collect(),
        );
    }
    let drive = Arc::new(drive);
    let style = style(arguments.color.unwrap_or_default());
    let told: Arc<Told> =
        Arc::new(move |case, contract| report::case_text::case(style, case, Some(contract)));
    let trials = trials(&drive, &told, arguments.list || arguments.ignored);
    if arguments.test_threads != Some(1) {
        arguments.test_threads = Some(threads(trials.len()));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    let untrue = drive.stale();
    // A process of nextest runs one case: the session is the others' too.
    if !arguments.list && !arguments.exact {
        for told in drive.end_sessions() {
            let _ = writeln!(io::stderr().lock(), "docproof: {told}");
        }
    }
    if let Some(logged) = log.map(|log| log.finish(&now(), |_| Vec::new())) {
        if let Some(failed) = logged.failed {
            let told = words(format!("the record is not whole: {failed}"));
            return Ok(ended(101, &told));
        }
        if logged.withheld > 0 {
            return Ok(ended(101, &words(withheld(logged.withheld))));
        }
    }
    if !untrue.is_empty() {
        let told: Vec<String> = untrue.iter().map(report::words::stale).collect();
        return Ok(ended(101, &told));
    }
    Ok(conclusion.exit_code())
}

/// The waivers of the file that `DOCPROOF_WAIVERS` names. A process that runs one trial has read one contract only.
fn waivers(suite: &Suite, arguments: &Arguments) -> Result<Vec<Waiver>, Vec<String>> {
    let Some(file) = env::var_os("DOCPROOF_WAIVERS").filter(|f| !f.is_empty() && !arguments.list)
    else {
        return Ok(Vec::new());
    };
    let scope = if arguments.exact {
        Scope::Some
    } else {
        Scope::All
    };
    let (waivers, told) = library::load_waivers(Path::new(&file), suite, scope);
    usable(&told)?;
    Ok(waivers)
}

/// The day that waivers are held against: today in UTC, or what `DOCPROOF_TODAY` says.
///
/// # Errors
/// When `DOCPROOF_TODAY` is no date.
pub fn today() -> Result<Date, String> {
    match env::var("DOCPROOF_TODAY") {
        Ok(day) => day
            .parse()
            .map_err(|_| format!("DOCPROOF_TODAY is `{day}`; expected a date such as 2026-12-31")),
        Err(_) => Ok(jiff::Timestamp::now().to_zoned(TimeZone::UTC).date()),
    }
}

/// How long a case waits for servers, as a person says it.
///
/// # Errors
/// When it is no such text.
pub fn patience(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(Duration::from_secs(seconds));
    }
    let parsed = text.parse::<jiff::SignedDuration>().ok();
    let parsed = parsed.and_then(|duration| Duration::try_from(duration).ok());
    parsed.ok_or_else(|| {
        "expected a duration such as 90s, 5m or 1h30m, or a number of seconds".to_owned()
    })
}

/// What `DOCPROOF_PATIENCE` says, where it says anything.
fn patience_of_environment() -> Result<Option<Duration>, String> {
    let Some(text) = env::var_os("DOCPROOF_PATIENCE").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let text = text.to_string_lossy();
    let read = patience(&text);
    read.map(Some)
        .map_err(|expected| format!("DOCPROOF_PATIENCE is `{text}`; {expected}"))
}

fn switched_on(name: &str) -> Result<bool, String> {
    is_on(name, env::var_os(name).as_deref())
}

/// Whether a switch is on. A text that says neither is a mistake: a run that is laxer, or tells more, than was meant looks sound.
fn is_on(name: &str, text: Option<&OsStr>) -> Result<bool, String> {
    let text = text.map(OsStr::to_string_lossy).unwrap_or_default();
    match text.as_ref() {
        "1" | "true" => Ok(true),
        "" | "0" | "false" => Ok(false),
        other => Err(format!("{name} is `{other}`; expected 1, true, 0 or false")),
    }
}

/// The suite: for one exact name only that contract's files, because nextest starts a process for every trial.
fn load(arguments: &Arguments) -> Result<Suite, Vec<String>> {
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    let source = Source::choose(None, None, &here).map_err(|e| vec![format!("docproof: {e}")])?;
    // Once a run: nextest lists first, and then starts a process for every trial.
    if !arguments.list && !arguments.exact {
        let _ = writeln!(io::stderr().lock(), "docproof: {source}");
    }
    let exact = arguments.filter.as_deref().filter(|_| arguments.exact);
    let only = exact
        .and_then(|name| name.split_once("::"))
        .map(|(id, _)| id);
    let (suite, told) = library::load(&source, only);
    usable(&told)?;
    Ok(suite)
}

fn usable(told: &[Diagnostic]) -> Result<(), Vec<String>> {
    if told.iter().any(|d| d.severity == Severity::Error) {
        return Err(told.iter().map(ToString::to_string).collect());
    }
    Ok(())
}

/// The record, where one is wanted: a file for every process, because nextest starts many.
fn record(arguments: &Arguments) -> Result<Option<Arc<RunLog>>, String> {
    let Some(folder) = env::var_os("DOCPROOF_REPORT").filter(|f| !f.is_empty() && !arguments.list)
    else {
        return Ok(None);
    };
    let file = Path::new(&folder).join(format!("record-{}.ndjson", std::process::id()));
    let log = RunLog::new(&file, None).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(Some(Arc::new(log)))
}

/// As libtest-mimic colours its own lines.
fn style(color: ColorSetting) -> Style {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    match color {
        ColorSetting::Always => Style::ansi(),
        ColorSetting::Auto if io::stdout().is_terminal() && !unwanted => Style::ansi(),
        ColorSetting::Auto | ColorSetting::Never => Style::plain(),
    }
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_is_said_plainly_or_not_at_all() {
        let said = |text: &str| is_on("DOCPROOF_STRICT", Some(OsStr::new(text)));
        assert_eq!(is_on("DOCPROOF_STRICT", None), Ok(false));
        for (text, expected) in [
            ("1", true),
            ("true", true),
            ("", false),
            ("0", false),
            ("false", false),
        ] {
            assert_eq!(said(text), Ok(expected), "{text}");
        }
        assert!(said("yes").is_err_and(|told| told.contains("`yes`")));
    }
}
