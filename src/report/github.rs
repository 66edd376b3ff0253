//! Annotations of GitHub Actions: lines that the runner takes as commands and shows at a file's line.

use std::collections::HashSet;

use super::layout::visible;
use super::{gates, mistakes, words};
use crate::contract::Contract;
use crate::record::{CaseResult, Gate, GateKind, Run};
use crate::text::counted;
use crate::verdict::{Stale, Verdict};

/// GitHub shows so many of each kind for a step and drops the others.
const SHOWN: usize = 10;
/// So many characters of a message are kept.
const MESSAGE: usize = 600;

/// `::error` for the waivers that are no longer true, the gates that did not open and the cases that failed, `::warning` for
/// cases that prove nothing, `::notice` for those that waivers cover; a case at its line, in a file below `folder`. Of the
/// cases one of each mistake comes first. Where GitHub would drop some of a kind, they are left out and counted in a last
/// line that is no command.
pub fn annotations(run: &Run, contracts: &[&Contract], folder: &str) -> Vec<String> {
    let annotation = |command, case| annotation(command, case, folder);
    let of = |command: &'static str, meant: fn(&CaseResult) -> bool| {
        let cases = run.cases.iter().filter(move |c| meant(c));
        cases.map(move |case| annotation(command, case))
    };
    let untrue = run.stale.iter().map(|s| stale(s, folder));
    let closed = run.closed_gates().map(closed);
    let failed = telling_first(run, contracts);
    let failed = failed.into_iter().map(|case| annotation("error", case));
    let doubtful = of("warning", |c| matches!(c.verdict, Verdict::Inconclusive(_)));
    let waived = of("notice", CaseResult::is_waived);
    let kinds: [(&str, Vec<String>); 3] = [
        ("error", untrue.chain(closed).chain(failed).collect()),
        ("warning", doubtful.collect()),
        ("notice", waived.collect()),
    ];
    let mut lines = Vec::new();
    let mut dropped = Vec::new();
    for (kind, all) in kinds {
        if let Some(more @ 1..) = all.len().checked_sub(SHOWN) {
            dropped.push(counted(more, kind));
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

/// The cases that failed: the first of each mistake, then the others.
fn telling_first<'a>(run: &'a Run, contracts: &[&'a Contract]) -> Vec<&'a CaseResult> {
    let of_mistakes = mistakes(run, contracts);
    let firsts = of_mistakes.iter().filter_map(|m| m.cases.first().copied());
    let failed = |c: &&CaseResult| c.verdict == Verdict::Failed && !c.is_waived();
    let mut known = HashSet::new();
    let all = firsts.chain(&run.cases).filter(failed);
    all.filter(|case| known.insert(case.name.as_str()))
        .collect()
}

/// From here to the line that [`heed`] gives, the runner takes no line for a command: what servers answer, and what cases are
/// called, is printed, and must not be able to forge annotations or hide the log. Nobody can guess the token.
pub fn ignore(token: &str) -> String {
    format!("::stop-commands::{token}")
}

/// Ends what [`ignore`] began.
pub fn heed(token: &str) -> String {
    format!("::{token}::")
}

fn closed(gate: &Gate) -> String {
    let title = match gate.kind {
        GateKind::Demand => "a gate did not open",
        GateKind::Allowance => "too much is inconclusive",
    };
    format!("::error title={title}::{}", data(&gates::told(gate)))
}

fn stale(stale: &Stale, folder: &str) -> String {
    let at = &stale.waiver.at;
    let (file, line) = at.rsplit_once(':').unwrap_or((at, "1"));
    format!(
        "::error file={},line={},title=a waiver is no longer true::{}",
        property(&below(folder, file)),
        property(line),
        data(&words::stale(stale))
    )
}

fn annotation(command: &str, case: &CaseResult, folder: &str) -> String {
    format!(
        "::{command} file={},line={},title={}::{}",
        property(&below(folder, &case.file)),
        case.line,
        property(&visible(&format!("{}: {}", case.word(), case.name))),
        data(&words::headline(case, MESSAGE))
    )
}

/// A file as the repository has it; an absolute path stays.
fn below(folder: &str, file: &str) -> String {
    if folder.is_empty() || file.starts_with('/') {
        file.to_owned()
    } else {
        format!("{folder}/{file}")
    }
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
