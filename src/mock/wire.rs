//! The mock on a socket whose message framing may lie: HTTP/1.1 by hand, one request a connection.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;

use super::answer::Answer;
use super::lie::{Lie, WireLie};
use super::mock::{Counters, Mock};
use super::server::{Running, accept};
use crate::http::{Headers, Request, parse_query};

/// The longest request head that is read, in bytes.
const HEAD: usize = 64 << 10;

/// Serves a mock on the current runtime, its lie about framing told.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(mock: Arc<Mock>, listen: SocketAddr) -> io::Result<Running> {
    let counters = Arc::new(Counters::default());
    accept(listen, move |stream, addr| {
        let (mock, counters) = (Arc::clone(&mock), Arc::clone(&counters));
        async move {
            // A connection that breaks is the client's to notice.
            let _broken = connection(&stream, &mock, &counters, addr).await;
        }
    })
    .await
}

async fn connection(
    stream: &TcpStream,
    mock: &Mock,
    counters: &Counters,
    addr: SocketAddr,
) -> io::Result<()> {
    let head = read_head(stream).await?;
    let Some(request) = request(&head, addr) else {
        return Ok(());
    };
    let turn = counters.count(mock, &request);
    let answer = mock.answer(&request, turn);
    let lie = match mock.lie() {
        Some(Lie::Wire(lie)) => Some(*lie),
        _ => None,
    };
    write_all(stream, &message(&answer, lie)).await
}

async fn read_head(stream: &TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut piece = [0_u8; 4096];
    while !head.windows(4).any(|w| w == b"\r\n\r\n") && head.len() < HEAD {
        stream.readable().await?;
        match stream.try_read(&mut piece) {
            Ok(0) => break,
            Ok(read) => head.extend(piece.iter().take(read)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

async fn write_all(stream: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.writable().await?;
        match stream.try_write(bytes) {
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The request of a message head.
fn request(head: &str, addr: SocketAddr) -> Option<Request> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?, first.next()?);
    let fields = lines.filter_map(|line| line.split_once(':'));
    let headers: Headers = fields.map(|(name, value)| (name, value.trim())).collect();
    let query = target.split_once('?').map_or("", |(_, query)| query);
    Some(Request {
        method: method.to_owned(),
        url: format!("http://{addr}{target}"),
        query: parse_query(query),
        headers,
        path: Vec::new(),
    })
}

/// An answer as a message, framed as a lie has it.
fn message(answer: &Answer, lie: Option<WireLie>) -> Vec<u8> {
    let length = answer.body.len();
    let framing = match lie {
        // Without a body there is nothing to be wrong about.
        None => format!("Content-Length: {length}"),
        Some(_) if length < 2 => format!("Content-Length: {length}"),
        Some(WireLie::LengthTooLong) => format!("Content-Length: {}", length + 5),
        Some(WireLie::LengthTooShort) => format!("Content-Length: {}", length - 1),
        Some(WireLie::ChunksCutOff) => "Transfer-Encoding: chunked".to_owned(),
    };
    let mut message = format!("HTTP/1.1 {} Answer\r\n", answer.status);
    for (name, value) in answer.headers.iter() {
        message.push_str(&format!("{name}: {value}\r\n"));
    }
    message.push_str(&format!("{framing}\r\nConnection: close\r\n\r\n"));
    let mut message = message.into_bytes();
    if lie == Some(WireLie::ChunksCutOff) && length >= 2 {
        message.extend(format!("{length:x}\r\n").into_bytes());
        message.extend_from_slice(&answer.body);
        message.extend_from_slice(b"\r\n");
    } else {
        message.extend_from_slice(&answer.body);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_lies_and_the_body_does_not() {
        let answer = Answer {
            status: 200,
            headers: [("Content-Type", "application/json")].into_iter().collect(),
            body: "{\"a\":1}".into(),
        };
        let text = |lie| String::from_utf8(message(&answer, lie)).expect("ASCII");
        assert!(text(None).contains("Content-Length: 7\r\n"));
        assert!(text(Some(WireLie::LengthTooLong)).contains("Content-Length: 12\r\n"));
        assert!(text(Some(WireLie::LengthTooShort)).contains("Content-Length: 6\r\n"));
        assert!(text(Some(WireLie::ChunksCutOff)).ends_with("\r\n\r\n7\r\n{\"a\":1}\r\n"));
        assert!(text(None).ends_with("\r\n\r\n{\"a\":1}"));
    }
}
