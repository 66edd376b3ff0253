//! Running trials with libtest's output.

use std::io;
use std::panic::{self, AssertUnwindSafe};

use clap::ColorChoice;
use libtest_mimic::{Arguments, ColorSetting, Trial};

use super::out;

/// Runs trials to their end. libtest-mimic panics when its output cannot be written; where that is because the reader
/// went away, the trials run on unseen.
pub(crate) fn run(trials: Vec<Trial>, jobs: usize, color: ColorChoice) {
    let color = if out::is_coloured(color) { ColorSetting::Always } else { ColorSetting::Never };
    let arguments = Arguments {
        test_threads: Some(jobs),
        color: Some(color),
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
