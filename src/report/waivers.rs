//! A draft of waivers for what failed in a run: a clause that broke, once for all cases that found it; a case, where no
//! clause says what broke in it. YAML that loads; why each is accepted is left to be said.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::blame::blame;
use super::layout::{is_hidden, shorten, visible};
use super::summary::INSECURE;
use super::words;
use crate::contract::Contract;
use crate::record::{CaseResult, Run};
use crate::verdict::Verdict;

/// So many cases are named for a clause.
const NAMED: usize = 5;

/// What an entry is for: a contract's clause, or a case of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'a> {
    Clause(&'a str),
    Case(&'a str),
}

/// What was found of it.
#[derive(Debug, Default)]
struct Found<'a> {
    cases: Vec<&'a str>,
    /// The first finding in words.
    says: String,
}

/// Entries for the failures of a run that no waiver covers. Each ends thirty days after the run began.
pub fn waivers(run: &Run, contracts: &[&Contract]) -> String {
    let mut entries: BTreeMap<(&str, Subject<'_>), Found<'_>> = BTreeMap::new();
    for case in &run.cases {
        if case.verdict != Verdict::Failed || case.is_waived() {
            continue;
        }
        let contract = contracts.iter().copied().find(|c| c.id == case.contract);
        for (subject, says) in subjects(case, contract, run.header.strict) {
            let found = entries.entry((&case.contract, subject)).or_default();
            if found.cases.is_empty() {
                found.says = says;
            }
            if found.cases.last() != Some(&case.title()) {
                found.cases.push(case.title());
            }
        }
    }
    let target = visible(&run.header.target);
    let mut out = vec![
        format!(
            "# Drafted by docproof for what failed on `{target}` in the run of {}.",
            visible(&run.header.time)
        ),
        "# Say why each entry is accepted and until when, or mend what it is for. docs/waivers.md"
            .to_owned(),
    ];
    if run.header.insecure {
        out.push(format!("# {INSECURE}"));
    }
    if entries.is_empty() {
        out.push("waivers: []".to_owned());
    } else {
        out.push("waivers:".to_owned());
    }
    let until = until(&run.header.time);
    for ((contract, subject), found) in &entries {
        out.extend(entry(contract, subject, found, &run.header.target, &until));
    }
    let mut text = out.join("\n");
    text.push('\n');
    text
}

/// What entries a case needs to be covered as a whole: the clauses that its findings go against, or itself, where one goes
/// against none or where it fails for undocumented facts.
fn subjects<'a>(
    case: &'a CaseResult,
    contract: Option<&'a Contract>,
    strict: bool,
) -> Vec<(Subject<'a>, String)> {
    let mut subjects: Vec<(Subject<'a>, String)> = Vec::new();
    let as_a_whole = |says| vec![(Subject::Case(case.title()), says)];
    for (check, finding) in case.findings() {
        let says = words::place(finding) + ": " + &visible(&finding.message);
        let clauses = contract
            .map(|c| blame(c, &case.checks, check, finding).clauses)
            .unwrap_or_default();
        let Some(first) = clauses.first() else {
            return as_a_whole(says);
        };
        let is_there = |(known, _): &(Subject<'_>, String)| {
            clauses.iter().any(|c| *known == Subject::Clause(&c.id))
        };
        if !subjects.iter().any(is_there) {
            subjects.push((Subject::Clause(&first.id), says));
        }
    }
    match case.notes.first().filter(|_| strict || subjects.is_empty()) {
        Some(note) => as_a_whole(visible(&note.says)),
        None if subjects.is_empty() => as_a_whole("it failed".to_owned()),
        None => subjects,
    }
}

fn entry(
    contract: &str,
    subject: &Subject<'_>,
    found: &Found<'_>,
    target: &str,
    until: &str,
) -> Vec<String> {
    let (key, id) = match subject {
        Subject::Clause(id) => ("clause", id),
        Subject::Case(name) => ("case", name),
    };
    let mut out = vec![String::new()];
    if let Subject::Clause(_) = subject {
        let more = found.cases.len().saturating_sub(NAMED);
        let cases = found.cases.iter().take(NAMED);
        out.extend(cases.map(|c| format!("  # broken in: {}", visible(c))));
        out.extend((more > 0).then(|| format!("  # … and in {more} more")));
    }
    let says = shorten(&found.says, 160);
    out.extend([
        format!("  - contract: {}", quoted(contract)),
        format!("    {key}: {}", quoted(id)),
        format!("    target: {}", quoted(target)),
        format!(
            "    reason: {}",
            quoted(&format!("say why this is accepted ({says})"))
        ),
        "    # link: https://…".to_owned(),
        format!("    until: {until} # a placeholder: thirty days after the run"),
    ]);
    out
}

/// The text in double quotes, as JSON has it, which is YAML; what would hide in it as escapes, which YAML reads back.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let code = u32::from(c);
        if !is_hidden(c) {
            out.push(c);
        } else if code <= 0xFFFF {
            out.push_str(&format!("\\u{code:04x}"));
        } else {
            out.push_str(&format!("\\U{code:08x}"));
        }
    }
    out
}

/// Thirty days after a time in RFC 3339.
fn until(time: &str) -> String {
    let began = time
        .parse::<Timestamp>()
        .map(|t| t.to_zoned(TimeZone::UTC).date());
    let began = began.unwrap_or(Date::constant(1970, 1, 1));
    let until = began.checked_add(Span::new().days(30));
    until.unwrap_or(Date::MAX).to_string()
}
