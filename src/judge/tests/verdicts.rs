//! What is said of a case in the end, and what the case itself expects.

use std::io::Write;
use std::time::Duration;

use serde_json::json;

use super::fixture::{Fixture, member, memberships, rows, symphony, told};
use crate::case::Walk;
use crate::http::{Expression, Leg, Response};
use crate::judge::{BODY_LIMIT, capture};
use crate::verdict::{AccessState, Cause, Verdict};

const SIX: Duration = Duration::from_secs(6);

/// More than docproof reads, in few bytes.
fn bomb(response: &mut Response) {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    for _ in 0..=(BODY_LIMIT >> 20) {
        gzip.write_all(&zeros).expect("in memory");
    }
    response.body = gzip.finish().expect("in memory").into();
    response
        .headers
        .set("Content-Length", response.body.len().to_string());
    response.headers.set("Content-Encoding", "gzip");
}

fn single() -> Fixture {
    symphony("").main(
        "",
        &memberships(&[member("a", true, 1), member("b", false, 2)], "p", "q", ""),
    )
}

fn walked(second: &str) -> Fixture {
    symphony("")
        .walk(Walk::Forward)
        .main("", &memberships(&[member("a", true, 1)], "1", "2", "next"))
        .main(
            "after=2",
            &memberships(&[member(second, true, 1)], "3", "4", "previous"),
        )
}

fn again(fixture: Fixture, first: &str) -> Fixture {
    let first = memberships(&[member(first, true, 1)], "1", "2", "next");
    fixture.answer(Leg::Again, "", 200, &first)
}

fn answered(status: u16) -> Fixture {
    symphony("").answer(Leg::Main, "", status, &json!({"message": "no"}))
}

#[test]
fn what_was_not_read_to_its_end_shows_a_deviation_only_where_the_server_ended_it() {
    let inconclusive = |cause| Verdict::Inconclusive(cause);
    let rows = [
        (
            "a body cut off",
            single().edit(0, |r| r.truncated = Some("reset".to_owned())),
            Verdict::Failed,
        ),
        (
            "a body of which docproof stopped reading",
            single().edit(0, |r| r.truncated = Some(Response::over_limit(9, 9))),
            inconclusive(Cause::Unread(
                "docproof reads at most 9 bytes of a body (body_limit)".to_owned(),
            )),
        ),
        (
            "a body that docproof had no time to read",
            single().edit(0, |r| r.truncated = Some(Response::out_of_time(SIX))),
            inconclusive(Cause::Unread(
                "the body had not ended after 6 s (time_limits.whole)".to_owned(),
            )),
        ),
        (
            "a body whose connection was reset",
            single().edit(0, |r| r.truncated = Some(Response::reset("os error 104"))),
            inconclusive(Cause::Unread(
                "the connection was reset in mid-body: os error 104".to_owned(),
            )),
        ),
        (
            "a bomb",
            single().edit(0, bomb),
            inconclusive(Cause::Unread(format!(
                "the body without its coding is larger than {BODY_LIMIT} bytes (body_limit)"
            ))),
        ),
    ];
    for (name, fixture, expected) in rows {
        assert_eq!(fixture.judge().verdict, expected, "{name}");
    }
}

#[test]
fn verdicts() {
    let inconclusive = |cause| Verdict::Inconclusive(cause);
    let refused = || Cause::Transport("connection refused: nobody".to_owned());
    let rows = [
        ("all holds", single(), Verdict::Passed),
        (
            "a deviation",
            single().set(0, "/data/0/id", json!(1)),
            Verdict::Failed,
        ),
        (
            "no response",
            symphony("").failure(Leg::Main, "nobody"),
            inconclusive(refused()),
        ),
        ("502", answered(502), inconclusive(Cause::Unavailable(502))),
        ("503", answered(503), inconclusive(Cause::Unavailable(503))),
        ("504", answered(504), inconclusive(Cause::Unavailable(504))),
        ("429 unasked", answered(429), inconclusive(Cause::Throttled)),
        (
            "429 asked for",
            answered(429).status(&[429]),
            Verdict::Passed,
        ),
        (
            "401 with the target's credential",
            answered(401),
            inconclusive(Cause::CredentialRefused),
        ),
        (
            "401 as the case wants",
            answered(401).status(&[401]),
            Verdict::Passed,
        ),
        (
            "401 for a wrong one",
            answered(401).access("sessionToken", AccessState::Wrong),
            Verdict::Passed,
        ),
        (
            "401 for an identifier that nothing has",
            answered(401).lookup("groupId", "unknown"),
            inconclusive(Cause::CredentialRefused),
        ),
        (
            "401 for one, with a wrong credential",
            answered(401)
                .lookup("groupId", "unknown")
                .access("sessionToken", AccessState::Wrong)
                .status(&[401]),
            Verdict::Passed,
        ),
        (
            "a documented 500 nobody asked for",
            answered(500),
            Verdict::Failed,
        ),
        (
            "a 500 as the case wants",
            answered(500).status(&[500]),
            Verdict::Passed,
        ),
        ("an undocumented status", answered(418), Verdict::Failed),
        (
            "a deviation outweighs an outage",
            single()
                .set(0, "/data/0/id", json!(1))
                .failure(Leg::Main, "nobody"),
            Verdict::Failed,
        ),
        ("a walk that broke", walked("a"), Verdict::Failed),
        (
            "on data that stayed",
            again(walked("a"), "a"),
            Verdict::Failed,
        ),
        (
            "on data that changed",
            again(walked("a"), "z"),
            inconclusive(Cause::DataChanged),
        ),
        (
            "changed data without a deviation",
            again(walked("b"), "z"),
            Verdict::Passed,
        ),
    ];
    for (name, fixture, expected) in rows {
        assert_eq!(fixture.judge().verdict, expected, "{name}");
    }
}

#[test]
fn what_changed_data_shows_is_vacuous() {
    rows(&[
        (
            "of the walk",
            again(walked("a"), "z"),
            "paging:unique",
            "vacuous",
        ),
        (
            "not of a page alone",
            again(walked("a"), "z"),
            "status:200",
            "held 3",
        ),
    ]);
}

#[test]
fn a_superseded_attempt_is_judged_but_is_no_answer() {
    let retried = symphony("")
        .answer(Leg::Main, "", 503, &json!({"message": "later"}))
        .superseded(0)
        .main("", &memberships(&[member("a", true, 1)], "p", "q", ""))
        .status(&[200]);
    let judgement = retried.judge();
    assert_eq!(judgement.verdict, Verdict::Passed);
    assert_eq!(told(&judgement, "framing"), "held 2");
    assert_eq!(told(&judgement, "case:a case#status"), "held 1");
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_a_case_expects() {
    let part = "case:a case";
    let body = |schema: serde_json::Value| single().step(|s| s.body = Some(schema));
    let each = |schema: serde_json::Value| single().step(|s| s.each = Some(schema));
    let header = |name: &str, schema: serde_json::Value| {
        let name = name.to_owned();
        single().step(|s| s.headers = vec![(name, schema)])
    };
    rows(&[
        (
            "a status",
            single().status(&[200]),
            "case:a case#status",
            "held 1",
        ),
        ("and nothing else", single().status(&[200]), part, "nothing"),
        ("no status", single(), "case:a case#status", "nothing"),
        (
            "another status",
            single().status(&[404]),
            "case:a case#status",
            "broken unexpected-status 0",
        ),
        (
            "of which nothing else is said then",
            single().status(&[404]),
            part,
            "vacuous",
        ),
        (
            "the status beside another body",
            body(json!({"required": ["more"]})).status(&[200]),
            "case:a case#status",
            "held 1",
        ),
        (
            "one of several",
            single().status(&[404, 200]),
            "case:a case#status",
            "held 1",
        ),
        (
            "a body",
            body(json!({"required": ["data"]})),
            part,
            "held 1",
        ),
        (
            "another body",
            body(json!({"required": ["more"]})),
            part,
            "held 1; broken missing-property 0/more",
        ),
        (
            "a component",
            body(json!({"$ref": "#/components/schemas/Page"})),
            part,
            "held 1",
        ),
        (
            "every item",
            each(json!({"properties": {"userId": {"const": 7}}})),
            part,
            "held 1",
        ),
        (
            "not every item",
            each(json!({"properties": {"active": {"const": true}}})),
            part,
            "held 1; broken schema-const 0/data/1/active",
        ),
        (
            "a header",
            header("Content-Type", json!({"pattern": "json"})),
            part,
            "held 1",
        ),
        (
            "another header",
            header("Content-Type", json!({"const": "x"})),
            part,
            "held 1; broken header-form 0@Content-Type",
        ),
        (
            "no such header",
            header("X-A", json!({})),
            part,
            "held 1; broken missing-header 0@X-A",
        ),
        (
            "none, as wanted",
            header("X-A", json!(false)),
            part,
            "held 1",
        ),
        (
            "one that should not be there",
            header("Content-Type", json!(false)),
            part,
            "held 1; broken unexpected-header 0@Content-Type",
        ),
        (
            "so many items",
            single().step(|s| s.count = Some(2)),
            part,
            "held 1",
        ),
        (
            "another number",
            single().step(|s| s.count = Some(3)),
            part,
            "broken item-count 0",
        ),
        (
            "at least",
            single().step(|s| s.min = Some(3)),
            part,
            "broken item-count 0",
        ),
        (
            "at most",
            single().step(|s| s.max = Some(1)),
            part,
            "broken item-count 0",
        ),
        (
            "over the walk",
            walked("b").step(|s| s.count = Some(2)),
            part,
            "held 1",
        ),
        (
            "items of a body that was never read are not counted",
            answered(500).step(|s| s.count = Some(2)),
            "case:a case#status",
            "broken unexpected-status 0",
        ),
        (
            "an interrupted walk is not counted",
            walked("b")
                .step(|s| s.count = Some(9))
                .failure(Leg::Main, "nobody"),
            part,
            "nothing",
        ),
        (
            "nothing is expected of an outage",
            answered(503).status(&[200]),
            part,
            "nothing",
        ),
    ]);
}

#[test]
fn captures() {
    let read = |text: &str| {
        let expression: Expression = text.parse().expect("an expression");
        let mut step = None;
        let fixture = single().step(|s| {
            s.capture = vec![("x".to_owned(), expression)];
            step = Some(s.clone());
        });
        fixture.captured(&step.expect("set"))
    };
    assert_eq!(read("$response.body#/data/1/id"), Ok(json!("b")));
    let missing = read("$response.body#/data/9/id").expect_err("not there");
    assert_eq!(
        missing,
        "the answer has nothing at `$response.body#/data/9/id`"
    );
}

impl Fixture {
    fn captured(&self, step: &crate::plan::BoundStep) -> Result<serde_json::Value, String> {
        let exchange = self.exchange(0);
        let reading = crate::http::Reading::of_exchange(exchange, 1 << 20);
        capture(step, exchange, &reading).remove(0).1
    }
}
