//! What carries requests: the network, or a call within the process.

use std::sync::Arc;

use url::Url;

use crate::exchange::{Client, RunClock, with_our_headers};
use crate::http::{
    Exchange, Headers, Request, Response, TransportError, TransportKind, parse_query,
};
use crate::mock::{Answer, Counters, Mock};

/// How requests get to whoever answers them.
#[derive(Debug)]
pub(super) enum Carrier {
    /// Over the network.
    Network(Client),
    /// To a mock in this process.
    Memory(Memory),
}

/// A mock in this process, and how many requests it had.
#[derive(Debug)]
pub(super) struct Memory {
    mock: Arc<Mock>,
    counters: Counters,
}

impl Memory {
    /// A mock that had no request yet.
    pub(super) fn of(mock: Arc<Mock>) -> Self {
        Self {
            mock,
            counters: Counters::default(),
        }
    }

    /// The exchange that a socket would have given, in no time.
    fn send(&self, request: &Request) -> Exchange {
        let request = with_our_headers(request);
        let outcome = self.exchange(&request);
        Exchange {
            request,
            outcome,
            at_ms: 0,
            took_us: 0,
        }
    }

    fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let url = Url::parse(&request.url).map_err(|error| TransportError {
            kind: TransportKind::Other,
            message: format!("not a URL: {error}"),
        })?;
        let received = Request {
            query: parse_query(url.query().unwrap_or_default()),
            url: url.to_string(),
            path: Vec::new(),
            ..request.clone()
        };
        let turn = self.counters.count(&self.mock, &received);
        let mut response = framed(self.mock.answer(&received, turn));
        self.mock.spell(&mut response.headers);
        Ok(response)
    }
}

/// An answer with the framing that a server gives it.
fn framed(answer: Answer) -> Response {
    let fields = answer.headers.iter();
    let mut headers: Headers = fields
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    if answer.status != 204 && headers.get("content-length").is_none() {
        headers.push("content-length", answer.body.len().to_string());
    }
    Response {
        status: answer.status,
        headers,
        body: answer.body,
        truncated: None,
    }
}

impl Carrier {
    /// Sends a request and reads its answer.
    pub(super) async fn send(&self, request: &Request, clock: &RunClock) -> Exchange {
        match self {
            Self::Network(client) => client.send(request, clock).await,
            Self::Memory(memory) => memory.send(request),
        }
    }
}
