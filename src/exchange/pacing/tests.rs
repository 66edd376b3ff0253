//! Limits in virtual time.

use proptest::prelude::*;

use super::*;
use crate::target::RateLimit;

fn windows(limits: &[(u32, u32)]) -> Vec<Window> {
    let limit = |(requests, seconds): &(u32, u32)| RateLimit {
        requests: *requests,
        seconds: *seconds,
    };
    limits.iter().map(limit).map(Window::from).collect()
}

/// When so many requests are sent by somebody who asks again as soon as they are told to, each taking `takes` milliseconds.
fn greedy(
    log: &mut Log,
    windows: &[Window],
    requests: usize,
    mut now: u64,
    takes: u64,
) -> Vec<u64> {
    let mut sent = Vec::new();
    while sent.len() < requests {
        match log.ask(windows, now, 1, true) {
            Turn::Now => {
                sent.push(now);
                now += takes;
            }
            Turn::Full(wait) | Turn::Held(wait) => now += wait,
        }
    }
    sent
}

/// The most requests in any time of so many seconds.
fn densest(sent: &[u64], seconds: u64) -> usize {
    let within = |start: u64| {
        let window = start..start + seconds * 1000;
        sent.iter().filter(|at| window.contains(*at)).count()
    };
    sent.iter().map(|start| within(*start)).max().unwrap_or(0)
}

#[test]
fn five_a_minute_are_five_in_every_minute() {
    let sent = greedy(
        &mut Log::default(),
        &windows(&[(5, 60)]),
        23,
        1_000_000,
        300,
    );
    assert_eq!(densest(&sent, 60), 5);
    // Five at once, and again when the minute is over: 23 need four waits, each a second longer than told.
    assert_eq!(sent[4] - sent[0], 4 * 300);
    assert_eq!(sent[22] - sent[0], 4 * 61_000 + 2 * 300);
}

#[test]
fn several_limits_hold_at_once() {
    let sent = greedy(
        &mut Log::default(),
        &windows(&[(3, 1), (10, 60), (24, 3600)]),
        30,
        5000,
        10,
    );
    assert_eq!(
        [densest(&sent, 1), densest(&sent, 60), densest(&sent, 3600)],
        [3, 10, 24]
    );
    assert_eq!(
        greedy(&mut Log::default(), &[], 3, 7, 0),
        [7, 7, 7],
        "no limits, no waits"
    );
}

#[test]
fn a_server_that_says_later_is_not_asked_before() {
    let (windows, mut log) = (windows(&[(5, 60)]), Log::default());
    log.hold(9000);
    assert_eq!(log.ask(&windows, 1000, 1, true), Turn::Held(8000));
    log.hold(4000);
    assert_eq!(
        log.ask(&windows, 1000, 1, true),
        Turn::Held(8000),
        "the later of two"
    );
    assert_eq!(
        log.ask(&windows, 1000, 1, false),
        Turn::Now,
        "out of patience"
    );
    assert_eq!(log.ask(&windows, 9000, 1, true), Turn::Now);
    let mut unlimited = Log::default();
    unlimited.hold(50);
    assert_eq!(unlimited.ask(&[], 20, 1, true), Turn::Held(30));
}

#[test]
fn a_limit_is_passed_on_purpose_from_a_clear_window_only() {
    let (windows, mut log) = (windows(&[(5, 60)]), Log::default());
    assert_eq!(log.ask(&windows, 0, 1, true), Turn::Now);
    assert_eq!(
        log.ask_clear(&windows, 1000, (2, true), 6),
        Turn::Full(60_000)
    );
    assert_eq!(
        log.ask(&windows, 2000, 1, true),
        Turn::Full(61_000),
        "nobody slips in"
    );
    assert_eq!(log.ask_clear(&windows, 61_000, (2, true), 6), Turn::Now);
    assert_eq!(
        log.ask(&windows, 61_100, 1, true),
        Turn::Full(60_900),
        "the six are counted"
    );
    assert_eq!(log.ask(&windows, 122_000, 1, true), Turn::Now);
    // Somebody who asked for a clear window and is gone does not block the others for ever.
    assert_eq!(
        log.ask_clear(&windows, 122_000, (3, true), 6),
        Turn::Full(61_000)
    );
    assert_eq!(log.ask(&windows, 185_000, 1, true), Turn::Now);
}

#[test]
fn a_clock_that_goes_back_costs_one_window_at_most() {
    let (windows, mut log) = (windows(&[(1, 60)]), Log::default());
    assert_eq!(log.ask(&windows, 10_000_000, 1, true), Turn::Now);
    assert_eq!(log.ask(&windows, 1000, 1, true), Turn::Full(61_000));
    assert_eq!(log.ask(&windows, 62_000, 1, true), Turn::Now);
}

#[test]
fn a_daily_limit_needs_no_entry_for_every_request() {
    let (windows, mut log) = (windows(&[(5000, 86_400)]), Log::default());
    let sent = greedy(&mut log, &windows, 5000, 0, 100);
    assert_eq!(sent.last(), Some(&(4999 * 100)), "all of a day's at once");
    let text = serde_json::to_string(&log).expect("JSON");
    assert!(text.len() < 50_000, "{}", text.len());
    let more = greedy(&mut log, &windows, 100, 500_000, 100);
    assert!(more[0] >= 86_400_000, "{}", more[0]);
}

#[test]
fn a_book_is_private_and_shared_and_survives_a_torn_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("state");
    let limit = vec![RateLimit {
        requests: 2,
        seconds: 60,
    }];
    let pacer = || Pacer::shared(limit.clone(), &below, "https://h", "a/b");
    let (one, other) = (pacer(), pacer());
    assert_eq!(one.ask(1000, 1, true), Turn::Now);
    assert_eq!(other.ask(1000, 2, true), Turn::Now);
    assert_eq!(one.ask(1000, 1, true), Turn::Full(61_000));
    let elsewhere = Pacer::shared(limit.clone(), &below, "https://other", "a/b");
    assert_eq!(elsewhere.ask(1000, 3, true), Turn::Now, "another origin");
    let files: Vec<_> = std::fs::read_dir(&below)
        .expect("a folder")
        .flatten()
        .collect();
    assert_eq!(files.len(), 2);
    for file in &files {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(file.path(), "{\"sent\":[[1").expect("written");
    }
    assert_eq!(one.ask(2000, 1, true), Turn::Now);
    // No folder can be made below a file: the limit is kept all the same.
    let alone = Pacer::shared(limit, &files[0].path().join("x"), "https://h", "a/b");
    let turns: Vec<Turn> = (0..3).map(|_| alone.ask(0, 1, true)).collect();
    assert_eq!(turns, [Turn::Now, Turn::Now, Turn::Full(61_000)]);
}

#[test]
fn the_shared_folder_is_the_users_own() {
    let from = |set: &[(&str, &str)]| {
        let env = |name: &str| {
            set.iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        };
        state_folder(&env).display().to_string()
    };
    assert_eq!(from(&[("HOME", "/h")]), "/h/.local/state/docproof");
    assert_eq!(
        from(&[("HOME", "/h"), ("XDG_STATE_HOME", "/s")]),
        "/s/docproof"
    );
    assert_eq!(from(&[("HOME", "/h"), ("DOCPROOF_STATE", "/d")]), "/d");
    assert!(from(&[]).ends_with("docproof"));
}

proptest! {
    /// Whoever asks, whenever, however long an answer takes: no window sees more than its limit.
    #[test]
    fn no_window_sees_more_than_its_limit(
        limits in prop::collection::vec((1u32..8, 1u32..30), 1..4),
        askers in prop::collection::vec((0u64..20_000, 0u64..3000), 1..80),
    ) {
        let windows = windows(&limits);
        let mut log = Log::default();
        let mut sent: Vec<u64> = Vec::new();
        let mut now = 1_000_000;
        for (idle, takes) in askers {
            now += idle % (takes + 1);
            let own = greedy(&mut log, &windows, 1, now, takes);
            now = own[0];
            sent.extend(own);
        }
        for (requests, seconds) in limits {
            prop_assert!(densest(&sent, u64::from(seconds)) <= requests as usize);
        }
    }
}
