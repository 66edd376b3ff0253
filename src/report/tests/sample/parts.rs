//! What the cases of the run made by hand are made of.

use serde_json::{Value, json};

use crate::http::{Entry, Exchange, Leg, Request, Response, Transcript};
use crate::record::CaseResult;
use crate::verdict::{Actual, Check, Expected, Finding, Outcome, Part, Place, Verdict};

pub(super) fn request(query: &str) -> Request {
    Request {
        method: "GET".to_owned(),
        url: format!("https://api.acme.example/v1/groups/g-1/members{query}"),
        headers: [("X-Token", "[token]")].into_iter().collect(),
        path: vec![("group".to_owned(), "g-1".to_owned())],
        query: Vec::new(),
    }
}

pub(super) fn answered(leg: Leg, query: &str, status: u16, media: &str, body: &str) -> Entry {
    Entry {
        step: 0,
        leg,
        superseded: false,
        exchange: Exchange {
            request: request(query),
            outcome: Ok(Response {
                status,
                headers: [
                    ("Date", "Fri, 20 Nov 2026 10:00:00 GMT"),
                    ("Content-Type", media),
                ]
                .into_iter()
                .collect(),
                body: body.to_owned().into(),
                truncated: None,
            }),
            at_ms: 10,
            took_us: 45_678,
        },
    }
}

pub(super) fn members(active: &[bool]) -> String {
    let member = |(n, active): (usize, &bool)| {
        let id = if n == 1 {
            json!(17)
        } else {
            json!(format!("00000000-0000-4000-8000-00000000000{n}"))
        };
        json!({"id": id, "name": format!("Member {n}"), "active": active})
    };
    let data: Vec<Value> = active.iter().enumerate().map(member).collect();
    json!({"data": data}).to_string()
}

pub(super) fn broken(
    part: Part,
    rule: &str,
    place: Place,
    expected: Expected,
    actual: Actual,
    message: &str,
) -> Check {
    Check {
        part,
        outcome: Outcome::Broken(Box::new(Finding {
            rule: rule.to_owned(),
            place,
            expected,
            actual,
            message: message.to_owned(),
        })),
    }
}

pub(super) fn held(part: Part, witnesses: u64) -> Check {
    Check {
        part,
        outcome: Outcome::Held(witnesses),
    }
}

pub(super) fn vacuous(part: Part, why: &str) -> Check {
    Check {
        part,
        outcome: Outcome::Vacuous(why.to_owned()),
    }
}

pub(super) fn part(text: &str) -> Part {
    text.parse().expect("a part")
}

pub(super) fn result(
    line: u32,
    title: &str,
    verdict: Verdict,
    checks: Vec<Check>,
    entries: Vec<Entry>,
) -> CaseResult {
    CaseResult {
        flaky: false,
        name: format!("acme/members::list::{title}"),
        contract: "acme/members".to_owned(),
        file: "cases/acme/members/list.yaml".to_owned(),
        line,
        verdict,
        waived: Vec::new(),
        checks,
        notes: Vec::new(),
        requests: entries.len() as u64,
        transcript: Transcript { entries },
        steps: Vec::new(),
        took_us: 120_000 * u64::from(line),
    }
}
