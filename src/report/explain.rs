//! A contract, and a case, as text for people: what the document claims and what looks at each claim; what a case sends,
//! what it expects, and which claims it can show.

use serde_json::Value;

use super::layout::{labelled, visible};
use super::reach::Reach;
use super::{Ink, Style, words};
use crate::case::{Binding, Case, Provokes, Step, Walk};
use crate::contract::{At, Clause, Contract, Guard};
use crate::http::{Headers, Request, curl_of_template, encode};
use crate::verdict::AccessState;

/// The column of labels.
const LABEL: usize = 12;

/// A contract: its clauses in the order of the document, each with its place, evidence and what looks at it; then where
/// the document contradicts itself and what OpenAPI cannot say. `cases` are those that it has.
pub fn contract(style: Style, contract: &Contract, cases: &[&Case]) -> String {
    let mut out = vec![
        format!(
            "{} {}",
            style.paint(Ink::Strong, visible(&contract.id)),
            visible(&contract.summary)
        ),
        format!("  {} {}", contract.method, visible(&contract.path)),
    ];
    let mut field = |label: &str, text: &str| out.extend(labelled(style, 2, label, LABEL, text));
    field("api", &format!("{} {}", contract.title, contract.version));
    if let Some(document) = &contract.document {
        let title = document.title.as_deref();
        let title = title.map_or(String::new(), |t| format!(" ({t})"));
        field("document", &format!("{}{title}", document.file));
    }
    if let Some(linked) = &contract.linked {
        field("linked", &linked.file);
    }
    let own: Vec<&&Case> = cases.iter().filter(|c| c.contract == contract.id).collect();
    field("cases", &own.len().to_string());
    let reach = Reach::new(contract);
    let shown: Vec<(&str, Vec<&Clause>)> = own
        .iter()
        .map(|case| (case.name.as_str(), reach.clauses(case)))
        .collect();

    title(&mut out, style, "clauses", contract.clauses.len());
    let mut clauses: Vec<&Clause> = contract.clauses.iter().collect();
    clauses.sort_by_key(|c| order(&c.at));
    for clause in clauses {
        out.push(String::new());
        out.push(format!("  {}", style.paint(Ink::Strong, &clause.id)));
        let mut field =
            |label: &str, text: &str| out.extend(labelled(style, 4, label, LABEL, text));
        field("says", &visible(&clause.says));
        field("evidence", words::evidence(clause.evidence));
        field("at", &words::places(contract, &clause.at));
        match &clause.guard {
            Guard::Unobservable(why) => field("unobservable", &visible(why)),
            Guard::CheckedBy(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| visible(&p.to_string())).collect();
                field("checked by", &parts.join(", "));
                let names = shown
                    .iter()
                    .filter(|(_, can)| can.iter().any(|c| c.id == clause.id));
                let names: Vec<String> = names.map(|(name, _)| visible(name)).collect();
                field("shown by", &some_of(&names));
            }
        }
    }
    contradictions(&mut out, style, contract);
    out.join("\n") + "\n"
}

/// A case: its requests as `curl` lines (templates and credentials as placeholders), what is expected of the answers, and
/// the clauses that it can show.
pub fn case(style: Style, case: &Case, contract: &Contract) -> String {
    let mut out = vec![
        style.paint(Ink::Strong, visible(&case.trial_name())),
        style.paint(
            Ink::Faint,
            format!("  {}:{}", visible(&case.file), case.span.line),
        ),
    ];
    if let Some(guards) = &case.guards {
        out.extend(labelled(style, 2, "guards", LABEL, &visible(guards)));
    }
    for (index, step) in case.steps.iter().enumerate() {
        out.push(String::new());
        if case.steps.len() > 1 {
            out.push(format!("  step {}", index + 1));
        }
        let line = curl_of_template(&template(contract, step));
        out.push(format!("    $ {}", visible(&line)));
        for (label, text) in expectations(step) {
            out.extend(labelled(style, 4, label, LABEL, &text));
        }
    }
    let shown = Reach::new(contract).clauses(case);
    title(&mut out, style, "clauses that it can show", shown.len());
    for clause in shown {
        let text = format!(
            "{} ({})",
            visible(&clause.says),
            words::ground(contract, clause)
        );
        out.push(format!("  {}", clause.id));
        out.extend(labelled(style, 2, "", 1, &text));
    }
    out.join("\n") + "\n"
}

fn title(out: &mut Vec<String>, style: Style, title: &str, number: usize) {
    out.push(String::new());
    out.push(style.paint(Ink::Strong, format!("{title} ({number})")));
}

/// The place of a claim in the document; linked files behind it.
fn order(at: &[At]) -> (bool, String, u32, String) {
    at.first().map_or_else(Default::default, |at| {
        let file = at.file.clone().unwrap_or_default();
        let pointer = at.pointer.clone().unwrap_or_default();
        (at.file.is_some(), file, at.first, pointer)
    })
}

fn some_of(names: &[String]) -> String {
    match names {
        [] => "no case".to_owned(),
        [a, b, c, d, rest @ ..] if rest.len() > 1 => {
            format!("{a}; {b}; {c}; {d}; and {} more", rest.len())
        }
        all => all.join("; "),
    }
}

fn contradictions(out: &mut Vec<String>, style: Style, contract: &Contract) {
    if !contract.contradictions.is_empty() {
        title(out, style, "contradictions", contract.contradictions.len());
    }
    for contradiction in &contract.contradictions {
        out.push(String::new());
        out.push(format!("  {}", style.paint(Ink::Strong, &contradiction.id)));
        let mut field =
            |label: &str, text: &str| out.extend(labelled(style, 4, label, LABEL, text));
        field("says", &visible(&contradiction.says));
        field("at", &words::places(contract, &contradiction.at));
        field("reading", &visible(&contradiction.reading));
    }
    if !contract.differences.is_empty() {
        title(
            out,
            style,
            "what OpenAPI cannot say",
            contract.differences.len(),
        );
    }
    for difference in &contract.differences {
        out.extend(labelled(
            style,
            2,
            "-",
            1,
            &format!("{}: {}", difference.clause, visible(&difference.says)),
        ));
    }
}

/// The name of a shell variable: in capitals, as far as it can be one.
fn variable(name: &str) -> String {
    let name = name.to_ascii_uppercase();
    let name = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!("${{{name}}}")
}

/// The request of a step with its templates unfilled and `${SCHEME}` in place of each credential.
fn template(contract: &Contract, step: &Step) -> Request {
    let text = |binding: &Binding| match &binding.value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut path = contract.path.clone();
    for binding in &step.request.path {
        let value = text(binding);
        let value = if value.contains("{{") {
            value.into()
        } else {
            encode::segment(&value)
        };
        path = path.replace(&format!("{{{}}}", binding.name), &value);
    }
    let pairs = step.request.query.iter().map(|b| {
        let value = text(b);
        if value.contains("{{") {
            return format!("{}={value}", b.name);
        }
        encode::query(&[(b.name.clone(), value)])
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    let base = contract
        .servers
        .first()
        .map_or("${BASE_URL}", String::as_str);
    let base = base.trim_end_matches('/');
    let mut headers: Headers = step
        .request
        .headers
        .iter()
        .map(|b| (b.name.clone(), text(b)))
        .collect();
    for credential in &contract.credentials {
        let state = step
            .credentials
            .iter()
            .find(|(name, ..)| *name == credential.name);
        let secret = match state.map_or(AccessState::Given, |(_, state, _)| *state) {
            AccessState::Missing => continue,
            AccessState::Given => variable(&credential.name),
            other => variable(&format!("{}_{}", credential.name, other.word())),
        };
        headers.set(credential.header(), credential.field_value(&secret));
    }
    Request {
        method: contract.method.clone(),
        url: format!("{base}{path}{mark}{query}"),
        headers,
        path: Vec::new(),
        query: Vec::new(),
    }
}

/// What a step does beyond its request, and what it expects, in words.
fn expectations(step: &Step) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    for (scheme, state, _) in &step.credentials {
        told.push(("credential", format!("{scheme} is {}", state.word())));
    }
    match step.walk {
        Walk::Single => {}
        Walk::Forward => told.push(("walks", "every page to the end".to_owned())),
        Walk::ThereAndBack => told.push(("walks", "to the end and back".to_owned())),
        Walk::ByLinks => told.push(("walks", "to the end by the links of the pages".to_owned())),
        Walk::PastEnd => told.push(("walks", "to the end and one page further".to_owned())),
    }
    if !step.without.is_empty() {
        let names: Vec<&str> = step.without.iter().map(|(name, _)| name.as_str()).collect();
        told.push((
            "compares",
            format!("with the same without {}", names.join(", ")),
        ));
    }
    if step.provokes == Some(Provokes::Throttle) {
        told.push(("repeats", "until the limit is passed".to_owned()));
    }
    let expect = &step.expect;
    let status: Vec<String> = expect.status.iter().map(ToString::to_string).collect();
    told.push(match status.as_slice() {
        [] => ("status", "any that is documented".to_owned()),
        some => ("status", some.join(" or ")),
    });
    if let Some((schema, _)) = &expect.schema {
        told.push(("schema", visible(schema)));
    }
    if let Some(items) = &expect.items {
        let bounds = [
            ("exactly", &items.count),
            ("at least", &items.min),
            ("at most", &items.max),
        ];
        let bounds = bounds.into_iter().filter_map(|(word, bound)| {
            let bound = bound.as_ref()?;
            let bound = bound
                .as_str()
                .map_or_else(|| bound.to_string(), str::to_owned);
            Some(format!("{word} {}", visible(&bound)))
        });
        told.push(("items", bounds.collect::<Vec<_>>().join(", ")));
    }
    for (label, schema) in [("every body", &expect.body), ("every item", &expect.each)] {
        if let Some((schema, _)) = schema {
            told.push((label, words::value(schema, 400)));
        }
    }
    for (name, schema, _) in &expect.headers {
        let text = match schema {
            Value::Bool(false) => "absent".to_owned(),
            schema => words::value(schema, 200),
        };
        told.push(("header", format!("{}: {text}", visible(name))));
    }
    for capture in &step.capture {
        let from = visible(&capture.from.to_string());
        told.push(("takes", format!("{} from {from}", capture.name)));
    }
    told
}
