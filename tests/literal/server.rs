//! A loopback server for answers written by hand: it knows no contract and shares no code with docproof.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A request as it came.
pub(crate) struct Ask {
    /// The path, still percent-encoded.
    pub path: String,
    /// The query's pairs, values percent-decoded as far as the tests need.
    pub query: Vec<(String, String)>,
    /// Header names in small letters, and values.
    pub headers: Vec<(String, String)>,
}

/// What is answered.
pub(crate) struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Ask {
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.query(name).and_then(|v| v.parse().ok())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

impl Answer {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", "application/json".to_owned())],
            body: body.to_string(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.headers.push((name, format!("{value}")));
        self
    }
}

/// A running server; it stops when dropped.
pub(crate) struct Server {
    pub address: SocketAddr,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Ask) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
        let address = listener.local_addr().expect("bound");
        let stop = Arc::new(AtomicBool::new(false));
        let answer = Arc::new(answer);
        let stopped = Arc::clone(&stop);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let answer = Arc::clone(&answer);
                thread::spawn(move || serve(stream, answer.as_ref()));
            }
        });
        Self { address, stop }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the accepting thread, so that it sees the flag.
        drop(TcpStream::connect(self.address));
    }
}

/// Answers the requests of one connection, one after the other.
fn serve(stream: TcpStream, answer: &(impl Fn(&Ask) -> Answer + ?Sized)) {
    let patience = Some(Duration::from_secs(10));
    if stream.set_read_timeout(patience).is_err() {
        return;
    }
    let Ok(mut writer) = stream.try_clone() else {
        return;
    };
    let mut reader = BufReader::new(stream);
    while let Some(ask) = read(&mut reader) {
        let Answer {
            status,
            headers,
            body,
        } = answer(&ask);
        let mut head = format!(
            "HTTP/1.1 {status} Literal\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if writer
            .write_all(format!("{head}\r\n{body}").as_bytes())
            .is_err()
        {
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Ask> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let target = line.split(' ').nth(1)?.to_owned();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs
        .map(|(n, v)| (n.to_owned(), v.replace("%2C", ",").replace("%20", " ")))
        .collect();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    Some(Ask {
        path: path.to_owned(),
        query,
        headers,
    })
}
