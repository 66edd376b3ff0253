//! How much of a document a run showed: a bar for tables, and a strip with every clause in the document's order.

use super::svg::picture;
use crate::report::ClauseResult;
use crate::report::ClauseState;
use crate::report::html::blocks::{STATES, number};
use crate::report::html::markup::Html;
use crate::text::counted;

/// The width of a cell of the strip and from one to the next.
const CELL: u64 = 6;
const STEP: u64 = 8;

/// The shares of the states beside each other, of the clauses that a request could show.
pub(crate) fn bar(h: &mut Html, results: &[&ClauseResult<'_>]) {
    let observable = results
        .iter()
        .filter(|r| r.state != ClauseState::Unobservable);
    let (width, all) = (200, number(observable.count()).max(1));
    picture(h, "bar", (width, 10), &says(results), |h| {
        let mut before = 0;
        for state in STATES
            .into_iter()
            .filter(|s| *s != ClauseState::Unobservable)
        {
            let some = number(results.iter().filter(|r| r.state == state).count());
            let (x, end) = (width * before / all, width * (before + some) / all);
            before += some;
            if some > 0 {
                rect(h, state.word(), (x, 0), (end.saturating_sub(x).max(1), 10));
            }
        }
    });
}

/// Every clause, in the order of the document: the lower its cell, the less was shown.
pub(crate) fn strip(h: &mut Html, contract: &str, results: &[ClauseResult<'_>]) {
    if results.is_empty() {
        return;
    }
    let mut sorted: Vec<&ClauseResult<'_>> = results.iter().collect();
    sorted.sort_by_key(|r| r.clause.at.first().map(|at| (at.file.is_some(), at.first)));
    let width = STEP * number(sorted.len());
    let text = format!(
        "Clauses of {contract} in the document's order. {}",
        says(&sorted)
    );
    picture(h, "strip", (width, 24), &text, |h| {
        for (index, result) in sorted.iter().enumerate() {
            let (y, tall) = match result.state {
                ClauseState::Verified => (4, 20),
                ClauseState::Broken => (0, 24),
                ClauseState::Vacuous => (14, 10),
                ClauseState::NotExercised => (20, 4),
                ClauseState::Unobservable => (22, 2),
            };
            rect(
                h,
                result.state.word(),
                (STEP * number(index), y),
                (CELL, tall),
            );
        }
    });
}

fn says(results: &[&ClauseResult<'_>]) -> String {
    let words = STATES.iter().filter_map(|state| {
        let some = results.iter().filter(|r| r.state == *state).count();
        (some > 0).then(|| format!("{some} {}", state.words()))
    });
    let words: Vec<String> = words.collect();
    format!("{}: {}", counted(results.len(), "clause"), words.join(", "))
}

fn rect(h: &mut Html, class: &str, (x, y): (u64, u64), (width, height): (u64, u64)) {
    let numbers = [x, y, width, height].map(|n| n.to_string());
    let [x, y, width, height] = &numbers;
    h.el(
        "rect",
        &[
            ("class", class),
            ("x", x),
            ("y", y),
            ("width", width),
            ("height", height),
        ],
        "",
    );
}
