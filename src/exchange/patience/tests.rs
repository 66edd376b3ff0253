use super::*;

#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape that patience is asked with"
)]
fn answer(status: u16, headers: &[(&str, &str)]) -> Result<Response, TransportError> {
    Ok(Response {
        status,
        headers: headers.iter().copied().collect(),
        ..Response::default()
    })
}

fn failure(kind: TransportKind) -> Result<Response, TransportError> {
    let message = "no answer".to_owned();
    Err(TransportError { kind, message })
}

/// Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110, 5.6.7.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
}

/// The pauses after the same answer again and again, in milliseconds, at most twelve.
fn pauses(outcome: &Result<Response, TransportError>) -> Vec<u64> {
    let mut pauses = all_pauses(outcome);
    pauses.truncate(12);
    pauses
}

/// All of them, at most a thousand.
fn all_pauses(outcome: &Result<Response, TransportError>) -> Vec<u64> {
    let (mut tried, mut dice, mut waited) = (Tried::default(), Dice::new(7), Duration::ZERO);
    let patience = Patience::default();
    let next = || {
        let pause = patience.pause(outcome, false, &mut tried, (waited, now()), &mut dice)?;
        waited += pause.length;
        Some(u64::try_from(pause.length.as_millis()).expect("short"))
    };
    std::iter::from_fn(next).take(1000).collect()
}

fn again(outcome: &Result<Response, TransportError>) -> Vec<u64> {
    pauses(outcome)
}

fn first(outcome: &Result<Response, TransportError>) -> Option<u64> {
    pauses(outcome).first().copied()
}

#[test]
fn an_outage_is_asked_about_twice_more_within_a_growing_time() {
    for status in [502, 504] {
        let pauses = pauses(&answer(status, &[]));
        assert_eq!(pauses.len(), 2, "{status}");
        // Full jitter: up to half a second, then one.
        for (pause, most) in pauses.iter().zip([500, 1000]) {
            assert!(*pause <= most, "{pauses:?}");
        }
    }
    for last in [200, 400, 401, 404, 500, 501, 505] {
        assert_eq!(pauses(&answer(last, &[])), [0_u64; 0], "{last}");
    }
}

#[test]
fn a_lost_connection_is_tried_twice_more_within_three_seconds() {
    use TransportKind::{Dns, Other, Refused, Reset, Timeout, Tls, Unreachable};
    for kind in [Refused, Dns, Tls, Unreachable, Reset] {
        let pauses = pauses(&failure(kind));
        assert_eq!(pauses.len(), 2, "{kind:?}");
        assert!(pauses.iter().sum::<u64>() < 3000, "{kind:?}");
    }
    assert_eq!(
        first(&failure(Reset)),
        Some(0),
        "an idle connection was closed"
    );
    // A head that did not come in half a minute, or a request that cannot be sent, will not do better.
    for kind in [Timeout, Other] {
        assert_eq!(pauses(&failure(kind)), [0_u64; 0]);
    }
}

#[test]
fn retry_after_in_seconds_or_as_a_date() {
    let later = "Sun, 06 Nov 1994 08:49:47 GMT";
    let date = ("Date", "Sun, 06 Nov 1994 08:49:40 GMT");
    let rows: [(&[(&str, &str)], u64); 6] = [
        (&[("retry-after", "7")], 7000),
        (&[("Retry-After", " 7 ")], 7000),
        (&[("Retry-After", "0")], 500),
        (&[("Retry-After", later)], 10_000),
        (&[date, ("Retry-After", later)], 7000),
        (&[("Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT")], 500),
    ];
    for (headers, expected) in rows {
        for status in [429, 503] {
            assert_eq!(
                first(&answer(status, headers)),
                Some(expected),
                "{headers:?}"
            );
        }
    }
}

#[test]
fn a_retry_after_that_is_none_means_backoff_with_jitter() {
    let rows = ["soon", "-5", "", "1.5", "+5", "5 s", "Sunday"].map(|garbage| (429, garbage));
    for (status, garbage) in rows.into_iter().chain([(503, "soon"), (503, "")]) {
        let pauses = pauses(&answer(status, &[("Retry-After", garbage)]));
        assert!(pauses.len() >= 6, "{garbage:?} {pauses:?}");
        for (n, pause) in pauses.iter().enumerate() {
            let most = (500 << n.min(10)).min(60_000);
            assert!((500..=most).contains(pause), "{garbage:?} {pauses:?}");
        }
        assert!(pauses.iter().sum::<u64>() <= 300_000, "five minutes in all");
        assert_eq!(
            again(&answer(429, &[])),
            pauses,
            "the same seed, the same pauses"
        );
    }
    // More seconds than there are is a number all the same: nobody waits so long.
    let forever = ("Retry-After", "99999999999999999999999999");
    assert_eq!(pauses(&answer(429, &[forever])), [0_u64; 0]);
}

#[test]
fn a_time_that_is_none_is_believed_once_and_then_grows() {
    let past = "Sun, 06 Nov 1994 08:00:00 GMT";
    for told in ["0", past, "-1", "soon"] {
        for status in [429, 503] {
            let pauses = all_pauses(&answer(status, &[("Retry-After", told)]));
            assert_eq!(pauses.first(), Some(&500), "{told:?}");
            for (n, pause) in pauses.iter().enumerate().skip(1) {
                let doubled = (500 << n.min(10)).min(60_000);
                assert!(
                    (doubled / 2..=doubled).contains(pause),
                    "{told:?} {pauses:?}"
                );
            }
            // 0.5, then at least 0.5 + 1 + 2 + 4 + 8 + 16 and 30 as often as it fits: five minutes hold fifteen of them.
            assert!((8..=15).contains(&pauses.len()), "{told:?} {pauses:?}");
        }
    }
    // What a server names counts where it is longer.
    let pauses = all_pauses(&answer(429, &[("Retry-After", "3")]));
    assert_eq!(pauses.get(..3), Some(&[3000; 3][..]));
    assert!(pauses.len() < 20, "{pauses:?}");
}

#[test]
fn patience_ends() {
    let busy = answer(429, &[("Retry-After", "100")]);
    assert_eq!(
        pauses(&busy),
        [100_000; 3],
        "five minutes hold three of them"
    );
    let ask = |provoked, waited| {
        let (mut tried, mut dice) = (Tried::default(), Dice::new(1));
        let pause =
            Patience::default().pause(&busy, provoked, &mut tried, (waited, now()), &mut dice);
        pause.map(|p| (p.length.as_secs(), p.for_all))
    };
    assert_eq!(ask(false, Duration::ZERO), Some((100, true)));
    assert_eq!(ask(false, Duration::from_secs(201)), None);
    assert_eq!(ask(true, Duration::ZERO), None, "it was asked for");
}
