//! Variants of answers: what a document leaves open of pages, statuses and bodies.

use super::derive::Deriver;
use crate::contract::{
    Access, Body, CursorPaging, DocumentedResponse, FactOperator, NumberPaging, Paging, PastEnd,
    Strength, ThrottleScope,
};
use crate::http::Modifier;
use crate::mock::manner::{Cursors, Extra, Fault, Links, Manner, OpenBody};
use crate::verdict::{AccessState, Aspect, LookupState, Part, ThrottleAspect};

pub(super) fn add(to: &mut Deriver<'_>) {
    match to.contract.paging.clone() {
        Some(Paging::Number(paging)) => numbered(to, &paging),
        Some(Paging::Cursor(paging)) => cursors(to, &paging),
        None => {}
    }
    statuses(to);
    bodies(to);
    throttling(to);
}

/// Sizes of which the smallest holds the groups that are said to fit on one page, and the largest is less than the large one.
const NUMBERED: [(&[usize], &str); 3] = [
    (&[4], "pages-of-four"),
    (&[5, 9, 4], "pages-of-changing-size"),
    (&[40], "pages-of-forty"),
];

const SIZES: [(&[usize], &str); 3] = [
    (&[1], "pages-of-one"),
    (&[2, 5, 3], "pages-of-changing-size"),
    (&[1000], "one-large-page"),
];

fn numbered(to: &mut Deriver<'_>, paging: &NumberPaging) {
    if paging.size.is_none() {
        let parts = [Part::Paging(Aspect::Count), Part::Paging(Aspect::Last)];
        for (sizes, what) in NUMBERED {
            let ground = to.ground(
                &parts,
                &["page holds", "page-size", "differs from page"],
                "how many items a page has",
            );
            to.add(what, vec![Manner::Pages(sizes)], ground);
        }
    }
    let bound = |r: &Option<crate::contract::Reported>| {
        r.as_ref()
            .is_some_and(|r| r.strength == Strength::UpperBound)
    };
    if bound(&paging.total) || bound(&paging.pages) {
        let parts = [Part::Paging(Aspect::Total), Part::Paging(Aspect::Pages)];
        for (surplus, what) in [(0, "totals-exact"), (1000, "totals-far-above")] {
            let ground = to.ground(
                &parts,
                &["above", "counts", "full list"],
                "how far a total is above the number",
            );
            to.add(what, vec![Manner::Surplus(surplus)], ground);
        }
    }
    if paging.pages.is_some() {
        let ground = to.ground(
            &[Part::Paging(Aspect::Pages)],
            &["empty list", "pages-of-nothing", "number of pages"],
            "how many pages an empty list has",
        );
        to.add(
            "one-page-of-nothing",
            vec![Manner::OnePageOfNothing],
            ground,
        );
    }
    if paging.last.is_some() {
        let ground = to.ground(
            &[Part::Paging(Aspect::Last)],
            &["or missing", "last page"],
            "whether a flag that is false is there",
        );
        to.add("no-false-flag", vec![Manner::NoFalseFlag], ground);
    }
    if paging.index.is_some() && paging.past_end == Some(PastEnd::LastPage) {
        let parts = [Part::Paging(Aspect::PastEnd), Part::Paging(Aspect::Index)];
        let ground = to.ground(
            &parts,
            &["past the end", "number asked for"],
            "which number a page past the end bears",
        );
        to.add(
            "number-past-the-end-as-asked",
            vec![Manner::NumberAsAsked],
            ground,
        );
    }
}

fn cursors(to: &mut Deriver<'_>, paging: &CursorPaging) {
    if paging.short_pages {
        let parts = [Part::Paging(Aspect::Size), Part::Paging(Aspect::End)];
        for (sizes, what) in SIZES {
            let ground = to.ground(
                &parts,
                &["short", "fewer", "cut down"],
                "how far a page is filled",
            );
            to.add(what, vec![Manner::Pages(sizes)], ground);
        }
    }
    if paging.empty_pages {
        let ground = to.ground(
            &[Part::Paging(Aspect::End)],
            &["empty", "short"],
            "which pages are empty",
        );
        to.add(
            "an-empty-page-before-each",
            vec![Manner::EmptyPages],
            ground.clone(),
        );
        let both = vec![Manner::EmptyPages, Manner::Pages(&[1])];
        to.add("an-empty-page-before-each-of-one", both, ground);
    }
    if !paging.links.is_empty() {
        let forms = [
            (Links::Rooted, "links-rooted"),
            (Links::Query, "links-of-a-query"),
            (Links::SchemeLess, "links-without-scheme"),
        ];
        for (form, what) in forms {
            let ground = to.ground(
                &[Part::Paging(Aspect::Links)],
                &["relative", "absolute"],
                "in which form links are",
            );
            to.add(what, vec![Manner::Links(form)], ground);
        }
    }
    let forms = [
        (Cursors::Short, "cursors-short"),
        (Cursors::Long, "cursors-long"),
        (Cursors::Escaped, "cursors-escaped"),
    ];
    for (form, what) in forms {
        let ground = to.ground(
            &[Part::Paging(Aspect::Cursor)],
            &["opaque", "base64"],
            "what cursors look like",
        );
        to.add(what, vec![Manner::Cursors(form)], ground);
    }
}

/// Every member of every set of statuses, beyond the one that the mock answers with anyway.
fn statuses(to: &mut Deriver<'_>) {
    let contract = to.contract;
    for access in &contract.access {
        for (state, statuses) in states(access) {
            for status in statuses.iter().skip(1) {
                let part = Part::Access(access.scheme.clone(), state);
                let ground = to.ground(
                    &[part],
                    &["401", "403", "400", "refused", "either"],
                    "with which status a credential is refused",
                );
                let what = format!("{}-{}-is-{status}", access.scheme, state.word());
                to.add(
                    &what,
                    vec![Manner::Status(
                        Fault::Access(access.scheme.clone(), state),
                        *status,
                    )],
                    ground,
                );
            }
        }
    }
    for lookup in &contract.lookups {
        for (state, statuses) in [
            (LookupState::Unknown, &lookup.unknown),
            (LookupState::Malformed, &lookup.malformed),
        ] {
            for status in statuses.iter().skip(1) {
                let part = Part::Lookup(lookup.parameter.clone(), state.clone());
                let ground = to.ground(
                    &[part],
                    &["400", "404", "401", "any of the three", "either"],
                    "with which status an identifier is refused",
                );
                let what = format!(
                    "{}-{}-is-{status}",
                    lookup.parameter,
                    String::from(state.clone())
                );
                to.add(
                    &what,
                    vec![Manner::Status(
                        Fault::Lookup(lookup.parameter.clone(), state.clone()),
                        *status,
                    )],
                    ground,
                );
            }
        }
    }
    let parts = to.parts(|p| matches!(p, Part::Access(_, s) if *s != AccessState::Given));
    if contract.credentials.len() > 1 {
        let ground = to.ground(
            &parts,
            &["comes first", "which comes"],
            "which of several faults is answered",
        );
        to.add("another-fault-first", vec![Manner::LastFaultFirst], ground);
    }
    let leaves = |text: &str| text.contains("ignored") && text.contains("400");
    if contract.contradictions.iter().any(|c| leaves(&c.reading)) {
        let parts = to.parts(|p| matches!(p, Part::Status(400)));
        let ground = to.ground(
            &parts,
            &["ignored", "refused or ignored"],
            "whether a value that cannot be is refused or ignored",
        );
        to.add("odd-values-ignored", vec![Manner::Lenient], ground);
    }
}

fn states(access: &Access) -> [(AccessState, &Vec<u16>); 3] {
    [
        (AccessState::Missing, &access.missing),
        (AccessState::Wrong, &access.wrong),
        (AccessState::Insufficient, &access.insufficient),
    ]
}

fn bodies(to: &mut Deriver<'_>) {
    let contract = to.contract;
    let schemas = to.parts(|p| matches!(p, Part::Schema(_)));
    let ground = to.ground(
        &schemas,
        &["further properties", "undocumented"],
        "whether there is more than is described",
    );
    to.add(
        "undocumented-properties",
        vec![Manner::Extra(Extra::Properties)],
        ground,
    );
    if contract.items.is_some() {
        let about = [
            "without pagination",
            "without data",
            "may be missing",
            "missing",
            "required",
        ];
        let ground = to.ground(&schemas, &about, "whether what says nothing is there");
        to.add("bare-bodies", vec![Manner::Bare], ground);
    }
    let is_open = |r: &&DocumentedResponse| r.body == Body::Unstated;
    if contract.responses.iter().any(|r| is_open(&r)) {
        let parts = to.parts(
            |p| matches!(p, Part::Status(s) if contract.response(*s).is_some_and(|r| is_open(&r))),
        );
        let kinds = [
            (OpenBody::Html, "open-bodies-html"),
            (OpenBody::Text, "open-bodies-text"),
            (OpenBody::Json, "open-bodies-json"),
        ];
        for (kind, what) in kinds {
            let ground = to.ground(
                &parts,
                &["body of", "any body", "bodies"],
                "what body the status has",
            );
            to.add(what, vec![Manner::OpenBody(kind)], ground);
        }
    }
    let facts = |of: &dyn Fn(&crate::contract::Fact) -> bool| -> Vec<Part> {
        contract
            .facts
            .iter()
            .filter(|f| of(f))
            .map(|f| Part::Fact(f.name.clone()))
            .collect()
    };
    let caseless = facts(&|f| f.left.modifiers.contains(&Modifier::Lower));
    if !caseless.is_empty() {
        let ground = to.ground(
            &caseless,
            &["caseless", "case"],
            "which letters are capitals",
        );
        to.add("echoed-in-capitals", vec![Manner::Capitals], ground);
    }
    let containing = facts(&|f| f.operator == FactOperator::Contains);
    if !containing.is_empty() {
        let ground = to.ground(
            &containing,
            &["quote", "message", "in it"],
            "what else a text says",
        );
        to.add("wordy-texts", vec![Manner::Wordy], ground);
    }
}

fn throttling(to: &mut Deriver<'_>) {
    let Some(throttle) = &to.contract.throttle else {
        return;
    };
    if throttle.retry_after {
        for (text, what) in [("0", "retry-after-zero"), ("86400", "retry-after-a-day")] {
            let ground = to.ground(
                &[Part::Throttle(ThrottleAspect::RetryAfter)],
                &["retry"],
                "how long a client has to wait",
            );
            to.add(what, vec![Manner::RetryAfter(text)], ground);
        }
    }
    if throttle
        .limits
        .iter()
        .any(|l| l.per != ThrottleScope::Client)
    {
        let parts = [
            Part::Throttle(ThrottleAspect::Limit),
            Part::Throttle(ThrottleAspect::Status),
        ];
        let about = ["limits", "requests a minute", "five-or"];
        let least = throttle
            .limits
            .iter()
            .filter_map(|l| l.requests)
            .min()
            .unwrap_or(2);
        let earlier = [(1, "throttled-after-one"), (5, "throttled-after-five")];
        for (after, what) in earlier.into_iter().filter(|(after, _)| *after < least) {
            let ground = to.ground(&parts, &about, "how much of the limit others have used up");
            to.add(what, vec![Manner::ThrottledAfter(after)], ground);
        }
    }
}
