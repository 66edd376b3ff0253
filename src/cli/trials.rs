//! Running trials with libtest's output.

use std::io;
use std::panic::{self, AssertUnwindSafe};

use clap::ColorChoice;
use docproof::harness::threads;
use libtest_mimic::{Arguments, ColorSetting, Trial};

use super::out;

/// Where output goes that nobody reads.
const NOWHERE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };

/// Runs trials to their end. libtest-mimic panics when its output cannot be written; where that is because the reader
/// went away, the trials that other threads have begun or will begin run on unseen.
pub(crate) fn run(trials: Vec<Trial>, color: ColorChoice) {
    let color = if out::is_coloured(color) {
        ColorSetting::Always
    } else {
        ColorSetting::Never
    };
    let arguments = Arguments {
        test_threads: Some(threads(trials.len())),
        color: Some(color),
        logfile: out::is_unread().then(|| NOWHERE.to_owned()),
        ..Arguments::default()
    };
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |told| {
        if !is_broken_pipe(told.payload()) {
            usual(told);
        }
    }));
    let ended = panic::catch_unwind(AssertUnwindSafe(|| libtest_mimic::run(&arguments, trials)));
    let _ = panic::take_hook();
    if let Err(payload) = ended
        && !is_broken_pipe(payload.as_ref())
    {
        panic::resume_unwind(payload);
    }
}

fn is_broken_pipe(payload: &(dyn std::any::Any + Send)) -> bool {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let kind = format!("{:?}", io::ErrorKind::BrokenPipe);
    text.is_some_and(|text| text.contains(&kind))
}
