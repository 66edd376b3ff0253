//! The filters: by contract, verdict, reason, clause and text.

use super::markup::Html;
use super::view::View;
use crate::report::layout::shorten;
use crate::report::words;

/// So many characters of a reason are shown in the filter.
const OPTION: usize = 70;

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
            for word in ["failed", "waived", "inconclusive", "skipped", "passed"] {
                h.el("option", &[("value", word)], word);
            }
            h.el("option", &[("value", "flaky")], "passed, flaky");
        });
        choice(h, "f-reason", "Reason", |h| reasons(h, view));
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

/// What broke, what is waived and what proves nothing, by the numbers that cards and cases have.
fn reasons(h: &mut Html, view: &View<'_>) {
    let mistakes = view.mistakes.iter();
    let mistakes = mistakes.map(|m| words::broken(m.check, m.finding));
    let waivers = view.waivers.iter();
    let waivers = waivers.map(|g| format!("{}, {}", g.reason.contract, g.reason.subject()));
    let causes = view.causes.iter().map(|g| {
        let id = g.cases.first().map_or("", |c| c.contract.as_str());
        format!("{id}, {}", words::cause(g.reason))
    });
    let mut number = 0;
    let kinds: [(&str, Vec<String>); 3] = [
        ("failed", mistakes.collect()),
        ("waived", waivers.collect()),
        ("inconclusive", causes.collect()),
    ];
    for (kind, names) in kinds {
        if names.is_empty() {
            continue;
        }
        h.tag("optgroup", &[("label", kind)], |h| {
            for name in names {
                number += 1;
                let value = number.to_string();
                h.el("option", &[("value", &value)], shorten(&name, OPTION));
            }
        });
    }
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
