//! One request to its last answer: every attempt is kept, secrets masked.

use std::time::Duration;

use super::{Destination, Engine};
use crate::exchange::Attached;
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
    /// Sends a request with the credentials that are meant for it, once more with renewed ones where the answer
    /// `refuses` them, and again where the answer says nothing of the contract and patience is left.
    pub(super) async fn ask(
        &self,
        to: &Destination,
        mut request: Request,
        intent: &Intent,
        refuses: impl Fn(&Exchange) -> bool,
    ) -> Attempts {
        let mut earlier = Vec::new();
        let mut attached = match to.credentials.attach(&mut request, &intent.access).await {
            Ok(attached) => attached,
            Err(error) => {
                let last = self.unsent(request, TransportKind::Credential, error.to_string());
                return Attempts { earlier, last };
            }
        };
        let mut renewed = false;
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
            if !refuses(&exchange) {
                attached.accepted().await;
            } else if !renewed {
                renewed = true;
                match self.renew(to, &mut request, intent, &attached).await {
                    Ok(None) => {}
                    Ok(Some(fresh)) => {
                        attached = fresh;
                        earlier.push(exchange.redacted(&self.masks.redactor()));
                        continue;
                    }
                    Err(why) => {
                        earlier.push(exchange.redacted(&self.masks.redactor()));
                        let last = self.unsent(request, TransportKind::Credential, why);
                        return Attempts { earlier, last };
                    }
                }
            }
            let pause = self
                .patience
                .pause(&exchange.outcome, provoked, made, waited);
            let exchange = exchange.redacted(&self.masks.redactor());
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

    /// Renews what a server refused and puts it into the request; `None` where there is nothing else to send.
    async fn renew(
        &self,
        to: &Destination,
        request: &mut Request,
        intent: &Intent,
        refused: &Attached,
    ) -> Result<Option<Attached>, String> {
        if !refused.renew().await? {
            return Ok(None);
        }
        let fresh = to.credentials.attach(request, &intent.access).await;
        fresh.map(Some).map_err(|error| error.to_string())
    }

    /// A request that was not sent, and why.
    fn unsent(&self, request: Request, kind: TransportKind, message: String) -> Exchange {
        let exchange = Exchange {
            request,
            outcome: Err(TransportError { kind, message }),
            at_ms: self.clock.now_ms(),
            took_us: 0,
        };
        exchange.redacted(&self.masks.redactor())
    }
}
