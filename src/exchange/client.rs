//! One request, one exchange.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant as Deadline, timeout_at};

use super::{RunClock, Settings, classify};
use crate::http::encode::is_dots;
use crate::http::{Exchange, Headers, Request, Response, TransportError, TransportKind};

/// How long and how much docproof reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the send to the response head, connecting included.
    pub first_byte: Duration,
    /// From the send to the body's end.
    pub total: Duration,
    /// Bytes of a body, as it comes over the wire.
    pub body: usize,
}

impl Default for Limits {
    /// 5 s, 30 s, 60 s and 32 MiB.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(30),
            total: Duration::from_mins(1),
            body: 32 << 20,
        }
    }
}

/// So much is kept of a body that is larger than the limit: enough to recognise it by.
const KEPT: usize = 64 << 10;

/// The client could not be made.
#[derive(Debug)]
pub struct ClientError(String);

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no HTTP client: {}", self.0)
    }
}

impl std::error::Error for ClientError {}

/// Makes requests, as they are: no redirects, no retries, no decoding. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    settings: Arc<Settings>,
    /// Without CA certificates: where a system has none, plain HTTP works all the same, and it starts 5 ms sooner.
    plain: reqwest::Client,
    /// With the system's CA certificates, made when the first `https` URL needs it.
    secure: Arc<OnceLock<Result<reqwest::Client, String>>>,
    /// Answers in place of a network.
    #[cfg(test)]
    memory: Option<Memory>,
}

/// What a server without a network answers.
#[cfg(test)]
pub(crate) type Answers = dyn Fn(&Request) -> Result<Response, TransportError> + Send + Sync;

/// A server without a network: what it answers, and how long it takes.
#[cfg(test)]
#[derive(Clone)]
pub(crate) struct Memory {
    /// Its answers.
    pub(crate) answer: Arc<Answers>,
    /// How long each takes.
    pub(crate) takes: Duration,
}

#[cfg(test)]
impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a server in memory")
    }
}

/// Installs the cryptography of TLS for the whole process. To be called before a [`Client`] is made; more often does no
/// harm, and whatever was installed first stays.
pub fn install_crypto() {
    // It fails only when there is one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl Client {
    /// A client with these limits that reaches every server directly.
    pub fn new(limits: &Limits) -> Result<Self, ClientError> {
        Self::with(Settings {
            limits: *limits,
            ..Settings::default()
        })
    }

    /// A client that reaches servers as these settings say.
    pub fn with(settings: Settings) -> Result<Self, ClientError> {
        let plain = settings
            .builder()
            .tls_certs_only([])
            .build()
            .map_err(|error| ClientError(classify::words(&error)))?;
        Ok(Self {
            settings: Arc::new(settings),
            plain,
            secure: Arc::default(),
            #[cfg(test)]
            memory: None,
        })
    }

    /// The client with answers from memory.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn with_memory(mut self, memory: Memory) -> Self {
        self.memory = Some(memory);
        self
    }

    /// Sends a request and reads the answer to its end, to a limit, or to whatever goes wrong.
    ///
    /// `User-Agent` and `Accept: application/json` are added where the request has none; the exchange's request has them,
    /// and its credentials too: it is not yet redacted. Names of header fields go out in small letters (they have no case); a value of a
    /// response that is not UTF-8 is read as ISO-8859-1.
    pub async fn send(&self, request: &Request, clock: &RunClock) -> Exchange {
        let at_ms = clock.now_ms();
        let began = Instant::now();
        let request = with_our_headers(request);
        let outcome = self.exchange(&request, Deadline::now()).await;
        Exchange {
            request,
            outcome,
            at_ms,
            took_us: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }

    /// The host and port of the proxy for a URL, where there is one and it is used.
    pub(super) fn proxy(&self, url: &str) -> Option<String> {
        self.settings.proxies.host(url)
    }

    /// The limits it keeps.
    pub fn limits(&self) -> &Limits {
        &self.settings.limits
    }

    async fn exchange(
        &self,
        request: &Request,
        began: Deadline,
    ) -> Result<Response, TransportError> {
        #[cfg(test)]
        if let Some(memory) = &self.memory {
            tokio::time::sleep(memory.takes).await;
            return (memory.answer)(request);
        }
        let request = prepare(request).map_err(other)?;
        self.execute(request, began).await
    }

    /// Sends what is ready for the wire.
    pub(super) async fn execute(
        &self,
        request: reqwest::Request,
        began: Deadline,
    ) -> Result<Response, TransportError> {
        let client = self.client(request.url().scheme())?;
        let limits = &self.settings.limits;
        let limit = limits.first_byte.min(limits.total);
        let head = match timeout_at(began + limit, client.execute(request)).await {
            Ok(Ok(head)) => head,
            Ok(Err(error)) => return Err(classify::failure(&error.without_url())),
            Err(_) => {
                let message = format!("no response head within {}", seconds(limit));
                let kind = TransportKind::Timeout;
                return Err(TransportError { kind, message });
            }
        };
        let status = head.status().as_u16();
        let headers = read_headers(head.headers());
        let (body, truncated) = self.read_body(head, began + limits.total).await;
        Ok(Response {
            status,
            headers,
            body,
            truncated,
        })
    }

    fn client(&self, scheme: &str) -> Result<&reqwest::Client, TransportError> {
        if scheme != "https" {
            return Ok(&self.plain);
        }
        let secure = self.secure.get_or_init(|| {
            let made = self.settings.secure();
            made.map_err(|error| classify::words(&error))
        });
        secure.as_ref().map_err(|message| TransportError {
            kind: TransportKind::Tls,
            message: message.clone(),
        })
    }

    /// The body as far as it came, and why it ended before its end.
    async fn read_body(
        &self,
        mut head: reqwest::Response,
        deadline: Deadline,
    ) -> (Bytes, Option<String>) {
        let mut body = Received::default();
        let truncated = loop {
            match timeout_at(deadline, head.chunk()).await {
                Ok(Ok(None)) => break None,
                Ok(Ok(Some(chunk))) if body.length() + chunk.len() > self.settings.limits.body => {
                    let limit = self.settings.limits.body;
                    let kept = limit.min(KEPT);
                    body.push(chunk.slice(..limit - body.length()));
                    return (
                        body.beginning(kept).into(),
                        Some(Response::over_limit(limit, kept)),
                    );
                }
                Ok(Ok(Some(chunk))) => body.push(chunk),
                Ok(Err(error)) => break Some(classify::broken_off(&error.without_url())),
                Err(_) => break Some(Response::out_of_time(self.settings.limits.total)),
            }
        };
        (body.into_bytes(), truncated)
    }
}

/// A body that is copied only when it comes in several chunks.
#[derive(Default)]
struct Received {
    first: Bytes,
    rest: BytesMut,
}

impl Received {
    fn length(&self) -> usize {
        self.first.len() + self.rest.len()
    }

    fn push(&mut self, chunk: Bytes) {
        if self.first.is_empty() {
            self.first = chunk;
        } else {
            self.rest.extend_from_slice(&chunk);
        }
    }

    /// Its first bytes, as many as there are up to `most`.
    fn beginning(&self, most: usize) -> Vec<u8> {
        let both = self.first.iter().chain(self.rest.iter());
        both.take(most).copied().collect()
    }

    fn into_bytes(self) -> Bytes {
        if self.rest.is_empty() {
            return self.first;
        }
        let mut whole = BytesMut::with_capacity(self.length());
        whole.extend_from_slice(&self.first);
        whole.extend_from_slice(&self.rest);
        whole.freeze()
    }
}

/// A request with the header fields that every request of docproof has.
pub fn with_our_headers(request: &Request) -> Request {
    let mut request = request.clone();
    let agent = concat!("docproof/", env!("CARGO_PKG_VERSION"));
    for (name, value) in [("User-Agent", agent), ("Accept", "application/json")] {
        if request.headers.get(name).is_none() {
            request.headers.push(name, value);
        }
    }
    request
}

/// The request for the wire; an error says why it cannot be sent as it is.
fn prepare(request: &Request) -> Result<reqwest::Request, String> {
    let method = reqwest::Method::from_bytes(request.method.as_bytes())
        .map_err(|_| format!("`{}` is no method", request.method))?;
    let url = parse_url(&request.url)?;
    let mut headers = HeaderMap::new();
    for (name, value) in request.headers.iter() {
        let field = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("`{name}` is no name of a header"))?;
        // The value may be a credential: it is not told.
        let value = HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| format!("the value of `{name}` cannot be in a header"))?;
        headers.append(field, value);
    }
    let mut prepared = reqwest::Request::new(method, url);
    *prepared.headers_mut() = headers;
    Ok(prepared)
}

/// The URL, unless its path would go out as another one: parsing removes the segments `.` and `..`, encoded ones too.
pub(super) fn parse_url(text: &str) -> Result<reqwest::Url, String> {
    // Neither message holds the URL: there may be credentials in it.
    let url = reqwest::Url::parse(text).map_err(|error| format!("not a URL: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("docproof does not speak `{}`", url.scheme()));
    }
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    match path.split(['/', '\\']).skip(1).find(|s| is_dots(s)) {
        Some(dots) => Err(format!(
            "no client can send the path segment `{dots}`: it would be removed"
        )),
        None => Ok(url),
    }
}

fn read_headers(fields: &HeaderMap) -> Headers {
    let text = |value: &HeaderValue| match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => text.to_owned(),
        Err(_) => value.as_bytes().iter().map(|b| char::from(*b)).collect(),
    };
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), text(value)))
        .collect()
}

fn other(message: String) -> TransportError {
    TransportError {
        kind: TransportKind::Other,
        message,
    }
}

fn seconds(limit: Duration) -> String {
    format!("{} s", limit.as_secs_f64())
}

#[cfg(test)]
mod tests;
