//! How long answers took, per operation, as a distribution: means hide the slow ones.

use super::svg::{Slots, bars, label, line, picture};
use crate::report::html::blocks::Column::{Number, Text};
use crate::report::html::blocks::{cell, columns, number, scrolled};
use crate::report::html::markup::Html;
use crate::report::html::view::View;
use crate::report::layout::duration;
use crate::text::grouped;

/// Upper ends of the bars, in microseconds: six to each power of ten, from 100 µs to 100 s; the last bar has the rest.
const SIXTHS: [u64; 6] = [147, 215, 316, 464, 681, 1_000];
const DECADES: u32 = 6;

/// A table with a picture in each row.
pub(super) fn latency(h: &mut Html, view: &View<'_>) {
    h.el("h3", &[], "How long answers took");
    scrolled(h, "How long answers took", |h| {
        h.tag("table", &[("class", "stack")], |h| {
            h.el("caption", &[], "From the request to the end of the body; each step of the picture is ten times the one before");
            columns(h, &[Text("Operation"), Number("Answers"), Text("Distribution"), Number("Median"), Number("95 of 100"), Number("Slowest")]);
            h.tag("tbody", &[], |h| {
                for id in view.run.contracts() {
                    operation(h, view, id);
                }
            });
        });
    });
}

fn operation(h: &mut Html, view: &View<'_>, id: &str) {
    let traces = view
        .run
        .cases_of(id)
        .flat_map(|c| view.traces.of_case(&c.name));
    let mut took: Vec<u64> = traces
        .filter(|t| t.status.is_some())
        .map(|t| t.took_us)
        .collect();
    took.sort_unstable();
    let Some(slowest) = took.last() else { return };
    let at = |percent: usize| {
        took.get((took.len() - 1) * percent / 100)
            .copied()
            .unwrap_or(0)
    };
    h.tag("tr", &[], |h| {
        h.tag("th", &[("scope", "row")], |h| {
            h.text(id);
            if let Some(contract) = view.contract(id) {
                h.el(
                    "span",
                    &[("class", "under")],
                    format!("{} {}", contract.method, contract.path),
                );
            }
        });
        let answers = grouped(number(took.len()));
        cell(h, "Answers", "n", |h| h.text(answers));
        let says = format!(
            "{}: {} answers; half within {}, 95 of 100 within {}, the slowest {}",
            id,
            grouped(number(took.len())),
            duration(at(50)),
            duration(at(95)),
            duration(*slowest)
        );
        cell(h, "Distribution", "drawn", |h| {
            distribution(h, &took, &says);
        });
        for (title, us) in [
            ("Median", at(50)),
            ("95 of 100", at(95)),
            ("Slowest", *slowest),
        ] {
            cell(h, title, "n", |h| h.text(duration(us)));
        }
    });
}

fn distribution(h: &mut Html, took: &[u64], says: &str) {
    let ends: Vec<u64> = (0..DECADES)
        .flat_map(|decade| SIXTHS.map(|end| end * 10_u64.pow(decade)))
        .collect();
    let mut counts = vec![0_u64; ends.len()];
    let last = ends.len() - 1;
    for us in took {
        let bar = ends.partition_point(|end| end < us).min(last);
        if let Some(count) = counts.get_mut(bar) {
            *count += 1;
        }
    }
    let slots = Slots {
        left: 2,
        step: 8,
        width: 7,
        base: 34,
        tall: 32,
    };
    let largest = counts.iter().copied().max().unwrap_or(1);
    let width = 4 + 8 * number(ends.len());
    picture(h, "histogram", (width, 48), says, |h| {
        line(h, 2, width - 2, 34);
        bars(h, "data", &slots, &counts, largest, true);
        for (decade, text) in ["1 ms", "10 ms", "100 ms", "1 s", "10 s"]
            .iter()
            .enumerate()
        {
            label(h, 2 + 48 * (number(decade) + 1), 46, "middle", text);
        }
    });
}
