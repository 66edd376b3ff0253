//! Answers in the making, by manner.

use serde_json::{Value, json};

use super::super::answer::Draft;
use super::super::manner::{Extra, Manner, Manners, MediaForm, OpenBody, is_open};
use super::super::place::{put, take_out};
use super::super::typed::{typed, value_of};
use super::super::{errors, facts, paging};
use crate::contract::{Contract, DocumentedHeader, End, Fact, FactOperator, Paging};
use crate::http::{Modifier, Request, Root};
use crate::value::pointer;

/// Leaves out what a page may lack: an empty list, and what says nothing because there is nothing before or after.
pub(in super::super) fn bare(
    manners: &Manners,
    contract: &Contract,
    fits: &dyn Fn(&Value) -> bool,
    draft: &mut Draft,
) {
    if !manners.has(&Manner::Bare) {
        return;
    }
    let top = |at: &str| {
        at.split('/')
            .nth(1)
            .map(|s| pointer::unescape(s).into_owned())
    };
    let list = contract.items.as_ref().map(|i| i.at.clone());
    let empty = list.as_ref().is_some_and(|at| {
        let items = draft.body.as_ref().and_then(|b| b.pointer(at));
        items.and_then(Value::as_array).is_some_and(Vec::is_empty)
    });
    let read = |end: &End| match (&end.expression().root, &draft.body) {
        (Root::ResponseBody(at), Some(body)) => {
            matches!(end, End::Absent(_)) && body.pointer(at).is_none()
        }
        _ => false,
    };
    let alone = match &contract.paging {
        Some(Paging::Cursor(p)) => read(&p.end) && p.back.as_ref().is_none_or(|b| read(&b.end)),
        _ => false,
    };
    let mut needed: Vec<String> = Vec::new();
    needed.extend(list.as_deref().and_then(top).filter(|_| !empty));
    if !alone {
        let places = paging::reported(contract);
        needed.extend(places.iter().filter_map(|p| match &p.root {
            Root::ResponseBody(at) => top(at),
            _ => None,
        }));
    }
    let Some(Value::Object(members)) = &draft.body else {
        return;
    };
    let names: Vec<String> = members
        .keys()
        .filter(|n| !needed.contains(n))
        .cloned()
        .collect();
    for name in names {
        let mut changed = draft.body.clone().unwrap_or_default();
        pointer::remove(&mut changed, &pointer::join("", &name));
        if fits(&changed) && !facts::needs(contract, draft.status, &name) {
            draft.body = Some(changed);
        }
    }
}

/// Everything else that a manner changes in an answer whose values stand.
pub(in super::super) fn dress(
    manners: &Manners,
    contract: &Contract,
    request: &Request,
    draft: &mut Draft,
) {
    for manner in &manners.0 {
        match manner {
            Manner::Extra(Extra::Properties) => {
                if let Some(body) = &mut draft.body {
                    more_properties(body);
                }
            }
            Manner::Extra(Extra::Headers) => more_headers(contract, draft),
            Manner::Capitals => texts_of_facts(
                contract,
                draft,
                &|f| f.left.modifiers.contains(&Modifier::Lower),
                &capitals,
            ),
            Manner::Wordy => {
                let contains = |f: &Fact| f.operator == FactOperator::Contains;
                let plain = draft.clone();
                texts_of_facts(contract, draft, &contains, &|text| {
                    format!("Dear “{text}”, that is all.")
                });
                if !fits(contract, draft) {
                    *draft = plain;
                    texts_of_facts(contract, draft, &contains, &|text| {
                        format!("{text}, and that is all.")
                    });
                }
            }
            Manner::FewHeaders => {
                let documented = contract.response(draft.status).map(|r| &r.headers);
                for header in documented
                    .into_iter()
                    .flatten()
                    .filter(|h| may_lack(contract, h))
                {
                    draft.headers.remove(&header.name);
                }
            }
            Manner::ContentType(form) => {
                let spelled = draft.headers.get("Content-Type").map(|plain| match form {
                    MediaForm::Charset => format!("{plain}; charset=utf-8"),
                    MediaForm::Quoted => format!("{plain};Charset=\"UTF-8\""),
                    MediaForm::Capitals => plain.to_uppercase(),
                });
                if let Some(spelled) = spelled {
                    draft.headers.set("Content-Type", spelled);
                }
            }
            Manner::RetryAfter(text) if draft.headers.get("Retry-After").is_some() => {
                draft.headers.set("Retry-After", *text);
            }
            Manner::NoFalseFlag => {
                let plain = draft.clone();
                flags(contract, draft);
                if !fits(contract, draft) {
                    *draft = plain;
                }
            }
            Manner::NumberAsAsked => number_as_asked(contract, request, draft),
            Manner::OpenBody(kind) if is_open(contract, draft.status) && draft.body.is_none() => {
                open_body(*kind, draft);
            }
            _ => {}
        }
    }
}

/// Whether answers may lack a documented header field: no request asks for it, and no walk needs it.
pub fn may_lack(contract: &Contract, header: &DocumentedHeader) -> bool {
    !header.required
        && !facts::echoes(contract, &header.name)
        && !paging::is_told_in(contract, &header.name)
}

/// Whether a body matches the schema of its status.
fn fits(contract: &Contract, draft: &Draft) -> bool {
    let content = contract
        .response(draft.status)
        .and_then(errors::json_content);
    match (content, &draft.body) {
        (Some((_, Some(at))), Some(body)) => contract
            .schemas
            .errors_at(&at, body)
            .is_ok_and(|e| e.is_empty()),
        _ => true,
    }
}

fn open_body(kind: OpenBody, draft: &mut Draft) {
    let (media, text) = match kind {
        OpenBody::Html => (
            "text/html; charset=utf-8",
            "<!doctype html><title>No</title><p>That cannot be done.</p>",
        ),
        OpenBody::Text => ("text/plain", "That cannot be done."),
        OpenBody::Json => (
            "application/json",
            r#"{"fault":{"reason":["That cannot be done."],"number":-1}}"#,
        ),
    };
    draft.headers.set("Content-Type", media);
    draft.raw = Some(text.as_bytes().to_vec());
}

fn more_properties(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(more_properties);
            members.insert(
                "x-undocumented".to_owned(),
                json!({ "since": "2031", "list": [1, null] }),
            );
        }
        Value::Array(items) => items.iter_mut().for_each(more_properties),
        _ => {}
    }
}

fn more_headers(contract: &Contract, draft: &mut Draft) {
    let fields = [
        ("X-Undocumented", "yes"),
        ("Set-Cookie", "a=b; Path=/"),
        ("Set-Cookie", "c=d; HttpOnly"),
        ("Vary", "Accept-Encoding"),
        ("Cache-Control", "no-store"),
        ("Strict-Transport-Security", "max-age=31536000"),
    ];
    let documented = contract
        .response(draft.status)
        .map(|r| r.headers.as_slice())
        .unwrap_or_default();
    for (name, value) in fields {
        if !documented.iter().any(|h| h.name.eq_ignore_ascii_case(name)) {
            draft.headers.push(name, value);
        }
    }
}

/// In capitals, where small letters are the same again.
fn capitals(text: &str) -> String {
    let capital = text.to_uppercase();
    if capital.to_lowercase() == text.to_lowercase() {
        capital
    } else {
        text.to_owned()
    }
}

/// Rewrites the texts that facts of a kind are about.
fn texts_of_facts(
    contract: &Contract,
    draft: &mut Draft,
    of: &dyn Fn(&Fact) -> bool,
    rewrite: &dyn Fn(&str) -> String,
) {
    let applies = |f: &&Fact| (f.status.is_empty() || f.status.contains(&draft.status)) && of(f);
    let mut places: Vec<String> = Vec::new();
    let items = contract.items.as_ref();
    for fact in contract.facts.iter().filter(applies) {
        match (&fact.left.root, items) {
            (Root::ResponseBody(at), _) => places.push(at.clone()),
            (Root::Item(at), Some(items)) => {
                let list = draft
                    .body
                    .as_ref()
                    .and_then(|b| b.pointer(&items.at))
                    .and_then(Value::as_array);
                let count = list.map_or(0, Vec::len);
                places.extend((0..count).map(|i| format!("{}/{i}{at}", items.at)));
            }
            _ => {}
        }
    }
    places.sort_unstable();
    places.dedup();
    for at in places {
        if let Some(Value::String(text)) = draft.body.as_mut().and_then(|b| b.pointer_mut(&at)) {
            *text = rewrite(text);
        }
    }
}

/// Leaves out a last-page flag that is `false`.
fn flags(contract: &Contract, draft: &mut Draft) {
    let flag = match &contract.paging {
        Some(Paging::Number(p)) => p.last.as_ref(),
        _ => None,
    };
    let Some((flag, Root::ResponseBody(at))) = flag.map(|f| (f, &f.root)) else {
        return;
    };
    let is_false = draft.body.as_ref().and_then(|b| b.pointer(at)) == Some(&Value::Bool(false));
    if is_false
        && contract.items.as_ref().is_some_and(|i| {
            draft
                .body
                .as_ref()
                .is_some_and(|b| b.pointer(&i.at).is_some())
        })
    {
        take_out(flag, &mut draft.headers, draft.body.as_mut());
    }
}

/// The number of a page is the one that was asked for, wherever the list ends.
fn number_as_asked(contract: &Contract, request: &Request, draft: &mut Draft) {
    let Some(Paging::Number(paging)) = &contract.paging else {
        return;
    };
    let asked = value_of(contract, request, &paging.parameter);
    if let (Some(place), Some(asked), 200) = (&paging.index, asked, draft.status) {
        let schema = json!({ "type": "integer" });
        let asked = typed(
            &contract.schemas,
            &schema,
            &super::super::typed::text_of(&asked),
        );
        put(place, &asked, &mut draft.headers, draft.body.as_mut());
    }
}
