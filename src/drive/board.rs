//! How far a run is, for whoever watches it: cases done, and what is being waited for.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Why a case waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitFor {
    /// A limit of the target.
    Limit,
    /// The time that a server named, or a pause after an answer that was none.
    Server,
}

/// One contract of a run under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Its cases.
    pub total: usize,
    /// Those that came to their end.
    pub done: usize,
    /// What its cases wait for and until when, in milliseconds since the run began: the wait that ends first, where
    /// some case waits.
    pub waits: Option<(WaitFor, u64)>,
}

/// The progress of every contract.
#[derive(Debug, Default)]
pub(super) struct Board(Mutex<BTreeMap<String, Line>>);

#[derive(Debug, Default)]
struct Line {
    total: usize,
    done: usize,
    waits: Vec<(u64, WaitFor, u64)>,
}

impl Board {
    /// One case more of a contract.
    pub(super) fn expect(&self, contract: &str) {
        self.on(contract, |line| line.total += 1);
    }

    /// A case ended.
    pub(super) fn done(&self, contract: &str) {
        self.on(contract, |line| line.done += 1);
    }

    /// A case waits until a time of the run, in milliseconds.
    pub(super) fn waits(&self, contract: &str, who: u64, what: WaitFor, until: u64) {
        self.on(contract, |line| line.waits.push((who, what, until)));
    }

    /// A case goes on.
    pub(super) fn goes_on(&self, contract: &str, who: u64) {
        self.on(contract, |line| line.waits.retain(|(by, _, _)| *by != who));
    }

    /// Every contract with its progress, sorted.
    pub(super) fn progress(&self) -> Vec<(String, Progress)> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let progress = |line: &Line| Progress {
            total: line.total,
            done: line.done,
            waits: line
                .waits
                .iter()
                .map(|(_, what, until)| (*what, *until))
                .min_by_key(|(_, until)| *until),
        };
        lines
            .iter()
            .map(|(id, line)| (id.clone(), progress(line)))
            .collect()
    }

    fn on(&self, contract: &str, work: impl FnOnce(&mut Line)) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !lines.contains_key(contract) {
            lines.insert(contract.to_owned(), Line::default());
        }
        if let Some(line) = lines.get_mut(contract) {
            work(line);
        }
    }
}
