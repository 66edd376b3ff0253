//! What broke, each mistake once: forty failed cases are often one. This is what is read in ten seconds.

use super::anchors;
use super::blocks::{number, term};
use super::markup::Html;
use super::view::View;
use crate::contract::{Clause, Contract, Evidence};
use crate::record::{CaseResult, Counts};
use crate::report::blame::Blame;
use crate::report::layout::shorten;
pub(super) use crate::report::words::capital;
use crate::report::{self, Mistake, cause_hint, fault, gates, words};
use crate::text::{counted, grouped};

/// So many mistakes are shown at once; the others are folded.
const SHOWN: usize = 6;
/// So many cases of a mistake are named.
const NAMED: usize = 8;
/// So many characters of a value are shown.
const WIDTH: usize = 200;
/// Of each text at the page's beginning, so many characters.
const BRIEF: usize = 140;
/// Said once, because clauses look like quotations.
pub(super) const IN_OUR_WORDS: &str = "What a document says is told in our words; its file and lines are where it says so in its own.";
/// So many clauses are shown as the ground of a finding.
const GROUNDS: usize = 3;

/// The section: what broke, what waivers cover of it, what proves nothing.
pub(super) fn overview(h: &mut Html, view: &View<'_>) {
    let counts = Counts::of(&view.run.cases);
    h.el("h2", &[("id", "broken")], "What broke");
    stale(h, view);
    closed(h, view);
    if counts.failed == 0 {
        let told = match counts.waived {
            0 => "Nothing: no check of any case found a deviation.",
            _ => "Nothing that waivers do not cover.",
        };
        h.el("p", &[], told);
    } else {
        let told = format!(
            "{} failed. {} behind that, each shown once, that of the most cases first; the cases follow. {IN_OUR_WORDS}",
            counted(counts.failed, "case"),
            counted(view.mistakes.len(), "mistake")
        );
        h.el("p", &[("class", "lead")], told);
        let (first, rest) = view.mistakes.split_at(view.mistakes.len().min(SHOWN));
        list(h, first, 0);
        if !rest.is_empty() {
            h.tag("details", &[("class", "more holder")], |h| {
                h.el("summary", &[], counted(rest.len(), "more mistake"));
                list(h, rest, SHOWN);
            });
        }
    }
    // Each is left out as a whole where the filters leave nothing in it.
    let holder = [("class", "holder")];
    if counts.waived > 0 {
        h.tag("div", &holder, |h| waived(h, view, counts));
    }
    if counts.inconclusive > 0 {
        h.tag("div", &holder, |h| proving_nothing(h, view, counts));
    }
}

/// What waivers cover, a waiver at a time.
fn waived(h: &mut Html, view: &View<'_>, counts: Counts) {
    let title = format!("Waived: {}", counted(counts.waived, "case"));
    h.el("h3", &[("id", "waived")], title);
    h.el(
        "p",
        &[("class", "lead")],
        "These broke too. A waiver covers all that broke in each, so that they do not fail the run.",
    );
    let first = view.mistakes.len();
    h.tag("ol", &[("class", "mistakes")], |h| {
        for (index, group) in view.waivers.iter().enumerate() {
            let waiver = group.reason;
            card(h, "waived", first + index, |h, number| {
                let subject = capital(&waiver.subject());
                h.el("h4", &[], format!("{}: {subject}", waiver.contract));
                h.tag("dl", &[("class", "terms")], |h| {
                    term(h, "Waived", |h| h.text(words::waived(waiver)));
                    seen_in(h, &group.cases, number);
                });
            });
        }
    });
}

/// Why cases prove nothing, a cause of a contract at a time.
fn proving_nothing(h: &mut Html, view: &View<'_>, counts: Counts) {
    let title = format!("Inconclusive: {}", counted(counts.inconclusive, "case"));
    h.el("h3", &[("id", "inconclusive")], title);
    h.el(
        "p",
        &[("class", "lead")],
        "What these saw proves nothing, neither for the service nor against it.",
    );
    let first = view.mistakes.len() + view.waivers.len();
    h.tag("ol", &[("class", "mistakes")], |h| {
        for (index, group) in view.causes.iter().enumerate() {
            let Some(case) = group.cases.first() else {
                continue;
            };
            card(h, "inconclusive", first + index, |h, number| {
                let title = format!("{}: {}", case.contract, words::cause(group.reason));
                h.el("h4", &[], shorten(&title, 2 * WIDTH));
                h.tag("dl", &[("class", "terms")], |h| {
                    term(h, "What to do", |h| {
                        h.text(capital(cause_hint(group.reason)));
                    });
                    seen_in(h, &group.cases, number);
                });
            });
        }
    });
}

fn list(h: &mut Html, mistakes: &[Mistake<'_>], before: usize) {
    h.tag("ol", &[("class", "mistakes")], |h| {
        for (index, mistake) in mistakes.iter().enumerate() {
            card(h, "failed", before + index, |h, number| {
                one(h, mistake, number);
            });
        }
    });
}

/// A card of the section. The filters know what it tells of by its number, which the cases have too.
fn card(h: &mut Html, class: &str, index: usize, inside: impl FnOnce(&mut Html, &str)) {
    let (id, number) = (anchor(index), (index + 1).to_string());
    let class = format!("card {class}");
    let attributes = [
        ("class", class.as_str()),
        ("id", &id),
        ("data-reason", &number),
    ];
    h.tag("li", &attributes, |h| inside(h, &number));
}

/// The cases of a card, the first ones by name; where there are more, the filters can show them all.
fn seen_in(h: &mut Html, cases: &[&CaseResult], reason: &str) {
    term(h, "Seen in", |h| {
        let all = counted(cases.len(), "case");
        if let Some(first) = cases.first() {
            h.text(format!("{all} of "));
            let to = format!("#{}", anchors::contract(&first.contract));
            h.el("a", &[("href", &to)], &first.contract);
            h.text(": ");
        }
        for (index, case) in cases.iter().take(NAMED).enumerate() {
            h.text(if index > 0 { "; " } else { "" });
            link(h, &case.name, case.title());
        }
        if cases.len() > NAMED {
            let more = grouped(number(cases.len() - NAMED));
            h.text(format!("; and {more} more "));
            let attributes = [
                ("type", "button"),
                ("class", "only"),
                ("data-reason", reason),
                ("hidden", ""),
            ];
            h.el("button", &attributes, format!("Show all {all}"));
        }
    });
}

/// The name of a mistake in the page.
fn anchor(index: usize) -> String {
    format!("mistake-{}", index + 1)
}

/// The most telling mistakes in few words, for the page's first screen: what broke, what the document says, whose move.
pub(super) fn telling(h: &mut Html, view: &View<'_>) {
    let first = report::telling(&view.mistakes);
    if first.is_empty() {
        return;
    }
    let rest = view.mistakes.len() - first.len();
    let attributes = [("class", "telling"), ("aria-label", "The most telling")];
    h.tag("ol", &attributes, |h| {
        for mistake in first.iter().map(|telling| telling.mistake) {
            let at = view.mistakes.iter().position(|m| std::ptr::eq(m, mistake));
            h.tag("li", &[], |h| {
                let to = format!("#{}", anchor(at.unwrap_or_default()));
                let told = words::broken(mistake.check, mistake.finding);
                h.tag("a", &[("href", &to)], |h| {
                    h.sentence(&shorten(&told, BRIEF));
                });
                if let (Some(clause), Some(contract)) = (mistake.clauses.first(), mistake.contract)
                {
                    h.el("span", &[("class", "says")], shorten(&clause.says, BRIEF));
                    h.el(
                        "span",
                        &[("class", "under")],
                        capital(&words::ground(contract, clause)),
                    );
                }
                let cases = counted(mistake.cases.len(), "case");
                let whose = fault(mistake.contract, &mistake.check.part, &mistake.clauses);
                let id = mistake.cases.first().map_or("", |c| c.contract.as_str());
                let told = format!("{id}, {cases}. {whose}");
                h.el("span", &[("class", "under")], told);
            });
        }
    });
    if rest > 0 {
        let more = format!("and {} more of what broke", grouped(number(rest)));
        h.tag("p", &[], |h| h.el("a", &[("href", "#broken")], more));
    }
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

/// What was asked of the run and did not come true.
fn closed(h: &mut Html, view: &View<'_>) {
    if view.run.closed_gates().next().is_none() {
        return;
    }
    h.el(
        "p",
        &[("class", "lead")],
        "What was asked of the run and did not come true:",
    );
    h.tag("ul", &[], |h| {
        for gate in view.run.closed_gates() {
            h.tag("li", &[], |h| {
                h.text(gates::told(gate));
                if !gate.lacks.is_empty() {
                    h.tag("details", &[], |h| {
                        h.el("summary", &[], "What it lacks");
                        h.el("p", &[], gate.lacks.join(", "));
                    });
                }
            });
        }
    });
}

fn one(h: &mut Html, mistake: &Mistake<'_>, number: &str) {
    let Mistake {
        check,
        finding,
        cases,
        clauses,
        contract,
    } = mistake;
    let title = shorten(&words::broken(check, finding), 2 * WIDTH);
    h.tag("h3", &[], |h| h.sentence(&title));
    h.tag("dl", &[("class", "terms")], |h| {
        if let Some(contract) = contract {
            for clause in clauses.iter().take(GROUNDS) {
                ground(h, contract, clause);
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
        term(h, "Whose move", |h| {
            h.text(fault(*contract, &check.part, clauses));
        });
        seen_in(h, cases, number);
    });
}

/// What the document says about what broke, or what this follows from.
pub(super) fn said(h: &mut Html, contract: &Contract, blame: &Blame<'_>) {
    if let Some(cause) = blame.cause {
        term(h, "Follows from", |h| h.text(words::part(&cause.part)));
        return;
    }
    for clause in blame.clauses.iter().take(GROUNDS) {
        ground(h, contract, clause);
    }
}

/// A clause as the ground of a finding, in docproof's words, which are no quotation; below them where to read the
/// document's own.
fn ground(h: &mut Html, contract: &Contract, clause: &Clause) {
    let label = match clause.evidence {
        Evidence::Document | Evidence::Linked => "Document",
        Evidence::Reading => "Our reading",
    };
    term(h, label, |h| {
        h.el("span", &[("class", "says")], &clause.says);
        h.tag("span", &[("class", "under")], |h| {
            let to = format!("#{}", anchors::clause(&contract.id, &clause.id));
            h.el("a", &[("href", &to)], &clause.id);
            h.text(format!(", {}", words::ground(contract, clause)));
        });
    });
}

/// A link to a case.
pub(super) fn link(h: &mut Html, name: &str, text: &str) {
    h.el("a", &[("href", &format!("#{}", anchors::case(name)))], text);
}
