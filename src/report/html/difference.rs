//! Two runs held against each other, as a page of its own.

use std::io::{self, Write};

use super::blocks::Column::{Number, Text};
use super::blocks::{columns, figure, number, scrolled};
use super::broken::capital;
use super::case::diff_line;
use super::markup::Html;
use super::page::{flush, head};
use super::top::time;
use crate::record::{Counts, Run};
use crate::report::difference::{Difference, Entry, Section, heads, sections, selections};
use crate::text::{counted, grouped};

/// So many entries of a section are shown at once; the others are folded.
const SHOWN: usize = 25;
/// More cases of an entry are folded.
const NAMED: usize = 4;

/// Writes the page.
///
/// # Errors
/// Whatever `out` says.
pub fn difference(difference: &Difference<'_>, out: &mut impl Write) -> io::Result<()> {
    let sections = sections(difference);
    let mut h = Html::default();
    h.own("<!DOCTYPE html>\n");
    h.start("html", &[("lang", "en")]);
    head(&mut h, "docproof diff");
    h.start("body", &[]);
    h.el(
        "a",
        &[("class", "skip"), ("href", "#main")],
        "Skip to what changed",
    );
    top(&mut h, difference, &sections);
    h.start("main", &[("id", "main"), ("tabindex", "-1")]);
    if sections.is_empty() {
        h.el("p", &[], "The two runs came to the same.");
    }
    for (index, section) in sections.iter().enumerate() {
        let id = anchor(index);
        h.el("h2", &[("id", &id)], title(section));
        list(&mut h, section);
        flush(&mut h, out)?;
    }
    h.end("main");
    h.tag("footer", &[], |h| {
        h.el(
            "p",
            &[],
            "A view of the records of two runs. Secrets were masked when they were made. Nothing in this page was loaded from anywhere.",
        );
    });
    h.end("body");
    h.end("html");
    flush(&mut h, out)
}

fn top(h: &mut Html, difference: &Difference<'_>, sections: &[Section]) {
    let [_, _, verdict] = heads(difference);
    let class = if difference.is_regression() {
        "top failed"
    } else {
        "top passed"
    };
    h.tag("header", &[("class", class)], |h| {
        h.el(
            "p",
            &[("class", "brand")],
            "docproof diff: two runs held against each other",
        );
        h.el("h1", &[], verdict);
        for told in selections(difference) {
            h.el("p", &[], told);
        }
        if !sections.is_empty() {
            h.tag("nav", &[("aria-label", "Parts of this page")], |h| {
                h.tag("ul", &[], |h| {
                    for (index, section) in sections.iter().enumerate() {
                        let to = format!("#{}", anchor(index));
                        h.tag("li", &[], |h| {
                            h.el("a", &[("href", &to)], title(section));
                        });
                    }
                });
            });
        }
        scrolled(h, "The two runs", |h| {
            h.tag("table", &[], |h| {
                h.el("caption", &[], "The two runs");
                columns(
                    h,
                    &[
                        Text("Run"),
                        Text("Target"),
                        Text("Began"),
                        Number("Cases"),
                        Number("Passed"),
                        Number("Failed"),
                        Number("Waived"),
                        Number("Inconcl."),
                        Number("Skipped"),
                    ],
                );
                h.tag("tbody", &[], |h| {
                    row(h, "Before", difference.before);
                    row(h, "Now", difference.now);
                });
            });
        });
    });
}

fn row(h: &mut Html, name: &str, run: &Run) {
    let counts = Counts::of(&run.cases);
    h.tag("tr", &[], |h| {
        h.el("th", &[("scope", "row")], name);
        h.el("td", &[], &run.header.target);
        h.tag("td", &[], |h| time(h, &run.header.time));
        for number in [
            counts.cases(),
            counts.passed,
            counts.failed,
            counts.waived,
            counts.inconclusive,
            counts.skipped,
        ] {
            figure(h, number);
        }
    });
}

fn anchor(index: usize) -> String {
    format!("part-{}", index + 1)
}

fn title(section: &Section) -> String {
    format!("{}: {}", capital(section.title), section.count)
}

fn list(h: &mut Html, section: &Section) {
    let (first, rest) = section.entries.split_at(section.entries.len().min(SHOWN));
    let class = if section.is_bad {
        "card failed"
    } else {
        "card news"
    };
    let items = |h: &mut Html, entries: &[Entry]| {
        h.tag("ol", &[("class", "mistakes")], |h| {
            for entry in entries {
                h.tag("li", &[("class", class)], |h| one(h, entry));
            }
        });
    };
    items(h, first);
    if !rest.is_empty() {
        h.tag("details", &[("class", "more")], |h| {
            h.el(
                "summary",
                &[],
                format!("{} more", grouped(number(rest.len()))),
            );
            items(h, rest);
        });
    }
}

fn cases(h: &mut Html, cases: &[String]) {
    h.tag("ul", &[], |h| {
        for case in cases {
            h.el("li", &[], case);
        }
    });
}

fn one(h: &mut Html, entry: &Entry) {
    h.el("h3", &[], &entry.head);
    for line in &entry.lines {
        h.el("p", &[], line);
    }
    match entry.cases.as_slice() {
        [] => {}
        few if few.len() <= NAMED => cases(h, few),
        many => h.tag("details", &[("class", "more")], |h| {
            let all = counted(many.len(), "case");
            h.el("summary", &[], format!("The {all}"));
            cases(h, many);
        }),
    }
    if !entry.diff.is_empty() {
        h.el("p", &[("class", "label")], "− before, + now");
        h.tag("pre", &[("class", "diff")], |h| {
            for line in &entry.diff {
                diff_line(h, line);
            }
        });
    }
}
