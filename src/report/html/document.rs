//! A document, annotated: every claim in its order, with what a run says of it. This is the part that a vendor is shown.

use super::anchors;
use super::blocks::{self, STATES, number, term};
use super::broken::{IN_OUR_WORDS, link};
use super::markup::Html;
use super::pictures::coverage;
use super::top;
use super::view::View;
use crate::contract::{At, Contract, Contradiction, Guard};
use crate::report::{ClauseResult, ClauseState, blame, words};
use crate::text::{counted, grouped};
use crate::verdict::Finding;

/// So many cases of a clause are named.
const NAMED: usize = 5;
/// So many characters of a finding are shown.
const WIDTH: usize = 300;

/// A claim, or a contradiction between claims.
enum Remark<'a> {
    Clause(usize, &'a ClauseResult<'a>),
    Contradiction(&'a Contradiction),
}

/// The document of a contract; the first is below the section's title.
pub(super) fn document(h: &mut Html, view: &View<'_>, id: &str) {
    if view.run.contracts().first() == Some(&id) {
        h.el(
            "h2",
            &[("id", "documents")],
            "The documents, clause by clause",
        );
        h.el("p", &[("class", "lead")], IN_OUR_WORDS);
        legend(h);
    }
    let anchor = anchors::contract(id);
    h.tag("section", &[("class", "document"), ("data-document", id), ("aria-labelledby", &anchor)], |h| {
        if let Some(contract) = view.contract(id) { annotated(h, view, contract, &anchor) } else {
            h.el("h3", &[("id", &anchor)], id);
            h.el("p", &[("class", "warn")], "The contract is not at hand, so its document cannot be shown clause by clause. What its cases found stands above and below.");
        }
    });
}

fn legend(h: &mut Html) {
    h.tag("dl", &[("class", "legend")], |h| {
        for state in STATES {
            let means = match state {
                ClauseState::Verified => {
                    "a check bound to it held with at least one witness, and none broke"
                }
                ClauseState::Broken => "a check bound to it found a deviation",
                ClauseState::Vacuous => {
                    "checks were made, and nothing contradicts it, but nothing seen shows it either"
                }
                ClauseState::NotExercised => "no case of this run looked at it",
                ClauseState::Unobservable => "no request could show it, for the reason given",
            };
            h.tag("div", &[], |h| {
                h.tag("dt", &[], |h| blocks::state(h, state));
                h.el("dd", &[], means);
            });
        }
    });
}

fn annotated(h: &mut Html, view: &View<'_>, contract: &Contract, anchor: &str) {
    let title = contract.document.as_ref().and_then(|d| d.title.as_deref());
    h.tag("h3", &[("id", anchor)], |h| {
        h.text(title.unwrap_or(&contract.summary));
        h.el(
            "span",
            &[("class", "under")],
            format!("{}: {} {}", contract.id, contract.method, contract.path),
        );
    });
    sources(h, view, contract);
    let results = view.clauses(&contract.id);
    coverage::strip(h, &contract.id, results);
    counts(h, results);
    let mut remarks: Vec<Remark<'_>> = Vec::new();
    remarks.extend(
        results
            .iter()
            .enumerate()
            .map(|(n, r)| Remark::Clause(n, r)),
    );
    remarks.extend(contract.contradictions.iter().map(Remark::Contradiction));
    remarks.sort_by_cached_key(|r| match r {
        Remark::Clause(_, result) => order(&result.clause.at),
        Remark::Contradiction(told) => order(&told.at),
    });
    h.tag("ol", &[("class", "clauses")], |h| {
        for remark in &remarks {
            match remark {
                Remark::Clause(index, result) => clause(h, view, contract, *index, result),
                Remark::Contradiction(told) => contradiction(h, contract, told),
            }
        }
    });
    differences(h, contract);
}

/// The order of a document: its own lines first, then those of the pages it links to.
fn order(at: &[At]) -> (bool, String, u32, String) {
    at.first().map_or_else(Default::default, |at| {
        let file = at.file.clone().unwrap_or_default();
        let pointer = at.pointer.clone().unwrap_or_default();
        (at.file.is_some(), file, at.first, pointer)
    })
}

fn sources(h: &mut Html, view: &View<'_>, contract: &Contract) {
    h.tag("dl", &[("class", "facts")], |h| {
        term(h, "API", |h| {
            h.text(format!("{} {}", contract.title, contract.version));
        });
        for (name, document) in [
            ("Document", &contract.document),
            ("Linked pages", &contract.linked),
        ] {
            if let Some(document) = document {
                term(h, name, |h| {
                    if let Some(title) = &document.title {
                        h.text(format!("{title}: "));
                    }
                    h.text(format!("{}, SHA-256 ", document.file));
                    h.el("code", &[], &document.sha256);
                });
            }
        }
        if let Some(url) = view.run.header.base_url(&contract.id) {
            term(h, "Tested at", |h| h.el("code", &[], url));
        }
        term(h, "Held against it by", |h| {
            let header = &view.run.header;
            h.text(format!("docproof {}, ", header.docproof));
            top::time(h, &header.time);
        });
    });
    for told in differs(view, contract) {
        h.el("p", &[("class", "warn")], told);
    }
}

/// Where the contract at hand is not the one of the run.
fn differs(view: &View<'_>, contract: &Contract) -> Vec<String> {
    let Some(record) = top::record(view, &contract.id) else {
        return vec![
            "The record does not say which version of the contract the run was held to.".to_owned(),
        ];
    };
    let mut told = Vec::new();
    if record.version != contract.version {
        told.push(format!(
            "The run was held to version {} of the contract; the clauses below are of version {}.",
            record.version, contract.version
        ));
    }
    let now = contract.document.as_ref().map(|d| d.sha256.as_str());
    if record.document.as_ref().map(|d| d.sha256.as_str()) != now {
        let then = record.document.as_ref().map_or("none", |d| &d.sha256);
        told.push(format!("The document has changed since the run, which was held to SHA-256 {then}: clauses may say something else now."));
    }
    told
}

fn counts(h: &mut Html, results: &[ClauseResult<'_>]) {
    let words = STATES.iter().filter_map(|state| {
        let some = results.iter().filter(|r| r.state == *state).count();
        (some > 0).then(|| format!("{} {}", grouped(number(some)), state.words()))
    });
    let words: Vec<String> = words.collect();
    let told = match words.as_slice() {
        [] => "No clause is recorded.".to_owned(),
        some => format!("{}: {}.", counted(results.len(), "clause"), some.join(", ")),
    };
    h.el("p", &[("class", "lead")], told);
}

fn clause(
    h: &mut Html,
    view: &View<'_>,
    contract: &Contract,
    index: usize,
    result: &ClauseResult<'_>,
) {
    let clause = result.clause;
    let anchor = anchors::clause(&contract.id, &clause.id);
    let number = view.number(&contract.id, index).to_string();
    let class = format!("clause {}", result.state.word());
    h.tag(
        "li",
        &[("class", &class), ("id", &anchor), ("data-clause", &number)],
        |h| {
            h.el("p", &[("class", "at")], places(&clause.at));
            h.tag("div", &[], |h| {
                h.el("p", &[("class", "says")], &clause.says);
                h.tag("p", &[("class", "under")], |h| {
                    blocks::state(h, result.state);
                    if result.witnesses > 0 && result.state == ClauseState::Verified {
                        h.text(format!(
                            " {} in {}",
                            words_of(result.witnesses),
                            counted(result.cases.len(), "case")
                        ));
                    }
                    h.text(format!(" · {} · ", words::evidence(clause.evidence)));
                    h.el("a", &[("href", &format!("#{anchor}"))], &clause.id);
                });
                if let Some(why) = result.why {
                    h.el("p", &[("class", "why")], why);
                }
                grounds(h, view, result);
            });
        },
    );
}

fn words_of(witnesses: u64) -> String {
    if witnesses == 1 {
        "by one witness".to_owned()
    } else {
        format!("by {} witnesses", grouped(witnesses))
    }
}

/// The checks behind a clause and the cases that made them.
fn grounds(h: &mut Html, view: &View<'_>, result: &ClauseResult<'_>) {
    let Guard::CheckedBy(parts) = &result.clause.guard else {
        return;
    };
    let broken = result.state == ClauseState::Broken;
    let mut attributes = vec![("class", "more")];
    if broken {
        attributes.push(("open", ""));
    }
    h.tag("details", &attributes, |h| {
        h.el("summary", &[], "How it was checked");
        h.tag("dl", &[("class", "terms")], |h| {
            let mut parts: Vec<String> = parts.iter().map(words::part).collect();
            parts.dedup();
            term(h, "Looked at", |h| h.text(parts.join("; ")));
            if result.cases.is_empty() {
                return;
            }
            if let Some(finding) = deviation(view, result).filter(|_| broken) {
                term(h, "Found", |h| h.text(words::finding(finding, WIDTH)));
            }
            term(h, if broken { "Broken in" } else { "Shown by" }, |h| {
                for (index, name) in result.cases.iter().take(NAMED).enumerate() {
                    h.text(if index > 0 { "; " } else { "" });
                    let title = name.rsplit_once("::").map_or(*name, |(_, title)| title);
                    link(h, name, title);
                }
                if result.cases.len() > NAMED {
                    h.text(format!(
                        "; and {} more",
                        grouped(number(result.cases.len() - NAMED))
                    ));
                }
            });
        });
    });
}

/// The first finding against a clause.
fn deviation<'a>(view: &View<'a>, result: &ClauseResult<'_>) -> Option<&'a Finding> {
    let first = result.cases.first()?;
    let case = view.run.cases.iter().find(|c| c.name == *first)?;
    let mut findings = case.findings();
    let contract = view.contract(&case.contract)?;
    let against = findings.find(|(check, finding)| {
        let blame = blame(contract, &case.checks, check, finding);
        blame.clauses.iter().any(|c| c.id == result.clause.id)
    });
    against.map(|(_, finding)| finding)
}

fn contradiction(h: &mut Html, contract: &Contract, told: &Contradiction) {
    let anchor = anchors::clause(&contract.id, &told.id);
    h.tag(
        "li",
        &[("class", "clause contradiction"), ("id", &anchor)],
        |h| {
            h.el("p", &[("class", "at")], places(&told.at));
            h.tag("div", &[], |h| {
                h.el("p", &[("class", "says")], &told.says);
                h.tag("p", &[("class", "under")], |h| {
                    blocks::chip(h, "contradiction", "≠", "contradiction");
                    h.text(" ");
                    h.el("a", &[("href", &format!("#{anchor}"))], &told.id);
                });
                h.tag("p", &[("class", "why")], |h| {
                    h.el("b", &[], "Reading chosen: ");
                    h.text(&told.reading);
                });
            });
        },
    );
}

fn differences(h: &mut Html, contract: &Contract) {
    if contract.differences.is_empty() {
        return;
    }
    h.tag("details", &[("class", "more")], |h| {
        let all = counted(contract.differences.len(), "thing");
        h.el(
            "summary",
            &[],
            format!("{all} that OpenAPI cannot say as the document does"),
        );
        h.tag("ul", &[], |h| {
            for difference in &contract.differences {
                h.el(
                    "li",
                    &[],
                    format!("{}: {}", difference.clause, difference.says),
                );
            }
        });
    });
}

/// The places of a claim, short: lines of the document itself, with their file where it is another.
fn places(all: &[At]) -> String {
    let one = |at: &At| {
        let lines = words::lines(at).replace(' ', "\u{a0}");
        let mut text = match &at.file {
            Some(file) => format!("{file}, {lines}"),
            None => lines,
        };
        if let Some(pointer) = &at.pointer {
            text = format!("{text} at {pointer}");
        }
        text
    };
    all.iter().map(one).collect::<Vec<_>>().join("; ")
}
