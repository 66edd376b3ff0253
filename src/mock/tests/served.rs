//! One real exchange over loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::contract;
use crate::mock::{Mock, MockOptions, serve};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: T, version: "1" }
paths:
  /names:
    get:
      operationId: acme/names
      responses:
        "200": { description: A, content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } }
components: { schemas: { A: { type: object, properties: { a: { const: "é" } } } } }
"##;

async fn exchange(stream: &mut TcpStream, path: &str) -> String {
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut bytes = vec![0; 4096];
    let length = stream.read(&mut bytes).await.expect("received");
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

#[test]
fn connections_are_kept_and_end_with_the_mock() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let test = async {
        let mock = Arc::new(Mock::new([contract(CONTRACT)], MockOptions::default()));
        let running = serve(mock, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .expect("listens");
        let mut stream = TcpStream::connect(running.addr).await.expect("connects");
        for _ in 0..2 {
            let answer = exchange(&mut stream, "/acme/names/names").await;
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
            // {"a":"é"} is ten bytes in UTF-8.
            assert!(
                answer.to_lowercase().contains("content-length: 10\r\n"),
                "{answer}"
            );
            assert!(answer.ends_with("{\"a\":\"é\"}"), "{answer}");
        }
        assert!(
            exchange(&mut stream, "/names")
                .await
                .starts_with("HTTP/1.1 404")
        );
        let addr = running.addr;
        drop(running);
        tokio::task::yield_now().await;
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest).await;
        assert!(rest.is_empty() || ended.is_err());
        assert!(TcpStream::connect(addr).await.is_err());
    };
    let limit = Duration::from_secs(20);
    runtime
        .block_on(async { tokio::time::timeout(limit, test).await })
        .expect("in time");
}
