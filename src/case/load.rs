//! Reading a file of cases (`docs/cases.md`): every mistake with its place, all at once.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::load_expect::{expectation, header_name};
use super::template;
use super::{Binding, Capture, Case, Provokes, RequestTemplate, Step, Walk};
use crate::http::{Expression, Root};
use crate::text::{
    Context, Diagnostic, Fields, Key, Kind, Node, Span, list_of, map_of, nearest, one_of, parse,
    read_file, text,
};
use crate::verdict::AccessState;

/// The keys of a step, which a case with `steps` may not have.
const STEP_KEYS: &[&str] = &[
    "request",
    "credentials",
    "walk",
    "without",
    "provokes",
    "undocumented",
    "expect",
    "capture",
];

/// What every reader of a step needs: where mistakes go, and what the templates name.
pub(super) struct Reading<'a> {
    pub(super) cx: &'a Context,
    uses: RefCell<Vec<(String, Span)>>,
}

/// Reads the cases of one file and tells every mistake. Cases come back even when there are mistakes, as far as they
/// could be read.
pub fn load(file: &str, source: &str) -> (Vec<Case>, Vec<Diagnostic>) {
    let cx = Context::new(file);
    let cases = parse(&cx, source)
        .and_then(|root| document(&cx, &root))
        .unwrap_or_default();
    (cases, cx.into_diagnostics())
}

/// Reads a file from the disk; one that cannot be read is a diagnostic of the whole file.
pub fn load_file(path: &Path) -> (Vec<Case>, Vec<Diagnostic>) {
    let name = path.display().to_string();
    match read_file(path) {
        Ok(text) => load(&name, &text),
        Err(told) => (Vec::new(), vec![told]),
    }
}

fn document(cx: &Context, root: &Node) -> Option<Vec<Case>> {
    let mut fields = Fields::of(cx, root, "a file of cases")?;
    let contract = fields.required("contract", |cx, n| Some((text(cx, n)?, n.span)));
    let (contract, contract_span) = contract.unwrap_or_default();
    let stem = Path::new(&*cx.file)
        .file_stem()
        .map_or(String::new(), |s| s.to_string_lossy().into_owned());
    let read = |cx, node| {
        let (name, span, guards, steps) = case(cx, node)?;
        let (contract, stem, file) = (contract.clone(), stem.clone(), cx.file.clone());
        Some(Case {
            contract,
            contract_span,
            file,
            stem,
            name,
            span,
            guards,
            steps,
        })
    };
    let cases = fields
        .required("cases", |cx, node| non_empty(cx, node, "case", read))
        .unwrap_or_default();
    fields.finish();
    let mut seen = HashMap::new();
    for case in &cases {
        if let Some(line) = seen.insert(&case.name, case.span.line) {
            let told = format!("a second case `{}`", case.name);
            cx.error(
                case.span,
                told,
                format!("another name: the case at line {line} has it"),
            );
        }
    }
    Some(cases)
}

type Read = (String, Span, Option<String>, Vec<Step>);

fn case(cx: &Context, node: &Node) -> Option<Read> {
    let mut fields = Fields::of(cx, node, "a case")?;
    let name = fields.required("name", |cx, n| Some((name(cx, n)?, n.span)));
    let guards = fields.optional("guards", text);
    let steps = match fields.take("steps") {
        Some(list) => {
            for (key, _) in node
                .entries()
                .iter()
                .filter(|(key, _)| STEP_KEYS.contains(&key.name.as_str()))
            {
                let found = format!("`{}` beside `steps`", key.name);
                cx.error(key.span, found, "it inside one of the steps");
            }
            for key in STEP_KEYS {
                fields.take(key);
            }
            non_empty(cx, list, "step", |cx, node| {
                let mut fields = Fields::of(cx, node, "a step")?;
                let step = step(cx, &mut fields);
                fields.finish();
                Some(step)
            })
        }
        None if !node
            .entries()
            .iter()
            .any(|(key, _)| STEP_KEYS.contains(&key.name.as_str())) =>
        {
            // One that is misspelt is told as that.
            let is_near = |name: &str| nearest(name, STEP_KEYS.iter().copied()).is_some();
            if node.entries().iter().any(|(key, _)| is_near(&key.name)) {
                for key in STEP_KEYS {
                    fields.take(key);
                }
            } else {
                cx.error(
                    node.span,
                    "a case that asks nothing",
                    "`request` or `steps`",
                );
            }
            None
        }
        None => Some(vec![step(cx, &mut fields)]),
    };
    fields.finish();
    let steps = steps.unwrap_or_default();
    check_captures(cx, &steps);
    let (name, span) = name?;
    (!steps.is_empty()).then_some((name, span, guards, steps))
}

fn name(cx: &Context, node: &Node) -> Option<String> {
    let name = text(cx, node)?;
    if name.trim().is_empty() || name.trim() != name || name.chars().any(char::is_control) {
        cx.error(
            node.span,
            format!("the name {name:?}"),
            "one line without spaces around it",
        );
    }
    Some(name)
}

fn step(cx: &Context, fields: &mut Fields<'_>) -> Step {
    let reading = Reading {
        cx,
        uses: RefCell::default(),
    };
    let request = fields
        .optional("request", |_, n| request(&reading, n))
        .unwrap_or_default();
    let credentials = fields
        .optional("credentials", credentials)
        .unwrap_or_default();
    let walk = fields.optional("walk", |cx, n| Some((walk(cx, n)?, n.span)));
    let (walk, walk_span) = walk.unwrap_or_default();
    let without = fields
        .optional("without", parameter_names)
        .unwrap_or_default();
    let provokes = fields.optional("provokes", |cx, n| {
        Some((one_of(cx, n, &[("throttle", Provokes::Throttle)])?, n.span))
    });
    let undocumented = fields
        .optional("undocumented", parameter_names)
        .unwrap_or_default();
    let expect = fields
        .optional("expect", |_, n| expectation(&reading, n))
        .unwrap_or_default();
    let capture = fields.optional("capture", captures).unwrap_or_default();
    Step {
        request,
        credentials,
        walk,
        walk_span,
        without,
        provokes: provokes.map(|(provokes, _)| provokes),
        provokes_span: provokes.map(|(_, span)| span).unwrap_or_default(),
        undocumented,
        expect,
        capture,
        uses: reading.uses.into_inner(),
        span: fields.span(),
    }
}

fn walk(cx: &Context, node: &Node) -> Option<Walk> {
    let words = [
        ("forward", Walk::Forward),
        ("there-and-back", Walk::ThereAndBack),
        ("by-links", Walk::ByLinks),
        ("past-end", Walk::PastEnd),
    ];
    one_of(cx, node, &words)
}

fn request(reading: &Reading<'_>, node: &Node) -> Option<RequestTemplate> {
    let mut fields = Fields::of(reading.cx, node, "a request")?;
    let path = fields
        .optional("path", |_, n| bindings(reading, n))
        .unwrap_or_default();
    let query = fields
        .optional("query", |_, n| bindings(reading, n))
        .unwrap_or_default();
    let headers = fields
        .optional("headers", |_, n| bindings(reading, n))
        .unwrap_or_default();
    fields.finish();
    let mut seen = HashSet::new();
    for header in &headers {
        header_name(reading.cx, &header.name, header.name_span);
        if !seen.insert(header.name.to_ascii_lowercase()) {
            let found = format!("the header `{}` twice", header.name);
            reading.cx.error(
                header.name_span,
                found,
                "each header once, in whatever case",
            );
        }
    }
    Some(RequestTemplate {
        path,
        query,
        headers,
    })
}

fn bindings(reading: &Reading<'_>, node: &Node) -> Option<Vec<Binding>> {
    let read = map_of(reading.cx, node, |cx, key, value| {
        if matches!(value.kind, Kind::Null | Kind::List(_) | Kind::Map(_)) {
            cx.error(
                value.span,
                format!("{} for `{}`", value.describe(), key.name),
                "text, a number or a boolean",
            );
            return None;
        }
        reading.templates(value);
        Some(Binding {
            name: key.name.clone(),
            value: value.to_json(),
            name_span: key.span,
            span: value.span,
        })
    })?;
    Some(read.into_iter().map(|(_, binding)| binding).collect())
}

fn credentials(cx: &Context, node: &Node) -> Option<Vec<(String, AccessState, Span)>> {
    let words = [
        AccessState::Missing,
        AccessState::Wrong,
        AccessState::Insufficient,
    ]
    .map(|s| (s.word(), s));
    let read = map_of(cx, node, |cx, key, n| {
        Some((one_of(cx, n, &words)?, key.span))
    })?;
    Some(
        read.into_iter()
            .map(|(scheme, (state, span))| (scheme, state, span))
            .collect(),
    )
}

fn parameter_names(cx: &Context, node: &Node) -> Option<Vec<(String, Span)>> {
    let names = non_empty(cx, node, "parameter", |cx, n| Some((text(cx, n)?, n.span)))?;
    let mut seen = HashSet::new();
    for (name, span) in &names {
        if !seen.insert(name) {
            cx.error(*span, format!("`{name}` twice"), "each parameter once");
        }
    }
    Some(names)
}

fn captures(cx: &Context, node: &Node) -> Option<Vec<Capture>> {
    let read = map_of(cx, node, |cx, key, n| {
        check_name(cx, key);
        let from: Expression = match text(cx, n)?.parse() {
            Ok(from) => from,
            Err(why) => {
                cx.report(Diagnostic::error(&cx.file, n.span, why));
                return None;
            }
        };
        if matches!(from.root, Root::Literal(_) | Root::Item(_)) {
            let expected = "a runtime expression for one value of the exchange, such as `$response.body#/count`";
            cx.error(n.span, format!("`{from}`"), expected);
        }
        Some(Capture {
            name: key.name.clone(),
            from,
            span: key.span,
        })
    })?;
    Some(read.into_iter().map(|(_, capture)| capture).collect())
}

fn check_name(cx: &Context, key: &Key) {
    if !template::is_name(&key.name) {
        cx.error(
            key.span,
            format!("the name {:?}", key.name),
            "letters, digits, `_`, `-` and `.`",
        );
    }
}

/// What is captured must have a name of its own and be used by a later step.
fn check_captures(cx: &Context, steps: &[Step]) {
    let mut seen = HashSet::new();
    for (at, step) in steps.iter().enumerate() {
        for capture in &step.capture {
            if !seen.insert(&capture.name) {
                cx.error(
                    capture.span,
                    format!("`{}` is captured twice", capture.name),
                    "a name of its own",
                );
            }
            let later = steps.iter().skip(at + 1).flat_map(|s| &s.uses);
            if !later.into_iter().any(|(name, _)| *name == capture.name) {
                let found = format!("`{}` is captured and no later step uses it", capture.name);
                cx.report(Diagnostic::error(&cx.file, capture.span, found).warning());
            }
        }
    }
}

/// Reads a list that must have an element.
pub(super) fn non_empty<'a, T>(
    cx: &'a Context,
    node: &'a Node,
    what: &str,
    read: impl FnMut(&'a Context, &'a Node) -> Option<T>,
) -> Option<Vec<T>> {
    if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
        cx.error(node.span, "an empty list", format!("at least one {what}"));
        return None;
    }
    list_of(cx, node, read)
}

impl Reading<'_> {
    /// Reports texts that are no templates, and keeps what the others name.
    pub(super) fn templates(&self, node: &Node) {
        match &node.kind {
            Kind::Text(text) => match template::parse(text) {
                Ok(pieces) => self.uses.borrow_mut().extend(pieces.into_iter().filter_map(
                    |piece| match piece {
                        template::Piece::Variable(name) => Some((name.to_owned(), node.span)),
                        template::Piece::Text(_) => None,
                    },
                )),
                Err(error) => {
                    let found = format!("{} (character {} of the text)", error.found, error.at);
                    self.cx.error(node.span, found, error.expected);
                }
            },
            Kind::List(items) => items.iter().for_each(|item| self.templates(item)),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    if key.name.contains("{{") {
                        let found = format!("a template in the key `{}`", key.name);
                        self.cx.error(key.span, found, "templates in values only");
                    }
                    self.templates(value);
                }
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
