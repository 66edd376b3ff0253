//! The time of a run.

use std::time::{Duration, Instant};

/// Counts from the beginning of a run, so that records hold no wall time.
#[derive(Clone, Copy, Debug)]
pub struct RunClock {
    began: Instant,
}

impl RunClock {
    /// A run that begins now.
    pub fn start() -> Self {
        Self {
            began: Instant::now(),
        }
    }

    /// The time since the run began.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Milliseconds since the run began.
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
