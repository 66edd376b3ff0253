//! The time of a run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// The wall time.
pub(super) fn now() -> SystemTime {
    SystemTime::now()
}

/// Seconds since 1970, for what processes tell each other. A clock before 1970 counts as 1970.
pub(super) fn unix_now() -> f64 {
    let since = now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs_f64()
}

/// Counts from the beginning of a run, so that records hold no wall time.
#[derive(Clone, Copy, Debug)]
pub struct RunClock {
    began: Instant,
    /// The wall time of the beginning; with it, processes of one machine can agree on a time.
    wall: SystemTime,
}

impl RunClock {
    /// A run that begins now.
    pub fn start() -> Self {
        Self {
            began: Instant::now(),
            wall: SystemTime::now(),
        }
    }

    /// The time since the run began.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Milliseconds since the run began.
    pub fn now_ms(&self) -> u64 {
        millis(self.elapsed())
    }

    /// The wall time. It never goes back within a run.
    pub fn wall(&self) -> SystemTime {
        self.wall + self.elapsed()
    }

    /// The wall time in milliseconds since 1970 (UTC).
    pub fn wall_ms(&self) -> u64 {
        millis(
            self.wall()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default(),
        )
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
