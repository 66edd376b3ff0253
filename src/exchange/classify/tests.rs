use std::fmt;

use super::*;

#[derive(Debug)]
struct Words(&'static str, Option<Box<dyn Error + Send + Sync>>);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Words {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.1.as_ref().map(|error| error.as_ref() as _)
    }
}

#[test]
fn causes_decide_the_kind() {
    let tls = io::Error::other(rustls::Error::HandshakeNotComplete);
    let rows: Vec<(Box<dyn Error>, Option<TransportKind>)> = vec![
        (
            Box::new(io::Error::from(ErrorKind::ConnectionRefused)),
            Some(TransportKind::Refused),
        ),
        (
            Box::new(io::Error::from(ErrorKind::ConnectionReset)),
            Some(TransportKind::Reset),
        ),
        (
            Box::new(io::Error::from(ErrorKind::TimedOut)),
            Some(TransportKind::Timeout),
        ),
        (Box::new(io::Error::other(tls)), Some(TransportKind::Tls)),
        (Box::new(Words("dns error", None)), Some(TransportKind::Dns)),
        (Box::new(Words("something", None)), None),
    ];
    for (error, expected) in rows {
        assert_eq!(kind_of(error.as_ref()), expected, "{error}");
    }
}

#[test]
fn a_cause_is_said_once() {
    let inner = Words("refused", None);
    let middle = Words("cannot connect: refused", Some(Box::new(inner)));
    let outer = Words("cannot send", Some(Box::new(middle)));
    assert_eq!(words(&outer), "cannot send: cannot connect: refused");
}
