//! One operation, and the parts of it that other files read.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Form, Reading, clauses, credentials, forms, paging, parameters, response};
use crate::contract::Contract;
use crate::text::{Context, Fields, Key, Node, list_of, nearest, text};

pub(super) fn read(
    reading: &Reading<'_>,
    path: &str,
    method: &str,
    key: &Key,
    node: &Node,
) -> Option<Contract> {
    let cx = reading.cx;
    let mut fields = Fields::of(cx, node, "an operation")?;
    let id = fields
        .optional("operationId", text)
        .unwrap_or_else(|| format!("{method} {path}"));
    let summary = fields.optional("summary", text).unwrap_or_default();
    fields.known(&[
        "parameters",
        "responses",
        "security",
        "tags",
        "description",
        "externalDocs",
    ]);
    fields.known(&["requestBody", "callbacks", "deprecated", "servers"]);
    let span = node.get("operationId").map_or(key.span, |n| n.span);
    let mut parameters = reading.part(Form::Parameters, || {
        parameters::read(reading, path, method, node)
    });
    let responses = reading.part(Form::Responses, || {
        response::read(reading, path, method, node)
    });
    let credentials = reading.part(Form::Access, || credentials::read(reading, node));
    let mut contract = Contract {
        id,
        file: Arc::clone(&cx.file),
        span,
        title: String::new(),
        version: String::new(),
        summary,
        servers: reading.servers.clone(),
        method: method.to_owned(),
        path: path.to_owned(),
        parameters: Vec::new(),
        samples: reading.part(Form::Responses, || response::samples(reading, node)),
        responses,
        credentials,
        schemas: Arc::clone(reading.schemas),
        document: None,
        linked: None,
        items: None,
        access: Vec::new(),
        lookups: Vec::new(),
        facts: Vec::new(),
        paging: None,
        throttle: None,
        vars: Vec::new(),
        clauses: Vec::new(),
        contradictions: Vec::new(),
        ignored: Vec::new(),
        differences: Vec::new(),
        unseen: Vec::new(),
        broken: HashSet::new(),
    };
    if let Some(node) = fields.take("x-docproof")
        && let Some(mut x) = Fields::of(cx, node, "x-docproof")
    {
        forms(reading, &mut x, &mut contract);
        let headers = reading.part(Form::Parameters, || {
            x.optional("headers", |cx, n| {
                list_of(cx, n, |cx, n| parameters::header(reading, cx, n))
            })
        });
        parameters.extend(headers.into_iter().flatten());
        x.finish();
        misspelt(reading, node, FORMS);
    }
    misspelt(reading, node, &[("parameters", Form::Parameters)]);
    fields.extensions(&["x-docproof"]);
    fields.finish();
    contract.parameters = parameters;
    contract.broken.clone_from(&reading.broken.borrow());
    Some(contract)
}

/// Where forms stand in `x-docproof`.
const FORMS: &[(&str, Form)] = &[
    ("access", Form::Access),
    ("clauses", Form::Clauses),
    ("contradictions", Form::Contradictions),
    ("facts", Form::Facts),
    ("headers", Form::Parameters),
    ("ignored", Form::Ignored),
    ("items", Form::Items),
    ("lookup", Form::Lookup),
    ("paging", Form::Paging),
    ("throttle", Form::Throttle),
    ("vars", Form::Vars),
];

/// A form whose key is misspelt, which was told, is not absent.
fn misspelt(reading: &Reading<'_>, node: &Node, forms: &[(&str, Form)]) {
    let is_form = |key: &str| forms.iter().any(|(form, _)| *form == key);
    for (key, _) in node.entries().iter().filter(|(key, _)| !is_form(&key.name)) {
        for (_, form) in forms
            .iter()
            .filter(|(name, _)| node.get(name).is_none() && nearest(&key.name, [*name]).is_some())
        {
            reading.broken.borrow_mut().insert(*form);
        }
    }
}

/// The forms of `x-docproof`.
fn forms(reading: &Reading<'_>, x: &mut Fields<'_>, contract: &mut Contract) {
    contract.document = reading.part(Form::Documents, || {
        x.optional("document", clauses::document)
    });
    contract.linked = reading.part(Form::Documents, || x.optional("linked", clauses::document));
    contract.items = reading.part(Form::Items, || x.optional("items", forms::items));
    contract.access = reading
        .part(Form::Access, || x.optional("access", forms::access))
        .unwrap_or_default();
    let lookup = |cx, n| forms::lookup(reading, cx, n);
    contract.lookups = reading.part(Form::Lookup, || list(x, "lookup", lookup));
    contract.facts = reading.part(Form::Facts, || list(x, "facts", forms::fact));
    contract.paging = reading.part(Form::Paging, || x.optional("paging", paging::paging));
    contract.throttle = reading.part(Form::Throttle, || x.optional("throttle", forms::throttle));
    contract.vars = reading
        .part(Form::Vars, || x.optional("vars", forms::vars))
        .unwrap_or_default();
    contract.clauses = reading.part(Form::Clauses, || list(x, "clauses", clauses::clause));
    contract.contradictions = reading.part(Form::Contradictions, || {
        list(x, "contradictions", clauses::contradiction)
    });
    contract.ignored = reading.part(Form::Ignored, || list(x, "ignored", clauses::ignored));
    contract.differences = list(x, "differences", clauses::difference);
    contract.unseen = list(x, "unseen", clauses::unseen);
}

fn list<'a, T>(
    x: &mut Fields<'a>,
    key: &'static str,
    read: impl FnMut(&'a Context, &'a Node) -> Option<T>,
) -> Vec<T> {
    x.optional(key, |cx, n| list_of(cx, n, read))
        .unwrap_or_default()
}
