//! One case: a line that says how it came out, and folded below it what was found, asked and answered.

use super::anchors;
use super::blocks::{self, number, term};
use super::broken::{capital, said};
use super::exchange;
use super::markup::Html;
use super::pictures::walk;
use super::view::View;
use crate::http::curl;
use crate::record::CaseResult;
use crate::report::alike::{Alike, alike};
use crate::report::layout::duration;
use crate::report::{
    DiffLine, DiffSign, Sent, blame, cause_hint, diff, fault, finding_hint, no_fault, words,
};
use crate::text::counted;
use crate::verdict::{Outcome, Verdict};

/// So many different findings are shown in full, the others in a line each.
const IN_FULL: usize = 12;
/// So many of the others.
const IN_BRIEF: usize = 100;
/// So many lines of a diff.
const DIFF: usize = 80;
/// So many characters of a value.
const WIDTH: usize = 400;

/// How a case is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Its name is a heading.
    pub(super) heading: bool,
    /// It is open at first.
    pub(super) open: bool,
}

/// A case.
pub(super) fn card(h: &mut Html, view: &View<'_>, case: &CaseResult, shape: Shape) {
    let word = case.word();
    let class = format!("case {word}");
    let numbers = view.numbers(case);
    let anchor = anchors::case(&case.name);
    let reasons = view.reasons(case);
    let mut attributes = vec![
        ("class", class.as_str()),
        ("id", &anchor),
        ("data-contract", &case.contract),
        ("data-verdict", word),
        ("data-clauses", &numbers),
        ("data-reasons", &reasons),
    ];
    if case.flaky {
        attributes.push(("data-flaky", "true"));
    }
    if shape.open {
        attributes.push(("open", ""));
    }
    h.tag("details", &attributes, |h| {
        h.tag("summary", &[], |h| summary(h, case, shape));
        h.tag("div", &[("class", "inside")], |h| {
            inside(h, view, case, shape);
        });
    });
}

fn summary(h: &mut Html, case: &CaseResult, shape: Shape) {
    blocks::verdict(h, case);
    h.text(" ");
    if case.flaky {
        blocks::chip(h, "inconclusive", "↻", "flaky");
        h.text(" ");
    }
    let name = if shape.heading { "h3" } else { "b" };
    h.el(name, &[("class", "name")], case.title());
    h.text(" ");
    h.tag("span", &[("class", "under")], |h| {
        if shape.heading {
            h.text(format!("{}, ", case.contract));
        }
        h.text(format!("{}:{}", case.file, case.line));
        if case.requests > 0 {
            h.text(format!(
                ", {}, {}",
                counted(case.requests, "request"),
                duration(case.took_us)
            ));
        }
        if let Some(reason) = words::reason(&case.verdict) {
            h.text(format!(" – {reason}"));
        } else if let Some((check, finding)) = case.findings().next() {
            h.text(" – ");
            h.sentence(&words::broken(check, finding));
        }
    });
}

fn inside(h: &mut Html, view: &View<'_>, case: &CaseResult, shape: Shape) {
    h.tag("p", &[("class", "address")], |h| {
        h.el("code", &[], &case.name);
        h.text(" ");
        let to = format!("#{}", anchors::case(&case.name));
        let label = format!("Link to the case {}", case.title());
        h.el("a", &[("href", &to), ("aria-label", &label)], "link");
    });
    if case.is_waived() {
        h.tag("dl", &[("class", "terms")], |h| {
            for waiver in &case.waived {
                term(h, "Waived", |h| h.text(words::waived(waiver)));
            }
        });
    }
    if let Some(whose) = no_fault(&case.verdict) {
        h.tag("dl", &[("class", "terms")], |h| {
            term(h, "Whose fault", |h| h.text(whose));
            if let Verdict::Inconclusive(cause) = &case.verdict {
                term(h, "What to do", |h| h.text(capital(cause_hint(cause))));
            }
        });
    }
    findings(h, view, case, shape);
    if case.findings().next().is_none()
        && let Some(last) = case.transcript.entries.len().checked_sub(1)
    {
        exchange::exchange(h, view, case, last, None);
    }
    if case.transcript.entries.is_empty() {
        requests(h, view, case);
    }
    walk::walks(h, view, case);
    exchange::table(h, view, case);
    rest(h, case);
}

fn findings(h: &mut Html, view: &View<'_>, case: &CaseResult, shape: Shape) {
    let groups = alike(case);
    let mut before = None;
    for (index, group) in groups.iter().enumerate().take(IN_FULL) {
        let at = group.first.place.exchange;
        let shown = (before == Some(at)).then_some(index);
        h.tag("section", &[("class", "finding")], |h| {
            let told = words::broken(group.check, group.first);
            let title = format!("{}. {}", index + 1, capital(&told));
            let name = if shape.heading { "h4" } else { "p" };
            h.tag(name, &[("class", "title")], |h| h.sentence(&title));
            finding(h, view, case, group);
            exchange::exchange(h, view, case, at, Some((group.first, shown)));
        });
        before = Some(at);
    }
    let rest = groups.get(IN_FULL..).unwrap_or_default();
    if rest.is_empty() {
        return;
    }
    h.tag("details", &[("class", "more")], |h| {
        h.el(
            "summary",
            &[],
            format!("{} more findings", number(rest.len())),
        );
        h.tag("ul", &[], |h| {
            for group in rest.iter().take(IN_BRIEF) {
                let answer = group.first.place.exchange + 1;
                h.el(
                    "li",
                    &[],
                    format!("answer {answer}, {}", words::finding(group.first, WIDTH)),
                );
            }
            if rest.len() > IN_BRIEF {
                h.el(
                    "li",
                    &[],
                    format!("and {} more, in the record", rest.len() - IN_BRIEF),
                );
            }
        });
    });
}

fn finding(h: &mut Html, view: &View<'_>, case: &CaseResult, group: &Alike<'_>) {
    let (contract, check, finding) = (view.contract(&case.contract), group.check, group.first);
    let blamed = contract.map(|c| (c, blame(c, &case.checks, check, finding)));
    h.tag("dl", &[("class", "terms")], |h| {
        if let Some((contract, blame)) = &blamed {
            said(h, contract, blame);
        }
        term(h, "Where", |h| {
            h.text(words::place_of_answer(finding));
        });
        term(h, "Expected", |h| {
            h.el("code", &[], words::expected(&finding.expected, WIDTH));
        });
        term(h, "Found", |h| {
            h.el(
                "code",
                &[("class", "bad")],
                words::actual(&finding.actual, WIDTH),
            );
        });
        term(h, "Whose move", |h| {
            let clauses = blamed.as_ref().map_or(&[][..], |(_, blame)| &blame.clauses);
            h.text(fault(contract, &check.part, clauses));
        });
        if let Some(hint) = finding_hint(&check.part, finding) {
            term(h, "Hint", |h| h.text(capital(hint)));
        }
        term(h, "Checked", |h| {
            h.text(format!("{} (", words::part(&check.part)));
            h.el("code", &[], check.part.to_string());
            h.text(format!(", {})", finding.rule));
            if let Some(schema) = &finding.place.schema {
                h.text(", ");
                h.el("code", &[], schema);
            }
        });
        others(h, group);
    });
    if let Some(lines) = diff(finding) {
        h.el(
            "p",
            &[("class", "label")],
            "Difference: − expected, + found",
        );
        h.tag("pre", &[("class", "diff")], |h| {
            for line in lines.iter().take(DIFF) {
                diff_line(h, line);
            }
            if lines.len() > DIFF {
                h.text(format!("… {} more lines", lines.len() - DIFF));
            }
        });
    }
}

fn others(h: &mut Html, group: &Alike<'_>) {
    if group.others.is_empty() {
        return;
    }
    let others = group.others.iter().take(5);
    let places: Vec<String> = others.map(|f| words::place_of_answer(f)).collect();
    let dots = if group.others.len() > 5 { ", …" } else { "" };
    term(h, "Also", |h| {
        h.text(format!(
            "{} more like this: {}{dots}",
            group.others.len(),
            places.join(", ")
        ));
    });
}

/// A line of a diff, in a `pre`.
pub(super) fn diff_line(h: &mut Html, line: &DiffLine) {
    let (sign, element) = match line.sign {
        DiffSign::Both => ("  ", "span"),
        DiffSign::Expected => ("− ", "del"),
        DiffSign::Found => ("+ ", "ins"),
        DiffSign::Gap => ("… ", "span"),
    };
    h.tag(element, &[], |h| {
        h.text(sign);
        for (differs, text) in &line.pieces {
            if *differs {
                h.el("b", &[], text);
            } else {
                h.text(text);
            }
        }
    });
    h.line_break();
}

/// What was asked, of a case whose exchanges the report was not given: the first request of each part of it, as sent; or
/// where no exchange was seen either, as its steps were bound, which is without credentials.
fn requests(h: &mut Html, view: &View<'_>, case: &CaseResult) {
    let sent = view.traces.sent(&case.name);
    for one in sent {
        if sent.len() > 1 {
            h.el("p", &[("class", "label")], purpose(one, case.steps.len()));
        }
        h.tag("pre", &[("class", "curl")], |h| {
            h.text(curl(&one.request()));
        });
    }
    if !sent.is_empty() {
        return;
    }
    for (index, step) in case.steps.iter().enumerate() {
        let step_number = match case.steps.len() {
            1 => String::new(),
            _ => format!("Step {}, ", index + 1),
        };
        let told = format!("{step_number}without its credentials: the exchanges are not at hand");
        h.el("p", &[("class", "label")], capital(&told));
        h.tag("pre", &[("class", "curl")], |h| h.text(curl(&step.request)));
    }
}

fn purpose(sent: &Sent, steps: usize) -> String {
    let what = words::leg(&sent.leg);
    capital(&match steps {
        0 | 1 => what,
        _ => format!("step {}, {what}", sent.step + 1),
    })
}

/// What the other checks say, and what no document says.
fn rest(h: &mut Html, case: &CaseResult) {
    let held: Vec<String> = case
        .checks
        .iter()
        .filter_map(|check| match check.outcome {
            Outcome::Held(1) => Some(check.part.to_string()),
            Outcome::Held(witnesses) => Some(format!("{} ×{witnesses}", check.part)),
            Outcome::Broken(_) | Outcome::Vacuous(_) => None,
        })
        .collect();
    if !held.is_empty() {
        h.tag("details", &[("class", "more")], |h| {
            h.el(
                "summary",
                &[],
                format!("{} held", counted(held.len(), "check")),
            );
            h.el("p", &[("class", "parts")], held.join(", "));
        });
    }
    let mut vacuous: Vec<(&str, Vec<String>)> = Vec::new();
    for check in &case.checks {
        if let Outcome::Vacuous(why) = &check.outcome {
            match vacuous.iter_mut().find(|(known, _)| known == why) {
                Some((_, parts)) => parts.push(check.part.to_string()),
                None => vacuous.push((why, vec![check.part.to_string()])),
            }
        }
    }
    if !vacuous.is_empty() {
        h.tag("details", &[("class", "more")], |h| {
            let parts = vacuous.iter().map(|(_, parts)| parts.len()).sum::<usize>();
            h.el(
                "summary",
                &[],
                format!("{} showed nothing", counted(parts, "check")),
            );
            h.tag("ul", &[], |h| {
                for (why, parts) in &vacuous {
                    h.el("li", &[], format!("{}: {why}", parts.join(", ")));
                }
            });
        });
    }
    if !case.notes.is_empty() {
        h.tag("details", &[("class", "more")], |h| {
            h.el(
                "summary",
                &[],
                counted(case.notes.len(), "undocumented fact"),
            );
            h.tag("ul", &[], |h| {
                for note in case.notes.iter().take(IN_BRIEF) {
                    h.el("li", &[], &note.says);
                }
            });
        });
    }
}
