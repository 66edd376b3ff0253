//! A comparison in words, whatever form it is written in.

use std::collections::BTreeMap;

use super::group::{Group, by_mistake, by_words, told, with};
use super::{Changed, Difference};
use crate::record::{Counts, Run};
use crate::report::layout::{duration, seconds, visible};
use crate::report::{DiffLine, words};
use crate::text::{counted, grouped};

/// A list of what became of something.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it lists.
    pub title: &'static str,
    /// How many of what there are: `98 cases, 2 mistakes`.
    pub count: String,
    /// Whether this is worse than before.
    pub is_bad: bool,
    /// What it lists.
    pub entries: Vec<Entry>,
}

/// One thing that changed.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What it is: a case, a check, an operation.
    pub head: String,
    /// What there is to say of it.
    pub lines: Vec<String>,
    /// The cases of which it is true, each with its place.
    pub cases: Vec<String>,
    /// The lines that differ.
    pub diff: Vec<DiffLine>,
}

/// The two runs in a line each, and the verdict in words.
pub(crate) fn heads(difference: &Difference<'_>) -> [String; 3] {
    [
        format!("before: {}", run(difference.before)),
        format!("now:    {}", run(difference.now)),
        verdict(difference),
    ]
}

/// The verdict with what it rests on: `Worse than before: 98 cases newly fail (2 mistakes); 3 newly pass.`
fn verdict(difference: &Difference<'_>) -> String {
    let cases = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 case {one}")),
        n => Some(format!("{} {many}", counted(n, "case"))),
    };
    let mistakes = |n: usize| format!(" ({})", counted(n, "mistake"));
    let newly = &difference.newly_failing;
    let (worse, same) = still(difference);
    let bad = [
        cases(newly.len(), "newly fails", "newly fail")
            .map(|told| told + &mistakes(by_mistake(newly).len())),
        cases(
            worse.len(),
            "fails in something new",
            "fail in something new",
        ),
        cases(
            difference.no_longer_judged.len(),
            "is no longer judged",
            "are no longer judged",
        ),
        match difference.lost.len() {
            0 => None,
            1 => Some("1 check shows nothing any more".to_owned()),
            n => Some(format!("{} show nothing any more", counted(n, "check"))),
        },
    ];
    let news = [
        cases(same.len(), "fails as before", "fail as before"),
        cases(difference.newly_passing.len(), "newly passes", "newly pass"),
    ];
    let join = |all: &[Option<String>]| {
        let all: Vec<&str> = all.iter().flatten().map(String::as_str).collect();
        all.join(", ")
    };
    let (bad, news) = (join(&bad), join(&news));
    let worse = if difference.is_regression() {
        format!("Worse than before: {bad}")
    } else {
        "Nothing is worse than before".to_owned()
    };
    match news.as_str() {
        "" => format!("{worse}."),
        news => format!("{worse}; {news}."),
    }
}

/// What only one of the two runs was asked for, a sentence each.
pub(crate) fn selections(difference: &Difference<'_>) -> Vec<String> {
    let only = |run: &Run| {
        let filters = run.header.filters.iter();
        filters.map(|f| visible(f)).collect::<Vec<_>>().join(", ")
    };
    let mut told = Vec::new();
    match difference.unasked.now {
        0 => {}
        n => told.push(format!(
            "Now ran only: {}; {} of the run before not selected.",
            only(difference.now),
            counted(n, "case")
        )),
    }
    match difference.unasked.before {
        0 => {}
        n => told.push(format!(
            "Before ran only: {}; {} of the run now not selected then.",
            only(difference.before),
            counted(n, "case")
        )),
    }
    told
}

fn run(run: &Run) -> String {
    let counts = Counts::of(&run.cases);
    format!(
        "{}, {}: {} of {} passed, {} failed{}",
        visible(&run.header.target),
        visible(&seconds(&run.header.time)),
        grouped(counts.passed),
        counted(counts.cases(), "case"),
        grouped(counts.failed),
        match counts.waived {
            0 => String::new(),
            some => format!(", {} waived", grouped(some)),
        }
    )
}

/// Cases that fail in something new, and those that fail as before.
fn still<'a>(difference: &Difference<'a>) -> (Vec<Changed<'a>>, Vec<Changed<'a>>) {
    let still = difference.still_failing.iter().cloned();
    still.partition(|c| !c.parts.0.is_empty())
}

/// Every section that has something in it, the worst first.
pub fn sections(difference: &Difference<'_>) -> Vec<Section> {
    let (worse, same) = still(difference);
    let judged = in_words(&difference.no_longer_judged, |c| c.headline.clone());
    let with_them = match difference.lost_with_cases {
        0 => String::new(),
        n => format!(", and with them {}", counted(n, "check")),
    };
    let (unasked, newly) = (&difference.failing_unasked, &difference.newly_failing);
    let passing = &difference.newly_passing;
    let of = |title, is_bad, (entries, count)| Section {
        title,
        count,
        is_bad,
        entries,
    };
    let cases = |n: usize| counted(n, "case");
    let checks = lost(difference);
    let (moved, reshaped) = (moved(difference), reshaped(difference));
    let all = [
        of("newly failing", true, in_mistakes(newly)),
        of(
            "still failing, and something new with it",
            true,
            (in_words(&worse, parts), cases(worse.len())),
        ),
        of(
            "no longer judged",
            true,
            (
                judged,
                cases(difference.no_longer_judged.len()) + &with_them,
            ),
        ),
        of(
            "checks that show nothing any more",
            true,
            (checks, difference.lost.len().to_string()),
        ),
        of("still failing", false, in_mistakes(&same)),
        of(
            "failing, and not selected before",
            false,
            in_mistakes(unasked),
        ),
        of(
            "newly passing",
            false,
            (in_words(passing, |_| String::new()), cases(passing.len())),
        ),
        of("times that moved", false, sized(moved)),
        of("bodies of another shape", false, sized(reshaped)),
    ];
    let all = all.into_iter();
    all.filter(|section| !section.entries.is_empty()).collect()
}

fn sized(entries: Vec<Entry>) -> (Vec<Entry>, String) {
    let count = entries.len().to_string();
    (entries, count)
}

/// What a failing case breaks only now, and what no longer.
fn parts(changed: &Changed<'_>) -> String {
    let (new, gone) = &changed.parts;
    let new = with("only now", new.iter().cloned());
    let gone = with("no longer", gone.iter().cloned());
    let told: Vec<String> = [new, gone].into_iter().flatten().collect();
    told.join("; ")
}

/// Failing cases by mistake, and how many there are.
fn in_mistakes(all: &[Changed<'_>]) -> (Vec<Entry>, String) {
    let groups = by_mistake(all);
    let told = format!(
        "{}, {}",
        counted(all.len(), "case"),
        counted(groups.len(), "mistake")
    );
    (groups.into_iter().map(entry).collect(), told)
}

/// Cases by contract, what became of them, and why.
fn in_words(all: &[Changed<'_>], words: impl Fn(&Changed<'_>) -> String) -> Vec<Entry> {
    let all: Vec<&Changed<'_>> = all.iter().collect();
    let told = |c: &Changed<'_>| {
        let told = [became(c), Some(words(c)).filter(|w| !w.is_empty())];
        let told: Vec<String> = told.into_iter().flatten().collect();
        told.join(": ")
    };
    by_words(&all, told).into_iter().map(entry).collect()
}

/// What became of a case, where that is another thing than before.
fn became(changed: &Changed<'_>) -> Option<String> {
    let (before, now) = (changed.before, changed.now);
    (before != now).then(|| format!("{before} → {now}"))
}

fn entry(group: Group<'_, '_>) -> Entry {
    let cases = counted(group.cases.len(), "case");
    let mut all: Vec<String> = Vec::new();
    for told in group.cases.iter().filter_map(|c| became(c)) {
        if !all.contains(&told) {
            all.push(told);
        }
    }
    let mut lines = group.lines;
    let all = all.join(", ");
    // Groups of the same words begin with it.
    if !lines.first().is_some_and(|line| line.starts_with(&all)) {
        lines.insert(0, all);
    }
    Entry {
        head: format!("{}: {cases}", group.head),
        lines,
        cases: group.cases.iter().map(|c| told(c.case)).collect(),
        diff: Vec::new(),
    }
}

/// The checks of each contract that show nothing for the same reason.
fn lost(difference: &Difference<'_>) -> Vec<Entry> {
    let mut reasons: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for lost in &difference.lost {
        let why = match &lost.vacuous {
            None => "held before, and not looked at now".to_owned(),
            Some(why) => format!("held before, and vacuous now: {}", visible(why)),
        };
        let parts = reasons.entry((&lost.contract, why)).or_default();
        parts.push(visible(&words::part(&lost.part)));
    }
    let entries = reasons.into_iter().map(|((contract, why), parts)| Entry {
        head: format!("{}: {}", visible(contract), counted(parts.len(), "check")),
        lines: vec![why, parts.join(", ")],
        ..Entry::default()
    });
    entries.collect()
}

fn moved(difference: &Difference<'_>) -> Vec<Entry> {
    let moved = difference.moved.iter().map(|moved| {
        let (a, b) = moved.median_us;
        let (n, m) = moved.answers;
        let word = if b > a { "slower" } else { "faster" };
        Entry {
            head: visible(&moved.contract),
            lines: vec![format!(
                "{word}: the median of successful answers was {} ({n} answers), is {} ({m})",
                duration(a),
                duration(b)
            )],
            ..Entry::default()
        }
    });
    moved.collect()
}

fn reshaped(difference: &Difference<'_>) -> Vec<Entry> {
    let reshaped = difference.reshaped.iter().map(|reshaped| Entry {
        head: visible(&format!(
            "{}, status {}",
            reshaped.contract, reshaped.status
        )),
        diff: reshaped.lines.clone(),
        ..Entry::default()
    });
    reshaped.collect()
}
