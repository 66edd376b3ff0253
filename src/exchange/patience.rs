//! When a request is sent again. Pure: the caller waits.

use std::time::Duration;

use crate::http::{Response, TransportError, TransportKind};

/// How often and how long docproof asks again before it takes an answer for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Further attempts after 502, 503 or 504.
    pub unavailable: u32,
    /// Further attempts after a connection that ended before a response head: a server may close an idle one just
    /// when it is used again.
    pub reset: u32,
    /// The pause before the first further attempt, where the server names none. It doubles with each.
    pub pause: Duration,
    /// All pauses of one request together.
    pub most: Duration,
}

impl Default for Patience {
    /// Two further attempts after 502, 503 and 504, one after a reset; from half a second; 90 s in all.
    fn default() -> Self {
        Self {
            unavailable: 2,
            reset: 1,
            pause: Duration::from_millis(500),
            most: Duration::from_secs(90),
        }
    }
}

impl Patience {
    /// The pause before the next attempt, or `None` when this answer is the last: `attempts` were made, and
    /// `waited` between them. With `provoked`, 429 is what was asked for.
    pub fn pause(
        &self,
        outcome: &Result<Response, TransportError>,
        provoked: bool,
        attempts: u32,
        waited: Duration,
    ) -> Option<Duration> {
        let doubled = self
            .pause
            .saturating_mul(1 << attempts.saturating_sub(1).min(10));
        let pause = match outcome {
            Ok(r) if r.status == 429 && !provoked => {
                retry_after(r).unwrap_or(doubled).max(self.pause)
            }
            Ok(r) if matches!(r.status, 502..=504) && attempts <= self.unavailable => {
                retry_after(r).unwrap_or(doubled)
            }
            Err(e) if e.kind == TransportKind::Reset && attempts <= self.reset => Duration::ZERO,
            _ => return None,
        };
        (waited.saturating_add(pause) <= self.most).then_some(pause)
    }
}

/// How long `Retry-After` says to wait: seconds, or a date, measured from the answer's own `Date` (RFC 9110, 10.2.3).
fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.headers.get("Retry-After")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let date = httpdate::parse_http_date(response.headers.get("Date")?.trim()).ok()?;
    Some(until.duration_since(date).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<Response, TransportError>;

    #[expect(clippy::unnecessary_wraps, reason = "an answer is one of the outcomes")]
    fn answer(status: u16, headers: &[(&str, &str)]) -> Outcome {
        let headers = headers.iter().copied().collect();
        Outcome::Ok(Response {
            status,
            headers,
            ..Response::default()
        })
    }

    fn failure(kind: TransportKind) -> Outcome {
        let message = "no answer".to_owned();
        Outcome::Err(TransportError { kind, message })
    }

    fn pause(outcome: &Outcome, attempts: u32) -> Option<u64> {
        let pause = Patience::default().pause(outcome, false, attempts, Duration::ZERO);
        pause.map(|p| u64::try_from(p.as_millis()).expect("short"))
    }

    #[test]
    fn answers_that_say_nothing_of_the_contract_are_asked_for_again() {
        for status in [502, 503, 504] {
            assert_eq!(pause(&answer(status, &[]), 1), Some(500));
            assert_eq!(pause(&answer(status, &[]), 2), Some(1000));
            assert_eq!(pause(&answer(status, &[]), 3), None);
        }
        assert_eq!(pause(&failure(TransportKind::Reset), 1), Some(0));
        assert_eq!(pause(&failure(TransportKind::Reset), 2), None);
        for last in [200, 400, 401, 404, 500, 501, 505] {
            assert_eq!(pause(&answer(last, &[]), 1), None, "{last}");
        }
        for kind in [
            TransportKind::Refused,
            TransportKind::Dns,
            TransportKind::Tls,
            TransportKind::Timeout,
        ] {
            assert_eq!(pause(&failure(kind), 1), None);
        }
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        assert_eq!(pause(&answer(429, &[("retry-after", "7")]), 1), Some(7000));
        assert_eq!(
            pause(&answer(429, &[("Retry-After", "0")]), 1),
            Some(500),
            "never at once"
        );
        let date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
        let dated = answer(
            429,
            &[date, ("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")],
        );
        assert_eq!(pause(&dated, 1), Some(10_000));
        assert_eq!(
            pause(&answer(503, &[("Retry-After", "soon")]), 2),
            Some(1000)
        );
    }

    #[test]
    fn patience_ends() {
        let busy = answer(429, &[("Retry-After", "60")]);
        let patience = Patience::default();
        let minute = Duration::from_mins(1);
        assert_eq!(
            patience.pause(&busy, false, 1, Duration::ZERO),
            Some(minute)
        );
        assert_eq!(patience.pause(&busy, false, 2, minute), None);
        assert_eq!(
            patience.pause(&busy, true, 1, Duration::ZERO),
            None,
            "it was asked for"
        );
    }
}
