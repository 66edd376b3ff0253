//! One request to its last answer: every attempt is kept, secrets masked.

use std::time::Duration;

use super::{Destination, Engine};
use crate::http::{Exchange, Request, TransportError, TransportKind};
use crate::plan::Intent;

/// The attempts at one request, in order; the last is the answer.
pub(super) type Attempts = Vec<Exchange>;

impl Engine {
    /// Sends a request with the credentials that are meant for it, and again where the answer says nothing of the
    /// contract and patience is left. There is at least one attempt.
    pub(super) async fn ask(
        &self,
        to: &Destination,
        mut request: Request,
        intent: &Intent,
    ) -> Attempts {
        if let Err(error) = to.credentials.attach(&mut request, &intent.access) {
            return vec![self.unsent(request, TransportKind::Other, error.to_string())];
        }
        let provoked = intent.provokes.is_some();
        let mut attempts = Attempts::new();
        let mut waited = Duration::ZERO;
        loop {
            if let Some(refused) = self.refusals.known(&request.url) {
                attempts.push(self.unsent(request, TransportKind::Refused, refused));
                return attempts;
            }
            let exchange = self.client.send(&request, &self.clock).await;
            self.refusals.learn(&exchange);
            let made = u32::try_from(attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
            let pause = self.patience.pause(&exchange.outcome, provoked, made, waited);
            attempts.push(exchange.redacted(&self.redactor));
            let Some(pause) = pause else {
                return attempts;
            };
            tokio::time::sleep(pause).await;
            waited += pause;
        }
    }

    /// A request that was not sent, and why.
    fn unsent(&self, request: Request, kind: TransportKind, message: String) -> Exchange {
        let exchange = Exchange {
            request,
            outcome: Err(TransportError { kind, message }),
            at_ms: self.clock.now_ms(),
            took_us: 0,
        };
        exchange.redacted(&self.redactor)
    }
}
