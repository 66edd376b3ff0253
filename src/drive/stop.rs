//! Stopping a run: no case begins any more, and those under way are given a moment.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::exchange::Halt;

/// How long cases may go on when the run is stopped.
const GRACE: Duration = Duration::from_millis(1500);

/// How long all of it may take, sessions that are ended included: what is left of two seconds is for the report.
const ALL: Duration = Duration::from_millis(1800);

/// Whether a run is to stop.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    asked: watch::Sender<Asked>,
    /// When it was asked first.
    since: Arc<OnceLock<Instant>>,
    /// Lets no program or login begin either.
    halt: Halt,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Asked {
    No,
    /// What is under way may end within the grace.
    Soon,
    Now,
}

impl Default for Stop {
    fn default() -> Self {
        Self {
            asked: watch::Sender::new(Asked::No),
            since: Arc::default(),
            halt: Halt::default(),
        }
    }
}

impl Stop {
    /// One that stops this as well.
    pub(super) fn of(halt: &Halt) -> Self {
        Self {
            halt: halt.clone(),
            ..Self::default()
        }
    }

    /// Asks the run to stop; asked a second time, at once.
    pub(super) fn ask(&self) {
        self.halt.ask();
        self.since.get_or_init(Instant::now);
        self.asked.send_modify(|asked| {
            *asked = match asked {
                Asked::No => Asked::Soon,
                Asked::Soon | Asked::Now => Asked::Now,
            };
        });
    }

    /// Whether it was asked.
    pub(super) fn is_asked(&self) -> bool {
        *self.asked.borrow() > Asked::No
    }

    /// How long what ends the run may still take; `None` where nobody asked it to stop.
    pub(super) fn left(&self) -> Option<Duration> {
        let since = self.since.get()?;
        if *self.asked.borrow() == Asked::Now {
            return Some(Duration::ZERO);
        }
        Some(ALL.saturating_sub(since.elapsed()))
    }

    /// Does work to its end, or as long as a run that is stopped may go on; `None` when it was given up.
    pub(super) async fn until<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let mut given_up = pin!(self.over());
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => given_up.as_mut().poll(cx).map(|()| None),
        })
        .await
    }

    /// Ends when nothing may go on any more.
    async fn over(&self) {
        let mut asked = self.asked.subscribe();
        // The sender is `self`: it is there as long as this is.
        let _ = asked.wait_for(|asked| *asked > Asked::No).await;
        let now = asked.wait_for(|asked| *asked == Asked::Now);
        let _ = tokio::time::timeout(GRACE, now).await;
    }
}

/// Ends when the user or the system asks this process to end: Ctrl-C, or the signal that `kill` sends.
pub(super) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        let mut pressed = pin!(tokio::signal::ctrl_c());
        let mut terminated = pin!(terminated.recv());
        poll_fn(|cx| match pressed.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending => terminated.as_mut().poll(cx).map(|_| ()),
        })
        .await;
    }
    #[cfg(not(unix))]
    {
        let _ = tokio::signal::ctrl_c().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::{pending, ready};

    fn wait<T>(future: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        runtime.expect("a runtime").block_on(future)
    }

    #[test]
    fn what_ends_in_time_is_kept() {
        let stop = Stop::default();
        assert!(!stop.is_asked());
        assert_eq!(wait(stop.until(ready(1))), Some(1));
        stop.ask();
        assert!(stop.is_asked());
        let soon = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            2
        };
        assert_eq!(wait(stop.until(soon)), Some(2));
    }

    #[test]
    fn what_does_not_is_given_up_within_two_seconds() {
        let stop = Stop::default();
        stop.ask();
        let began = Instant::now();
        assert_eq!(wait(stop.until(pending::<()>())), None);
        assert!(began.elapsed() >= GRACE);
        assert!(began.elapsed() < Duration::from_secs(2));
        stop.ask();
        let began = Instant::now();
        assert_eq!(wait(stop.until(pending::<()>())), None);
        assert!(began.elapsed() < Duration::from_millis(500), "at once");
    }
}
