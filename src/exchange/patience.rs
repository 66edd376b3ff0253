//! When a request is sent again. Pure: the caller waits.

use std::time::{Duration, SystemTime};

use crate::http::{Response, TransportError, TransportKind};

/// How often and how long docproof asks again before it takes an answer for the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// All that a case waits for servers that ask it to come back later, or that are out of order.
    pub most: Duration,
    /// Further attempts at a request after 502 or 504.
    pub unavailable: u32,
    /// Further attempts at a request after a connection that failed or was lost, two at most.
    pub lost: u32,
    /// The pause before the first further attempt, where the server names none. It doubles with each.
    pub pause: Duration,
    /// The longest pause that docproof thinks of by itself.
    pub longest: Duration,
}

impl Default for Patience {
    /// 5 minutes a case; two further attempts after 502 and 504; from half a second to a minute.
    fn default() -> Self {
        Self {
            most: Duration::from_mins(5),
            unavailable: 2,
            lost: 2,
            pause: Duration::from_millis(500),
            longest: Duration::from_mins(1),
        }
    }
}

/// The pauses before the attempts that follow a connection that failed: two, within three seconds.
const CONNECT: [Duration; 2] = [Duration::from_millis(500), Duration::from_millis(1500)];

/// The pauses after a connection that ended before a response head: a server may close an idle one just when it is used
/// again, so the first is none.
const RESET: [Duration; 2] = [Duration::ZERO, Duration::from_millis(500)];

/// What the attempts at one request met so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Answers that ask to come back later: 429 and 503.
    later: u32,
    /// 502 or 504.
    unavailable: u32,
    /// No response head.
    failed: u32,
    /// The last attempt never came to the server.
    astray: bool,
}

impl Tried {
    /// Whether the last attempt never came to the server, so that it counts for no limit.
    pub fn is_astray(&self) -> bool {
        self.astray
    }

    /// The last attempt came to the server, whose answer is no matter of patience.
    pub fn arrived(&mut self) {
        self.astray = false;
    }
}

/// A wait before the next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub length: Duration,
    /// The server's own word that requests come too soon or too many: it is meant for every case that asks there.
    pub for_all: bool,
}

impl Patience {
    /// The pause before the next attempt, or `None` when this answer is the last. `waited` is what the case has waited
    /// before, `received` when the answer came. With `provoked`, 429 is what was asked for.
    pub fn pause(
        &self,
        outcome: &Result<Response, TransportError>,
        provoked: bool,
        tried: &mut Tried,
        (waited, received): (Duration, SystemTime),
        dice: &mut Dice,
    ) -> Option<Pause> {
        tried.astray = matches!(outcome, Err(failure) if failure.kind.is_of_connecting());
        let pause = match outcome {
            Ok(r) if r.status == 429 && !provoked => {
                let told = retry_after(r, received).unwrap_or_default();
                self.later(told, tried, dice)
            }
            Ok(r) if matches!(r.status, 502..=504) => self.unavailable(r, tried, received, dice)?,
            Err(failure) => {
                let pauses = match failure.kind {
                    TransportKind::Reset => RESET,
                    kind if kind.is_of_connecting() => CONNECT,
                    _ => return None,
                };
                let mut further = pauses.into_iter().take(self.lost as usize);
                let length = further.nth(tried.failed as usize)?;
                tried.failed += 1;
                Pause {
                    length,
                    for_all: false,
                }
            }
            Ok(_) => return None,
        };
        (waited.saturating_add(pause.length) <= self.most).then_some(pause)
    }

    fn unavailable(
        &self,
        response: &Response,
        tried: &mut Tried,
        received: SystemTime,
        dice: &mut Dice,
    ) -> Option<Pause> {
        if response.status == 503 {
            let told = retry_after(response, received).unwrap_or_default();
            return Some(self.later(told, tried, dice));
        }
        tried.unavailable += 1;
        (tried.unavailable <= self.unavailable).then(|| Pause {
            length: self.backoff(tried.unavailable, dice),
            for_all: false,
        })
    }

    /// What a server that asks to come back is given: the time that it names, and no less than a wait that grows with
    /// each such answer. A server that says "at once" is believed the first time.
    fn later(&self, told: Duration, tried: &mut Tried, dice: &mut Dice) -> Pause {
        tried.later += 1;
        Pause {
            length: told.max(self.least(tried.later, dice)),
            for_all: true,
        }
    }

    /// The least wait before an attempt that follows so many answers of that kind: the pause, then from half of the doubled one to all of it.
    fn least(&self, answers: u32, dice: &mut Dice) -> Duration {
        if answers < 2 {
            return self.pause;
        }
        let half = self.doubled(answers) / 2;
        half + dice.up_to(half)
    }

    /// Exponential backoff with full jitter: anything from nothing to the doubled pause.
    fn backoff(&self, attempt: u32, dice: &mut Dice) -> Duration {
        dice.up_to(self.doubled(attempt))
    }

    /// The pause, doubled with each attempt after the first.
    fn doubled(&self, attempt: u32) -> Duration {
        let doubled = self
            .pause
            .saturating_mul(1 << attempt.saturating_sub(1).min(16));
        doubled.min(self.longest)
    }
}

/// How long `Retry-After` says to wait: seconds, or a date (RFC 9110, 10.2.3), measured from the answer's own `Date`, and
/// from when it came where it has none. `None` for what is neither.
fn retry_after(response: &Response, received: SystemTime) -> Option<Duration> {
    let value = response.headers.get("Retry-After")?.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let date = response.headers.get("Date");
    let date = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    Some(
        until
            .duration_since(date.unwrap_or(received))
            .unwrap_or_default(),
    )
}

/// Chance that can be repeated: the same seed, the same throws (`SplitMix64`).
#[derive(Clone, Copy, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any duration up to one, in whole milliseconds.
    fn up_to(&mut self, most: Duration) -> Duration {
        let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX - 1);
        Duration::from_millis(self.next() % (most + 1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests;
