//! Standard output and standard error. A reader that goes away early (`| head`) is no error: what is left is not said.
//! Anything else that keeps a text from being written (a full disk) is one, told at the end.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ColorChoice;
use docproof::report::Style;
use docproof::text::{Diagnostic, Severity};

use super::exit::Failure;

/// Whether nobody reads standard output any more.
static GONE: AtomicBool = AtomicBool::new(false);

/// Why standard output could not be written, where that is not because nobody reads it.
static BROKEN: OnceLock<String> = OnceLock::new();

/// Prints text and a line break unless it has one.
pub(crate) fn say(text: &str) {
    let mut out = io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let said = write!(out, "{text}{end}").and_then(|()| out.flush());
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
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Tells every diagnostic on standard error; an error when one of them is.
pub(crate) fn tell(diagnostics: &[Diagnostic]) -> Result<(), Failure> {
    for diagnostic in diagnostics {
        warn(&diagnostic.to_string());
    }
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    match errors.count() {
        0 => Ok(()),
        1 => Err(Failure::new("1 error")),
        n => Err(Failure::new(format!("{n} errors"))),
    }
}

/// Whether to colour standard output: on a terminal, unless `NO_COLOR` or `TERM=dumb` says otherwise.
pub(crate) fn is_coloured(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let unwanted = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
            io::stdout().is_terminal() && !unwanted && !dumb
        }
    }
}

/// The style of reports on standard output.
pub(crate) fn style(choice: ColorChoice) -> Style {
    if is_coloured(choice) {
        Style::ansi()
    } else {
        Style::plain()
    }
}
