//! A program that prints a secret.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::target::one_line;
use crate::value::Secret;

/// A program that has not ended by then is ended.
const LIMIT: Duration = Duration::from_mins(1);

/// More than this is no secret.
const LARGEST: u64 = 64 << 10;

/// Runs a program and takes what it prints, without the final newline. What it says on standard error is not shown: it
/// may be of the secret. Whoever stops waiting ends the program; one that is to be `apart` with all that it started.
///
/// # Errors
/// When it cannot be started, fails, does not end, or prints what is no secret; what to do, and nothing of what it
/// printed.
pub(super) async fn run(words: &[String], apart: bool) -> Result<Secret, String> {
    let from = from(words);
    let text = output(words, &from, apart).await?;
    one_line(&format!("what {from} prints"), &text)
}

/// Runs a program whose output may have several lines.
pub(super) async fn run_lines(words: &[String], apart: bool) -> Result<Secret, String> {
    output(words, &from(words), apart).await.map(Secret::new)
}

fn from(words: &[String]) -> String {
    format!("the program `{}`", words.first().map_or("", |w| w))
}

async fn output(words: &[String], from: &str, apart: bool) -> Result<String, String> {
    let Some((program, arguments)) = words.split_first() else {
        return Err("there is no program to run".to_owned());
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    #[cfg(unix)]
    if apart {
        command.process_group(0);
    }
    let child = command
        .spawn()
        .map_err(|error| format!("{from} cannot be started: {error}"))?;
    let mut program = Program { child, apart };
    let mut text = Vec::new();
    let ended = async {
        if let Some(out) = program.child.stdout.take() {
            out.take(LARGEST + 1).read_to_end(&mut text).await?;
        }
        if text.len() as u64 > LARGEST {
            return Ok(None);
        }
        program.child.wait().await.map(Some)
    };
    let status = match timeout(LIMIT, ended).await {
        Ok(Ok(Some(status))) => status,
        Ok(Ok(None)) => return Err(format!("{from} prints more than {LARGEST} bytes")),
        Ok(Err(error)) => return Err(format!("{from} was lost: {error}")),
        Err(_) => return Err(format!("{from} did not end within {} s", LIMIT.as_secs())),
    };
    // What it left running is its own business.
    program.apart = false;
    if !status.success() {
        return Err(format!(
            "{from} failed ({status}); run it by hand to see why"
        ));
    }
    String::from_utf8(text).map_err(|_| format!("what {from} prints is not UTF-8"))
}

/// A program that ends when nobody waits for it any more.
struct Program {
    child: Child,
    /// It has a process group of its own.
    apart: bool,
}

impl Drop for Program {
    fn drop(&mut self) {
        #[cfg(unix)]
        if self.apart
            && let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok())
            && let Some(group) = rustix::process::Pid::from_raw(id)
        {
            // It may have ended by itself just now.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn wait<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        runtime.expect("a runtime").block_on(work)
    }

    #[test]
    fn a_program_that_nobody_waits_for_is_ended_with_all_it_started() {
        let folder = tempfile::tempdir().expect("a folder");
        let mark = folder.path().join("mark");
        let script = format!("(sleep 0.6; echo x > {}) & wait", mark.display());
        let words = ["sh".to_owned(), "-c".to_owned(), script];
        let given_up = wait(async { timeout(Duration::from_millis(200), run(&words, true)).await });
        assert!(given_up.is_err(), "it takes longer");
        std::thread::sleep(Duration::from_millis(800));
        assert!(!mark.exists(), "what it started was ended too");
    }

    fn sh(script: &str) -> Result<String, String> {
        let words = ["sh", "-c", script].map(str::to_owned);
        wait(run(&words, false)).map(|secret| secret.expose().to_owned())
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
        let none = wait(run(&["docproof-no-such-program".to_owned()], true)).expect_err("none");
        assert!(none.contains("cannot be started"), "{none}");
        for told in [failed, lines] {
            assert!(!told.contains("s3cret"), "{told}");
        }
    }
}
