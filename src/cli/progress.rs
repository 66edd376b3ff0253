//! How far a long run is, on a terminal only.
//!
//! One line on standard error, drawn when no case has ended for a while and wiped when one ends. libtest's lines come right
//! after that, and the next drawing later: the two never share a line.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use docproof::drive::{Drive, Progress, Sink, WaitFor};
use docproof::record::Event;

/// How long nothing must have ended before the line is drawn: libtest writes its own line within that.
const QUIET: Duration = Duration::from_millis(700);

/// Wipes the line that the cursor is in.
const WIPE: &[u8] = b"\r\x1b[2K";
/// Keeps a line that is wider than the terminal from going on in the next one, which wiping would leave behind.
const NO_WRAP: &[u8] = b"\x1b[?7l";
const WRAP: &[u8] = b"\x1b[?7h";

/// A sink that wipes the line before it passes the end of a case on.
pub(crate) struct Wiping {
    to: Arc<dyn Sink>,
    line: Arc<Line>,
}

/// The line, and when it was last wiped.
pub(crate) struct Line {
    drawn: Mutex<Drawn>,
    over: AtomicBool,
    ended: Condvar,
}

struct Drawn {
    is: bool,
    quiet_since: Instant,
}

/// A thread that draws, until it is dropped.
pub(crate) struct Drawing {
    line: Arc<Line>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// The line, where standard error is a terminal that knows how to wipe one.
    pub(crate) fn on_terminal() -> Option<Arc<Self>> {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        (io::stderr().is_terminal() && !dumb).then(|| Arc::new(Self::new()))
    }

    fn new() -> Self {
        Self {
            drawn: Mutex::new(Drawn {
                is: false,
                quiet_since: Instant::now(),
            }),
            over: AtomicBool::new(false),
            ended: Condvar::new(),
        }
    }

    fn wipe(&self, out: &mut dyn Write) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.is {
            let _ = out.write_all(WIPE).and_then(|()| out.flush());
        }
        drawn.is = false;
        drawn.quiet_since = Instant::now();
    }

    fn draw(&self, out: &mut dyn Write, text: &str) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if text.is_empty()
            || drawn.quiet_since.elapsed() < QUIET
            || self.over.load(Ordering::Relaxed)
        {
            return;
        }
        let line = [WIPE, NO_WRAP, text.as_bytes(), WRAP].concat();
        drawn.is = out.write_all(&line).and_then(|()| out.flush()).is_ok();
    }
}

impl Wiping {
    /// Passes events on to a sink, wiping the line before a case's end.
    pub(crate) fn sink(to: Arc<dyn Sink>, line: Option<&Arc<Line>>) -> Arc<dyn Sink> {
        match line {
            None => to,
            Some(line) => Arc::new(Self {
                to,
                line: Arc::clone(line),
            }),
        }
    }
}

impl Sink for Wiping {
    fn is_broken(&self) -> bool {
        self.to.is_broken()
    }

    fn take(&self, event: Event) {
        if matches!(event, Event::CaseFinished(_) | Event::CaseSkipped(_)) {
            self.line.wipe(&mut io::stderr());
        }
        self.to.take(event);
    }
}

impl Drawing {
    /// Draws how far a run is, where there is a line.
    pub(crate) fn start(line: Option<Arc<Line>>, drive: &Arc<Drive>) -> Option<Self> {
        let line = line?;
        let (own, drive) = (Arc::clone(&line), Arc::downgrade(drive));
        let thread = thread::spawn(move || draw(&own, &drive));
        Some(Self {
            line,
            thread: Some(thread),
        })
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.line.over.store(true, Ordering::Relaxed);
        self.line.ended.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.line.wipe(&mut io::stderr());
    }
}

fn draw(line: &Line, drive: &Weak<Drive>) {
    while !line.over.load(Ordering::Relaxed) {
        let Some(drive) = drive.upgrade() else {
            return;
        };
        let text = words(&drive.progress(), drive.elapsed(), 78);
        drop(drive);
        line.draw(&mut io::stderr(), &text);
        let drawn = line.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = line.ended.wait_timeout(drawn, Duration::from_millis(500));
    }
}

/// The contracts that are not done, in a line of at most so many characters: `adobe/user-group 4/32, limit, 41 s`.
fn words(progress: &[(String, Progress)], now: Duration, width: usize) -> String {
    let open = progress.iter().filter(|(_, p)| p.done < p.total);
    let told = open.map(|(id, p)| {
        let waits = p.waits.map_or_else(String::new, |(what, until)| {
            let what = match what {
                WaitFor::Limit => "limit",
                WaitFor::Server => "server busy",
            };
            let left = Duration::from_millis(until).saturating_sub(now);
            format!(", {what}, {} s", left.as_millis().div_ceil(1000))
        });
        format!("{id} {}/{}{waits}", p.done, p.total)
    });
    let line = told.collect::<Vec<_>>().join("; ");
    if line.chars().count() <= width {
        return line;
    }
    let kept: String = line.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(total: usize, done: usize, waits: Option<(WaitFor, u64)>) -> Progress {
        Progress { total, done, waits }
    }

    #[test]
    fn what_is_not_done_is_told_with_what_it_waits_for() {
        let all = [
            (
                "a/b".to_owned(),
                progress(32, 4, Some((WaitFor::Limit, 41_500))),
            ),
            ("c/d".to_owned(), progress(3, 3, None)),
            (
                "e/f".to_owned(),
                progress(9, 0, Some((WaitFor::Server, 500))),
            ),
            ("g/h".to_owned(), progress(2, 1, None)),
        ];
        let now = Duration::from_secs(1);
        let text = "a/b 4/32, limit, 41 s; e/f 0/9, server busy, 0 s; g/h 1/2";
        assert_eq!(words(&all, now, 78), text);
        assert_eq!(words(&all, now, 10), "a/b 4/32,…");
        assert_eq!(words(&[], now, 10), "");
    }

    #[test]
    fn nothing_is_drawn_right_after_a_case_has_ended() {
        let line = Line::new();
        let mut out = Vec::new();
        line.draw(&mut out, "soon");
        assert_eq!(out, b"", "too soon");
        let long_ago = Instant::now()
            .checked_sub(QUIET * 2)
            .expect("a time before");
        line.drawn.lock().expect("whole").quiet_since = long_ago;
        line.draw(&mut out, "a/b 1/2");
        line.wipe(&mut out);
        line.wipe(&mut out);
        line.draw(&mut out, "again");
        assert_eq!(out, b"\r\x1b[2K\x1b[?7la/b 1/2\x1b[?7h\r\x1b[2K");
    }
}
