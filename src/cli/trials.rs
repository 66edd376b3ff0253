//! Running trials with libtest's output.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use clap::ColorChoice;
use docproof::harness::threads;
use libtest_mimic::{Arguments, ColorSetting, Trial};

use super::out;
use super::relay::Relay;

/// Where output goes that nobody reads.
const NOWHERE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Runs trials to their end. libtest-mimic panics when its output cannot be written (the reader went away, the disk is
/// full); those that are left are then made anew and run unseen, as all are that are not to be shown.
///
/// With `relayed` lines are passed on whole, beside what else stands on the terminal.
pub(crate) fn run(trials: impl Fn() -> Vec<Trial>, color: ColorChoice, shown: bool, relayed: bool) {
    let relay = (shown && relayed).then(Relay::start).flatten();
    let color = if out::is_coloured(color) {
        ColorSetting::Always
    } else {
        ColorSetting::Never
    };
    let made = trials();
    let seen = Arguments {
        test_threads: Some(threads(made.len())),
        color: Some(color),
        logfile: relay.as_ref().map(|relay| relay.path().to_owned()),
        ..Arguments::default()
    };
    let unseen = Arguments {
        logfile: Some(NOWHERE.to_owned()),
        ..seen.clone()
    };
    if !shown || out::is_unread() || !ends(&seen, made) {
        ends(&unseen, trials());
    }
}

/// Runs trials; whether they ended before their output broke.
fn ends(arguments: &Arguments, trials: Vec<Trial>) -> bool {
    let usual = Arc::new(panic::take_hook());
    let hook = Arc::clone(&usual);
    panic::set_hook(Box::new(move |told| {
        if unwritten(told.payload()).is_none() {
            hook(told);
        }
    }));
    let ended = panic::catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(arguments, trials)));
    panic::set_hook(Box::new(move |told| usual(told)));
    let Err(payload) = ended else {
        return true;
    };
    match unwritten(payload.as_ref()) {
        Some(error) => out::unsaid(&error),
        None => panic::resume_unwind(payload),
    }
    false
}

/// The error of a write that libtest-mimic panicked over: its panic has it only as `Debug` writes it.
fn unwritten(payload: &(dyn std::any::Any + Send)) -> Option<io::Error> {
    let text = payload.downcast_ref::<String>()?;
    let (_, code) = text.split_once("Os { code: ")?;
    let code = code.split(',').next()?.trim().parse().ok()?;
    Some(io::Error::from_raw_os_error(code))
}
