//! A case's place in the run: it has a seat while it works and gives it up while it waits, so that a vendor who is slow,
//! or has a limit, never holds up the cases of another.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::board::WaitFor;
use super::{Destination, Engine};
use crate::exchange::{Dice, Pacer, Pause, Turn};

/// A case under way.
pub(super) struct Visit<'a> {
    engine: &'a Engine,
    to: &'a Destination,
    contract: &'a str,
    who: u64,
    seat: Option<SemaphorePermit<'a>>,
    _lane: Option<SemaphorePermit<'a>>,
    /// What it waited for servers, of its patience.
    pub(super) waited: Duration,
    /// For pauses that servers name no length of.
    pub(super) dice: Dice,
}

impl<'a> Visit<'a> {
    /// Waits until the case may begin: not all cases of a contract with limits at once, since they would all take as long as
    /// the run, and the data under them would change.
    pub(super) async fn begin(engine: &'a Engine, to: &'a Destination, contract: &'a str) -> Self {
        let lane = seat(&to.lanes).await;
        let who = Pacer::asker();
        Self {
            engine,
            to,
            contract,
            who,
            seat: seat(&engine.seats).await,
            _lane: lane,
            waited: Duration::ZERO,
            dice: Dice::new(who ^ u64::from(engine.nonce)),
        }
    }

    /// Waits until one request may be sent; whether there was anything to wait for.
    pub(super) async fn turn(&mut self) -> bool {
        self.until_now(Pacer::ask).await
    }

    /// Waits until so many requests may be sent that pass a limit on purpose.
    pub(super) async fn clear(&mut self, requests: u64) {
        self.until_now(|pacer, now, who, patient| pacer.ask_clear(now, who, patient, requests))
            .await;
    }

    /// Waits for a server, and lets the other cases wait as well where it means them all.
    pub(super) async fn pause(&mut self, pause: Pause) {
        if pause.for_all {
            self.hold(pause.length);
        }
        self.waited += pause.length;
        self.away(WaitFor::Server, pause.length).await;
    }

    /// Lets no case send to the contract's server for a time.
    pub(super) fn hold(&self, length: Duration) {
        let length = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        let until = self.engine.clock.wall_ms().saturating_add(length);
        self.to.pacer.hold(until);
    }

    async fn until_now(&mut self, ask: impl Fn(&Pacer, u64, u64, bool) -> Turn) -> bool {
        let mut patient = true;
        let mut waited = false;
        loop {
            let now = self.engine.clock.wall_ms();
            match ask(&self.to.pacer, now, self.who, patient) {
                Turn::Now => return waited,
                Turn::Full(wait) => {
                    if self.away(WaitFor::Limit, Duration::from_millis(wait)).await {
                        return true;
                    }
                }
                Turn::Held(wait) => {
                    let wait = Duration::from_millis(wait);
                    let left = self.engine.patience.most.saturating_sub(self.waited);
                    if left < wait {
                        // Its own request shows what the server says now.
                        patient = false;
                        continue;
                    }
                    self.waited += wait;
                    if self.away(WaitFor::Server, wait).await {
                        return true;
                    }
                }
            }
            waited = true;
        }
    }

    /// Does what may have to wait for somebody else, such as a login that all cases share, without a seat.
    pub(super) async fn aside<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
            return done;
        }
        self.seat = None;
        let done = work.await;
        self.seat = seat(&self.engine.seats).await;
        done
    }

    /// Sleeps without a seat; whether it was in vain, because nobody can be reached there any more.
    async fn away(&mut self, what: WaitFor, length: Duration) -> bool {
        if length.is_zero() {
            return false;
        }
        self.seat = None;
        let wait = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
        let until = self.engine.clock.now_ms().saturating_add(wait);
        self.engine
            .board
            .waits(self.contract, self.who, what, until);
        let settled = self.engine.refusals.settled(&self.to.base_url);
        let in_vain = tokio::time::timeout(length, settled).await.is_ok();
        self.engine.board.goes_on(self.contract, self.who);
        self.seat = seat(&self.engine.seats).await;
        in_vain
    }
}

/// A permit; a semaphore that is closed, which none is, would let everybody in.
async fn seat(of: &Semaphore) -> Option<SemaphorePermit<'_>> {
    of.acquire().await.ok()
}
