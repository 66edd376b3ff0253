//! Whether a case agrees with its contract.

use super::{access, expect, request};
use crate::case::{Case, Provokes, Step, Walk};
use crate::contract::{Contract, Form, Location, Paging};
use crate::text::{Context, Diagnostic};

/// What is read of a step.
#[derive(Clone, Copy)]
pub(super) struct Agreement<'a> {
    pub(super) cx: &'a Context,
    pub(super) contract: &'a Contract,
    pub(super) step: &'a Step,
}

impl Agreement<'_> {
    /// Whether the step expects nothing but success, or leaves open what it expects.
    pub(super) fn expects_success(&self) -> bool {
        self.step
            .expect
            .status
            .iter()
            .all(|status| is_success(*status))
    }

    /// Whether the case says that a parameter is sent on purpose as no document has it.
    pub(super) fn is_on_purpose(&self, name: &str) -> bool {
        self.step.undocumented.iter().any(|(n, _)| n == name)
    }
}

pub(super) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Every way in which a case disagrees with its contract, in the order of the case's file. Of what the contract declares in
/// a form with mistakes nothing is said.
pub fn agree(contract: &Contract, case: &Case) -> Vec<Diagnostic> {
    let cx = Context::new(&case.file);
    if case.contract != contract.id {
        let found = format!("a case of `{}`", case.contract);
        cx.error(
            case.contract_span,
            found,
            format!("a case of `{}`", contract.id),
        );
    }
    let mut captured: Vec<&str> = Vec::new();
    for step in &case.steps {
        let agreement = Agreement {
            cx: &cx,
            contract,
            step,
        };
        names(&agreement, &captured);
        request::agree(&agreement);
        access::agree(&agreement);
        expect::agree(&agreement, &captured);
        walk(&agreement);
        without(&agreement);
        provokes(&agreement);
        captured.extend(step.capture.iter().map(|c| c.name.as_str()));
    }
    cx.into_diagnostics()
}

/// Templates name variables of the contract or what an earlier step captured.
fn names(at: &Agreement<'_>, captured: &[&str]) {
    let vars: Vec<&str> = at.contract.vars.iter().map(|v| v.name.as_str()).collect();
    let known: Vec<&str> = vars.iter().chain(captured).copied().collect();
    for (name, span) in &at.step.uses {
        if !known.contains(&name.as_str()) && at.contract.is_sound(Form::Vars) {
            at.cx
                .unknown(*span, "variable", name, known.iter().copied());
        }
    }
    for capture in at
        .step
        .capture
        .iter()
        .filter(|c| vars.contains(&c.name.as_str()))
    {
        let found = format!(
            "`{}` is captured and is a variable of the contract",
            capture.name
        );
        at.cx.error(capture.span, found, "a name of its own");
    }
}

fn walk(at: &Agreement<'_>) {
    let walk = at.step.walk;
    let lacks = match (walk, &at.contract.paging) {
        (Walk::Single | Walk::Forward, Some(_)) | (Walk::Single, None) => None,
        (_, None) => Some("a contract with `paging`"),
        (Walk::ThereAndBack, Some(Paging::Cursor(paging))) if paging.back.is_none() => {
            Some("a contract whose cursor has a way `back`")
        }
        (Walk::ThereAndBack, Some(_)) => None,
        (Walk::ByLinks, Some(Paging::Cursor(paging))) if paging.next.is_some() => None,
        (Walk::ByLinks, Some(_)) => Some("a contract whose cursor paging has a link `next`"),
        (Walk::PastEnd, Some(Paging::Number(paging))) if paging.past_end.is_some() => None,
        (Walk::PastEnd, Some(Paging::Number(_))) => {
            Some("a contract that says what lies past the end (`past-end`)")
        }
        (Walk::PastEnd, Some(Paging::Cursor(_))) => Some("a contract with pages by number"),
    };
    let word = match walk {
        Walk::Single => return,
        Walk::Forward => "forward",
        Walk::ThereAndBack => "there-and-back",
        Walk::ByLinks => "by-links",
        Walk::PastEnd => "past-end",
    };
    if let Some(lacks) = lacks.filter(|_| at.contract.is_sound(Form::Paging)) {
        at.cx.error(
            at.step.walk_span,
            format!("`walk: {word}` in `{}`", at.contract.id),
            lacks,
        );
    }
    let status = &at.step.expect.status;
    if !status.is_empty() && !status.iter().any(|s| is_success(*s)) {
        at.cx.error(
            at.step.walk_span,
            format!("`walk: {word}` where no success is expected"),
            "a 2xx status, or no walk",
        );
    }
}

/// Parameters to leave out are sent, and do something.
fn without(at: &Agreement<'_>) {
    let request = &at.step.request;
    let sent: Vec<&str> = request
        .query
        .iter()
        .chain(&request.headers)
        .map(|b| b.name.as_str())
        .collect();
    for (name, span) in &at.step.without {
        let caseless = at
            .contract
            .parameter(name)
            .is_some_and(|p| p.location == Location::Header);
        let is_sent = sent
            .iter()
            .any(|s| s == name || (caseless && s.eq_ignore_ascii_case(name)));
        match at.contract.parameter(name) {
            _ if request.path.iter().any(|b| b.name == *name) => {
                let found = format!("the path parameter `{name}` left out");
                at.cx.error(*span, found, "a query or header parameter");
            }
            _ if !is_sent => at.cx.unknown(
                *span,
                "parameter of this request",
                name,
                sent.iter().copied(),
            ),
            Some(parameter)
                if parameter.effect.is_none() && at.contract.is_sound(Form::Parameters) =>
            {
                let found = format!(
                    "nothing to compare: `{name}` has no effect in `{}`",
                    at.contract.id
                );
                at.cx.error(*span, found, "a parameter with `x-effect`");
            }
            _ => {}
        }
    }
}

fn provokes(at: &Agreement<'_>) {
    let Some(Provokes::Throttle) = at.step.provokes else {
        return;
    };
    let span = at.step.provokes_span;
    if at.contract.throttle.is_none() && at.contract.is_sound(Form::Throttle) {
        let found = format!("`provokes: throttle` in `{}`", at.contract.id);
        at.cx.error(span, found, "a contract with `throttle`");
    }
    if at.step.walk != Walk::Single || !at.step.without.is_empty() {
        at.cx.error(
            span,
            "`provokes` beside `walk` or `without`",
            "one request, repeated",
        );
    }
}
