//! What the cases of the hostile run are made of.

use docproof::http::{Entry, Exchange, Leg, Request, Response};
use docproof::record::{CaseFinished, CaseStarted, CaseWaived, Event, Exchanged};
use docproof::value::{Redactor, Secret};
use docproof::verdict::{
    Actual, Check, Expected, Finding, Note, Outcome, Part, Place, Verdict, Waived,
};
use serde_json::{Value, json};

use super::{ID, NASTY, SECRET};

pub(super) struct Case {
    pub(super) contract: String,
    pub(super) title: String,
    pub(super) line: u32,
    pub(super) verdict: Verdict,
    pub(super) checks: Vec<Check>,
    pub(super) notes: Vec<Note>,
    pub(super) entries: Vec<Entry>,
    pub(super) flaky: bool,
    pub(super) waived: Vec<Waived>,
}

impl Case {
    pub(super) fn new(
        title: &str,
        verdict: Verdict,
        checks: Vec<Check>,
        entries: Vec<Entry>,
    ) -> Self {
        Self {
            contract: ID.to_owned(),
            title: title.to_owned(),
            line: 1,
            verdict,
            checks,
            notes: Vec::new(),
            entries,
            flaky: false,
            waived: Vec::new(),
        }
    }

    pub(super) fn events(self) -> Vec<Event> {
        let case = format!("{}::list::{}", self.contract, self.title);
        let started = CaseStarted {
            case: case.clone(),
            contract: self.contract,
            file: "cases/acme/members/list.yaml".to_owned(),
            line: self.line,
        };
        let masks = Redactor::new([("token", Secret::new(SECRET))]);
        let mut events = vec![Event::CaseStarted(started)];
        for mut entry in self.entries {
            entry.exchange = entry.exchange.redacted(&masks);
            events.push(Event::Exchanged(Exchanged::new(case.clone(), entry)));
        }
        events.push(Event::CaseFinished(CaseFinished {
            case: case.clone(),
            verdict: self.verdict,
            checks: self.checks,
            notes: self.notes,
            took_us: 120_000,
            flaky: self.flaky,
            exchanges: None,
            steps: Vec::new(),
        }));
        if !self.waived.is_empty() {
            let waivers = self.waived;
            events.push(Event::CaseWaived(CaseWaived { case, waivers }));
        }
        events
    }
}

pub(super) fn request(query: &str) -> Request {
    Request {
        method: "GET".to_owned(),
        url: format!("https://api.acme.example/v1/groups/g-1/members{query}"),
        headers: [
            ("Accept", "application/json"),
            ("X-Token", SECRET),
            ("X-Note", "it's \"quoted\" $HOME </pre>"),
        ]
        .into_iter()
        .collect(),
        path: vec![("group".to_owned(), "g-1".to_owned())],
        query: Vec::new(),
    }
}

pub(super) fn answered(
    query: &str,
    status: u16,
    media: &str,
    body: impl Into<String>,
    at_ms: u64,
) -> Entry {
    let body: String = body.into();
    Entry {
        step: 0,
        leg: Leg::Main,
        superseded: false,
        exchange: Exchange {
            request: request(query),
            outcome: Ok(Response {
                status,
                headers: [
                    ("Date", "Fri, 20 Nov 2026 10:00:00 GMT"),
                    ("Content-Type", media),
                    ("X-Echo", SECRET),
                    ("Server", NASTY),
                ]
                .into_iter()
                .collect(),
                body: body.into(),
                truncated: None,
            }),
            at_ms,
            took_us: 3_000 + at_ms * 7 % 90_000,
        },
    }
}

pub(super) fn member(number: usize) -> Value {
    json!({"id": format!("00000000-0000-4000-8000-{number:012}"), "active": number.is_multiple_of(2)})
}

pub(super) fn page(numbers: impl IntoIterator<Item = usize>) -> String {
    let data: Vec<Value> = numbers.into_iter().map(member).collect();
    json!({"data": data, "next": "c%2Fd"}).to_string()
}

pub(super) fn part(text: &str) -> Part {
    text.parse().expect("a part")
}

pub(super) fn check(text: &str, outcome: Outcome) -> Check {
    Check {
        part: part(text),
        outcome,
    }
}

pub(super) fn broken(
    text: &str,
    rule: &str,
    place: Place,
    expected: Expected,
    actual: Actual,
    message: &str,
) -> Check {
    let finding = Finding {
        rule: rule.to_owned(),
        place,
        expected,
        actual,
        message: message.to_owned(),
    };
    check(text, Outcome::Broken(Box::new(finding)))
}
