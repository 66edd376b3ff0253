//! What the page begins with: the verdict, what ran where against what, a row for each contract; and its end.

use jiff::Timestamp;

use super::anchors;
use super::blocks::Column::{Number, Text};
use super::blocks::{cell, columns, number, scrolled, term};
use super::broken;
use super::broken::capital;
use super::markup::Html;
use super::pictures::coverage;
use super::view::View;
use crate::record::{ContractRecord, Counts};
use crate::report::layout::{duration, shorten};
use crate::report::summary::{sentence, standings};
use crate::report::{ClauseResult, ClauseState, Ink};
use crate::text::{counted, grouped};

/// The page's title.
pub(super) fn title(view: &View<'_>) -> String {
    let text = format!("{} {}", sentence(view.run).1, view.run.header.target);
    format!("{} – docproof", shorten(&text, 56))
}

/// The verdict and what it is about.
pub(super) fn top(h: &mut Html, view: &View<'_>) {
    let (ink, text) = sentence(view.run);
    let class = match ink {
        Ink::Good => "passed",
        Ink::Bad => "failed",
        _ => "inconclusive",
    };
    h.tag("header", &[("class", &format!("top {class}"))], |h| {
        h.tag("p", &[("class", "brand")], |h| {
            h.text("docproof: does ");
            h.el("b", &[], &view.run.header.target);
            h.text(" do what its documents say?");
        });
        // What failed is read first, how the others came out below it.
        let (first, rest) = text.split_once("; ").unwrap_or((&text, ""));
        h.el("h1", &[], first.trim_end_matches('.'));
        if !rest.is_empty() {
            h.el("p", &[("class", "rest")], capital(rest));
        }
        broken::telling(h, view);
        facts(h, view);
        h.tag("nav", &[("aria-label", "Parts of this page")], |h| {
            contents(h, view);
        });
        contracts(h, view);
        if !view.run.unfinished.is_empty() {
            unfinished(h, view);
        }
    });
}

fn facts(h: &mut Html, view: &View<'_>) {
    let header = &view.run.header;
    h.tag("dl", &[("class", "facts")], |h| {
        term(h, "Target", |h| h.text(&header.target));
        term(h, "Began", |h| time(h, &header.time));
        term(h, "Ended", |h| match &view.run.finished {
            None => h.text("cut off: the record has no end"),
            Some(end) => {
                time(h, &end.time);
                if let Some(took) = between(&header.time, &end.time) {
                    h.text(format!(", after {}", duration(took)));
                }
            }
        });
        term(h, "docproof", |h| h.text(&header.docproof));
        let counts = Counts::of(&view.run.cases);
        term(h, "Cases", |h| {
            let unfinished = number(view.run.unfinished.len());
            h.text(format!(
                "{}: {}; {}",
                grouped(counts.cases().saturating_add(unfinished)),
                standings(counts, unfinished).join(", "),
                counted(counts.requests, "request")
            ));
        });
        if header.insecure {
            term(h, "INSECURE", |h| {
                h.el(
                    "strong",
                    &[("class", "bad")],
                    crate::report::summary::INSECURE,
                );
            });
        }
        if header.bodies_masked {
            term(h, "Bodies", |h| {
                h.text("texts are masked, once they were judged");
            });
        }
        if header.strict {
            term(h, "Strict", |h| h.text("undocumented facts fail"));
        }
        if !header.filters.is_empty() {
            term(h, "Only", |h| h.text(header.filters.join(", ")));
        }
    });
}

/// A time of the record, for people and machines.
pub(super) fn time(h: &mut Html, text: &str) {
    match text.parse::<Timestamp>() {
        Ok(time) => {
            let seconds = time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            let words = time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
            h.el("time", &[("datetime", &seconds)], words);
        }
        Err(_) => h.text(text),
    }
}

/// Microseconds between two times of the record.
fn between(began: &str, ended: &str) -> Option<u64> {
    let (began, ended): (Timestamp, Timestamp) = (began.parse().ok()?, ended.parse().ok()?);
    u64::try_from(ended.as_microsecond().checked_sub(began.as_microsecond())?).ok()
}

fn contents(h: &mut Html, view: &View<'_>) {
    let counts = Counts::of(&view.run.cases);
    let deviating = counts.failed + counts.waived + counts.inconclusive;
    h.tag("ul", &[], |h| {
        let mut link = |to: &str, text: &str| {
            h.tag("li", &[], |h| h.el("a", &[("href", to)], text));
        };
        if counts.failed > 0 {
            let mistakes = counted(view.mistakes.len(), "mistake");
            link("#broken", &format!("What broke ({mistakes})"));
        }
        if counts.waived > 0 {
            let waived = counted(counts.waived, "case");
            link("#waived", &format!("Waived ({waived})"));
        }
        if counts.inconclusive > 0 {
            let inconclusive = counted(counts.inconclusive, "case");
            link("#inconclusive", &format!("Inconclusive ({inconclusive})"));
        }
        if deviating > 0 {
            link("#deviating", "Those cases, request by request");
        }
        link("#documents", "The documents, clause by clause");
        link("#times", "Times and pages");
        if counts.passed + counts.skipped > 0 {
            let others = grouped(counts.passed + counts.skipped);
            link("#cases", &format!("Passed and skipped cases ({others})"));
        }
    });
}

fn contracts(h: &mut Html, view: &View<'_>) {
    scrolled(h, "Contracts", |h| {
        h.tag("table", &[("class", "stack")], |h| {
            h.el(
                "caption",
                &[],
                "What ran against each contract, and how much of its document that showed",
            );
            columns(
                h,
                &[
                    Text("Contract"),
                    Number("Passed"),
                    Number("Failed"),
                    Number("Waived"),
                    Number("Inconclusive"),
                    Number("Skipped"),
                    Text("Clauses verified"),
                    Number("Requests"),
                    Number("Time"),
                ],
            );
            h.tag("tbody", &[], |h| {
                let ids = view.run.contracts();
                for id in &ids {
                    contract(h, view, id);
                }
                if ids.len() > 1 {
                    let all: Vec<&ClauseResult<'_>> =
                        ids.iter().flat_map(|id| view.clauses(id)).collect();
                    h.tag("tr", &[("class", "all")], |h| {
                        h.el("th", &[("scope", "row")], "all");
                        cells(h, Counts::of(&view.run.cases), &all);
                    });
                }
            });
        });
    });
}

fn contract(h: &mut Html, view: &View<'_>, id: &str) {
    let counts = Counts::of(view.run.cases_of(id));
    let results: Vec<&ClauseResult<'_>> = view.clauses(id).iter().collect();
    h.tag("tr", &[], |h| {
        h.tag("th", &[("scope", "row")], |h| {
            h.el("a", &[("href", &format!("#{}", anchors::contract(id)))], id);
            if let Some(url) = view.run.header.base_url(id) {
                h.el("span", &[("class", "under")], format!("at {url}"));
            }
            if let Some(record) = record(view, id) {
                h.el("span", &[("class", "under")], about(record));
            }
        });
        cells(h, counts, &results);
    });
}

/// The numbers of a row. On a narrow window they stand below each other, each with its column's title.
fn cells(h: &mut Html, counts: Counts, results: &[&ClauseResult<'_>]) {
    for (title, number, class) in [
        ("Passed", counts.passed, ""),
        ("Failed", counts.failed, " failed"),
        ("Waived", counts.waived, " inconclusive"),
        ("Inconclusive", counts.inconclusive, " inconclusive"),
        ("Skipped", counts.skipped, ""),
    ] {
        let class = if number > 0 { class } else { " zero" };
        cell(h, title, &format!("n{class}"), |h| h.text(grouped(number)));
    }
    cell(h, "Clauses verified", "cover", |h| {
        if results.is_empty() {
            h.text("–");
            return;
        }
        let of = |s| results.iter().filter(|r| r.state == s).count();
        let observable = results.len() - of(ClauseState::Unobservable);
        h.tag("span", &[], |h| {
            coverage::bar(h, results);
            h.text(format!(
                "{} of {}",
                grouped(number(of(ClauseState::Verified))),
                grouped(number(observable))
            ));
        });
    });
    let took = if counts.requests == 0 {
        "–".to_owned()
    } else {
        duration(counts.took_us)
    };
    cell(h, "Requests", "n", |h| h.text(grouped(counts.requests)));
    cell(h, "Time", "n", |h| h.text(took));
}

/// A contract as the run knew it.
pub(super) fn record<'a>(view: &View<'a>, id: &str) -> Option<&'a ContractRecord> {
    view.run.header.contracts.iter().find(|c| c.id == id)
}

fn about(record: &ContractRecord) -> String {
    match &record.document {
        None => format!("version {}, names no document", record.version),
        Some(d) => format!("version {}; {}", record.version, d.file),
    }
}

fn unfinished(h: &mut Html, view: &View<'_>) {
    let all = &view.run.unfinished;
    h.tag("details", &[("class", "more")], |h| {
        h.el(
            "summary",
            &[],
            format!("{} begun and not ended", counted(all.len(), "case")),
        );
        h.tag("ul", &[], |h| {
            for name in all {
                h.el("li", &[], name);
            }
        });
    });
}

/// The end of the page: what it was made from.
pub(super) fn foot(h: &mut Html, view: &View<'_>) {
    h.tag("footer", &[], |h| {
        h.tag("p", &[], |h| {
            h.text(format!(
                "A view of the record of one run, by docproof {}. Secrets were masked when it was made. Nothing in this page was loaded from anywhere.",
                view.run.header.docproof
            ));
        });
        scrolled(h, "What was held against what", |h| {
            h.tag("table", &[("class", "small")], |h| {
                h.el("caption", &[], "What was held against what");
                columns(h, &[Text("Contract"), Text("Version"), Text("Document"), Text("SHA-256 of the document"), Text("Base URL")]);
                h.tag("tbody", &[], |h| {
                    for contract in &view.run.header.contracts {
                        origin(h, view, contract);
                    }
                });
            });
        });
    });
}

fn origin(h: &mut Html, view: &View<'_>, contract: &ContractRecord) {
    let url = view.run.header.base_url(&contract.id);
    let (file, digest) = match &contract.document {
        Some(d) => (d.file.as_str(), d.sha256.as_str()),
        None => ("–", "–"),
    };
    h.tag("tr", &[], |h| {
        h.el("th", &[("scope", "row")], &contract.id);
        let url = url.unwrap_or("–");
        for text in [contract.version.as_str(), file, digest, url] {
            h.el("td", &[], text);
        }
    });
}
