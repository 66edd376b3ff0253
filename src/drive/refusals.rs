//! Origins that refuse connections: known after the first refusal, so that a server that is down is told in seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use url::{Origin, Url};

use crate::http::{Exchange, TransportKind};

/// The origins that refused a connection in this run, each with what it said.
#[derive(Debug, Default)]
pub(super) struct Refusals(Mutex<HashMap<Origin, String>>);

impl Refusals {
    /// What the origin of a URL said when it refused.
    pub(super) fn known(&self, url: &str) -> Option<String> {
        let origin = origin(url)?;
        let refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(&origin).cloned()
    }

    /// Remembers an exchange's origin when it refused the connection.
    pub(super) fn learn(&self, exchange: &Exchange) {
        let Err(failure) = &exchange.outcome else {
            return;
        };
        if let (TransportKind::Refused, Some(origin)) =
            (failure.kind, origin(&exchange.request.url))
        {
            let mut refused = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            refused
                .entry(origin)
                .or_insert_with(|| failure.message.clone());
        }
    }
}

fn origin(url: &str) -> Option<Origin> {
    Url::parse(url).ok().map(|url| url.origin())
}
