//! Origins that cannot be connected to: after the attempts of one request, so that a server that is down is told in seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;
use url::{Origin, Url};

use crate::http::{Exchange, TransportError, TransportKind};

/// So many requests in a row that are not answered in time tell of a server that hangs.
const HANGING: u32 = 3;

/// The origins that no connection to came about in this run, each with what was said.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    known: Mutex<HashMap<Origin, TransportError>>,
    /// How many requests to an origin in a row had no response head in time.
    silent: Mutex<HashMap<Origin, u32>>,
    /// Tells those who wait for an origin of each that is added.
    added: watch::Sender<()>,
}

impl Refusals {
    /// Why no connection to the origin of a URL came about.
    pub(super) fn known(&self, url: &str) -> Option<TransportError> {
        let origin = origin(url)?;
        let refused = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(&origin).cloned()
    }

    /// Ends when the origin of a URL is settled.
    pub(super) async fn settled(&self, url: &str) {
        let mut added = self.added.subscribe();
        // The sender is `self`: it is there as long as this is.
        let _ = added.wait_for(|()| self.known(url).is_some()).await;
    }

    /// Settles an exchange's origin for the run, when it was the last attempt and no connection came about, or when it is the
    /// third in a row that was not answered in time: a server that hangs would cost each case its time limit.
    pub(super) fn settle(&self, exchange: &Exchange) {
        let Some(origin) = origin(&exchange.request.url) else {
            return;
        };
        let failure = match &exchange.outcome {
            Err(failure) if failure.kind.is_of_connecting() => failure.clone(),
            Err(failure) if failure.kind == TransportKind::Timeout => {
                let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
                let times = silent.entry(origin.clone()).or_default();
                *times += 1;
                if *times < HANGING {
                    return;
                }
                TransportError {
                    kind: TransportKind::Unreachable,
                    message: format!(
                        "{HANGING} requests in a row were not answered ({}); the rest of this run does not ask there",
                        failure.message
                    ),
                }
            }
            _ => {
                let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
                silent.remove(&origin);
                return;
            }
        };
        let mut refused = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        refused.entry(origin).or_insert(failure);
        drop(refused);
        self.added.send_replace(());
    }
}

fn origin(url: &str) -> Option<Origin> {
    Url::parse(url).ok().map(|url| url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Headers, Request, Response};

    fn exchange(outcome: Result<Response, TransportError>) -> Exchange {
        Exchange {
            request: Request {
                method: "GET".to_owned(),
                url: "http://h/a".to_owned(),
                headers: Headers::new(),
                path: Vec::new(),
                query: Vec::new(),
            },
            outcome,
            at_ms: 0,
            took_us: 0,
        }
    }

    #[test]
    fn the_third_silence_in_a_row_settles_an_origin() {
        let refusals = Refusals::default();
        let hangs = || {
            refusals.settle(&exchange(Err(TransportError {
                kind: TransportKind::Timeout,
                message: "no response head within 30 s".to_owned(),
            })));
            refusals.known("http://h/b").is_some()
        };
        assert!(!hangs());
        assert!(!hangs());
        refusals.settle(&exchange(Ok(Response::default())));
        assert!(!hangs(), "it answered in between");
        assert!(!hangs());
        assert!(hangs());
        assert_eq!(refusals.known("http://other/b"), None);
        let known = refusals.known("http://h/b").expect("settled");
        assert!(known.message.contains("30 s"), "{}", known.message);
    }
}
