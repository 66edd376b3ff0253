//! What the page begins with: the verdict, what ran where against what, a row for each contract; and its end.

use jiff::Timestamp;

use super::anchors;
use super::blocks::Column::{Number, Text};
use super::blocks::{columns, figure, number, scrolled, term};
use super::broken;
use super::markup::Html;
use super::pictures::coverage;
use super::view::View;
use crate::record::{ContractRecord, Counts};
use crate::report::layout::{count, duration, grouped, shorten};
use crate::report::summary::sentence;
use crate::report::{ClauseState, Ink};

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
        h.el("h1", &[], text);
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
            h.text(format!(
                "{}: {} passed, {} failed{}, {} inconclusive, {} skipped; {}",
                grouped(counts.cases()),
                grouped(counts.passed),
                grouped(counts.failed),
                waived(counts, ", "),
                grouped(counts.inconclusive),
                grouped(counts.skipped),
                count(counts.requests, "request")
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
            let mistakes = count(number(view.mistakes.len()), "mistake");
            link("#broken", &format!("What broke ({mistakes})"));
        }
        if deviating > 0 {
            let text = format!("Cases that deviate ({})", grouped(deviating));
            link("#deviating", &text);
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
        h.tag("table", &[("class", "contracts")], |h| {
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
                    Number("Inconcl."),
                    Number("Skipped"),
                    Text("Clauses verified"),
                    Number("Requests"),
                    Number("Time"),
                ],
            );
            h.tag("tbody", &[], |h| {
                for id in view.run.contracts() {
                    contract(h, view, id);
                }
            });
        });
    });
}

fn contract(h: &mut Html, view: &View<'_>, id: &str) {
    let counts = Counts::of(view.run.cases_of(id));
    h.tag("tr", &[], |h| {
        h.tag("th", &[("scope", "row")], |h| {
            h.el("a", &[("href", &format!("#{}", anchors::contract(id)))], id);
            if let Some(record) = record(view, id) {
                h.el("span", &[("class", "under")], about(record));
            }
        });
        for (number, class) in [
            (counts.passed, ""),
            (counts.failed, " failed"),
            (counts.inconclusive, " inconclusive"),
            (counts.skipped, ""),
        ] {
            let is_failed = class == " failed";
            let class = if number > 0 { class } else { "" };
            h.tag("td", &[("class", &format!("n{class}"))], |h| {
                h.text(grouped(number));
                if is_failed {
                    h.text(waived(counts, " + "));
                }
            });
        }
        h.tag("td", &[("class", "cover")], |h| {
            let results = view.clauses(id);
            let of = |s| results.iter().filter(|r| r.state == s).count();
            if results.is_empty() {
                h.text("–");
                return;
            }
            let observable = results.len() - of(ClauseState::Unobservable);
            coverage::bar(h, results);
            h.text(format!(
                "{} of {}",
                grouped(number(of(ClauseState::Verified))),
                grouped(number(observable))
            ));
        });
        figure(h, counts.requests);
        let took = if counts.requests == 0 {
            "–".to_owned()
        } else {
            duration(counts.took_us)
        };
        h.el("td", &[("class", "n")], took);
    });
}

/// How many failures are waived, where some are.
fn waived(counts: Counts, before: &str) -> String {
    match counts.waived {
        0 => String::new(),
        some => format!("{before}{} waived", grouped(some)),
    }
}

/// A contract as the run knew it.
pub(super) fn record<'a>(view: &View<'a>, id: &str) -> Option<&'a ContractRecord> {
    view.run.header.contracts.iter().find(|c| c.id == id)
}

fn about(record: &ContractRecord) -> String {
    match &record.document {
        None => format!("version {}, names no document", record.version),
        Some(d) => {
            let digest = d.sha256.get(..12).unwrap_or(&d.sha256);
            format!("version {}; {}, SHA-256 {digest}…", record.version, d.file)
        }
    }
}

fn unfinished(h: &mut Html, view: &View<'_>) {
    let all = &view.run.unfinished;
    h.tag("details", &[("class", "more")], |h| {
        h.el(
            "summary",
            &[],
            format!("{} begun and not ended", count(number(all.len()), "case")),
        );
        h.tag("ul", &[], |h| {
            for name in all {
                h.el("li", &[], name);
            }
        });
    });
}

/// The filters, which the script shows: without it they would do nothing.
pub(super) fn filter(h: &mut Html, view: &View<'_>) {
    let attributes = [
        ("id", "filter"),
        ("aria-label", "Filter this page"),
        ("hidden", ""),
    ];
    h.tag("search", &attributes, |h| {
        let ids = view.run.contracts();
        choice(h, "f-contract", "Contract", |h| {
            for id in &ids {
                h.el("option", &[("value", id)], id);
            }
        });
        choice(h, "f-verdict", "Verdict", |h| {
            for word in ["failed", "waived", "inconclusive", "passed", "skipped"] {
                h.el("option", &[("value", word)], word);
            }
        });
        choice(h, "f-clause", "Clause", |h| {
            for id in ids {
                let Some(contract) = view.contract(id) else {
                    continue;
                };
                if contract.clauses.is_empty() {
                    continue;
                }
                h.tag("optgroup", &[("label", id)], |h| {
                    for (index, clause) in contract.clauses.iter().enumerate() {
                        let value = view.number(id, index).to_string();
                        h.el("option", &[("value", &value)], &clause.id);
                    }
                });
            }
        });
        h.tag("div", &[], |h| {
            h.el("label", &[("for", "f-text")], "Text");
            h.start(
                "input",
                &[
                    ("id", "f-text"),
                    ("type", "search"),
                    ("autocomplete", "off"),
                    ("spellcheck", "false"),
                ],
            );
        });
        h.el(
            "button",
            &[("type", "button"), ("id", "f-reset")],
            "Show all",
        );
        h.tag("p", &[("id", "f-told"), ("role", "status")], |_| {});
    });
}

fn choice(h: &mut Html, id: &str, label: &str, options: impl FnOnce(&mut Html)) {
    h.tag("div", &[], |h| {
        h.el("label", &[("for", id)], label);
        h.tag("select", &[("id", id)], |h| {
            h.el("option", &[("value", "")], "all");
            options(h);
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
    let url = view
        .run
        .header
        .base_urls
        .iter()
        .find(|u| u.contract == contract.id);
    let (file, digest) = match &contract.document {
        Some(d) => (d.file.as_str(), d.sha256.as_str()),
        None => ("–", "–"),
    };
    h.tag("tr", &[], |h| {
        h.el("th", &[("scope", "row")], &contract.id);
        let url = url.map_or("–", |u| u.url.as_str());
        for text in [contract.version.as_str(), file, digest, url] {
            h.el("td", &[], text);
        }
    });
}
