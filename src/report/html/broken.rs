//! What broke, each mistake once: forty failed cases are often one. This is what is read in ten seconds.

use super::anchors;
use super::blocks::{number, term};
use super::markup::Html;
use super::view::View;
use crate::contract::{Clause, Contract};
use crate::record::Counts;
use crate::report::coverage::grounds_of;
use crate::report::layout::{count, grouped, shorten};
use crate::report::{Mistake, fault, words};
use crate::verdict::{Check, Finding, Part};

/// So many mistakes are shown at once; the others are folded.
const SHOWN: usize = 6;
/// So many cases of a mistake are named.
const NAMED: usize = 8;
/// So many characters of a value are shown.
const WIDTH: usize = 200;
/// So many mistakes are named at the page's beginning, each text of them in so many characters.
const TELLING: usize = 3;
const BRIEF: usize = 140;
/// So many clauses are shown as the ground of a finding.
const GROUNDS: usize = 3;

/// The section's beginning and its mistakes.
pub(super) fn overview(h: &mut Html, view: &View<'_>) {
    let counts = Counts::of(&view.run.cases);
    h.el("h2", &[("id", "broken")], "What broke");
    let mistakes = &view.mistakes;
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
        "{} failed. {} behind that, each shown once, what goes against a document's own words first; the cases follow.",
        count(counts.failed, "case"),
        count(number(mistakes.len()), "mistake")
    );
    h.el("p", &[("class", "lead")], told);
    let (first, rest) = mistakes.split_at(mistakes.len().min(SHOWN));
    list(h, view, first, 0);
    if !rest.is_empty() {
        h.tag("details", &[("class", "more")], |h| {
            h.el(
                "summary",
                &[],
                format!("{} more", grouped(number(rest.len()))),
            );
            list(h, view, rest, SHOWN);
        });
    }
}

fn list(h: &mut Html, view: &View<'_>, mistakes: &[Mistake<'_>], before: usize) {
    h.tag("ol", &[("class", "mistakes")], |h| {
        for (index, mistake) in mistakes.iter().enumerate() {
            let id = anchor(before + index);
            h.tag("li", &[("class", "card failed"), ("id", &id)], |h| {
                one(h, view, mistake);
            });
        }
    });
}

/// The name of a mistake in the page.
fn anchor(index: usize) -> String {
    format!("mistake-{}", index + 1)
}

/// The most telling mistakes in few words, for the page's first screen: what broke, what the document says, whose move.
pub(super) fn telling(h: &mut Html, view: &View<'_>) {
    let (first, rest) = view.mistakes.split_at(view.mistakes.len().min(TELLING));
    if first.is_empty() {
        return;
    }
    let attributes = [("class", "telling"), ("aria-label", "The most telling")];
    h.tag("ol", &attributes, |h| {
        for (index, mistake) in first.iter().enumerate() {
            h.tag("li", &[], |h| {
                let to = format!("#{}", anchor(index));
                h.el("a", &[("href", &to)], title(mistake, BRIEF));
                if let (Some(clause), Some(contract)) = (mistake.clauses.first(), mistake.contract)
                {
                    h.text(" ");
                    h.tag("q", &[("class", "says")], |h| {
                        h.text(shorten(&clause.says, BRIEF));
                    });
                    h.text(format!(" – {}", words::ground(contract, clause)));
                }
                let cases = count(number(mistake.cases.len()), "case");
                let whose = fault(mistake.contract, mistake.check);
                h.el("span", &[("class", "under")], format!("{cases}. {whose}"));
            });
        }
    });
    if !rest.is_empty() {
        let more = format!("and {} more", grouped(number(rest.len())));
        h.tag("p", &[], |h| h.el("a", &[("href", "#broken")], more));
    }
}

/// What broke, as a title.
fn title(mistake: &Mistake<'_>, width: usize) -> String {
    let what = match &mistake.check.part {
        Part::Case(name) => format!("The case “{name}” expects otherwise"),
        part => capital(&words::part(part)),
    };
    shorten(&format!("{what}: {}", mistake.finding.message), width)
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

fn one(h: &mut Html, view: &View<'_>, mistake: &Mistake<'_>) {
    let Mistake {
        check,
        finding,
        cases,
        clauses,
        contract,
    } = mistake;
    let Some(first) = cases.first() else { return };
    h.el("h3", &[], title(mistake, 2 * WIDTH));
    h.tag("dl", &[("class", "terms")], |h| {
        if let Some(contract) = contract {
            for clause in clauses.iter().take(GROUNDS) {
                term(h, "Clause", |h| ground(h, contract, clause));
            }
        }
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
        term(h, "Whose move", |h| h.text(fault(*contract, check)));
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
                link(h, &case.name, case.title());
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
        .take(GROUNDS)
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
pub(super) fn link(h: &mut Html, name: &str, text: &str) {
    h.el("a", &[("href", &format!("#{}", anchors::case(name)))], text);
}

/// The text as a sentence begins.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
