//! Annotations of GitHub Actions: lines that the runner takes as commands and shows at a file's line.

use super::layout::count;
use super::words;
use crate::record::{CaseResult, Run};
use crate::verdict::{Stale, Verdict};

/// GitHub shows so many of each kind for a step and drops the others.
const SHOWN: usize = 10;
/// So many characters of a message are kept.
const MESSAGE: usize = 600;

/// `::error` for the waivers that are no longer true and the cases that failed, `::warning` for cases that prove nothing,
/// `::notice` for those that waivers cover; each at its line. Where GitHub would drop some of a kind, they are left out and
/// counted in a last line that is no command.
pub fn annotations(run: &Run) -> Vec<String> {
    let of = |command: &'static str, meant: fn(&CaseResult) -> bool| {
        let cases = run.cases.iter().filter(move |c| meant(c));
        cases.map(move |case| annotation(command, case))
    };
    let untrue = run.stale.iter().map(stale);
    let failed = of("error", |c| c.verdict == Verdict::Failed && !c.is_waived());
    let doubtful = of("warning", |c| matches!(c.verdict, Verdict::Inconclusive(_)));
    let waived = of("notice", CaseResult::is_waived);
    let kinds: [(&str, Vec<String>); 3] = [
        ("error", untrue.chain(failed).collect()),
        ("warning", doubtful.collect()),
        ("notice", waived.collect()),
    ];
    let mut lines = Vec::new();
    let mut dropped = Vec::new();
    for (kind, all) in kinds {
        if let Some(more @ 1..) = all.len().checked_sub(SHOWN) {
            dropped.push(count(u64::try_from(more).unwrap_or(u64::MAX), kind));
        }
        lines.extend(all.into_iter().take(SHOWN));
    }
    if !dropped.is_empty() {
        lines.push(format!(
            "docproof: GitHub shows {SHOWN} annotations of a kind; {} more are in the summary and the report",
            dropped.join(", ")
        ));
    }
    lines
}

fn stale(stale: &Stale) -> String {
    let at = &stale.waiver.at;
    let (file, line) = at.rsplit_once(':').unwrap_or((at, "1"));
    format!(
        "::error file={},line={},title=a waiver is no longer true::{}",
        property(file),
        property(line),
        data(&words::stale(stale))
    )
}

fn annotation(command: &str, case: &CaseResult) -> String {
    format!(
        "::{command} file={},line={},title={}::{}",
        property(&case.file),
        case.line,
        property(&format!("{}: {}", case.word(), case.name)),
        data(&words::headline(case, MESSAGE))
    )
}

/// A command's text: what would end its line is escaped, as the runner undoes it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A value between the commas of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("a\r\n::error::50%"), "a%0D%0A::error::50%25");
        assert_eq!(property("a::b, c\n"), "a%3A%3Ab%2C c%0A");
    }
}
