//! Standard output and standard error. A reader that goes away early (`| head`) is no error: what is left is not said.
//! Anything else that keeps a text from being written (a full disk) is one, told at the end.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use clap::ColorChoice;
use console::Term;
use docproof::harness;
use docproof::report::{Style, visible};
use docproof::text::{Diagnostic, Severity, counted};
use docproof::value::{Masks, WITHHELD as WITHHELD_LINE, withhold, withhold_lines};
use indicatif::MultiProgress;
use serde_json::Value;

use super::exit::Failure;
use super::relay;

/// Whether nobody reads standard output any more.
static GONE: AtomicBool = AtomicBool::new(false);

/// Why standard output could not be written, where that is not because nobody reads it.
static BROKEN: OnceLock<String> = OnceLock::new();
/// The secrets of this process.
static MASKS: OnceLock<Masks> = OnceLock::new();

/// Whether a line was withheld because it held a secret.
static WITHHELD: AtomicBool = AtomicBool::new(false);

/// What stands on the terminal below what is said.
static BESIDE: Mutex<Option<MultiProgress>> = Mutex::new(None);

/// From now on these stand below what is said, or nothing.
pub(crate) fn beside(bars: Option<MultiProgress>) {
    *BESIDE.lock().unwrap_or_else(PoisonError::into_inner) = bars;
}

/// Does what writes to a terminal while nothing stands there.
fn aside<T>(write: impl FnOnce() -> T) -> T {
    let bars = BESIDE.lock().unwrap_or_else(PoisonError::into_inner);
    match bars.as_ref() {
        Some(bars) => bars.suspend(write),
        None => write(),
    }
}

/// Whether what others write can be passed on.
pub(crate) fn can_relay() -> bool {
    relay::is_possible()
}

/// Passes on what somebody else wrote, who has looked through it.
pub(crate) fn pass(bytes: &[u8]) {
    if bytes.is_empty() || is_unread() {
        return;
    }
    let said = aside(|| {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    });
    if let Err(error) = said {
        unsaid(&error);
    }
}

/// From now on every line that is printed is looked through for these secrets.
pub(crate) fn guard(masks: &Masks) {
    // A process works with one target.
    let _ = MASKS.set(masks.clone());
}

/// Whether a line was withheld because it held a secret: the process is not to end well.
pub(crate) fn has_withheld() -> bool {
    WITHHELD.load(Ordering::Relaxed)
}

/// The text without lines that hold a secret.
fn looked_through(text: &str) -> Cow<'_, str> {
    let redactor = MASKS.get().map(Masks::redactor);
    match redactor.and_then(|r| withhold_lines(text, &r)) {
        None => Cow::Borrowed(text),
        Some((clean, _)) => {
            WITHHELD.store(true, Ordering::Relaxed);
            Cow::Owned(clean)
        }
    }
}

/// A JSON text that is about to be written, without fields that hold a secret.
pub(crate) fn looked_through_json(text: Vec<u8>) -> Result<Vec<u8>, Failure> {
    let redactor = MASKS.get().map(Masks::redactor);
    let Some(redactor) = redactor.filter(|r| r.finds_in_json(&text)) else {
        return Ok(text);
    };
    let unread = |_| Failure::new("the report cannot be looked through for secrets");
    let mut value: Value = serde_json::from_slice(&text).map_err(unread)?;
    match withhold(&mut value, &redactor) {
        0 => Ok(text),
        found => {
            WITHHELD.store(true, Ordering::Relaxed);
            warn(&format!("docproof: {}", harness::withheld(found)));
            serde_json::to_vec_pretty(&value).map_err(unread)
        }
    }
}

/// Writes lines to a file, without those that hold a secret.
pub(crate) struct LookedThrough<W: Write> {
    to: W,
    line: Vec<u8>,
}

impl<W: Write> LookedThrough<W> {
    /// Writes to `to`.
    pub(crate) fn new(to: W) -> Self {
        let line = Vec::new();
        Self { to, line }
    }

    fn end_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let redactor = MASKS.get().map(Masks::redactor);
        if redactor.is_some_and(|r| r.finds_hidden(&line)) {
            WITHHELD.store(true, Ordering::Relaxed);
            return self.to.write_all(format!("{WITHHELD_LINE}\n").as_bytes());
        }
        self.to.write_all(&line)
    }
}

impl<W: Write> Write for LookedThrough<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|b| *b == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.end_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.end_line()?;
        self.to.flush()
    }
}

/// Prints text and a line break unless it has one.
pub(crate) fn say(text: &str) {
    let text = looked_through(text);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let said = aside(|| {
        let mut out = io::stdout().lock();
        write!(out, "{text}{end}").and_then(|()| out.flush())
    });
    if let Err(error) = said {
        unsaid(&error);
    }
}

/// Notes that something could not be said, and why.
pub(crate) fn unsaid(error: &io::Error) {
    GONE.store(true, Ordering::Relaxed);
    if error.kind() != io::ErrorKind::BrokenPipe {
        // The first reason is the one to tell.
        let _ = BROKEN.set(error.to_string());
    }
}

/// Whether everything was said that somebody would read.
pub(crate) fn whole() -> Result<(), Failure> {
    match BROKEN.get() {
        None => Ok(()),
        Some(why) => Err(Failure::new(format!(
            "standard output cannot be written: {why}"
        ))),
    }
}

/// Whether something could not be said on standard output.
pub(crate) fn is_unread() -> bool {
    GONE.load(Ordering::Relaxed)
}

/// Hands standard output to whoever writes a whole file to it. A reader that goes away early is no error.
pub(crate) fn stream(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Tells what is wrong, on standard error.
pub(crate) fn warn(text: &str) {
    let text = looked_through(text);
    let _ = aside(|| writeln!(io::stderr().lock(), "{text}"));
}

/// Tells every diagnostic on standard error; an error when one of them is.
pub(crate) fn tell(diagnostics: &[Diagnostic]) -> Result<(), Failure> {
    for diagnostic in diagnostics {
        // It may quote a file or a record.
        let told = diagnostic.to_string();
        let told: Vec<String> = told.lines().map(visible).collect();
        warn(&told.join("\n"));
    }
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    match errors.count() {
        0 => Ok(()),
        n => Err(Failure::new(counted(n, "error"))),
    }
}

/// Warns of cases that show nothing of other mocks; how many there are.
pub(crate) fn left_out<'a>(cases: impl Iterator<Item = &'a str>) -> usize {
    let warned = cases.map(|case| {
        warn(&format!(
            "{case} does not pass on the sound mock and is left out"
        ));
    });
    warned.count()
}

/// Whether to colour standard output.
pub(crate) fn is_coloured(choice: ColorChoice) -> bool {
    let variable = |name: &str| std::env::var_os(name);
    coloured(choice, variable, io::stdout().is_terminal())
}

/// On a terminal, unless `NO_COLOR` (no-color.org), `CLICOLOR=0` (bixense.com/clicolors) or `TERM=dumb` says otherwise;
/// elsewhere where `CLICOLOR_FORCE` says so. `NO_COLOR` is the stronger one, and `--color` is stronger than any variable.
fn coloured(
    choice: ColorChoice,
    variable: impl Fn(&str) -> Option<OsString>,
    is_terminal: bool,
) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|v| !v.is_empty());
    let is = |name: &str, value: &str| variable(name).is_some_and(|v| v == value);
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if is_set("NO_COLOR") => false,
        ColorChoice::Auto if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        ColorChoice::Auto => is_terminal && !is("CLICOLOR", "0") && !is("TERM", "dumb"),
    }
}

/// The style of reports on standard output: as wide as the terminal, where it is one.
pub(crate) fn style(choice: ColorChoice) -> Style {
    let style = if is_coloured(choice) {
        Style::ansi()
    } else {
        Style::plain()
    };
    let size = Term::stdout().size_checked();
    let columns = size.filter(|_| io::stdout().is_terminal());
    columns.map_or(style, |(_, columns)| style.within(usize::from(columns)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was asked for, the environment, whether it is a terminal; and whether there are colours.
    type Row<'a> = (ColorChoice, &'a [(&'a str, &'a str)], bool, bool);

    #[test]
    fn colours_are_for_terminals_and_for_whoever_asks() {
        use ColorChoice::{Always, Auto, Never};
        let rows: &[Row<'_>] = &[
            (Auto, &[], true, true),
            (Auto, &[], false, false),
            (Always, &[("NO_COLOR", "1")], false, true),
            (Never, &[("CLICOLOR_FORCE", "1")], true, false),
            (Auto, &[("NO_COLOR", "1")], true, false),
            (Auto, &[("NO_COLOR", "")], true, true),
            (Auto, &[("CLICOLOR_FORCE", "1")], false, true),
            (Auto, &[("CLICOLOR_FORCE", "0")], false, false),
            (
                Auto,
                &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
                true,
                false,
            ),
            (Auto, &[("CLICOLOR", "0")], true, false),
            (Auto, &[("CLICOLOR", "1")], true, true),
            (Auto, &[("TERM", "dumb")], true, false),
        ];
        for (choice, set, is_terminal, expected) in rows {
            let variable = |name: &str| {
                let found = set.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| OsString::from(value))
            };
            let found = coloured(*choice, variable, *is_terminal);
            assert_eq!(found, *expected, "{choice:?} {set:?} {is_terminal}");
        }
    }
}
