//! Origins that cannot be connected to: after the attempts of one request, so that a server that is down is told in seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;
use url::{Origin, Url};

use crate::http::{Exchange, TransportError};

/// The origins that no connection to came about in this run, each with what was said.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    known: Mutex<HashMap<Origin, TransportError>>,
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

    /// Settles an exchange's origin for the run, when it was the last attempt and no connection came about.
    pub(super) fn settle(&self, exchange: &Exchange) {
        let Err(failure) = &exchange.outcome else {
            return;
        };
        if let (true, Some(origin)) = (
            failure.kind.is_of_connecting(),
            origin(&exchange.request.url),
        ) {
            let mut refused = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            refused.entry(origin).or_insert_with(|| failure.clone());
            drop(refused);
            self.added.send_replace(());
        }
    }
}

fn origin(url: &str) -> Option<Origin> {
    Url::parse(url).ok().map(|url| url.origin())
}
