use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use super::*;

/// A server for one connection: reads a request head, hands it to the test, does as told. Returns its base URL.
fn server(act: impl FnOnce(&mut TcpStream) + Send + 'static) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let Ok((mut stream, _)) = listener.accept() else {
            return;
        };
        let limit = Some(Duration::from_secs(5));
        stream.set_read_timeout(limit).expect("a timeout");
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
            head.extend_from_slice(&byte);
        }
        // The test may have ended already.
        let _ = sender.send(String::from_utf8_lossy(&head).into_owned());
        act(&mut stream);
    });
    (format!("http://{address}"), receiver)
}

fn answering(answer: &'static [u8]) -> (String, Receiver<String>) {
    server(move |stream| {
        let _ = stream.write_all(answer);
    })
}

fn request(url: String) -> Request {
    Request {
        method: "GET".to_owned(),
        url,
        headers: Headers::new(),
        path: Vec::new(),
        query: Vec::new(),
    }
}

fn send_within(limits: &Limits, request: &Request) -> Exchange {
    install_crypto();
    let client = Client::new(limits).expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(client.send(request, &RunClock::start()))
}

fn send(url: String) -> Exchange {
    send_within(&Limits::default(), &request(url))
}

fn answer(bytes: &'static [u8]) -> Response {
    send(answering(bytes).0).outcome.expect("a response")
}

fn failure(exchange: Exchange) -> TransportError {
    exchange.outcome.expect_err("a failure")
}

#[test]
fn heads_and_bodies_come_as_they_are() {
    let response = answer(
        b"HTTP/1.1 301 Moved\r\nX-A: 1\r\nLocation: /b\r\nx-a: 2\r\nX-B: caf\xE9\r\nX-C: \xC3\xA9\r\n\
          Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n",
    );
    assert_eq!(response.status, 301);
    assert_eq!(response.headers.all("X-A").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(response.headers.get("x-b"), Some("café"));
    assert_eq!(response.headers.get("x-c"), Some("é"));
    assert_eq!(response.headers.get("content-encoding"), Some("gzip"));
    assert_eq!(response.body, "abcde");
    assert_eq!(response.truncated, None);
}

#[test]
fn a_body_that_ends_early_is_kept_with_the_reason() {
    let rows: [(&'static [u8], &str); 2] = [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "abc"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            "abc",
        ),
    ];
    for (bytes, body) in rows {
        let response = answer(bytes);
        assert_eq!(response.body, body);
        let reason = response.truncated.expect("a reason");
        assert!(!reason.contains("http://"), "{reason}");
        let clean = answer(bytes);
        assert_eq!(clean.unread(), None, "that is the server's own doing");
    }
}

#[test]
fn a_body_that_time_or_a_reset_cuts_off_shows_no_deviation() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    let server = std::thread::spawn(move || {
        // The first stays open until the client is done with it. What the second is sent is not read, so its end is a reset.
        let mut kept = Vec::new();
        for number in 0..2 {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut read = [0; 1024];
            let most = if number == 0 { 1024 } else { 10 };
            let _ = stream.read(&mut read[..most]).expect("a request");
            stream.write_all(head).expect("sent");
            if number == 0 {
                kept.push(stream);
            } else {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        drop(kept);
    });
    let limits = Limits {
        total: Duration::from_millis(300),
        ..Limits::default()
    };
    let late = send_within(&limits, &request(base.clone())).outcome;
    let late = late.expect("a response");
    assert_eq!(late.body, "abc");
    let told = "the body had not ended after 0.3 s (time_limits.whole)";
    assert_eq!(late.unread(), Some(told));
    let reset = send_within(&Limits::default(), &request(base)).outcome;
    let reset = reset.expect("a response");
    let told = reset.unread().expect("no deviation").to_owned();
    assert!(
        told.starts_with("the connection was reset in mid-body: "),
        "{told}"
    );
    server.join().expect("ended");
}

#[test]
fn a_body_is_read_to_the_limit() {
    let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef";
    for (body, kept, truncated) in [
        (6, "abcdef", None),
        (
            4,
            "abcd",
            Some("docproof reads at most 4 bytes of a body (body_limit)"),
        ),
    ] {
        let limits = Limits {
            body,
            ..Limits::default()
        };
        let exchange = send_within(&limits, &request(answering(whole).0));
        let response = exchange.outcome.expect("a response");
        assert_eq!(response.body, kept);
        assert_eq!(response.truncated.as_deref(), truncated);
    }
}

#[test]
fn what_goes_out_is_what_the_request_says() {
    let empty = b"HTTP/1.1 204 No Content\r\n\r\n";
    let (base, heads) = answering(empty);
    let mut request = request(format!("{base}/a%2Fb/%25/x%2e%2ey/@:;,?q=%20%2B&r='"));
    request.headers.push("X-Trace", "1");
    request.headers.push("x-trace", "2");
    send_within(&Limits::default(), &request)
        .outcome
        .expect("a response");
    let head = heads.recv().expect("a head");
    assert!(
        head.starts_with("GET /a%2Fb/%25/x%2e%2ey/@:;,?q=%20%2B&r=%27 HTTP/1.1\r\n"),
        "{head}"
    );
    let version = concat!("user-agent: docproof/", env!("CARGO_PKG_VERSION"), "\r\n");
    for field in [
        version,
        "accept: application/json\r\n",
        "x-trace: 1\r\nx-trace: 2\r\n",
    ] {
        assert!(head.contains(field), "{head}");
    }
    assert!(!head.contains("accept-encoding"), "{head}");

    let (base, heads) = answering(empty);
    request.url = base;
    request.headers.push("ACCEPT", "text/plain");
    request.headers.push("User-Agent", "tester");
    send_within(&Limits::default(), &request)
        .outcome
        .expect("a response");
    let head = heads.recv().expect("a head");
    assert!(
        head.contains("accept: text/plain\r\n") && head.contains("user-agent: tester\r\n"),
        "{head}"
    );
    assert!(
        !head.contains("docproof") && !head.contains("application/json"),
        "{head}"
    );
}

#[test]
fn a_refused_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    drop(listener);
    let failure = failure(send(format!("http://user:pass@{address}/secret")));
    assert_eq!(failure.kind, TransportKind::Refused, "{failure:?}");
    let message = failure.message;
    assert!(message.contains("refused"), "{message}");
    assert!(
        !message.contains("pass") && !message.contains("secret"),
        "{message}"
    );
}

#[test]
fn a_connection_that_ends_before_the_head() {
    for partial in [&b""[..], b"HTTP/1.1 200 OK\r\nX-A: "] {
        let failure = failure(send(answering(partial).0));
        assert_eq!(failure.kind, TransportKind::Reset, "{failure:?}");
    }
}

#[test]
fn an_answer_that_is_not_http() {
    let failure = failure(send(answering(b"220 mail.example ESMTP\r\n\r\n").0));
    assert_eq!(failure.kind, TransportKind::Other, "{failure:?}");
}

#[test]
fn tls_to_a_server_that_has_none() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    thread::spawn(move || {
        if let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
            // The rest of the greeting is read, lest closing resets the connection.
            let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
            let _ = stream.read(&mut [0; 4096]);
        }
    });
    let failure = failure(send(format!("https://{address}")));
    assert_eq!(failure.kind, TransportKind::Tls, "{failure:?}");
}

#[test]
fn a_slow_head_and_a_slow_body() {
    let limits = Limits {
        first_byte: Duration::from_millis(100),
        total: Duration::from_millis(300),
        ..Limits::default()
    };
    let (base, _heads) = server(|_| thread::sleep(Duration::from_secs(2)));
    let failure = failure(send_within(&limits, &request(base)));
    assert_eq!(failure.kind, TransportKind::Timeout, "{failure:?}");
    assert_eq!(failure.message, "no response head within 0.1 s");

    let (base, _heads) = server(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
        thread::sleep(Duration::from_secs(2));
    });
    let exchange = send_within(&limits, &request(base));
    assert!(exchange.took_us >= 250_000, "{}", exchange.took_us);
    let response = exchange.outcome.expect("a response");
    assert_eq!(response.body, "abc");
    let reason = response.truncated.as_deref();
    assert_eq!(
        reason,
        Some("the body had not ended after 0.3 s (time_limits.whole)")
    );
}

#[test]
fn what_cannot_be_sent_is_told_without_the_secrets_in_it() {
    let with = |name: &str, value: &str| {
        let mut request = request("http://127.0.0.1:9/".to_owned());
        request.headers.push(name, value);
        request
    };
    let rows = [
        (
            request("http://h/a/%2E%2e/b".into()),
            "no client can send the path segment `%2E%2e`: it would be removed",
        ),
        (
            request("http://h/a/.?b=..".into()),
            "no client can send the path segment `.`: it would be removed",
        ),
        (
            request("s3cret".into()),
            "not a URL: relative URL without a base",
        ),
        (request("ftp://h/".into()), "docproof does not speak `ftp`"),
        (with("a b", "1"), "`a b` is no name of a header"),
        (
            with("Token", "s3cret\n"),
            "the value of `Token` cannot be in a header",
        ),
    ];
    for (request, expected) in rows {
        let failure = failure(send_within(&Limits::default(), &request));
        assert_eq!(failure.kind, TransportKind::Other);
        assert_eq!(failure.message, expected);
    }
}
