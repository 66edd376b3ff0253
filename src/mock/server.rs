//! The mock on a socket. The only file here that knows the HTTP library.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::Full;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::answer::Answer;
use super::manner::Wire;
use super::mock::{Counters, Mock};
use crate::http::{Headers, Request, parse_query};

/// How long to wait when a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// A mock that is being served. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    task: JoinHandle<()>,
}

impl Running {
    /// The URL below which every contract has its id as a path.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Waits until the mock ends, which it does only when something goes wrong with its socket.
    pub async fn wait(mut self) {
        let _ended = (&mut self.task).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves a mock on the current runtime, which needs its time enabled: HTTP/1.1 with connections kept open. Port 0 takes any that is free.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(mock: Arc<Mock>, listen: SocketAddr) -> io::Result<Running> {
    let counters = Arc::new(Counters::default());
    accept(listen, move |stream, addr| {
        connection(stream, Arc::clone(&mock), Arc::clone(&counters), addr)
    })
    .await
}

/// Listens, and gives every connection to `connection`, until what it returns is dropped.
///
/// # Errors
/// When the address cannot be listened on.
pub(super) async fn accept<F>(
    listen: SocketAddr,
    connection: impl Fn(TcpStream, SocketAddr) -> F + Send + 'static,
) -> io::Result<Running>
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind(listen).await?;
    let addr = listener.local_addr()?;
    let task = tokio::spawn(async move {
        // Dropped with the task: no connection outlives the mock.
        let mut connections = JoinSet::new();
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors, say: those in use come back.
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            while connections.try_join_next().is_some() {}
            connections.spawn(connection(stream, addr));
        }
    });
    Ok(Running { addr, task })
}

async fn connection(stream: TcpStream, mock: Arc<Mock>, counters: Arc<Counters>, addr: SocketAddr) {
    // Small answers are not held back for more to come.
    let _unset = stream.set_nodelay(true);
    let service = service_fn(|request: hyper::Request<hyper::body::Incoming>| {
        let request = read(&request, addr);
        let turn = counters.count(&mock, &request);
        let answer = mock.answer(&request, turn);
        let wire = mock.wire();
        async move { Ok::<_, Infallible>(write(answer, wire)) }
    });
    // A connection that breaks is the client's to notice.
    let _broken = http1::Builder::new()
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// The request as data. Its origin is the one that the client named.
fn read(request: &hyper::Request<hyper::body::Incoming>, addr: SocketAddr) -> Request {
    let headers: Headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let host = headers
        .get("Host")
        .map_or_else(|| addr.to_string(), str::to_owned);
    let target = request.uri().path_and_query().map_or("/", |p| p.as_str());
    Request {
        method: request.method().as_str().to_owned(),
        url: format!("http://{host}{target}"),
        headers,
        path: Vec::new(),
        query: parse_query(request.uri().query().unwrap_or_default()),
    }
}

/// A body that comes in pieces, its length unsaid.
struct Pieces(VecDeque<Bytes>);

impl Pieces {
    fn of(body: &Bytes, wire: Wire) -> Self {
        let ends = body.len().min(40);
        let cuts: Vec<usize> = match wire {
            Wire::Crumbs => (1..=ends)
                .chain(body.len().saturating_sub(ends)..body.len())
                .collect(),
            Wire::Chunked | Wire::Closed => vec![body.len() / 2],
        };
        let mut pieces = VecDeque::new();
        let mut from = 0;
        for to in cuts.into_iter().chain([body.len()]).filter(|to| *to > 0) {
            if to > from {
                pieces.push_back(body.slice(from..to));
                from = to;
            }
        }
        Self(pieces)
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }
}

fn write(answer: Answer, wire: Option<Wire>) -> hyper::Response<BoxBody<Bytes, Infallible>> {
    let body = match wire {
        Some(wire @ (Wire::Chunked | Wire::Crumbs)) => Pieces::of(&answer.body, wire).boxed(),
        _ => Full::new(answer.body).boxed(),
    };
    let mut response = hyper::Response::new(body);
    if wire == Some(Wire::Closed) {
        response
            .headers_mut()
            .insert(hyper::header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Ok(status) = hyper::StatusCode::from_u16(answer.status) {
        *response.status_mut() = status;
    }
    for (name, value) in answer.headers.iter() {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
