//! Cases against a server of a few lines on loopback, which answers a fixed list and then no more.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use crate::drive::{Choice, Drive, Options, Sink};
use crate::record::{CaseResult, Event};
use crate::verdict::{Cause, Outcome, Verdict};

const CONTRACT: &str = r##"
openapi: 3.1.1
info: { title: Acme, version: "1" }
servers: [ { url: "https://api.acme.example" } ]
security: [ { token: [] } ]
paths:
  /things:
    get:
      operationId: acme/things
      summary: Things
      parameters: [ { name: q, in: query, schema: { type: string } } ]
      responses:
        "200":
          description: Things
          content: { application/json: { schema: { $ref: "#/components/schemas/Things" } } }
      x-docproof:
        document: { file: acme.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000" }
        items: { at: /things, identity: [/id] }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  schemas:
    Things:
      type: object
      required: [things]
      properties: { things: { type: array, items: { type: object, required: [id], properties: { id: { type: string } } } } }
"##;

const ONE: &str =
    "contract: acme/things\ncases: [ { name: one, request: {}, expect: { status: 200 } } ]\n";

const TWO_STEPS: &str = r#"
contract: acme/things
cases:
  - name: two
    steps:
      - { request: {}, expect: { status: 200 }, capture: { id: "$response.body#/things/0/id" } }
      - { request: { query: { q: "{{id}}" } }, expect: { status: 200 } }
"#;

#[derive(Default)]
struct Events(Mutex<Vec<Event>>);

impl Sink for Events {
    fn take(&self, event: Event) {
        self.0.lock().expect("not poisoned").push(event);
    }
}

/// What came of a case, the events of its run, and the request heads that the server got.
struct Ran {
    result: CaseResult,
    events: Vec<Event>,
    heads: Vec<String>,
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn ok(body: &str) -> String {
    answer("200 OK", "", body)
}

/// Serves the answers, one a connection, and gives the heads of the requests.
fn serve(answers: Vec<String>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = thread::spawn(move || {
        let mut heads = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().expect("a connection");
            let lines = BufReader::new(stream.try_clone().expect("cloned")).lines();
            let head: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|l| !l.is_empty())
                .collect();
            heads.push(head.join("\n"));
            stream.write_all(answer.as_bytes()).expect("written");
        }
        heads
    });
    (url, serving)
}

fn drive(url: &str, cases: &str, strict: bool) -> Drive {
    let (contracts, told) = crate::contract::load("contract.yaml", CONTRACT);
    assert!(told.is_empty(), "{told:?}");
    let (cases, told) = crate::case::load("cases.yaml", cases);
    assert!(told.is_empty(), "{told:?}");
    let target = format!(
        "name: literal\ncontracts:\n  acme/things:\n    base_url: {url}\n    credentials: {{ token: {{ value: s3cret-t0ken }} }}\n"
    );
    let (target, told) = crate::target::load("target.yaml", &target);
    assert!(told.is_empty(), "{told:?}");
    let contracts: Vec<_> = contracts.into_iter().map(Arc::new).collect();
    let cases: Vec<_> = cases.into_iter().map(Arc::new).collect();
    let options = Options {
        strict,
        ..Options::default()
    };
    let choice = Choice::Target(Box::new(target.expect("a target")));
    Drive::start(&contracts, &cases, choice, options).expect("started")
}

fn run(answers: Vec<String>, cases: &str, strict: bool) -> Ran {
    let (url, serving) = serve(answers);
    let mut drive = drive(&url, cases, strict);
    let events = Arc::new(Events::default());
    drive.begin(
        events.clone(),
        "2026-11-20T23:15:00Z".to_owned(),
        Vec::new(),
    );
    let planned = Arc::clone(&drive.planned()[0]);
    let result = drive.run(&planned);
    assert!(drive.pending().is_empty());
    drop(drive);
    let heads = serving.join().expect("served");
    let events = std::mem::take(&mut *events.0.lock().expect("not poisoned"));
    Ran {
        result: result.expect("not stopped"),
        events,
        heads,
    }
}

#[test]
fn a_case_is_told_from_its_start_to_its_end_and_no_secret_with_it() {
    let echo = r#"{"things":[{"id":"s3cret-t0ken"}]}"#;
    let ran = run(vec![ok(echo)], ONE, false);
    assert_eq!(ran.result.verdict, Verdict::Passed, "{:?}", ran.result);
    assert!(
        ran.heads[0].contains("authorization: Bearer s3cret-t0ken"),
        "{}",
        ran.heads[0]
    );
    let names: Vec<String> = ran
        .events
        .iter()
        .map(|e| serde_json::to_value(e).expect("JSON")["event"].to_string())
        .collect();
    assert_eq!(
        names,
        [
            "\"run-started\"",
            "\"case-started\"",
            "\"exchanged\"",
            "\"case-finished\""
        ]
    );
    let told = serde_json::to_string(&ran.events).expect("JSON");
    assert!(!told.contains("s3cret-t0ken"), "{told}");
    assert!(told.contains("[token]"), "{told}");
}

#[test]
fn an_attempt_that_another_followed_is_kept_and_not_the_answer() {
    let busy = answer("503 Service Unavailable", "Retry-After: 0\r\n", "{}");
    let ran = run(vec![busy, ok(r#"{"things":[]}"#)], ONE, false);
    assert_eq!(ran.heads.len(), 2);
    let superseded: Vec<bool> = ran
        .result
        .transcript
        .entries
        .iter()
        .map(|e| e.superseded)
        .collect();
    assert_eq!(superseded, [true, false]);
    assert_eq!(ran.result.requests, 2);
    // 503 is in no document: every attempt is judged.
    assert!(
        !matches!(ran.result.verdict, Verdict::Inconclusive(_)),
        "{:?}",
        ran.result.verdict
    );
}

#[test]
fn a_server_that_stays_away_proves_nothing() {
    let busy = || answer("502 Bad Gateway", "Retry-After: 0\r\n", "{}");
    let ran = run(vec![busy(), busy(), busy()], ONE, false);
    assert_eq!(ran.heads.len(), 3, "two further attempts");
    let inconclusive = ran.result.verdict == Verdict::Inconclusive(Cause::Unavailable(502));
    // An undocumented status is a deviation where it is judged as one, and outweighs the outage.
    assert!(
        inconclusive || ran.result.findings().next().is_some(),
        "{:?}",
        ran.result
    );
}

#[test]
fn a_later_step_uses_what_was_captured() {
    let first = ok(r#"{"things":[{"id":"a b"}]}"#);
    let ran = run(vec![first, ok(r#"{"things":[]}"#)], TWO_STEPS, false);
    assert_eq!(ran.result.verdict, Verdict::Passed, "{:?}", ran.result);
    assert!(
        ran.heads[1].starts_with("GET /things?q=a%20b "),
        "{}",
        ran.heads[1]
    );
    assert_eq!(ran.result.steps.len(), 2);
}

#[test]
fn a_step_that_lacks_what_was_to_be_captured_is_not_made_and_says_so() {
    let ran = run(vec![ok(r#"{"things":[]}"#)], TWO_STEPS, false);
    assert_eq!(ran.heads.len(), 1);
    let vacuous = ran.result.checks.iter().any(|check| {
        matches!(&check.outcome, Outcome::Vacuous(why) if why.starts_with("step 2 was not made"))
    });
    assert!(vacuous, "{:?}", ran.result.checks);
    let told = matches!(&ran.result.verdict, Verdict::Inconclusive(Cause::Unread(why)) if why.starts_with("step 2"));
    assert!(
        told,
        "a step without an answer cannot pass: {:?}",
        ran.result.verdict
    );
}

#[test]
fn undocumented_facts_fail_under_strict_only() {
    let extra = r#"{"things":[],"extra":1}"#;
    let lax = run(vec![ok(extra)], ONE, false);
    assert_eq!(lax.result.verdict, Verdict::Passed);
    assert!(!lax.result.notes.is_empty());
    let strict = run(vec![ok(extra)], ONE, true);
    assert_eq!(strict.result.verdict, Verdict::Failed);
}

#[test]
fn after_a_refusal_nobody_connects_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let drive = drive(&format!("http://{address}"), ONE, false);
    let planned = Arc::clone(&drive.planned()[0]);
    let refused = |result: &CaseResult| matches!(&result.verdict, Verdict::Inconclusive(Cause::Transport(why)) if why.contains("refused"));
    assert!(drive.run(&planned).is_some_and(|r| refused(&r)));
    // Who listens there now would be connected to, and is not.
    let listener = TcpListener::bind(address).expect("the same port");
    listener.set_nonblocking(true).expect("set");
    assert!(drive.run(&planned).is_some_and(|r| refused(&r)));
    let nobody = listener.accept().expect_err("nobody came");
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
}
