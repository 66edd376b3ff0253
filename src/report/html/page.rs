//! The page from its first byte to its last.

use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::markup::Html;
use super::view::View;
use super::{broken, cases, document, filter, pictures, top};
use crate::contract::Contract;
use crate::record::Run;
use crate::report::Traces;
use crate::verdict::Verdict;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page of a run. Contracts that are not at hand leave their documents out, in words; without traces the
/// pictures of times and pages are missing.
///
/// # Errors
/// Whatever `out` says.
pub fn html(
    run: &Run,
    contracts: &[&Contract],
    traces: &Traces,
    out: &mut impl Write,
) -> io::Result<()> {
    let view = View::new(run, contracts, traces);
    let mut h = Html::default();
    h.own("<!DOCTYPE html>\n");
    h.start("html", &[("lang", "en")]);
    head(&mut h, &top::title(&view));
    h.start("body", &[]);
    h.el(
        "a",
        &[("class", "skip"), ("href", "#main")],
        "Skip to what broke",
    );
    top::top(&mut h, &view);
    filter::filter(&mut h, &view);
    h.start("main", &[("id", "main"), ("tabindex", "-1")]);
    flush(&mut h, out)?;
    broken::overview(&mut h, &view);
    let deviating = |v: &Verdict| matches!(v, Verdict::Failed | Verdict::Inconclusive(_));
    cases::deviating(&mut h, &view, deviating, |h| flush(h, out))?;
    for id in run.contracts() {
        document::document(&mut h, &view, id);
        flush(&mut h, out)?;
    }
    pictures::pictures(&mut h, &view);
    flush(&mut h, out)?;
    cases::others(&mut h, &view, |v| !deviating(v), |h| flush(h, out))?;
    h.end("main");
    top::foot(&mut h, &view);
    h.start("script", &[]);
    h.own(SCRIPT);
    h.end("script");
    h.end("body");
    h.end("html");
    flush(&mut h, out)
}

/// The head of a page.
pub(super) fn head(h: &mut Html, title: &str) {
    h.tag("head", &[], |h| {
        h.start("meta", &[("charset", "utf-8")]);
        h.start(
            "meta",
            &[
                ("http-equiv", "Content-Security-Policy"),
                ("content", &policy()),
            ],
        );
        h.start(
            "meta",
            &[
                ("name", "viewport"),
                ("content", "width=device-width, initial-scale=1"),
            ],
        );
        h.start("meta", &[("name", "referrer"), ("content", "no-referrer")]);
        h.start(
            "meta",
            &[("name", "color-scheme"), ("content", "light dark")],
        );
        // An icon of its own, so that no browser asks a server for one.
        h.start("link", &[("rel", "icon"), ("href", "data:,")]);
        h.el("title", &[], title);
        h.start("style", &[]);
        h.own(STYLE);
        h.end("style");
    });
}

/// Nothing may be loaded, and nothing may run or style the page but what docproof wrote.
fn policy() -> String {
    let digest = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}

/// Hands on what was written so far.
pub(super) fn flush(h: &mut Html, out: &mut impl Write) -> io::Result<()> {
    out.write_all(h.take().as_bytes())
}
