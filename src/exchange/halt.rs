//! Whether a run is being stopped: from then on no program is started and no login begun.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shared by all who begin something beside the requests of cases. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Halt(Arc<Flags>);

#[derive(Debug, Default)]
struct Flags {
    asked: AtomicBool,
    handled: AtomicBool,
}

impl Halt {
    /// Lets nothing begin any more.
    pub fn ask(&self) {
        self.0.asked.store(true, Ordering::SeqCst);
    }

    /// Says that this process is told when it is to stop and cleans up: it ends what it started.
    pub fn handle(&self) {
        self.0.handled.store(true, Ordering::SeqCst);
    }

    /// Whether programs are started in process groups of their own, to be ended with all that they start. Not at a terminal:
    /// a program may have to ask there, and Ctrl-C reaches it by itself; nor where whoever started this process ends its group.
    pub(super) fn sets_apart(&self) -> bool {
        self.0.handled.load(Ordering::SeqCst) && !std::io::stdin().is_terminal()
    }

    /// Goes on at once while nothing is stopped, and never afterwards: whoever waits here is given up with the run.
    pub(super) async fn pass(&self) {
        if self.0.asked.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
    }
}
