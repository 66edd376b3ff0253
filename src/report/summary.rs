//! The end of a run, for a terminal: a row for each contract, what was skipped and noted, the verdict in words.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{ClauseState, clauses, grounds};
use super::layout::{count, duration, grouped, labelled, table, visible};
use super::{Ink, Style, words};
use crate::contract::Contract;
use crate::record::{CaseResult, Counts, Run};
use crate::verdict::{Part, Verdict};

/// The title of the list of what broke.
const BROKEN: &str = "broken";

/// The column of cases that waivers cover.
const WAIVED: usize = 3;

/// So many lines of each list are shown.
const LISTED: usize = 8;

/// The summary, ending in a line break. Contracts that are not given have no clauses counted.
pub fn summary(style: Style, run: &Run, contracts: &[&Contract]) -> String {
    let mut out = Vec::new();
    out.extend(rows(run, contracts));
    out.extend(broken(style, run, contracts));
    out.extend(waived(style, run));
    out.extend(stale(style, run));
    out.extend(reasons(style, run));
    out.extend(flaky(style, run));
    out.extend(notes(style, run));
    out.extend(unfinished(style, run));
    out.push(String::new());
    out.push(verdict(style, run));
    let mut text = out.join("\n");
    text.push('\n');
    text
}

fn rows(run: &Run, contracts: &[&Contract]) -> Vec<String> {
    let titles = [
        "contract",
        "passed",
        "failed",
        "waived",
        "inconclusive",
        "skipped",
        "clauses verified",
        "requests",
        "time",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    let (mut all_verified, mut all_observable) = (0, 0);
    let ids = run.contracts();
    for id in &ids {
        let contract = contracts.iter().find(|c| c.id == *id);
        let covered = contract.map(|contract| {
            let results = clauses(contract, run);
            let of = |state| results.iter().filter(|r| r.state == state).count();
            let verified = of(ClauseState::Verified);
            (verified, results.len() - of(ClauseState::Unobservable))
        });
        if let Some((verified, observable)) = covered {
            all_verified += verified;
            all_observable += observable;
        }
        rows.push(row(id, Counts::of(run.cases_of(id)), covered));
    }
    if ids.len() > 1 {
        let all = (all_observable > 0).then_some((all_verified, all_observable));
        rows.push(row("all", Counts::of(&run.cases), all));
    }
    if !run.cases.iter().any(CaseResult::is_waived) {
        // Nobody without waivers needs to know of them.
        for row in &mut rows {
            row.remove(WAIVED);
        }
    }
    table(&rows)
}

fn row(name: &str, counts: Counts, covered: Option<(usize, usize)>) -> Vec<String> {
    let covered = covered.map_or("-".to_owned(), |(verified, observable)| {
        format!("{verified} of {observable}")
    });
    vec![
        visible(name),
        grouped(counts.passed),
        grouped(counts.failed),
        grouped(counts.waived),
        grouped(counts.inconclusive),
        grouped(counts.skipped),
        covered,
        grouped(counts.requests),
        if counts.requests == 0 {
            "-".to_owned()
        } else {
            duration(counts.took_us)
        },
    ]
}

/// What broke, each part once with the number of cases that found it and the clauses that say otherwise: nineteen
/// failed cases are often one mistake.
fn broken(style: Style, run: &Run, contracts: &[&Contract]) -> Vec<String> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for case in run.cases.iter().filter(|c| !c.is_waived()) {
        let contract = contracts.iter().find(|c| c.id == case.contract);
        let mut told = BTreeSet::new();
        for (check, finding) in case.findings() {
            // What a case expects is its own; its name tells more than that it is expected.
            let what = match &check.part {
                Part::Case(name) => format!("the case expects otherwise: {name}"),
                part => words::part(part),
            };
            let clauses = contract.map(|c| grounds(c, &check.part));
            let clauses = clauses.iter().flatten().take(3);
            let clauses: Vec<&str> = clauses.map(|c| c.id.as_str()).collect();
            let clauses = match clauses.as_slice() {
                [] => String::new(),
                some => format!("; {}", some.join(", ")),
            };
            let (id, rule) = (&case.contract, &finding.rule);
            told.insert(visible(&format!("{id}: {what} ({rule}){clauses}")));
        }
        for text in told {
            *found.entry(text).or_default() += 1;
        }
    }
    listed(style, BROKEN, found)
}

/// The waivers that cover what failed, each once with its number of cases.
fn waived(style: Style, run: &Run) -> Vec<String> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for waiver in run.cases.iter().flat_map(|c| &c.waived) {
        let (contract, subject) = (&waiver.contract, waiver.subject());
        let why = words::waived(waiver);
        let text = format!("{}, {why}", visible(&format!("{contract}: {subject}")));
        *found.entry(text).or_default() += 1;
    }
    listed(style, "failed, and waived", found)
}

/// The waivers that are no longer true: all of them, because each fails the run.
fn stale(style: Style, run: &Run) -> Vec<String> {
    if run.stale.is_empty() {
        return Vec::new();
    }
    let title = style.paint(Ink::Bad, "waivers that are no longer true");
    let lines = run
        .stale
        .iter()
        .flat_map(|stale| labelled(2, "-", 1, &words::stale(stale)));
    [String::new(), title].into_iter().chain(lines).collect()
}

/// Why cases were skipped or prove nothing, each reason once with its number of cases.
fn reasons(style: Style, run: &Run) -> Vec<String> {
    let mut out = Vec::new();
    for (title, skipped) in [("inconclusive", false), ("skipped", true)] {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        for case in &run.cases {
            let meant = match case.verdict {
                Verdict::Inconclusive(_) => !skipped,
                Verdict::Skipped(_) => skipped,
                Verdict::Passed | Verdict::Failed => false,
            };
            if let (true, Some(reason)) = (meant, words::reason(&case.verdict)) {
                *found.entry(reason).or_default() += 1;
            }
        }
        out.extend(listed(style, title, found));
    }
    out
}

/// What passed on a later attempt only, by name: the next run may be less lucky.
fn flaky(style: Style, run: &Run) -> Vec<String> {
    let found = run.cases.iter().filter(|case| case.flaky);
    let found = found.map(|case| (visible(&case.name), 1));
    listed(style, "flaky (passed on a later attempt)", found.collect())
}

fn notes(style: Style, run: &Run) -> Vec<String> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for note in run.cases.iter().flat_map(|c| &c.notes) {
        *found.entry(visible(&note.says)).or_default() += 1;
    }
    let title = if run.header.strict {
        "undocumented, and so failed (--strict)"
    } else {
        "undocumented (fails only under --strict)"
    };
    listed(style, title, found)
}

fn unfinished(style: Style, run: &Run) -> Vec<String> {
    let found = run.unfinished.iter().map(|case| (visible(case), 1));
    listed(style, "begun and not ended", found.collect())
}

/// A title and its lines, the most frequent first.
fn listed(style: Style, title: &str, found: BTreeMap<String, u64>) -> Vec<String> {
    let ink = if title == BROKEN {
        Ink::Bad
    } else {
        Ink::Doubt
    };
    if found.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(String, u64)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut out = vec![String::new(), style.paint(ink, title)];
    let counts: Vec<String> = found.iter().map(|(_, n)| count(*n, "case")).collect();
    let width = counts.iter().map(|c| c.chars().count()).max().unwrap_or(0);
    for ((text, _), number) in found.iter().zip(&counts).take(LISTED) {
        out.extend(labelled(2, number, width + 1, text));
    }
    if found.len() > LISTED {
        out.push(format!("  … {} more", found.len() - LISTED));
    }
    out
}

/// The run's verdict in a sentence, painted.
fn verdict(style: Style, run: &Run) -> String {
    let (ink, text) = sentence(run);
    let target = visible(&run.header.target);
    style.paint(ink, format!("{text} Target: {target}."))
}

/// The run's verdict in a sentence, and what kind of news it is.
pub(super) fn sentence(run: &Run) -> (Ink, String) {
    let counts = Counts::of(&run.cases);
    let all = count(counts.cases(), "case");
    match run.exit() {
        0 if counts.waived > 0 => (
            Ink::Good,
            format!(
                "All that could run held or is waived: {} passed, {} waived, {} skipped.",
                grouped(counts.passed),
                grouped(counts.waived),
                grouped(counts.skipped)
            ),
        ),
        0 if counts.skipped > 0 => (
            Ink::Good,
            format!(
                "All that could run held: {} passed, {} skipped.",
                grouped(counts.passed),
                grouped(counts.skipped)
            ),
        ),
        0 => (Ink::Good, format!("All held: {all} passed.")),
        1 if counts.failed == 0 => (
            Ink::Bad,
            format!(
                "No case failed, but {} no longer true, which fails the run.",
                match run.stale.len() {
                    1 => "1 waiver is".to_owned(),
                    some => format!("{some} waivers are"),
                }
            ),
        ),
        1 => (
            Ink::Bad,
            format!(
                "{} of {all} failed, with {}{}.",
                grouped(counts.failed),
                count(counts.findings, "finding"),
                match counts.inconclusive {
                    0 => String::new(),
                    some => format!("; {} inconclusive", grouped(some)),
                }
            ),
        ),
        2 => (Ink::Doubt, "Nothing was selected.".to_owned()),
        _ if counts.skipped == counts.cases() && counts.skipped > 0 => {
            (Ink::Doubt, format!("Nothing ran: {all} skipped."))
        }
        _ if counts.inconclusive == 0 && run.finished.is_none() => (
            Ink::Doubt,
            format!("Nothing failed, but the run was cut off after {all}; --resume runs the rest."),
        ),
        _ => (
            Ink::Doubt,
            format!(
                "Nothing failed, but {} of {all} prove nothing.",
                grouped(counts.inconclusive + u64::try_from(run.unfinished.len()).unwrap_or(0))
            ),
        ),
    }
}
