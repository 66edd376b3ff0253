//! The language of the rows: a contract, a step, answers typed from the documents, edits, and what is told of a part.

use serde_json::{Value, json};

use crate::case::{Provokes, Walk};
use crate::contract::{Contract, load};
use crate::http::{
    Entry, Exchange, Leg, Request, Response, Transcript, TransportError, TransportKind, parse_query,
};
use crate::judge::{Judgement, judge_transcript};
use crate::plan::{BoundStep, Intent};
use crate::value::pointer;
use crate::verdict::{AccessState, LookupState, Outcome, Part};

pub(super) const CASE: &str = "a case";

/// A contract of the tests.
pub(super) fn contract(source: &str) -> Contract {
    let (mut contracts, told) = load("test.yaml", source);
    let errors: Vec<String> = told
        .iter()
        .map(ToString::to_string)
        .filter(|t| t.contains(": error:"))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    contracts.remove(0)
}

/// A step, its transcript, and edits of both.
#[derive(Clone)]
pub(super) struct Fixture {
    source: &'static str,
    step: BoundStep,
    entries: Vec<Entry>,
}

pub(super) fn symphony(query: &str) -> Fixture {
    let path = [("groupId", "G")];
    Fixture::new(
        include_str!("symphony.yaml"),
        "https://pod.example/pod/g",
        &path,
        query,
    )
    .lookup("groupId", "id")
    .access("sessionToken", AccessState::Given)
}

pub(super) fn contensis(query: &str) -> Fixture {
    let path = [("group", "Editors")];
    Fixture::new(
        include_str!("contensis.yaml"),
        "https://cms.example/g",
        &path,
        query,
    )
    .lookup("group", "name")
    .access("token", AccessState::Given)
}

pub(super) fn adobe(query: &str) -> Fixture {
    let path = [
        ("orgId", "1@AdobeOrg"),
        ("page", "0"),
        ("groupName", "DevOps"),
    ];
    Fixture::new(
        include_str!("adobe.yaml"),
        "https://um.example/u",
        &path,
        query,
    )
    .lookup("groupName", "name")
    .lookup("orgId", "organisation")
    .access("api_key", AccessState::Given)
    .access("bearer", AccessState::Given)
}

impl Fixture {
    fn new(source: &'static str, url: &str, path: &[(&str, &str)], query: &str) -> Self {
        let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
        let request = Request {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: crate::http::Headers::new(),
            path: path.iter().map(owned).collect(),
            query: parse_query(query),
        };
        let step = BoundStep {
            request,
            intent: Intent::default(),
            walk: Walk::Single,
            without: Vec::new(),
            undocumented: Vec::new(),
            status: Vec::new(),
            count: None,
            min: None,
            max: None,
            body: None,
            each: None,
            headers: Vec::new(),
            capture: Vec::new(),
        };
        Self {
            source,
            step,
            entries: Vec::new(),
        }
    }

    pub(super) fn step(mut self, edit: impl FnOnce(&mut BoundStep)) -> Self {
        edit(&mut self.step);
        self
    }

    /// The same against another contract.
    pub(super) fn of(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    pub(super) fn walk(self, walk: Walk) -> Self {
        self.step(|s| s.walk = walk)
    }

    pub(super) fn without(self, parameter: &str) -> Self {
        self.step(|s| s.without.push(parameter.to_owned()))
    }

    pub(super) fn status(self, status: &[u16]) -> Self {
        self.step(|s| s.status = status.to_vec())
    }

    pub(super) fn provokes(self) -> Self {
        self.step(|s| s.intent.provokes = Some(Provokes::Throttle))
    }

    pub(super) fn access(self, scheme: &str, state: AccessState) -> Self {
        self.step(|s| {
            s.intent.access.retain(|(n, _)| n != scheme);
            s.intent.access.push((scheme.to_owned(), state));
        })
    }

    pub(super) fn lookup(self, parameter: &str, state: &str) -> Self {
        self.step(|s| {
            s.intent.lookup.retain(|(n, _)| n != parameter);
            let state = LookupState::from_word(state);
            s.intent.lookup.push((parameter.to_owned(), state));
        })
    }

    pub(super) fn request_header(self, name: &str, value: &str) -> Self {
        self.step(|s| s.request.headers.set(name, value))
    }

    /// An answer with a JSON body; `changes` are query parameters (`NAME=VALUE`, or `NAME` alone to leave it out)
    /// or path parameters against the step's own request.
    pub(super) fn answer(mut self, leg: Leg, changes: &str, status: u16, body: &Value) -> Self {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut response = Response {
            status,
            headers: crate::http::Headers::new(),
            body: body.into_bytes().into(),
            truncated: None,
        };
        if !response.body.is_empty() {
            response.headers.set("Content-Type", "application/json");
        }
        response
            .headers
            .set("Content-Length", response.body.len().to_string());
        let request = changed(&self.step.request, changes);
        self.push(leg, request, Ok(response));
        self
    }

    pub(super) fn main(self, changes: &str, body: &Value) -> Self {
        self.answer(Leg::Main, changes, 200, body)
    }

    pub(super) fn without_leg(self, parameter: &str, changes: &str, body: &Value) -> Self {
        let changes = format!("{parameter}&{changes}");
        self.answer(Leg::Without(parameter.to_owned()), &changes, 200, body)
    }

    pub(super) fn failure(mut self, leg: Leg, message: &str) -> Self {
        let error = TransportError {
            kind: TransportKind::Refused,
            message: message.to_owned(),
        };
        let request = self.step.request.clone();
        self.push(leg, request, Err(error));
        self
    }

    fn push(&mut self, leg: Leg, request: Request, outcome: Result<Response, TransportError>) {
        let at_ms = 10 * u64::try_from(self.entries.len()).expect("small");
        self.entries.push(Entry {
            step: 0,
            leg,
            superseded: false,
            exchange: Exchange {
                request,
                outcome,
                at_ms,
                took_us: 100,
            },
        });
    }

    /// Edits an exchange's response.
    pub(super) fn edit(mut self, exchange: usize, edit: impl FnOnce(&mut Response)) -> Self {
        let entry = &mut self.entries[exchange];
        edit(entry.exchange.outcome.as_mut().expect("a response"));
        self
    }

    pub(super) fn at(mut self, exchange: usize, at_ms: u64) -> Self {
        self.entries[exchange].exchange.at_ms = at_ms;
        self
    }

    pub(super) fn superseded(mut self, exchange: usize) -> Self {
        self.entries[exchange].superseded = true;
        self
    }

    pub(super) fn header(self, exchange: usize, name: &str, value: &str) -> Self {
        self.edit(exchange, |r| r.headers.set(name, value))
    }

    pub(super) fn no_header(self, exchange: usize, name: &str) -> Self {
        self.edit(exchange, |r| r.headers.remove(name))
    }

    /// Replaces the body's bytes; the length follows.
    pub(super) fn raw(self, exchange: usize, bytes: &[u8]) -> Self {
        self.edit(exchange, |r| {
            r.body = bytes.to_vec().into();
            r.headers.set("Content-Length", bytes.len().to_string());
        })
    }

    /// Puts a value into a body.
    pub(super) fn set(self, exchange: usize, at: &str, value: Value) -> Self {
        self.patch(exchange, |body| {
            assert!(pointer::set(body, at, value), "{at}");
        })
    }

    /// Takes a value out of a body.
    pub(super) fn drop(self, exchange: usize, at: &str) -> Self {
        self.patch(exchange, |body| {
            assert!(pointer::remove(body, at).is_some(), "{at}");
        })
    }

    fn patch(mut self, exchange: usize, patch: impl FnOnce(&mut Value)) -> Self {
        let outcome = self.entries[exchange].exchange.outcome.as_mut();
        let response = outcome.expect("a response");
        let mut body: Value = serde_json::from_slice(&response.body).expect("JSON");
        patch(&mut body);
        self.raw(exchange, body.to_string().as_bytes())
    }

    pub(super) fn exchange(&self, at: usize) -> &Exchange {
        &self.entries[at].exchange
    }

    pub(super) fn judge(&self) -> Judgement {
        let transcript = Transcript {
            entries: self.entries.clone(),
        };
        let steps = std::slice::from_ref(&self.step);
        judge_transcript(&contract(self.source), CASE, steps, &transcript)
    }

    /// The outcomes of a part in a few words: `held 3`, `broken RULE 0/data/1`, `broken RULE 0@Header`, `vacuous`,
    /// `nothing`.
    pub(super) fn told(&self, part: &str) -> String {
        told(&self.judge(), part)
    }
}

pub(super) fn told(judgement: &Judgement, part: &str) -> String {
    let part: Part = part.parse().expect("a part");
    // What a keyword says of the place is told behind the place itself.
    let own = judgement.checks.iter().filter(|c| c.part == part);
    let keywords = judgement.checks.iter();
    let keywords = keywords.filter(|c| c.part != part && c.part.whole() == part);
    let outcomes = own.chain(keywords);
    let words: Vec<String> = outcomes
        .map(|c| match &c.outcome {
            Outcome::Held(witnesses) => format!("held {witnesses}"),
            Outcome::Vacuous(_) => "vacuous".to_owned(),
            Outcome::Broken(finding) => {
                let place = &finding.place;
                let pointer = place.pointer.clone().unwrap_or_default();
                let header = place.header.as_ref().map(|h| format!("@{h}"));
                let header = header.unwrap_or_default();
                format!(
                    "broken {} {}{pointer}{header}",
                    finding.rule, place.exchange
                )
            }
        })
        .collect();
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join("; ")
    }
}

fn changed(request: &Request, changes: &str) -> Request {
    let mut request = request.clone();
    for change in changes.split('&').filter(|c| !c.is_empty()) {
        let (name, value) = match change.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (change, None),
        };
        if let Some(path) = request.path.iter_mut().find(|(n, _)| n == name) {
            path.1 = value.expect("a path parameter has a value");
            continue;
        }
        request.query.retain(|(n, _)| n != name);
        request.query.extend(value.map(|v| (name.to_owned(), v)));
    }
    request
}

/// Rows of {what it shows, a fixture, a part, what is told of it}.
pub(super) fn rows(rows: &[(&str, Fixture, &str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(name, fixture, part, expected)| (name, part, fixture.told(part), expected))
        .filter(|(_, _, told, expected)| told != *expected)
        .map(|(name, part, told, expected)| format!("{name}: {part}: {told}, not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A page of Symphony: memberships of the group `G`, cursors, and links where there is more.
pub(super) fn memberships(members: &[Value], before: &str, after: &str, links: &str) -> Value {
    let mut pagination = json!({"cursors": {"before": before, "after": after}});
    for link in links.split(' ').filter(|l| !l.is_empty()) {
        pagination[link] = json!(format!("https://pod.example/pod/g?{link}"));
    }
    json!({"data": members, "pagination": pagination})
}

/// A membership.
pub(super) fn member(id: &str, active: bool, added: i64) -> Value {
    json!({"id": id, "groupId": "G", "userId": 7, "active": active, "lastAddedDate": added})
}

/// A page of Contensis: users by id.
pub(super) fn users(index: u64, size: u64, total: u64, ids: &[&str]) -> Value {
    let items: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    json!({"pageIndex": index, "pageSize": size, "totalCount": total, "pageCount": total.div_ceil(size), "items": items})
}

/// A page of Adobe: users by name.
pub(super) fn group(last: bool, names: &[&str]) -> Value {
    let users: Vec<Value> = names
        .iter()
        .map(|n| json!({"email": format!("{n}@example.com"), "status": "active", "groups": ["DevOps"]}))
        .collect();
    json!({"lastPage": last, "result": "success", "groupName": "DevOps", "users": users})
}

impl Fixture {
    /// A page of Adobe with the headers that the document promises.
    pub(super) fn adobe_page(self, leg: Leg, page: u64, last: bool, names: &[&str]) -> Self {
        let fixture = self.answer(leg, &format!("page={page}"), 200, &group(last, names));
        let at = fixture.entries.len() - 1;
        fixture
            .header(at, "X-Total-Count", "5")
            .header(at, "X-Page-Count", "2")
            .header(at, "X-Current-Page", &page.to_string())
            .header(at, "X-Page-Size", &names.len().to_string())
    }
}
