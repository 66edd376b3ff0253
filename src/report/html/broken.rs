//! What broke, each mistake once: forty failed cases are often one. This is what is read in ten seconds.

use std::collections::BTreeMap;

use super::anchors;
use super::blocks::{number, term};
use super::markup::Html;
use super::view::View;
use crate::contract::{Clause, Contract, Evidence};
use crate::record::{CaseResult, Counts};
use crate::report::coverage::grounds_of;
use crate::report::layout::{count, grouped, shorten};
use crate::report::{fault, words};
use crate::verdict::{Check, Finding, Part};

/// So many mistakes are shown at once; the others are folded.
const SHOWN: usize = 6;
/// So many cases of a mistake are named.
const NAMED: usize = 8;
/// So many characters of a value are shown.
const WIDTH: usize = 200;

/// The same part broken by the same rule.
struct Mistake<'a> {
    check: &'a Check,
    finding: &'a Finding,
    cases: Vec<&'a CaseResult>,
}

/// The section's beginning and its mistakes.
pub(super) fn overview(h: &mut Html, view: &View<'_>) {
    let counts = Counts::of(&view.run.cases);
    h.el("h2", &[("id", "broken")], "What broke");
    let mistakes = mistakes(view);
    stale(h, view);
    if counts.waived > 0 {
        let told = count(counts.waived, "case");
        let told = format!("Of {told} that failed, waivers cover all that broke.");
        h.el("p", &[], told);
    }
    if counts.failed == 0 {
        let told = match counts.waived {
            0 => "Nothing: no check of any case found a deviation.",
            _ => "Nothing else: no check of any other case found a deviation.",
        };
        h.el("p", &[], told);
        return;
    }
    let told = format!(
        "{} failed. {} behind that, each shown once, the most frequent first; the cases follow.",
        count(counts.failed, "case"),
        count(number(mistakes.len()), "mistake")
    );
    h.el("p", &[("class", "lead")], told);
    let (first, rest) = mistakes.split_at(mistakes.len().min(SHOWN));
    list(h, view, first);
    if !rest.is_empty() {
        h.tag("details", &[("class", "more")], |h| {
            h.el(
                "summary",
                &[],
                format!("{} more", grouped(number(rest.len()))),
            );
            list(h, view, rest);
        });
    }
}

fn list(h: &mut Html, view: &View<'_>, mistakes: &[Mistake<'_>]) {
    h.tag("ol", &[("class", "mistakes")], |h| {
        for mistake in mistakes {
            h.tag("li", &[("class", "card failed")], |h| one(h, view, mistake));
        }
    });
}

/// The waivers that are no longer true.
fn stale(h: &mut Html, view: &View<'_>) {
    if view.run.stale.is_empty() {
        return;
    }
    h.el(
        "p",
        &[("class", "lead")],
        "Waivers that are no longer true fail the run.",
    );
    h.tag("ul", &[], |h| {
        for stale in &view.run.stale {
            h.el("li", &[], words::stale(stale));
        }
    });
}

fn mistakes<'a>(view: &View<'a>) -> Vec<Mistake<'a>> {
    let mut found: BTreeMap<(&str, String, &str), Mistake<'a>> = BTreeMap::new();
    for case in view
        .run
        .cases
        .iter()
        .filter(|c| c.is_judged() && !c.is_waived())
    {
        for (check, finding) in case.findings() {
            let key = (
                case.contract.as_str(),
                check.part.to_string(),
                finding.rule.as_str(),
            );
            let mistake = found.entry(key).or_insert_with(|| Mistake {
                check,
                finding,
                cases: Vec::new(),
            });
            if mistake
                .cases
                .last()
                .is_none_or(|last| last.name != case.name)
            {
                mistake.cases.push(case);
            }
        }
    }
    let mut all: Vec<Mistake<'a>> = found.into_values().collect();
    all.sort_by_key(|m| (std::cmp::Reverse(m.cases.len()), weight(view, m)));
    all
}

/// What goes against a stated clause comes first, what only a case expects last.
fn weight(view: &View<'_>, mistake: &Mistake<'_>) -> (bool, u8) {
    let contract = mistake
        .cases
        .first()
        .and_then(|c| view.contract(&c.contract));
    let clauses = contract.map(|c| grounds_of(c, &mistake.check.part, mistake.finding));
    let strongest = clauses.into_iter().flatten().map(|c| c.evidence).min();
    let evidence = match strongest {
        Some(Evidence::Document) => 0,
        Some(Evidence::Linked) => 1,
        Some(Evidence::Reading) => 2,
        None => 3,
    };
    (matches!(mistake.check.part, Part::Case(_)), evidence)
}

fn one(h: &mut Html, view: &View<'_>, mistake: &Mistake<'_>) {
    let Mistake {
        check,
        finding,
        cases,
    } = mistake;
    let Some(first) = cases.first() else { return };
    let contract = view.contract(&first.contract);
    h.tag("h3", &[], |h| {
        match &check.part {
            Part::Case(name) => h.text(format!("The case “{name}” expects otherwise")),
            part => h.text(capital(&words::part(part))),
        }
        h.text(shorten(&format!(": {}", finding.message), WIDTH));
    });
    h.tag("dl", &[("class", "terms")], |h| {
        said(h, contract, check, finding);
        term(h, "Expected", |h| {
            h.el("code", &[], words::expected(&finding.expected, WIDTH));
        });
        term(h, "Found", |h| {
            h.el(
                "code",
                &[("class", "bad")],
                words::actual(&finding.actual, WIDTH),
            );
            h.text(format!(" at {}", words::place(finding)));
        });
        term(h, "Whose move", |h| h.text(fault(contract, check)));
        term(h, "Seen in", |h| {
            h.text(format!("{} of ", count(number(cases.len()), "case")));
            h.el(
                "a",
                &[("href", &format!("#{}", anchors::contract(&first.contract)))],
                &first.contract,
            );
            h.text(": ");
            for (index, case) in cases.iter().take(NAMED).enumerate() {
                h.text(if index > 0 { "; " } else { "" });
                link(h, view, &case.name, case.title());
            }
            if cases.len() > NAMED {
                h.text(format!("; and {} more", cases.len() - NAMED));
            }
        });
    });
}

/// What the document says about a part that broke.
pub(super) fn said(h: &mut Html, contract: Option<&Contract>, check: &Check, finding: &Finding) {
    let Some(contract) = contract else { return };
    for clause in grounds_of(contract, &check.part, finding)
        .into_iter()
        .take(3)
    {
        term(h, "Clause", |h| ground(h, contract, clause));
    }
}

/// A clause as the ground of a finding.
fn ground(h: &mut Html, contract: &Contract, clause: &Clause) {
    h.tag("q", &[("class", "says")], |h| h.text(&clause.says));
    h.tag("span", &[("class", "under")], |h| {
        h.el(
            "a",
            &[(
                "href",
                &format!("#{}", anchors::clause(&contract.id, &clause.id)),
            )],
            &clause.id,
        );
        h.text(format!(", {}", words::ground(contract, clause)));
    });
}

/// A link to a case.
pub(super) fn link(h: &mut Html, view: &View<'_>, name: &str, text: &str) {
    h.el(
        "a",
        &[("href", &format!("#{}", view.anchors.case(name)))],
        text,
    );
}

/// The text as a sentence begins.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
