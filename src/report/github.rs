//! Annotations of GitHub Actions: lines that the runner takes as commands and shows at a file's line.

use super::words;
use crate::record::{CaseResult, Run};
use crate::verdict::Verdict;

/// GitHub shows so many of each kind for a step and drops the others.
const SHOWN: usize = 10;
/// So many characters of a message are kept.
const MESSAGE: usize = 600;

/// `::error` for the cases that failed, `::warning` for those that prove nothing, each at the line of the case.
pub fn annotations(run: &Run) -> Vec<String> {
    let of = |command: &'static str, meant: fn(&Verdict) -> bool| {
        let cases = run.cases.iter().filter(move |c| meant(&c.verdict));
        cases.take(SHOWN).map(move |case| annotation(command, case))
    };
    let failed = of("error", |v| matches!(v, Verdict::Failed));
    let doubtful = of("warning", |v| matches!(v, Verdict::Inconclusive(_)));
    failed.chain(doubtful).collect()
}

fn annotation(command: &str, case: &CaseResult) -> String {
    format!(
        "::{command} file={},line={},title={}::{}",
        property(&case.file),
        case.line,
        property(&format!("{}: {}", case.verdict.word(), case.name)),
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
