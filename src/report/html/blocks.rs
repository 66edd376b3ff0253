//! Small things that several parts of the page show alike.

use super::markup::Html;
use crate::record::CaseResult;
use crate::report::ClauseState;
use crate::text::grouped;
use crate::verdict::Verdict;

/// A coloured word. The word says all; the colour and the sign repeat it.
pub(super) fn chip(h: &mut Html, class: &str, sign: &str, word: &str) {
    h.tag("span", &[("class", &format!("chip {class}"))], |h| {
        h.el("span", &[("aria-hidden", "true")], sign);
        h.text(format!(" {word}"));
    });
}

/// The verdict of a case, and whether waivers cover it.
pub(super) fn verdict(h: &mut Html, case: &CaseResult) {
    let verdict = &case.verdict;
    if case.is_waived() {
        chip(h, "inconclusive", "✗", "waived");
        return;
    }
    let sign = match verdict {
        Verdict::Passed => "✓",
        Verdict::Failed => "✗",
        Verdict::Inconclusive(_) => "?",
        Verdict::Skipped(_) => "–",
    };
    chip(h, verdict.word(), sign, verdict.word());
}

/// What a run says of a clause.
pub(super) fn state(h: &mut Html, state: ClauseState) {
    chip(h, state.word(), sign(state), state.words());
}

/// Every state, the order of legends.
pub(super) const STATES: [ClauseState; 5] = [
    ClauseState::Verified,
    ClauseState::Broken,
    ClauseState::Vacuous,
    ClauseState::NotExercised,
    ClauseState::Unobservable,
];

fn sign(state: ClauseState) -> &'static str {
    match state {
        ClauseState::Verified => "✓",
        ClauseState::Broken => "✗",
        ClauseState::Vacuous => "○",
        ClauseState::NotExercised => "–",
        ClauseState::Unobservable => "·",
    }
}

/// A row of a list of terms.
pub(super) fn term(h: &mut Html, name: &str, inside: impl FnOnce(&mut Html)) {
    h.tag("div", &[], |h| {
        h.el("dt", &[], name);
        h.tag("dd", &[], inside);
    });
}

/// What may be wider than the window: it scrolls by itself, with the keyboard too.
pub(super) fn scrolled(h: &mut Html, name: &str, inside: impl FnOnce(&mut Html)) {
    let attributes = [("class", "wide"), ("aria-label", name), ("tabindex", "0")];
    h.tag("section", &attributes, inside);
}

/// The title of a column of texts, or of numbers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    /// To the left.
    Text(&'static str),
    /// To the right.
    Number(&'static str),
}

/// The titles of a table's columns.
pub(super) fn columns(h: &mut Html, titles: &[Column]) {
    h.tag("thead", &[], |h| {
        h.tag("tr", &[], |h| {
            for title in titles {
                match title {
                    Column::Text(title) => h.el("th", &[("scope", "col")], title),
                    Column::Number(title) => {
                        h.el("th", &[("scope", "col"), ("class", "n")], title);
                    }
                }
            }
        });
    });
}

/// A cell that says which column it is of, for windows in which it stands below the others.
pub(super) fn cell(h: &mut Html, title: &str, class: &str, inside: impl FnOnce(&mut Html)) {
    h.tag("td", &[("class", class), ("data-title", title)], inside);
}

/// A cell with a number.
pub(super) fn figure(h: &mut Html, number: u64) {
    h.el("td", &[("class", "n")], grouped(number));
}

/// A size: `845 B`, `8.1 kB`, `1.0 MB`.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes / 100 % 10),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// A count of things as the program counts them, as a number for people.
pub(super) fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
