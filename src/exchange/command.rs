//! A program that prints a secret.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::target::one_line;
use crate::value::Secret;

/// A program that has not ended by then is ended.
const LIMIT: Duration = Duration::from_mins(1);

/// More than this is no secret.
const LARGEST: u64 = 64 << 10;

/// Runs a program and takes what it prints, without the final newline. What it says on standard error is not shown: it
/// may be of the secret.
///
/// # Errors
/// When it cannot be started, fails, does not end, or prints what is no secret; what to do, and nothing of what it
/// printed.
pub(super) fn run(words: &[String]) -> Result<Secret, String> {
    let from = format!("the program `{}`", words.first().map_or("", |w| w));
    let text = output(words, &from)?;
    one_line(&format!("what {from} prints"), &text)
}

/// Runs a program whose output may have several lines.
pub(super) fn run_lines(words: &[String]) -> Result<Secret, String> {
    let from = format!("the program `{}`", words.first().map_or("", |w| w));
    output(words, &from).map(Secret::new)
}

fn output(words: &[String], from: &str) -> Result<String, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err("there is no program to run".to_owned());
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("{from} cannot be started: {error}"))?;
    let printed = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut text = Vec::new();
        let read = printed.map(|out| out.take(LARGEST + 1).read_to_end(&mut text));
        read.transpose().map(|_| text)
    });
    let began = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if began.elapsed() < LIMIT => thread::sleep(Duration::from_millis(5)),
            ended => {
                // Whether it could be ended changes nothing for the caller.
                let _ = child.kill();
                let _ = child.wait();
                return Err(match ended {
                    Err(error) => format!("{from} was lost: {error}"),
                    Ok(_) => format!("{from} did not end within {} s", LIMIT.as_secs()),
                });
            }
        }
    };
    if !status.success() {
        return Err(format!(
            "{from} failed ({status}); run it by hand to see why"
        ));
    }
    let Ok(Ok(text)) = reader.join() else {
        return Err(format!("what {from} prints cannot be read"));
    };
    if text.len() as u64 > LARGEST {
        return Err(format!("{from} prints more than {LARGEST} bytes"));
    }
    String::from_utf8(text).map_err(|_| format!("what {from} prints is not UTF-8"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str) -> Result<String, String> {
        let words = ["sh", "-c", script].map(str::to_owned);
        run(&words).map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn a_program_prints_the_secret() {
        assert_eq!(sh("echo s3cret"), Ok("s3cret".to_owned()));
        assert_eq!(sh("printf s3cret"), Ok("s3cret".to_owned()));
    }

    #[test]
    fn what_goes_wrong_is_said_without_the_secret() {
        let failed = sh("echo s3cret; echo s3cret >&2; exit 3").expect_err("failed");
        assert!(failed.contains("`sh` failed (exit status: 3)"), "{failed}");
        let empty = sh("echo").expect_err("empty");
        assert_eq!(empty, "what the program `sh` prints is empty");
        let lines = sh("echo s3cret; echo s3cret").expect_err("two lines");
        assert!(lines.contains("a line break"), "{lines}");
        let none = run(&["docproof-no-such-program".to_owned()]).expect_err("none");
        assert!(none.contains("cannot be started"), "{none}");
        for told in [failed, lines] {
            assert!(!told.contains("s3cret"), "{told}");
        }
    }
}
