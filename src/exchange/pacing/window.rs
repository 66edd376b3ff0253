//! Who may send when, so that limits are kept. Pure: times are numbers given in.
//!
//! A limit of N requests in T seconds can be counted in fixed windows, in a window that slides, or by a bucket that
//! refills. What keeps the sliding window keeps them all: the request N + 1 is sent no sooner than T after the first. So
//! the times of requests are remembered, and not a rate: an even rate (GCRA with a burst of one) would make a short run wait for
//! nothing, and one with a burst lets nearly twice the limit through.

use serde::{Deserialize, Serialize};

use crate::target::RateLimit;

/// More entries than this are not kept: pairs of the older half are counted as one, at the later time.
const MOST_ENTRIES: usize = 1024;

/// How long a request that passes a limit on purpose may be awaited by its own case before others go on, in milliseconds.
const CLAIM: u64 = 2_000;

/// A limit in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// How many requests it may see.
    pub(super) requests: u64,
    /// How long it is, in milliseconds.
    pub(super) length: u64,
}

impl From<RateLimit> for Window {
    fn from(limit: RateLimit) -> Self {
        Self {
            requests: u64::from(limit.requests.max(1)),
            length: limit.window_ms(),
        }
    }
}

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now; it is counted.
    Now,
    /// A limit is reached: ask again after so many milliseconds.
    Full(u64),
    /// The server told somebody to come back later: ask again after so many milliseconds.
    Held(u64),
}

/// What was sent lately, and what the server asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Log {
    /// When, and how many requests, oldest first.
    sent: Vec<(u64, u64)>,
    /// Nothing is to be sent before this time.
    #[serde(default)]
    held_until: u64,
    /// Who waits for a clear window, and until when others let them.
    #[serde(default)]
    claim: Option<(u64, u64)>,
}

impl Log {
    /// Asks for one request of `who`, and counts it when it may be sent. Whoever has no patience left for what the server
    /// asked for is not `patient`.
    pub(super) fn ask(&mut self, windows: &[Window], now: u64, who: u64, patient: bool) -> Turn {
        self.forget(windows, now);
        if let (Some(wait), true) = (self.held(now), patient) {
            return wait;
        }
        match self.claim {
            Some((by, until)) if by != who && now < until => return Turn::Full(until - now),
            _ => {}
        }
        let free = windows.iter().map(|w| self.free_at(*w)).max();
        match free.unwrap_or(0).saturating_sub(now) {
            0 => {
                self.count(now, 1);
                Turn::Now
            }
            wait => Turn::Full(wait),
        }
    }

    /// Asks for so many requests at once that pass a limit on purpose: they are sent into clear windows, and counted.
    /// Whoever waits for that is not overtaken.
    pub(super) fn ask_clear(
        &mut self,
        windows: &[Window],
        now: u64,
        (who, patient): (u64, bool),
        requests: u64,
    ) -> Turn {
        self.forget(windows, now);
        if let (Some(wait), true) = (self.held(now), patient) {
            return wait;
        }
        match self.claim {
            Some((by, until)) if by != who && now < until => return Turn::Full(until - now),
            _ => {}
        }
        let longest = windows.iter().map(|w| w.length).max().unwrap_or(0);
        let last = self.sent.last().map_or(0, |(at, _)| at + longest);
        match last.saturating_sub(now) {
            0 => {
                self.claim = None;
                self.count(now, requests);
                Turn::Now
            }
            wait => {
                self.claim = Some((who, last + CLAIM));
                Turn::Full(wait)
            }
        }
    }

    /// Lets nobody send before a time.
    pub(super) fn hold(&mut self, until: u64) {
        self.held_until = self.held_until.max(until);
    }

    /// Drops what no window sees any more, and whatever lies in a future that the clock has left again.
    fn forget(&mut self, windows: &[Window], now: u64) {
        let longest = windows.iter().map(|w| w.length).max().unwrap_or(0);
        for (at, _) in &mut self.sent {
            *at = (*at).min(now);
        }
        self.sent.retain(|(at, _)| at + longest > now);
        self.claim = self.claim.filter(|(_, until)| now < *until);
    }

    fn held(&self, now: u64) -> Option<Turn> {
        let wait = self.held_until.saturating_sub(now);
        (wait > 0).then_some(Turn::Held(wait))
    }

    /// When a window can see one request more: when the oldest of the last N has left it.
    fn free_at(&self, window: Window) -> u64 {
        let mut seen = 0;
        for (at, number) in self.sent.iter().rev() {
            seen += number;
            if seen >= window.requests {
                return at + window.length;
            }
        }
        0
    }

    fn count(&mut self, now: u64, requests: u64) {
        match self.sent.last_mut() {
            Some((at, number)) if *at == now => *number += requests,
            _ => self.sent.push((now, requests)),
        }
        if self.sent.len() > MOST_ENTRIES {
            let newer = self.sent.split_off(MOST_ENTRIES / 2);
            let pair = |pair: &[(u64, u64)]| {
                let at = pair.last().map_or(0, |(at, _)| *at);
                (at, pair.iter().map(|(_, number)| number).sum())
            };
            self.sent = self.sent.chunks(2).map(pair).collect();
            self.sent.extend(newer);
        }
    }
}
