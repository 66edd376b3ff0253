//! What the run did over its time: answers, throttling and outages, and the gaps between a case's requests. A record says
//! when each request was sent and not what it waited for, so the gaps are told as gaps.

use super::svg::{Slots, bars, line, picture};
use crate::report::Trace;
use crate::report::html::markup::Html;
use crate::report::html::view::View;
use crate::report::layout::duration;
use crate::text::{counted, grouped};

/// Into so many slices the time is divided.
const SLICES: u64 = 60;
/// A shorter gap between two requests of a case is work, not waiting; in milliseconds.
const GAP: u64 = 50;

#[derive(Debug)]
struct Slices {
    /// How long one is, in milliseconds.
    each: u64,
    answers: Vec<u64>,
    throttled: Vec<u64>,
    down: Vec<u64>,
    waited: Vec<u64>,
}

/// The gaps between the requests of each case, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Gaps {
    all: u64,
    longest: u64,
    /// Those before the same request was sent again.
    again: u64,
}

/// What a gap is, as far as a record tells.
const WHAT_A_GAP_IS: &str = "A gap is time in which a case had no request under way: a limit that it kept, a Retry-After, a free place among the cases that run at once. The record does not tell which.";

/// The picture and its sentence.
pub(super) fn waiting(h: &mut Html, view: &View<'_>) {
    let cases: Vec<&[Trace]> = view
        .run
        .cases
        .iter()
        .map(|c| view.traces.of_case(&c.name))
        .collect();
    let end = cases
        .iter()
        .copied()
        .flatten()
        .map(ended)
        .max()
        .unwrap_or(0);
    let mut slices = Slices::new(end);
    let mut gaps = Gaps::default();
    for traces in cases {
        for trace in traces {
            slices.answer(trace);
        }
        for pair in traces.windows(2) {
            let [before, after] = pair else { continue };
            let (from, to) = (ended(before), after.at_ms);
            let gap = to.saturating_sub(from);
            if gap >= GAP {
                gaps.all += gap;
                gaps.longest = gaps.longest.max(gap);
                gaps.again += if before.superseded { gap } else { 0 };
                slices.wait(from, to);
            }
        }
    }
    h.el("h3", &[], "Throttling, outages and gaps over time");
    let says = says(&slices, end, gaps);
    h.el("p", &[], &says);
    draw(h, &slices, &says);
    h.tag("p", &[("class", "ends")], |h| {
        h.el("span", &[], "0 s");
        h.el("span", &[], duration(end * 500));
        h.el("span", &[], duration(end * 1_000));
    });
    h.tag("p", &[("class", "key")], |h| {
        for (class, text) in [
            ("data", "answers"),
            ("throttled", "429, throttled"),
            ("down", "502, 503, 504 or no answer"),
            ("waited", "gaps between the requests of a case"),
        ] {
            h.tag("span", &[], |h| {
                h.el("i", &[("class", class)], "");
                h.text(text);
            });
        }
    });
    h.el("p", &[("class", "label")], WHAT_A_GAP_IS);
}

fn ended(trace: &Trace) -> u64 {
    trace.at_ms + trace.took_us / 1_000
}

impl Slices {
    fn new(end: u64) -> Self {
        let none = || vec![0; usize::try_from(SLICES).unwrap_or(1)];
        Self {
            each: (end / SLICES + 1).max(1),
            answers: none(),
            throttled: none(),
            down: none(),
            waited: none(),
        }
    }

    fn answer(&mut self, trace: &Trace) {
        let at = self.at(ended(trace));
        let kind = match trace.status {
            Some(429) => &mut self.throttled,
            Some(502..=504) | None => &mut self.down,
            Some(_) => &mut self.answers,
        };
        if let Some(count) = kind.get_mut(at) {
            *count += 1;
        }
    }

    /// Adds the time between two moments to the slices it lies in.
    fn wait(&mut self, from: u64, to: u64) {
        let mut from = from;
        while from < to {
            let at = self.at(from);
            let next = ((from / self.each + 1) * self.each).min(to);
            if let Some(waited) = self.waited.get_mut(at) {
                *waited += next - from;
            }
            from = next;
        }
    }

    fn at(&self, ms: u64) -> usize {
        usize::try_from((ms / self.each).min(SLICES - 1)).unwrap_or(0)
    }
}

fn says(slices: &Slices, end: u64, gaps: Gaps) -> String {
    let sum = |values: &[u64]| values.iter().sum::<u64>();
    let all = sum(&slices.answers) + sum(&slices.throttled) + sum(&slices.down);
    let throttled = sum(&slices.throttled);
    let down = sum(&slices.down);
    let none = |number: u64| match number {
        0 => "none".to_owned(),
        some => grouped(some),
    };
    let again = match gaps.again {
        0 => String::new(),
        ms => format!(
            ", of which {} before asking again after a 429 or an outage",
            duration(ms * 1_000)
        ),
    };
    let gaps = if gaps.all == 0 {
        format!("no gap of {GAP} ms or more between the requests of a case")
    } else {
        format!(
            "gaps of {GAP} ms or more between the requests of a case come to {}, the longest to {}{again}",
            duration(gaps.all * 1_000),
            duration(gaps.longest * 1_000)
        )
    };
    format!(
        "{} in {}: {} throttled (429), {} met by an outage (502, 503, 504 or no answer); {gaps}.",
        counted(all, "request"),
        duration(end * 1_000),
        none(throttled),
        none(down)
    )
}

fn draw(h: &mut Html, slices: &Slices, says: &str) {
    let width = SLICES * 12;
    let up = Slots {
        left: 0,
        step: 12,
        width: 10,
        base: 80,
        tall: 64,
    };
    let below = Slots {
        base: 84,
        tall: 32,
        ..up
    };
    // Drawn one over the other: all, then what was no use, then what was an outage.
    let no_use: Vec<u64> = slices
        .throttled
        .iter()
        .zip(&slices.down)
        .map(|(a, b)| a + b)
        .collect();
    let all: Vec<u64> = slices
        .answers
        .iter()
        .zip(&no_use)
        .map(|(a, b)| a + b)
        .collect();
    let largest = all.iter().copied().max().unwrap_or(0);
    let most_waited = slices.waited.iter().copied().max().unwrap_or(0);
    picture(h, "timeline", (width, 118), says, |h| {
        bars(h, "data", &up, &all, largest, true);
        bars(h, "throttled", &up, &no_use, largest, true);
        bars(h, "down", &up, &slices.down, largest, true);
        bars(h, "waited", &below, &slices.waited, most_waited, false);
        line(h, 0, width, 82);
    });
}
