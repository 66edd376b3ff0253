//! One request with its response or transport failure, and the exchanges of a case.

use serde::{Deserialize, Serialize};

use super::{Request, Response};

/// One attempt at a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back, or why no response head did.
    #[serde(with = "outcome")]
    pub outcome: Result<Response, TransportError>,
    /// When the request was sent, in milliseconds since the run began.
    pub at_ms: u64,
    /// How long until the body's end, in microseconds.
    pub took_us: u64,
}

/// No response head arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransportError {
    /// Which kind of trouble.
    pub kind: TransportKind,
    /// The cause, in words, without secrets.
    pub message: String,
}

/// Kinds of transport trouble before a response head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransportKind {
    /// The connection was refused.
    Refused,
    /// The host name did not resolve.
    Dns,
    /// The TLS handshake failed.
    Tls,
    /// No connection stood within the time limit.
    Unreachable,
    /// A time limit passed.
    Timeout,
    /// The connection ended before a response head.
    Reset,
    /// Nothing was sent: the credential could not be had.
    Credential,
    /// Anything else.
    Other,
}

impl TransportKind {
    /// Whether no request went out: no connection to the server came about, or there was nothing to send it with.
    pub fn is_before_sending(self) -> bool {
        self.is_of_connecting() || self == Self::Credential
    }

    /// Whether no connection to the server came about.
    pub fn is_of_connecting(self) -> bool {
        matches!(
            self,
            Self::Refused | Self::Dns | Self::Tls | Self::Unreachable
        )
    }
}

/// The exchanges of one case in the order they were made, every attempt kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Transcript {
    /// The exchanges, each with what it was for.
    pub entries: Vec<Entry>,
}

/// An exchange and what it was for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which step of the case, from zero.
    pub step: usize,
    /// Which part of the step.
    pub leg: Leg,
    /// A later attempt at the same request followed: this one is not judged as the answer.
    pub superseded: bool,
    /// The exchange.
    pub exchange: Exchange,
}

/// What a request of a step is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leg {
    /// The step's own request, and the pages that follow it forward.
    Main,
    /// The pages of the way back, from the page before the last.
    Back,
    /// The page past the end.
    PastEnd,
    /// The same without a parameter, to compare: first page and those that follow.
    Without(String),
    /// The first request of the step repeated last, to see whether the data changed meanwhile.
    Again,
    /// A request repeated to pass a limit.
    Provoke,
}

impl Transcript {
    /// How many requests were sent; where no connection came about, none was.
    pub fn sent(&self) -> u64 {
        let was_sent = |entry: &&Entry| match &entry.exchange.outcome {
            Ok(_) => true,
            Err(failure) => !failure.kind.is_before_sending(),
        };
        let sent = self.entries.iter().filter(was_sent).count();
        u64::try_from(sent).unwrap_or(u64::MAX)
    }

    /// Whether an attempt was lost before another one was answered: to the connection, or to 502, 503 or 504. What passes
    /// then is flaky. Waiting for a limit (429) is not.
    pub fn is_retried(&self) -> bool {
        let lost = |entry: &Entry| match &entry.exchange.outcome {
            Ok(response) => matches!(response.status, 502..=504),
            Err(_) => true,
        };
        self.entries
            .iter()
            .any(|entry| entry.superseded && lost(entry))
    }
}

impl Exchange {
    /// The response, when there is one.
    pub fn response(&self) -> Option<&Response> {
        self.outcome.as_ref().ok()
    }
}

/// In a record: `{"response": …}` or `{"failure": …}`.
mod outcome {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Response, TransportError};

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Outcome<R, F> {
        Response(R),
        Failure(F),
    }

    pub(super) fn serialize<S: Serializer>(
        outcome: &Result<Response, TransportError>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match outcome {
            Ok(response) => Outcome::<_, ()>::Response(response).serialize(serializer),
            Err(failure) => Outcome::<(), _>::Failure(failure).serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Result<Response, TransportError>, D::Error> {
        Ok(match Outcome::deserialize(deserializer)? {
            Outcome::Response(response) => Ok(response),
            Outcome::Failure(failure) => Err(failure),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn exchange(outcome: Result<Response, TransportError>) -> Exchange {
        Exchange {
            request: Request {
                method: "GET".to_owned(),
                url: "http://h/a%2Fb?c=d&c=e".to_owned(),
                headers: [("X-A", "1"), ("x-a", "2")].into_iter().collect(),
                path: vec![("p".to_owned(), "a/b".to_owned())],
                query: vec![("c".into(), "d".into()), ("c".into(), "e".into())],
            },
            outcome,
            at_ms: 12,
            took_us: 345,
        }
    }

    #[test]
    fn a_record_loses_nothing() {
        let answer = |body: &'static [u8]| {
            exchange(Ok(Response {
                status: 200,
                headers: [("Set-Cookie", "a"), ("Set-Cookie", "b")]
                    .into_iter()
                    .collect(),
                body: body.into(),
                truncated: Some("cut".to_owned()),
            }))
        };
        let failure = exchange(Err(TransportError {
            kind: TransportKind::Dns,
            message: "no such host".to_owned(),
        }));
        let rows = [
            (
                answer(b"{\"a\": \"\xC3\xA9\"}"),
                json!({"text": "{\"a\": \"é\"}"}),
            ),
            (answer(b"\xFF\x00"), json!({"base64": "/wA="})),
            (answer(b""), json!({"text": ""})),
        ];
        for (exchange, body) in rows {
            let stored = serde_json::to_value(&exchange).expect("stored");
            assert_eq!(stored["outcome"]["response"]["body"], body);
            assert_eq!(
                serde_json::from_value::<Exchange>(stored).expect("read"),
                exchange
            );
        }
        let stored = serde_json::to_value(&failure).expect("stored");
        assert_eq!(
            stored["outcome"],
            json!({"failure": {"kind": "dns", "message": "no such host"}})
        );
        assert_eq!(
            serde_json::from_value::<Exchange>(stored).expect("read"),
            failure
        );
    }

    #[test]
    fn what_never_left_is_no_request() {
        use TransportKind::{Credential, Dns, Other, Refused, Reset, Timeout, Tls, Unreachable};
        let entry = |kind| Entry {
            step: 0,
            leg: Leg::Main,
            superseded: false,
            exchange: exchange(Err(TransportError {
                kind,
                message: String::new(),
            })),
        };
        let sent = |kinds: &[TransportKind]| {
            let entries = kinds.iter().copied().map(entry).collect();
            Transcript { entries }.sent()
        };
        assert_eq!(sent(&[Refused, Dns, Tls, Unreachable, Credential]), 0);
        assert_eq!(sent(&[Timeout, Reset, Other]), 3);
    }

    #[test]
    fn a_body_that_is_not_base64_is_an_error() {
        let stored = json!({"status": 200, "headers": [], "body": {"base64": "*"}});
        let error = serde_json::from_value::<Response>(stored).expect_err("no base64");
        assert!(
            error.to_string().starts_with("the body is not base64"),
            "{error}"
        );
    }
}
