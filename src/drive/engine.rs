//! What every case of a run shares.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Semaphore;

use super::Options;
use super::board::Board;
use super::carrier::Carrier;
use super::refusals::Refusals;
use super::stop::Stop;
use crate::exchange::{Client, Patience, RunClock};
use crate::judge::BODY_LIMIT;
use crate::plan::MAX_PAGES;
use crate::record::Event;
use crate::value::Masks;

/// How many cases work at once where nobody says so. Not the number of cores: a case waits for the network.
pub const JOBS: usize = 8;

/// Takes the events of a run as they happen, from every thread.
pub trait Sink: Send + Sync {
    /// Takes one event.
    fn take(&self, event: Event);

    /// Whether events are lost by now, so that a run had better stop.
    fn is_broken(&self) -> bool {
        false
    }
}

/// Sends requests for every case of a run.
pub struct Engine {
    pub(super) carrier: Carrier,
    pub(super) clock: RunClock,
    pub(super) patience: Patience,
    pub(super) masks: Masks,
    /// The most bytes of a body once its content coding is undone.
    pub(super) body_limit: usize,
    pub(super) refusals: Refusals,
    /// One for each case that works.
    pub(super) seats: Semaphore,
    pub(super) board: Board,
    pub(super) sink: Option<Arc<dyn Sink>>,
    pub(super) stop: Stop,
    pub(super) strict: bool,
    /// Texts in bodies are masked once they are judged.
    pub(super) redact_bodies: bool,
    /// Tells this run from others at a server that outlives it.
    pub(super) nonce: u32,
    /// The pages after which a listing is not followed further.
    pub(super) pages: u64,
    handle: Handle,
    runtime: Option<Arc<Runtime>>,
}

impl Drop for Engine {
    /// Nobody waits for what still runs on a thread of its own: a program that prints a secret, or the lookup of a name.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take().and_then(Arc::into_inner) {
            runtime.shutdown_background();
        }
    }
}

/// The engine could not be made.
#[derive(Debug)]
pub struct EngineError(pub(super) String);

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EngineError {}

impl Engine {
    /// An engine that sends with a client and masks these secrets.
    pub fn new(runtime: Arc<Runtime>, client: Client, masks: Masks, options: &Options) -> Self {
        Self {
            carrier: Carrier::Network(client),
            clock: RunClock::start(),
            patience: options.patience(),
            masks,
            body_limit: BODY_LIMIT,
            refusals: Refusals::default(),
            seats: Semaphore::new(options.jobs()),
            board: Board::default(),
            sink: None,
            stop: Stop::default(),
            strict: options.strict,
            redact_bodies: options.redact_bodies,
            nonce: std::process::id(),
            pages: MAX_PAGES,
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        }
    }

    /// An engine that has all the time in the world and no patience: it waits for nothing, asks nothing twice, and follows
    /// a listing for so many pages.
    pub(super) fn impatient(
        runtime: Arc<Runtime>,
        masks: Masks,
        carrier: Carrier,
        pages: u64,
    ) -> Self {
        let patience = Patience {
            unavailable: 0,
            lost: 0,
            most: Duration::ZERO,
            ..Patience::default()
        };
        Self {
            stop: Stop::default(),
            carrier,
            clock: RunClock::start(),
            patience,
            masks,
            body_limit: BODY_LIMIT,
            redact_bodies: false,
            refusals: Refusals::default(),
            seats: Semaphore::new(Semaphore::MAX_PERMITS),
            board: Board::default(),
            sink: None,
            strict: false,
            nonce: 0,
            pages,
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        }
    }

    /// Tells an event to whoever listens.
    pub(super) fn tell(&self, event: impl FnOnce() -> Event) {
        if let Some(sink) = &self.sink {
            sink.take(event());
        }
    }

    /// Whether whoever listens loses what is told.
    pub(super) fn is_unheard(&self) -> bool {
        self.sink.as_ref().is_some_and(|sink| sink.is_broken())
    }

    /// Does something beside the cases.
    pub(super) fn spawn<F: Future<Output = ()> + Send + 'static>(&self, future: F) {
        self.handle.spawn(future);
    }

    /// Waits for a future on the run's runtime; to be called from a thread that is none of the runtime's own.
    pub(super) fn wait<F: Future>(&self, future: F) -> F::Output {
        self.handle.block_on(future)
    }
}

/// The one runtime of a process: cases wait for the network nearly all the time, so two threads carry many of them.
///
/// # Errors
/// When the system gives no threads.
pub(super) fn runtime() -> Result<Arc<Runtime>, EngineError> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime
        .map(Arc::new)
        .map_err(|e| EngineError(format!("no runtime: {e}")))
}
