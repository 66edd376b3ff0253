//! One attempt at a request, secrets masked, and whether another one follows.

use super::visit::Visit;
use super::{Destination, Engine};
use crate::exchange::{Pause, Tried};
use crate::http::{Exchange, Request, TransportError, TransportKind};
use crate::plan::Intent;

/// An attempt at a request.
pub(super) struct Attempt {
    /// What was sent and what came back.
    pub(super) exchange: Exchange,
    /// The wait before the next attempt; `None` when this is the answer.
    pub(super) pause: Option<Pause>,
}

impl Engine {
    /// Sends a request once, with the credentials that are meant for it, when the limits of the target let it. The pause is
    /// for the caller to wait, who judges the answer before.
    pub(super) async fn attempt(
        &self,
        to: &Destination,
        mut request: Request,
        intent: &Intent,
        tried: &mut Tried,
        visit: &mut Visit<'_>,
    ) -> Attempt {
        if let Err(error) = to.credentials.attach(&mut request, &intent.access) {
            return self.unsent(request, TransportKind::Other, error.to_string());
        }
        let provoked = intent.provokes.is_some();
        if !provoked && !tried.is_astray() && self.refusals.known(&request.url).is_none() {
            visit.turn().await;
        }
        if let Some(TransportError { kind, message }) = self.refusals.known(&request.url) {
            return self.unsent(request, kind, message);
        }
        let exchange = self.carrier.send(&request, &self.clock).await;
        let times = (visit.waited, self.clock.wall());
        let outcome = &exchange.outcome;
        let pause = self
            .patience
            .pause(outcome, provoked, tried, times, &mut visit.dice);
        if pause.is_none() {
            self.refusals.settle(&exchange);
        }
        if provoked && !to.is_local() {
            // What the case asked for is its answer, and the others must wait for it to be over.
            let asked = self
                .patience
                .pause(outcome, false, tried, times, &mut visit.dice);
            if let Some(Pause { length, .. }) = asked {
                visit.hold(length);
            }
        }
        Attempt {
            exchange: exchange.redacted(&self.redactor),
            pause,
        }
    }

    /// A request that was not sent, and why.
    fn unsent(&self, request: Request, kind: TransportKind, message: String) -> Attempt {
        let exchange = Exchange {
            request,
            outcome: Err(TransportError { kind, message }),
            at_ms: self.clock.now_ms(),
            took_us: 0,
        };
        Attempt {
            exchange: exchange.redacted(&self.redactor),
            pause: None,
        }
    }
}
