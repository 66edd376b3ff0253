//! The limits of one contract on one origin, with what was sent.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{Book, Log, Turn, Window};
use crate::target::RateLimit;

/// Tells the askers of a process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Says when the requests of a contract may be sent.
#[derive(Debug, Default)]
pub struct Pacer {
    limits: Vec<RateLimit>,
    windows: Vec<Window>,
    shared: Option<Book>,
    /// What this process sent, where nothing is shared, or the file cannot be written any more.
    own: Mutex<Log>,
}

impl Pacer {
    /// Limits that this process keeps by itself.
    pub fn alone(limits: Vec<RateLimit>) -> Self {
        Self::new(limits, None)
    }

    /// Limits that the processes of this machine keep together for an origin (such as `https://api.example.com`) and a
    /// contract, by a file in a private folder. Without limits, or where there can be no such file, they are kept alone.
    pub fn shared(limits: Vec<RateLimit>, folder: &Path, origin: &str, contract: &str) -> Self {
        if limits.is_empty() {
            return Self::alone(limits);
        }
        let book = Book::in_folder(folder, file_name(origin, contract));
        Self::new(limits, Some(book))
    }

    fn new(limits: Vec<RateLimit>, shared: Option<Book>) -> Self {
        Self {
            windows: limits.iter().copied().map(Window::from).collect(),
            limits,
            shared,
            own: Mutex::default(),
        }
    }

    /// The limits.
    pub fn limits(&self) -> &[RateLimit] {
        &self.limits
    }

    /// Asks for one request at a time in milliseconds since 1970; an asker is known by [`Pacer::asker`].
    /// One that is not `patient` waits for limits only, and not for what the server asked for.
    pub fn ask(&self, now: u64, who: u64, patient: bool) -> Turn {
        self.with(|log, windows| log.ask(windows, now, who, patient))
    }

    /// Asks for requests that pass the limits on purpose.
    pub fn ask_clear(&self, now: u64, who: u64, patient: bool, requests: u64) -> Turn {
        self.with(|log, windows| log.ask_clear(windows, now, (who, patient), requests))
    }

    /// Lets nobody send before a time.
    pub fn hold(&self, until: u64) {
        self.with(|log, _| {
            log.hold(until);
            Turn::Now
        });
    }

    /// A number that no other asker on this machine is likely to have.
    pub fn asker() -> u64 {
        let own = NEXT.fetch_add(1, Ordering::Relaxed);
        u64::from(std::process::id()) << 32 | own & 0xffff_ffff
    }

    fn with(&self, work: impl Fn(&mut Log, &[Window]) -> Turn) -> Turn {
        let shared = self.shared.as_ref();
        let turn = shared.and_then(|book| book.with(|log| work(log, &self.windows)).ok());
        turn.unwrap_or_else(|| {
            let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut own, &self.windows)
        })
    }
}

/// A name that says whose file it is, and a digest, since an origin has characters that a name cannot have.
fn file_name(origin: &str, contract: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let readable: String = contract.chars().map(plain).collect();
    let digest = Sha256::digest(format!("{origin}\n{contract}"));
    let digest: String = digest.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("pace-{readable}-{digest}.json")
}
