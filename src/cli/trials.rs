//! Running trials with libtest's output.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use clap::ColorChoice;
use docproof::harness::threads;
use libtest_mimic::{Arguments, ColorSetting, Trial};

use super::out;

/// Where output goes that nobody reads.
const NOWHERE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Runs trials to their end. libtest-mimic panics when its output cannot be written; where that is because the reader
/// went away, those that are left are made anew and run unseen.
pub(crate) fn run(trials: impl Fn() -> Vec<Trial>, color: ColorChoice) {
    let color = if out::is_coloured(color) {
        ColorSetting::Always
    } else {
        ColorSetting::Never
    };
    let made = trials();
    let seen = Arguments {
        test_threads: Some(threads(made.len())),
        color: Some(color),
        ..Arguments::default()
    };
    let unseen = Arguments {
        logfile: Some(NOWHERE.to_owned()),
        ..seen.clone()
    };
    if out::is_unread() || !ends(&seen, made) {
        ends(&unseen, trials());
    }
}

/// Runs trials; whether they ended before their output broke.
fn ends(arguments: &Arguments, trials: Vec<Trial>) -> bool {
    let usual = Arc::new(panic::take_hook());
    let hook = Arc::clone(&usual);
    panic::set_hook(Box::new(move |told| {
        if !is_broken_pipe(told.payload()) {
            hook(told);
        }
    }));
    let ended = panic::catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(arguments, trials)));
    panic::set_hook(Box::new(move |told| usual(told)));
    match ended {
        Ok(_) => true,
        Err(payload) if is_broken_pipe(payload.as_ref()) => false,
        Err(payload) => panic::resume_unwind(payload),
    }
}

fn is_broken_pipe(payload: &(dyn std::any::Any + Send)) -> bool {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let kind = format!("{:?}", io::ErrorKind::BrokenPipe);
    text.is_some_and(|text| text.contains(&kind))
}
