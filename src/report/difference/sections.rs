//! A comparison in words, whatever form it is written in.

use super::{Changed, Difference};
use crate::record::{Counts, Run};
use crate::report::layout::{count, duration, grouped, visible};
use crate::report::{DiffLine, words};

/// A list of what became of something.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it lists.
    pub title: &'static str,
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
    /// The lines that differ.
    pub diff: Vec<DiffLine>,
}

/// The two runs in a line each, and the verdict in words.
pub(crate) fn heads(difference: &Difference<'_>) -> [String; 3] {
    let sentence = if difference.is_regression() {
        "Worse than before."
    } else {
        "Nothing is worse than before."
    };
    [
        format!("before: {}", run(difference.before)),
        format!("now:    {}", run(difference.now)),
        sentence.to_owned(),
    ]
}

fn run(run: &Run) -> String {
    let counts = Counts::of(&run.cases);
    format!(
        "{}, {}: {} of {} passed, {} failed{}",
        visible(&run.header.target),
        visible(&run.header.time),
        grouped(counts.passed),
        count(counts.cases(), "case"),
        grouped(counts.failed),
        match counts.waived {
            0 => String::new(),
            some => format!(", {} waived", grouped(some)),
        }
    )
}

/// Every section that has something in it, the worst first.
pub fn sections(difference: &Difference<'_>) -> Vec<Section> {
    let cases = |all: &[Changed<'_>]| all.iter().map(case).collect::<Vec<Entry>>();
    let (worse, same): (Vec<Changed<'_>>, Vec<Changed<'_>>) = difference
        .still_failing
        .iter()
        .cloned()
        .partition(|c| !c.parts.0.is_empty());
    let all = [
        ("newly failing", true, cases(&difference.newly_failing)),
        (
            "still failing, and something new with it",
            true,
            cases(&worse),
        ),
        (
            "no longer judged",
            true,
            cases(&difference.no_longer_judged),
        ),
        ("checks that show nothing any more", true, lost(difference)),
        ("still failing", false, cases(&same)),
        ("newly passing", false, cases(&difference.newly_passing)),
        ("times that moved", false, moved(difference)),
        ("bodies of another shape", false, reshaped(difference)),
    ];
    let all = all
        .into_iter()
        .filter(|(_, _, entries)| !entries.is_empty());
    all.map(|(title, is_bad, entries)| Section {
        title,
        is_bad,
        entries,
    })
    .collect()
}

fn case(changed: &Changed<'_>) -> Entry {
    let (file, line) = changed.at;
    let mut lines = vec![format!(
        "{}:{line}, was {}, is {}",
        visible(file),
        changed.before,
        changed.now
    )];
    if !changed.headline.is_empty() {
        lines.push(changed.headline.clone());
    }
    for (title, parts) in [
        ("only now", &changed.parts.0),
        ("no longer", &changed.parts.1),
    ] {
        if !parts.is_empty() {
            lines.push(visible(&format!("{title}: {}", parts.join(", "))));
        }
    }
    Entry {
        head: visible(changed.case),
        lines,
        diff: Vec::new(),
    }
}

fn lost(difference: &Difference<'_>) -> Vec<Entry> {
    let lost = difference.lost.iter().map(|lost| Entry {
        head: visible(&format!("{}: {}", lost.contract, words::part(&lost.part))),
        lines: vec![match &lost.vacuous {
            None => "held before, and is not looked at now".to_owned(),
            Some(why) => format!("held before, and is vacuous now: {}", visible(why)),
        }],
        diff: Vec::new(),
    });
    lost.collect()
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
            diff: Vec::new(),
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
        lines: Vec::new(),
        diff: reshaped.lines.clone(),
    });
    reshaped.collect()
}
