//! One request to its last answer: every attempt is kept, secrets masked.

use std::time::Duration;

use super::{Destination, Engine};
use crate::http::{Exchange, Request, TransportError, TransportKind};
use crate::plan::Intent;

/// The attempts at one request.
pub(super) struct Attempts {
    /// Those that a later one followed, in order.
    pub(super) earlier: Vec<Exchange>,
    /// The answer.
    pub(super) last: Exchange,
}

impl Engine {
    /// Sends a request with the credentials that are meant for it, and again where the answer says nothing of the
    /// contract and patience is left.
    pub(super) async fn ask(
        &self,
        to: &Destination,
        mut request: Request,
        intent: &Intent,
    ) -> Attempts {
        let mut earlier = Vec::new();
        if let Err(error) = to.credentials.attach(&mut request, &intent.access) {
            let last = self.unsent(request, TransportKind::Other, error.to_string());
            return Attempts { earlier, last };
        }
        let provoked = intent.provokes.is_some();
        let mut waited = Duration::ZERO;
        let mut made = 0;
        loop {
            if let Some(refused) = self.refusals.known(&request.url) {
                let last = self.unsent(request, TransportKind::Refused, refused);
                return Attempts { earlier, last };
            }
            let exchange = self.carrier.send(&request, &self.clock).await;
            self.refusals.learn(&exchange);
            made += 1;
            let pause = self
                .patience
                .pause(&exchange.outcome, provoked, made, waited);
            let exchange = exchange.redacted(&self.redactor);
            let Some(pause) = pause else {
                return Attempts {
                    earlier,
                    last: exchange,
                };
            };
            earlier.push(exchange);
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
