//! Two runs held against each other, as a page of its own.

use std::io::{self, Write};

use super::case::diff_line;
use super::markup::Html;
use super::page::{flush, head};
use crate::report::difference::{Difference, Entry, heads, sections};

/// Writes the page.
///
/// # Errors
/// Whatever `out` says.
pub fn difference(difference: &Difference<'_>, out: &mut impl Write) -> io::Result<()> {
    let [before, now, verdict] = heads(difference);
    let mut h = Html::default();
    h.own("<!DOCTYPE html>\n");
    h.start("html", &[("lang", "en")]);
    head(&mut h, "docproof diff");
    h.start("body", &[]);
    let class = if difference.is_regression() {
        "top failed"
    } else {
        "top"
    };
    h.tag("header", &[("class", class)], |h| {
        h.el("p", &[("class", "brand")], "docproof diff");
        h.el("h1", &[], verdict);
        h.el("p", &[("class", "lead")], before);
        h.el("p", &[("class", "lead")], now);
    });
    h.start("main", &[("id", "main")]);
    for section in sections(difference) {
        h.el(
            "h2",
            &[],
            format!("{}: {}", capital(section.title), section.entries.len()),
        );
        let class = if section.is_bad {
            "card failed"
        } else {
            "group"
        };
        h.tag("ol", &[("class", "mistakes")], |h| {
            for entry in &section.entries {
                h.tag("li", &[("class", class)], |h| one(h, entry));
            }
        });
        flush(&mut h, out)?;
    }
    h.end("main");
    h.end("body");
    h.end("html");
    flush(&mut h, out)
}

fn one(h: &mut Html, entry: &Entry) {
    h.el("h3", &[], &entry.head);
    for line in &entry.lines {
        h.el("p", &[], line);
    }
    if !entry.diff.is_empty() {
        h.tag("pre", &[("class", "diff"), ("tabindex", "0")], |h| {
            for line in &entry.diff {
                diff_line(h, line);
            }
        });
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str())
}
