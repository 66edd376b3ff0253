//! A walk page by page: items with those that came before, size, time.

use super::svg::{Slots, bars, label, line, picture};
use crate::http::Leg;
use crate::record::CaseResult;
use crate::report::html::blocks::{number, size};
use crate::report::html::broken::link;
use crate::report::html::markup::Html;
use crate::report::html::view::View;
use crate::report::layout::duration;
use crate::report::{Trace, words};
use crate::text::{counted, grouped};

/// At most so many bars; a longer walk has several pages in each.
const BARS: usize = 120;
/// A shorter walk is not drawn.
const PAGES: usize = 3;
/// At most so many walks of one case are drawn.
const WALKS: usize = 4;
/// Where the bars begin, beside their labels.
const LEFT: u64 = 130;

/// The pages of one listing in one direction.
struct Walk<'a> {
    step: usize,
    leg: &'a Leg,
    pages: Vec<&'a Trace>,
}

/// A case's walks that have some pages.
pub(crate) fn walks(h: &mut Html, view: &View<'_>, case: &CaseResult) {
    let walks = found(view.traces.of_case(&case.name));
    for walk in walks.iter().filter(|w| w.pages.len() >= PAGES).take(WALKS) {
        h.tag("figure", &[], |h| {
            draw(h, walk);
            h.el(
                "figcaption",
                &[],
                format!("{}: {}", title(walk), says(walk)),
            );
        });
    }
}

/// The longest walk of each contract.
pub(super) fn longest(h: &mut Html, view: &View<'_>) {
    let mut titled = false;
    for id in view.run.contracts() {
        let all = view.run.cases_of(id).flat_map(|case| {
            let walks = found(view.traces.of_case(&case.name)).into_iter();
            walks.map(move |walk| (case, walk))
        });
        // The first of equals, so that the order of the run decides.
        let longest = all.reduce(|a, b| {
            if b.1.pages.len() > a.1.pages.len() {
                b
            } else {
                a
            }
        });
        let Some((case, walk)) = longest.filter(|(_, w)| w.pages.len() >= PAGES) else {
            continue;
        };
        if !titled {
            titled = true;
            h.el("h3", &[], "The longest walk of each contract, page by page");
        }
        h.tag("figure", &[], |h| {
            draw(h, &walk);
            h.tag("figcaption", &[], |h| {
                link(h, &case.name, &case.name);
                h.text(format!(", {}: {}", title(&walk), says(&walk)));
            });
        });
    }
}

fn found(traces: &[Trace]) -> Vec<Walk<'_>> {
    let mut walks: Vec<Walk<'_>> = Vec::new();
    for trace in traces {
        let walked = matches!(trace.leg, Leg::Main | Leg::Back | Leg::Without(_));
        if trace.superseded || trace.items.is_none() || !walked {
            continue;
        }
        match walks
            .iter_mut()
            .find(|w| w.step == trace.step && *w.leg == trace.leg)
        {
            Some(walk) => walk.pages.push(trace),
            None => walks.push(Walk {
                step: trace.step,
                leg: &trace.leg,
                pages: vec![trace],
            }),
        }
    }
    walks
}

fn title(walk: &Walk<'_>) -> String {
    let what = match walk.leg {
        Leg::Main => "the pages forward".to_owned(),
        leg => words::leg(leg),
    };
    if walk.step > 0 {
        format!("{what}, step {}", walk.step + 1)
    } else {
        what
    }
}

fn says(walk: &Walk<'_>) -> String {
    let sum = |of: fn(&Trace) -> u64| walk.pages.iter().map(|t| of(t)).sum::<u64>();
    let most = |of: fn(&Trace) -> u64| walk.pages.iter().map(|t| of(t)).max().unwrap_or(0);
    let items = |t: &Trace| t.items.unwrap_or(0);
    let repeats = match sum(|t| t.repeats) {
        0 => "none of them twice".to_owned(),
        some => format!("{} of them listed before (red)", grouped(some)),
    };
    let empty = walk.pages.iter().filter(|t| t.items == Some(0)).count();
    let empty = if empty > 0 {
        format!(", {}", counted(empty, "empty page"))
    } else {
        String::new()
    };
    format!(
        "{}, {}, {repeats}{empty}; at most {} a page, {} and {}",
        counted(walk.pages.len(), "page"),
        counted(sum(items), "item"),
        counted(most(items), "item"),
        size(most(|t| t.bytes)),
        duration(most(|t| t.took_us))
    )
}

fn draw(h: &mut Html, walk: &Walk<'_>) {
    let each = walk.pages.len().div_ceil(BARS).max(1);
    let groups: Vec<&[&Trace]> = walk.pages.chunks(each).collect();
    // The largest of a group stands for it: what is unusual stays to be seen.
    let row = |of: fn(&Trace) -> u64| -> Vec<u64> {
        let largest = |group: &&[&Trace]| group.iter().map(|t| of(t)).max().unwrap_or(0);
        groups.iter().map(largest).collect()
    };
    let (items, repeats) = (row(|t| t.items.unwrap_or(0)), row(|t| t.repeats));
    let (bytes, took) = (row(|t| t.bytes), row(|t| t.took_us));
    let step = (600 / number(groups.len()).max(1)).clamp(4, 40);
    let width = LEFT + 604;
    let text = format!("{}: {}", title(walk), says(walk));
    picture(h, "walk", (width, 140), &text, |h| {
        let slots = |base, tall| Slots {
            left: LEFT,
            step,
            width: step - step.div_ceil(6),
            base,
            tall,
        };
        let most = |values: &[u64]| values.iter().copied().max().unwrap_or(0);
        bars(h, "data", &slots(52, 48), &items, most(&items), true);
        bars(h, "repeated", &slots(52, 48), &repeats, most(&items), true);
        bars(h, "data2", &slots(86, 26), &bytes, most(&bytes), true);
        bars(h, "data3", &slots(120, 26), &took, most(&took), true);
        let rows = [
            (52, "items", grouped(most(&items))),
            (86, "size", size(most(&bytes))),
            (120, "time", duration(most(&took))),
        ];
        for (y, name, largest) in rows {
            line(h, LEFT, width, y);
            label(h, 0, y - 10, "start", name);
            label(h, LEFT - 6, y - 10, "end", &largest);
        }
        label(h, LEFT, 134, "start", "page 1");
        let last = LEFT + step * number(groups.len());
        if groups.len() > 6 {
            label(h, last, 134, "end", &grouped(number(walk.pages.len())));
        }
    });
}
