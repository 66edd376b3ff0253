//! The end of a run, for a terminal: a row for each contract, the most telling mistakes, what was skipped and noted, the
//! verdict in words.

use std::collections::BTreeMap;

use super::coverage::{ClauseState, clauses};
use super::hints::cause_hint;
use super::layout::{duration, labelled, visible, wrap};
use super::mistakes::{Telling, mistakes, telling};
use super::{Ink, Style, fault, gates, table, words};
use crate::contract::Contract;
use crate::record::{CaseResult, Counts, Run};
use crate::text::{counted, grouped};
use crate::verdict::Verdict;

/// So many others of a mistake's cause are named.
const WITH: usize = 3;

/// The column of cases that waivers cover.
const WAIVED: usize = 3;

/// Said first where certificates are not verified.
pub const INSECURE: &str = "INSECURE: certificates are not verified (`insecure: true` in the target). Anybody between here and the \
                            servers can read the credentials and make up the answers.";

/// So many lines of each list are shown.
const LISTED: usize = 8;

/// The title of the waivers that fail the run.
pub(super) const UNTRUE: &str = "waivers that are no longer true";

/// The column of labels.
const LABEL: usize = 9;

/// The summary, ending in a line break. Contracts that are not given have no clauses counted.
pub fn summary(style: Style, run: &Run, contracts: &[&Contract]) -> String {
    let mut out = Vec::new();
    if run.header.insecure {
        out.push(style.paint(Ink::Bad, INSECURE));
        out.push(String::new());
    }
    out.extend(table::fitted(rows(run, contracts), style.columns()));
    out.extend(broken(style, run, contracts));
    out.extend(untrue(style, run));
    for list in lists(run) {
        out.extend(listed(style, list));
    }
    out.push(String::new());
    out.push(verdict(style, run));
    let mut text = out.join("\n");
    text.push('\n');
    text
}

/// The run's verdict in a sentence, for whoever wants nothing else; ending in a line break.
pub fn ending(style: Style, run: &Run) -> String {
    verdict(style, run) + "\n"
}

/// The table's rows, the titles first: one for each contract, and one for all of several.
pub(super) fn rows(run: &Run, contracts: &[&Contract]) -> Vec<Vec<String>> {
    let titles = [
        "contract",
        "passed",
        "failed",
        "waived",
        "inconclusive",
        "skipped",
        "clauses verified",
        "requests",
        // Of all cases together: those that ran at once each count.
        "case time",
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
    rows
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

/// The most telling mistakes, each once, no two of one cause.
fn broken(style: Style, run: &Run, contracts: &[&Contract]) -> Vec<String> {
    let all = mistakes(run, contracts);
    if all.is_empty() {
        return Vec::new();
    }
    let leading = telling(&all);
    let mut out = vec![String::new(), style.paint(Ink::Bad, "broken")];
    for telling in &leading {
        out.extend(told(style, telling));
    }
    let named: usize = leading.iter().map(|t| 1 + t.with.len()).sum();
    let left = u64::try_from(all.len().saturating_sub(named)).unwrap_or(u64::MAX);
    if left > 0 {
        out.push(format!("  … {}", counted(left, "more mistake")));
    }
    out
}

/// The waivers that are no longer true: all of them, because each fails the run.
fn untrue(style: Style, run: &Run) -> Vec<String> {
    if run.stale.is_empty() {
        return Vec::new();
    }
    let title = style.paint(Ink::Bad, UNTRUE);
    let lines = run.stale.iter().map(words::stale);
    let lines = lines.flat_map(|stale| labelled(style, 2, "-", 1, &stale));
    [String::new(), title].into_iter().chain(lines).collect()
}

fn told(style: Style, telling: &Telling<'_, '_>) -> Vec<String> {
    let mistake = telling.mistake;
    let Some(first) = mistake.cases.first() else {
        return Vec::new();
    };
    let cases = counted(mistake.cases.len(), "case");
    let what = words::mistake(first, mistake.check, mistake.finding);
    let mut out = labelled(style, 2, &cases, LABEL, &what);
    let mut say = |text: &str| out.extend(labelled(style, 2, "", LABEL, text));
    match (mistake.clauses.first(), mistake.contract) {
        (Some(clause), Some(contract)) => {
            say(&visible(&format!("{}: {}", clause.id, clause.says)));
            say(&visible(&words::ground(contract, clause)));
        }
        _ => say(&visible(&mistake.finding.message)),
    }
    let whose = fault(mistake.contract, &mistake.check.part, &mistake.clauses);
    say(&format!("whose move: {}", words::within_sentence(whose)));
    if let Some(with) = with(telling) {
        say(&with);
    }
    out
}

/// What else is of a mistake's cause, in words.
pub(super) fn with(telling: &Telling<'_, '_>) -> Option<String> {
    let mut named: Vec<String> = Vec::new();
    for mistake in &telling.with {
        let part = words::part(&mistake.check.part);
        let name = visible(&format!("{part} ({})", mistake.finding.rule));
        // What several cases expect has one name.
        if !named.contains(&name) {
            named.push(name);
        }
    }
    let all = named.len();
    named.truncate(WITH);
    let more = match all.saturating_sub(WITH) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| format!("in the same answers: {}{more}", named.join(", ")))
}

/// A list of reasons or facts.
pub(super) struct List {
    /// What they are.
    pub(super) title: String,
    /// Each once with its number of cases, the most frequent first.
    pub(super) lines: Vec<(String, u64)>,
    /// The lines are names of cases, of which each is one.
    pub(super) names: bool,
}

impl List {
    /// A list of what was found, each as often as it was.
    fn of(title: &str, found: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for text in found {
            *counted.entry(text).or_default() += 1;
        }
        let mut lines: Vec<(String, u64)> = counted.into_iter().collect();
        lines.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let title = title.to_owned();
        (!lines.is_empty()).then_some(Self {
            title,
            lines,
            names: false,
        })
    }

    /// A list of cases by their names.
    fn of_cases(title: &str, names: impl IntoIterator<Item = String>) -> Option<Self> {
        Self::of(title, names).map(|list| Self {
            names: true,
            ..list
        })
    }
}

/// What is waived, why cases prove nothing or were skipped, what no document names, what was cut off. Empty lists are left out.
pub(super) fn lists(run: &Run) -> Vec<List> {
    let skipped = run.cases.iter();
    let skipped = skipped.filter(|c| matches!(c.verdict, Verdict::Skipped(_)));
    let waivers = run.cases.iter().flat_map(|c| &c.waived);
    let waived = waivers.map(|waiver| {
        let (contract, subject) = (&waiver.contract, waiver.subject());
        let named = visible(&format!("{contract}: {subject}"));
        format!("{named}, {}", words::waived(waiver))
    });
    let flaky = run
        .cases
        .iter()
        .filter(|c| c.flaky)
        .map(|c| visible(&c.name));
    let notes = run.cases.iter().flat_map(|c| &c.notes);
    let undocumented = if run.header.strict {
        "undocumented, and so failed (--strict)"
    } else {
        "undocumented (fails only under --strict)"
    };
    let lists = [
        List::of("failed, and waived", waived),
        inconclusive(run),
        List::of("skipped", skipped.filter_map(|c| words::reason(&c.verdict))),
        // By name: the next run may be less lucky.
        List::of_cases("flaky (passed on a later attempt)", flaky),
        List::of(undocumented, notes.map(|n| visible(&n.says))),
        List::of_cases(
            "begun and not ended",
            run.unfinished.iter().map(|c| visible(c)),
        ),
    ];
    lists.into_iter().flatten().collect()
}

/// Why cases of each contract prove nothing, and once for each kind of cause what to do.
fn inconclusive(run: &Run) -> Option<List> {
    let mut hints: BTreeMap<String, &str> = BTreeMap::new();
    let caused = run.cases.iter().filter_map(|case| {
        let Verdict::Inconclusive(cause) = &case.verdict else {
            return None;
        };
        let text = format!("{}: {}", visible(&case.contract), words::cause(cause));
        hints.insert(text.clone(), cause_hint(cause));
        Some(text)
    });
    let caused: Vec<String> = caused.collect();
    let mut list = List::of("inconclusive", caused)?;
    let mut told: Vec<&str> = Vec::new();
    for (text, _) in &mut list.lines {
        if let Some(hint) = hints.get(text).filter(|hint| !told.contains(hint)) {
            told.push(hint);
            text.push_str(&format!(" ({hint})"));
        }
    }
    Some(list)
}

/// A title and its lines.
fn listed(style: Style, list: List) -> Vec<String> {
    let mut out = vec![String::new(), style.paint(Ink::Doubt, list.title)];
    let number = |n: &u64| {
        if list.names {
            "-".to_owned()
        } else {
            counted(*n, "case")
        }
    };
    let counts: Vec<String> = list.lines.iter().map(|(_, n)| number(n)).collect();
    let width = counts.iter().map(|c| c.chars().count()).max().unwrap_or(0);
    for ((text, _), number) in list.lines.iter().zip(&counts).take(LISTED) {
        out.extend(labelled(style, 2, number, width + 1, text));
    }
    if list.lines.len() > LISTED {
        out.push(format!("  … {} more", list.lines.len() - LISTED));
    }
    out
}

/// The run's verdict in a sentence, painted.
fn verdict(style: Style, run: &Run) -> String {
    let (ink, text) = sentence(run);
    let target = visible(&run.header.target);
    let lines = wrap(&format!("{text} Target: {target}."), style.width());
    let lines = lines.into_iter().map(|line| style.paint(ink, line));
    lines.collect::<Vec<_>>().join("\n")
}

/// How many cases came out how, each case counted once: `2 failed`, `1 waived`, in the order in which they matter. Only
/// the failed are told where there are none. Together they are all cases.
pub(super) fn standings(counts: Counts, unfinished: u64) -> Vec<String> {
    let flaky = match counts.flaky {
        0 => String::new(),
        some => format!(" ({} flaky)", grouped(some)),
    };
    let mut told = vec![format!("{} failed", grouped(counts.failed))];
    for (number, word) in [
        (counts.waived, "waived"),
        (counts.inconclusive, "inconclusive"),
        (unfinished, "begun and not ended"),
        (counts.skipped, "skipped"),
    ] {
        if number > 0 {
            told.push(format!("{} {word}", grouped(number)));
        }
    }
    if counts.passed > 0 {
        told.push(format!("{} passed{flaky}", grouped(counts.passed)));
    }
    told
}

/// Broken checks of the cases that failed: those of cases that waivers cover, or that prove nothing, fail nothing.
fn findings_of_failed(run: &Run) -> u64 {
    let failed = run.cases.iter().filter(|c| c.word() == "failed");
    failed
        .map(|c| u64::try_from(c.findings().count()).unwrap_or(u64::MAX))
        .sum()
}

/// The run's verdict in a sentence, and what kind of news it is.
pub(super) fn sentence(run: &Run) -> (Ink, String) {
    let (ink, mut text) = gates::sentence(run).unwrap_or_else(|| of_verdicts(run));
    if let Some(more) = gates::besides(run) {
        text.push_str(&more);
    }
    if run.finished.is_none() {
        text.push_str(" The run was cut off; --resume runs the rest.");
    }
    (ink, text)
}

/// What the verdicts of the cases come to.
fn of_verdicts(run: &Run) -> (Ink, String) {
    let counts = Counts::of(&run.cases);
    let unfinished = u64::try_from(run.unfinished.len()).unwrap_or(u64::MAX);
    let all = counted(counts.cases().saturating_add(unfinished), "case");
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
                counted(findings_of_failed(run), "finding"),
                match standings(counts, unfinished).get(1..) {
                    None | Some([]) => String::new(),
                    Some(others) => format!("; {}", others.join(", ")),
                }
            ),
        ),
        2 => (Ink::Doubt, "Nothing was selected.".to_owned()),
        _ if counts.skipped == counts.cases() && counts.skipped > 0 && unfinished == 0 => {
            (Ink::Doubt, format!("Nothing ran: {all} skipped."))
        }
        _ if counts.inconclusive == 0 && unfinished == 0 && run.finished.is_none() => {
            (Ink::Doubt, format!("Nothing failed in the {all} that ran."))
        }
        _ => {
            let nothing = counts.inconclusive.saturating_add(unfinished);
            let prove = if nothing == 1 { "proves" } else { "prove" };
            let ran = counts.cases().saturating_add(unfinished) - counts.skipped;
            let ran = match counts.skipped {
                0 => all,
                _ => format!("the {} that ran", counted(ran, "case")),
            };
            let text = format!(
                "Nothing failed, but {} of {ran} {prove} nothing.",
                grouped(nothing)
            );
            (Ink::Doubt, text)
        }
    }
}
