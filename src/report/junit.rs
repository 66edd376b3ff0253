//! JUnit XML, as Jenkins, GitLab and GitHub's actions read it.
//!
//! The format has no standard. The strictest reader is the xUnit plugin of Jenkins, which refuses a file that its schema
//! (`junit-10.xsd`) does not allow; so this stays within it. The schema has no place for a case's file, line and
//! properties, only for a suite's. Therefore a suite is one file of cases of one contract, `file` is the suite's, and what
//! else there is to say of a case stands in its `system-out` as `[[PROPERTY|name=value]]`, which several readers know.

use std::io::{self, Write};

use super::claims::{Claims, strongest};
use super::gates::{self, Demand, Standing};
use super::layout::visible;
use super::xml::Xml;
use super::{Style, case_text, summary, words};
use crate::contract::Contract;
use crate::record::{CaseResult, Counts, Run};
use crate::verdict::Verdict;

/// So many characters of a failure's message are kept.
const MESSAGE: usize = 300;

/// Writes the report.
///
/// # Errors
/// Whatever `out` says.
pub fn junit(run: &Run, contracts: &[&Contract], out: &mut impl Write) -> io::Result<()> {
    let mut claims = Claims::new(contracts);
    let suites = suites(run);
    let all = Counts::of(&run.cases);
    let cut_off = run.unfinished.len();
    let demands = gates::demands(run);
    let mut xml = Xml::new(out)?;
    let numbers = Numbers::of(all, cut_off, &demands);
    xml.start(
        "testsuites",
        &[
            ("name", "docproof"),
            ("tests", &numbers.tests),
            ("failures", &numbers.failures),
            ("errors", &numbers.errors),
            ("time", &numbers.time),
        ],
    )?;
    for suite in &suites {
        write_suite(&mut xml, run, suite, &mut claims)?;
    }
    write_demands(&mut xml, run, &demands)?;
    xml.end()
}

/// The cases of one file.
struct Suite<'a> {
    /// The beginning of the cases' names: `contract::file`.
    name: &'a str,
    cases: Vec<&'a CaseResult>,
    /// Names of those without an end.
    unfinished: Vec<&'a str>,
}

fn suites(run: &Run) -> Vec<Suite<'_>> {
    let mut all: Vec<Suite<'_>> = Vec::new();
    for case in &run.cases {
        suite(&mut all, suite_of(&case.name)).cases.push(case);
    }
    for name in &run.unfinished {
        suite(&mut all, suite_of(name)).unfinished.push(name);
    }
    all
}

/// The suite of a name, made where there is none.
fn suite<'s, 'a>(all: &'s mut Vec<Suite<'a>>, name: &'a str) -> &'s mut Suite<'a> {
    let at = all.iter().position(|s| s.name == name).unwrap_or(all.len());
    if at == all.len() {
        all.push(Suite {
            name,
            cases: Vec::new(),
            unfinished: Vec::new(),
        });
    }
    &mut all[at]
}

/// `contract::file` of `contract::file::name`.
fn suite_of(name: &str) -> &str {
    let mut ends = name.match_indices("::").map(|(at, _)| at);
    let end = ends.nth(1).unwrap_or(name.len());
    name.get(..end).unwrap_or(name)
}

/// Counts as attributes.
struct Numbers {
    tests: String,
    failures: String,
    errors: String,
    skipped: String,
    time: String,
}

impl Numbers {
    fn of(counts: Counts, cut_off: usize, demands: &[Demand]) -> Self {
        let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let cut_off = number(cut_off);
        let standing = |s| number(demands.iter().filter(|d| d.standing == s).count());
        Self {
            tests: (counts.cases() + cut_off + number(demands.len())).to_string(),
            failures: (counts.failed + standing(Standing::Failed)).to_string(),
            errors: (counts.inconclusive + cut_off + standing(Standing::Doubtful)).to_string(),
            skipped: (counts.skipped + counts.waived).to_string(),
            time: seconds(counts.took_us),
        }
    }
}

/// Seconds with three decimals: more of them the schema's older form refuses.
fn seconds(us: u64) -> String {
    let ms = us / 1_000 + u64::from(us % 1_000 >= 500);
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

fn write_suite<'a, W: Write>(
    xml: &mut Xml<'_, W>,
    run: &'a Run,
    suite: &Suite<'a>,
    claims: &mut Claims<'a>,
) -> io::Result<()> {
    let numbers = Numbers::of(
        Counts::of(suite.cases.iter().copied()),
        suite.unfinished.len(),
        &[],
    );
    let (id, file) = suite.name.split_once("::").unwrap_or((suite.name, ""));
    let path = suite.cases.first().map_or("", |c| c.file.as_str());
    let mut attributes = vec![
        ("name", suite.name),
        ("package", id),
        ("tests", &numbers.tests),
        ("failures", &numbers.failures),
        ("errors", &numbers.errors),
        ("skipped", &numbers.skipped),
        ("time", &numbers.time),
        ("timestamp", &run.header.time),
    ];
    if !path.is_empty() {
        attributes.push(("file", path));
    }
    xml.start("testsuite", &attributes)?;
    properties(xml, run, id)?;
    let class = format!("{id}.{file}");
    for case in &suite.cases {
        write_case(xml, &class, case, claims)?;
    }
    for name in &suite.unfinished {
        let title = name.strip_prefix(suite.name).unwrap_or(name);
        let title = title.trim_start_matches("::");
        xml.start("testcase", &[("name", title), ("classname", &class)])?;
        let message = "The case began and did not end: the run was cut off.";
        xml.element("error", &[("type", "cut-off"), ("message", message)], "")?;
        xml.end()?;
    }
    xml.end()
}

/// What the run is held to besides its cases, as a suite of its own: a pipeline that reads nothing else sees why the exit
/// code is 1.
fn write_demands<W: Write>(xml: &mut Xml<'_, W>, run: &Run, demands: &[Demand]) -> io::Result<()> {
    if demands.is_empty() {
        return Ok(());
    }
    let numbers = Numbers::of(Counts::default(), 0, demands);
    xml.start(
        "testsuite",
        &[
            ("name", gates::SUITE),
            ("tests", &numbers.tests),
            ("failures", &numbers.failures),
            ("errors", &numbers.errors),
            ("skipped", &numbers.skipped),
            ("time", &numbers.time),
            ("timestamp", &run.header.time),
        ],
    )?;
    for demand in demands {
        xml.start(
            "testcase",
            &[("name", &demand.name), ("classname", gates::SUITE)],
        )?;
        let told = |kind| [("type", kind), ("message", demand.says.as_str())];
        match demand.standing {
            Standing::Held => {}
            Standing::Failed => xml.element("failure", &told("gate"), &demand.lacks)?,
            Standing::Doubtful => xml.element("error", &told("gate"), &demand.lacks)?,
        }
        xml.end()?;
    }
    xml.end()
}

fn properties<W: Write>(xml: &mut Xml<'_, W>, run: &Run, id: &str) -> io::Result<()> {
    let header = &run.header;
    let mut all = vec![
        ("target", header.target.as_str()),
        ("docproof", &header.docproof),
        ("contract", id),
    ];
    if let Some(url) = header.base_urls.iter().find(|u| u.contract == id) {
        all.push(("base-url", &url.url));
    }
    if let Some(contract) = header.contracts.iter().find(|c| c.id == id) {
        all.push(("contract-version", &contract.version));
        if let Some(document) = &contract.document {
            all.push(("document", &document.file));
            all.push(("document-sha256", &document.sha256));
        }
    }
    if header.strict {
        all.push(("strict", "true"));
    }
    if header.insecure {
        all.push(("insecure", summary::INSECURE));
    }
    xml.start("properties", &[])?;
    for (name, value) in all {
        xml.element(
            "property",
            &[("name", name), ("value", &visible(value))],
            "",
        )?;
    }
    xml.end()
}

fn write_case<'a, W: Write>(
    xml: &mut Xml<'_, W>,
    class: &str,
    case: &'a CaseResult,
    claims: &mut Claims<'a>,
) -> io::Result<()> {
    let time = seconds(case.took_us);
    let title = visible(case.title());
    xml.start(
        "testcase",
        &[("name", &title), ("classname", class), ("time", &time)],
    )?;
    let contract = claims.contract(case);
    let text = || case_text::case(Style::plain(), case, contract);
    match &case.verdict {
        Verdict::Passed => {}
        // A failure that is accepted: the message says what failed and until when.
        Verdict::Failed if case.is_waived() => {
            let message = words::headline(case, MESSAGE);
            xml.element("skipped", &[("message", &message)], &text())?;
        }
        Verdict::Failed => {
            let rule = case
                .findings()
                .next()
                .map_or("undocumented", |(_, f)| f.rule.as_str());
            let message = words::headline(case, MESSAGE);
            let attributes = [("type", rule), ("message", &message)];
            xml.element("failure", &attributes, &text())?;
        }
        Verdict::Inconclusive(_) => {
            let message = words::headline(case, MESSAGE);
            let attributes = [("type", "inconclusive"), ("message", &message)];
            xml.element("error", &attributes, &text())?;
        }
        Verdict::Skipped(_) => {
            let message = words::headline(case, MESSAGE);
            xml.element("skipped", &[("message", &message)], "")?;
        }
    }
    let clauses = claims.of(case);
    let mut said = vec![
        ("file", visible(&case.file)),
        ("line", case.line.to_string()),
        ("verdict", case.word().to_owned()),
    ];
    if case.flaky {
        said.push(("flaky", "true".to_owned()));
    }
    if let Some(evidence) = strongest(&clauses) {
        let ids: Vec<&str> = clauses.iter().map(|c| c.id.as_str()).collect();
        said.push(("clauses", ids.join(" ")));
        said.push(("evidence", evidence.word().to_owned()));
    }
    let lines = said.into_iter().map(|(name, value)| {
        // The brackets of the end must not come earlier.
        format!("[[PROPERTY|{name}={}]]\n", value.replace("]]", "] ]"))
    });
    xml.element("system-out", &[], &lines.collect::<String>())?;
    xml.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_decimals() {
        for (us, text) in [
            (0, "0.000"),
            (499, "0.000"),
            (500, "0.001"),
            (61_234_567, "61.235"),
        ] {
            assert_eq!(seconds(us), text);
        }
    }

    #[test]
    fn a_suite_is_a_file_of_a_contract() {
        assert_eq!(suite_of("a/b::c::d::e"), "a/b::c");
        assert_eq!(suite_of("a/b::c"), "a/b::c");
        assert_eq!(suite_of("a"), "a");
    }
}
