//! The lists of cases: those that deviate, then the others, contract by contract.

use super::case::{Shape, card};
use super::markup::Html;
use super::view::View;
use crate::record::{CaseResult, Counts};
use crate::report::summary::standings;
use crate::text::counted;
use crate::verdict::Verdict;

/// So many cases that deviate are open at first.
const OPEN: usize = 3;

/// The cases that deviate, in full, failures before what is waived and what proves nothing.
pub(super) fn deviating<E>(
    h: &mut Html,
    view: &View<'_>,
    meant: impl Fn(&Verdict) -> bool,
    mut flush: impl FnMut(&mut Html) -> Result<(), E>,
) -> Result<(), E> {
    let mut cases: Vec<&CaseResult> = view
        .run
        .cases
        .iter()
        .filter(|c| meant(&c.verdict))
        .collect();
    cases.sort_by_key(|c| (c.verdict != Verdict::Failed, c.is_waived()));
    if cases.is_empty() {
        return Ok(());
    }
    let counts = Counts::of(cases.iter().copied());
    let title = format!("Cases: {}", standings(counts, 0).join(", "));
    h.el("h2", &[("id", "deviating")], title);
    for (index, case) in cases.into_iter().enumerate() {
        card(
            h,
            view,
            case,
            Shape {
                heading: true,
                open: index < OPEN,
            },
        );
        flush(h)?;
    }
    Ok(())
}

/// The other cases, each contract's folded.
pub(super) fn others<E>(
    h: &mut Html,
    view: &View<'_>,
    meant: impl Fn(&Verdict) -> bool,
    mut flush: impl FnMut(&mut Html) -> Result<(), E>,
) -> Result<(), E> {
    if !view.run.cases.iter().any(|c| meant(&c.verdict)) {
        return Ok(());
    }
    let counts = Counts::of(view.run.cases.iter().filter(|c| meant(&c.verdict)));
    let told = standings(counts, 0);
    let title = format!("Cases: {}", told.get(1..).unwrap_or_default().join(", "));
    h.el("h2", &[("id", "cases")], title);
    for id in view.run.contracts() {
        let cases: Vec<&CaseResult> = view
            .run
            .cases_of(id)
            .filter(|c| meant(&c.verdict))
            .collect();
        if cases.is_empty() {
            continue;
        }
        h.start("details", &[("class", "group")]);
        h.tag("summary", &[], |h| {
            h.el("h3", &[], id);
            h.text(format!(" {}", counted(cases.len(), "case")));
        });
        for case in cases {
            card(
                h,
                view,
                case,
                Shape {
                    heading: false,
                    open: false,
                },
            );
            flush(h)?;
        }
        h.end("details");
    }
    Ok(())
}
