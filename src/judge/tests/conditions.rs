//! Facts that are claimed of some requests only, of dates, and of lists without case.

use serde_json::{Value, json};

use super::fixture::{Fixture, adobe, rows, symphony};
use crate::http::Leg;
use crate::plan::Intent;
use crate::verdict::AccessState::{Missing, Wrong};

/// The contract with these facts in place of its own first one.
fn with(source: &str, fact: &str) -> &'static str {
    let at = source.find("facts:\n").expect("facts") + "facts:\n".len();
    let (before, after) = source.split_at(at);
    let made = format!("{before}          - {fact}\n{after}");
    Box::leak(made.into_boxed_str())
}

/// "Request with bad GUID": the message quotes it. A 400 has other reasons, too.
fn bad_group(fault: &str, message: &str) -> Fixture {
    let fact = "{ name: quoted, status: [400], when: { lookup: [unknown, malformed] }, contains: [ \"$response.body#/message\", \"$request.path.groupId\" ] }";
    symphony("")
        .of(with(include_str!("symphony.yaml"), fact))
        .lookup("groupId", fault)
        .answer(Leg::Main, "", 400, &json!({"message": message}))
}

#[test]
fn a_fact_about_what_is_looked_up() {
    let part = "fact:quoted";
    let quoted = "The guid \"G\" is not valid.";
    let expired = "Session expired.";
    rows(&[
        ("unknown", bad_group("unknown", quoted), part, "held 1"),
        ("malformed", bad_group("malformed", quoted), part, "held 1"),
        (
            "not quoted",
            bad_group("malformed", "No."),
            part,
            "broken not-contained 0/message",
        ),
        ("a known group", bad_group("id", expired), part, "vacuous"),
        (
            "no session beside it",
            bad_group("unknown", expired).access("sessionToken", Missing),
            part,
            "vacuous",
        ),
        (
            "a session that is none beside it",
            bad_group("unknown", expired).access("sessionToken", Wrong),
            part,
            "vacuous",
        ),
        (
            "nothing is known of the request",
            bad_group("unknown", expired).step(|s| s.intent = Intent::default()),
            part,
            "vacuous",
        ),
        (
            "another status",
            bad_group("unknown", expired).edit(0, |r| r.status = 404),
            part,
            "nothing",
        ),
    ]);
}

#[test]
fn another_fault_lifts_it() {
    let fact = "{ name: quoted, status: [400], when: { lookup: [unknown] }, contains: [ \"$response.body#/message\", \"$request.path.groupId\" ] }";
    let asked = |query: &str| {
        symphony(query)
            .of(with(include_str!("symphony.yaml"), fact))
            .lookup("groupId", "unknown")
            .answer(Leg::Main, "", 400, &json!({"message": "No."}))
    };
    let part = "fact:quoted";
    rows(&[
        (
            "nothing else",
            asked("limit=5"),
            part,
            "broken not-contained 0/message",
        ),
        ("a limit that is none", asked("limit=many"), part, "vacuous"),
        (
            "a state that is not meant",
            asked("").lookup("groupId", "malformed"),
            part,
            "vacuous",
        ),
    ]);
}

/// "The list of groups in which the user is a current member", without the flag that filters it.
#[test]
fn a_fact_about_what_is_sent() {
    let fact = "{ name: names-it, status: [200], when: { sent: { directOnly: false } }, contains: [ \"$item#/groups | lower\", \"$request.path.groupName | lower\" ], optional: true }";
    let listed = |query: &str| {
        adobe(query)
            .of(with(include_str!("adobe.yaml"), fact))
            .adobe_page(Leg::Main, 0, true, &["john", "jane"])
    };
    let part = "fact:names-it";
    rows(&[
        ("each names it", listed("directOnly=false"), part, "held 2"),
        (
            "in other letters",
            listed("directOnly=false").set(0, "/users/0/groups", json!(["Other", "devops"])),
            part,
            "held 2",
        ),
        (
            "one does not",
            listed("directOnly=false").set(0, "/users/1/groups", json!(["Other"])),
            part,
            "held 1; broken not-contained 0/users/1/groups",
        ),
        (
            "one tells none",
            listed("directOnly=false").set(0, "/users/1/groups", json!(null)),
            part,
            "held 1",
        ),
        (
            "the flag is on",
            listed("directOnly=true").set(0, "/users/1/groups", json!(["Other"])),
            part,
            "vacuous",
        ),
        (
            "the flag is not sent",
            listed("").set(0, "/users/1/groups", json!(["Other"])),
            part,
            "vacuous",
        ),
    ]);
}

/// "The scheduled time for resetting of the count" is not before "today's date and time" of the same answer.
#[test]
fn a_fact_about_times() {
    let fact = "{ name: to-come, status: [200], at-least: [ \"$response.header.X-Reset | time\", \"$response.header.Date | time\" ], optional: true }";
    let timed = |reset: &str, date: &str| {
        adobe("")
            .of(with(include_str!("adobe.yaml"), fact))
            .adobe_page(Leg::Main, 0, true, &["john"])
            .header(0, "X-Reset", reset)
            .header(0, "Date", date)
    };
    let part = "fact:to-come";
    let date = "Thu, 22 Jun 2017 09:39:06 GMT";
    rows(&[
        ("later", timed("2017-06-23T00:00:00Z", date), part, "held 1"),
        (
            "at once",
            timed("2017-06-22T09:39:06Z", date),
            part,
            "held 1",
        ),
        (
            "both in one form",
            timed("2017-06-22T09:39:07Z", "2017-06-22T09:39:06Z"),
            part,
            "held 1",
        ),
        (
            "past",
            timed("2017-06-22T09:39:05Z", date),
            part,
            "broken too-small 0@X-Reset",
        ),
        (
            "no date",
            timed("2017-06-22T09:39:05Z", date).no_header(0, "Date"),
            part,
            "vacuous",
        ),
        ("no time", timed("soon", date), part, "vacuous"),
    ]);
}

/// A media type alone does not say that there is a body.
#[test]
fn a_body_of_which_only_the_type_is_said() {
    let source = include_str!("adobe.yaml").replace(
        "description: Bad request, content: { application/json: { schema: { $ref: \"#/components/schemas/Failure\" } } }",
        "description: Bad request, content: { application/json: {} }",
    );
    let source: &'static str = Box::leak(source.into_boxed_str());
    let failed = |body: &Value| adobe("").of(source).answer(Leg::Main, "", 400, body);
    let html = || {
        let failed = failed(&json!({})).raw(0, b"<h1>no</h1>");
        failed.header(0, "Content-Type", "text/html")
    };
    rows(&[
        (
            "JSON",
            failed(&json!({"a": 1})),
            "content-type:400",
            "held 1",
        ),
        ("any JSON", failed(&json!({"a": 1})), "body:400", "held 1"),
        (
            "HTML",
            html(),
            "content-type:400",
            "broken undocumented-content-type 0@Content-Type",
        ),
        ("none", failed(&json!(null)), "content-type:400", "vacuous"),
        ("no body", failed(&json!(null)), "body:400", "vacuous"),
    ]);
}
