//! How far a long run is, on a terminal only: a bar for each contract that is not done, on standard error, below what the
//! trials print.
//!
//! libtest-mimic writes its lines itself. So that no bar ever stands in one of them, it writes into a pipe while there are
//! bars, and whole lines are passed on to standard output between wiping the bars and drawing them again. Whatever else the
//! program says meanwhile goes the same way ([`out::beside`]).

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use docproof::drive::{Drive, Progress, WaitFor};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::out;

/// A run that is over sooner needs no bars.
const SHORT: Duration = Duration::from_millis(700);

/// How often the bars are drawn.
const EVERY: Duration = Duration::from_millis(250);

/// A contract of which no case has ended for so long says so.
const QUIET: Duration = Duration::from_secs(3);

/// So many contracts have a bar at once, so that they fit under each other.
const MOST: usize = 8;

/// A bar: the contract, how far it is, what it waits for. What does not fit is cut off.
const TEMPLATE: &str = "{prefix} {bar:12} {pos}/{len} {wide_msg}";

/// Bars that are drawn until they are dropped.
pub(crate) struct Bars {
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bars {
    /// Draws how far a run is, where standard error is a terminal that can wipe what was drawn.
    pub(crate) fn start(drive: &Arc<Drive>) -> Option<Self> {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if !io::stderr().is_terminal() || dumb || !out::can_relay() {
            return None;
        }
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        out::beside(Some(all.clone()));
        let (over, until) = mpsc::channel();
        let drive = Arc::downgrade(drive);
        let thread = thread::spawn(move || {
            let mut wait = SHORT;
            let mut drawn = Drawn::of(all);
            while until.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = EVERY;
                if drawn.draw(&drive).is_none() {
                    break;
                }
            }
            drawn.wipe();
        });
        Some(Self {
            over: Some(over),
            thread: Some(thread),
        })
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        drop(self.over.take());
        if let Some(thread) = self.thread.take() {
            // It can only have ended.
            let _ = thread.join();
        }
        out::beside(None);
    }
}

/// The bars that stand on the terminal.
struct Drawn {
    all: MultiProgress,
    bars: Vec<(String, ProgressBar)>,
    /// How many cases of each contract had ended when that last changed, and when.
    ended: Vec<(String, usize, Instant)>,
}

impl Drawn {
    fn of(all: MultiProgress) -> Self {
        Self {
            all,
            bars: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// Draws how far each contract is; nothing once the run is over.
    fn draw(&mut self, drive: &Weak<Drive>) -> Option<()> {
        let drive = drive.upgrade()?;
        let (progress, elapsed) = (drive.progress(), drive.elapsed());
        drop(drive);
        let open = progress.iter().filter(|(_, p)| p.done < p.total);
        let open: Vec<&(String, Progress)> = open.take(MOST).collect();
        self.bars.retain(|(id, bar)| {
            let stays = open.iter().any(|(open, _)| open == id);
            if !stays {
                bar.finish_and_clear();
                self.all.remove(bar);
            }
            stays
        });
        let longest = open.iter().map(|(id, _)| id.chars().count()).max();
        for (id, progress) in open {
            let quiet = self.quiet(id, progress.done);
            let bar = self.bar(id);
            bar.set_prefix(format!("{id:width$}", width = longest.unwrap_or(0)));
            bar.set_length(number(progress.total));
            bar.set_position(number(progress.done));
            bar.set_message(words(progress, elapsed, quiet));
            bar.tick();
        }
        Some(())
    }

    /// The bar of a contract, made where there is none.
    fn bar(&mut self, id: &str) -> ProgressBar {
        if let Some((_, bar)) = self.bars.iter().find(|(known, _)| known == id) {
            return bar.clone();
        }
        let bar = self.all.add(ProgressBar::new(0));
        let style = ProgressStyle::with_template(TEMPLATE);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        self.bars.push((id.to_owned(), bar.clone()));
        bar
    }

    /// How long no case of a contract has ended.
    fn quiet(&mut self, id: &str, done: usize) -> Duration {
        let now = Instant::now();
        match self.ended.iter_mut().find(|(known, ..)| known == id) {
            Some((_, before, since)) if *before == done => now.duration_since(*since),
            Some((_, before, since)) => {
                (*before, *since) = (done, now);
                Duration::ZERO
            }
            None => {
                self.ended.push((id.to_owned(), done, now));
                Duration::ZERO
            }
        }
    }

    fn wipe(&mut self) {
        for (_, bar) in self.bars.drain(..) {
            bar.finish_and_clear();
        }
        // A terminal that is gone needs no wiping.
        let _ = self.all.clear();
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// What a contract waits for, and how long: `waits for its limit, 41 s`.
fn words(progress: &Progress, now: Duration, quiet: Duration) -> String {
    let Some((what, until)) = progress.waits else {
        return match quiet.as_secs() {
            seconds if quiet >= QUIET => format!("no case ended for {seconds} s"),
            _ => String::new(),
        };
    };
    let what = match what {
        WaitFor::Limit => "waits for its limit",
        WaitFor::Server => "waits for a busy server",
    };
    let left = Duration::from_millis(until).saturating_sub(now);
    format!("{what}, {} s", left.as_millis().div_ceil(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contract_says_what_it_waits_for_and_how_long() {
        let rows = [
            (
                Some((WaitFor::Limit, 41_500)),
                0,
                "waits for its limit, 41 s",
            ),
            (
                Some((WaitFor::Server, 500)),
                9,
                "waits for a busy server, 0 s",
            ),
            (None, 2, ""),
            (None, 12, "no case ended for 12 s"),
        ];
        for (waits, quiet, expected) in rows {
            let progress = Progress {
                total: 9,
                done: 1,
                waits,
            };
            let told = words(
                &progress,
                Duration::from_secs(1),
                Duration::from_secs(quiet),
            );
            assert_eq!(told, expected);
        }
    }

    #[test]
    fn the_template_is_one() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
