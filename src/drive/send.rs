//! One attempt at a request, secrets masked, and whether another one follows.

use super::visit::Visit;
use super::{Destination, Engine};
use crate::exchange::{Attached, Pause, Tried};
use crate::http::{Exchange, Request, TransportError, TransportKind};
use crate::plan::Intent;

/// A request that is asked until it has its answer.
pub(super) struct Asking<'a> {
    to: &'a Destination,
    intent: &'a Intent,
    /// Whether an answer refuses the target's own credential, where the case did not ask for that.
    refuses: &'a (dyn Fn(&Exchange) -> bool + Send + Sync),
    tried: Tried,
    renewal: Renewal,
}

/// Whether the credential of a request was renewed: once at most.
enum Renewal {
    Untried,
    Done,
    /// Why there is no other credential.
    Failed(String),
}

/// An attempt at a request.
pub(super) struct Attempt {
    /// What was sent and what came back.
    pub(super) exchange: Exchange,
    /// What follows.
    pub(super) then: Then,
}

/// What follows an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Nothing: it is the answer.
    Answered,
    /// Another attempt at once, because the credential was refused and another was asked for. It is no retry.
    Renewed,
    /// Another attempt after a wait.
    Paused(Pause),
}

impl<'a> Asking<'a> {
    /// A request that was not asked yet.
    pub(super) fn new(
        to: &'a Destination,
        intent: &'a Intent,
        refuses: &'a (dyn Fn(&Exchange) -> bool + Send + Sync),
    ) -> Self {
        Self {
            to,
            intent,
            refuses,
            tried: Tried::default(),
            renewal: Renewal::Untried,
        }
    }

    /// Renews what a server refused, unless that was done before; whether another attempt follows: with the other
    /// credential, or one that says why there is none.
    async fn renew(&mut self, refused: &Attached) -> bool {
        if !matches!(self.renewal, Renewal::Untried) {
            return false;
        }
        let renewed = refused.renew().await;
        let follows = !matches!(renewed, Ok(false));
        self.renewal = match renewed {
            Ok(_) => Renewal::Done,
            Err(why) => Renewal::Failed(why),
        };
        follows
    }

    /// Puts the credentials into a request that are meant for it.
    async fn attach(&self, request: &mut Request) -> Result<Attached, String> {
        if let Renewal::Failed(why) = &self.renewal {
            return Err(why.clone());
        }
        let attached = self
            .to
            .credentials
            .attach(request, &self.intent.access)
            .await;
        attached.map_err(|error| error.to_string())
    }
}

impl Engine {
    /// Sends a request once, with the credentials that are meant for it, when the limits of the target let it. A pause is
    /// for the caller to wait, who judges the answer before; a credential that was refused is renewed here, once.
    pub(super) async fn attempt(
        &self,
        mut request: Request,
        asking: &mut Asking<'_>,
        visit: &mut Visit<'_>,
    ) -> Attempt {
        // Before the turn: what cannot be sent counts for no limit.
        let mut attached = match visit.aside(asking.attach(&mut request)).await {
            Ok(attached) => attached,
            Err(why) => return self.unsent(request, TransportKind::Credential, why),
        };
        let provoked = asking.intent.provokes.is_some();
        let known = self.refusals.known(&request.url);
        if !provoked && !asking.tried.is_astray() && known.is_none() && visit.turn().await {
            // What was good before the wait may have expired.
            attached = match visit.aside(asking.attach(&mut request)).await {
                Ok(attached) => attached,
                Err(why) => return self.unsent(request, TransportKind::Credential, why),
            };
        }
        if let Some(TransportError { kind, message }) = self.refusals.known(&request.url) {
            return self.unsent(request, kind, message);
        }
        let exchange = self.carrier.send(&request, &self.clock).await;
        let then = self
            .follows(&exchange, asking, &attached, provoked, visit)
            .await;
        Attempt {
            exchange: exchange.redacted(&self.masks.redactor()),
            then,
        }
    }

    /// What follows an exchange.
    async fn follows(
        &self,
        exchange: &Exchange,
        asking: &mut Asking<'_>,
        attached: &Attached,
        provoked: bool,
        visit: &mut Visit<'_>,
    ) -> Then {
        if !(asking.refuses)(exchange) {
            attached.accepted().await;
        } else if visit.aside(asking.renew(attached)).await {
            asking.tried.arrived();
            return Then::Renewed;
        }
        let times = (visit.waited, self.clock.wall());
        let outcome = &exchange.outcome;
        let tried = &mut asking.tried;
        let pause = self
            .patience
            .pause(outcome, provoked, tried, times, &mut visit.dice);
        if pause.is_none() || outcome.is_ok() {
            self.refusals.settle(exchange);
        }
        if provoked && pause.is_none() && !asking.to.is_local() {
            // What the case asked for is its answer, and the others must wait for it to be over.
            let asked = self
                .patience
                .pause(outcome, false, tried, times, &mut visit.dice);
            if let Some(Pause { length, .. }) = asked {
                visit.hold(length);
            }
        }
        pause.map_or(Then::Answered, Then::Paused)
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
            exchange: exchange.redacted(&self.masks.redactor()),
            then: Then::Answered,
        }
    }
}
