//! One answer by itself: status, content type, framing, body, schema, headers.

use serde_json::{Value, json};

use super::fixture::{Fixture, adobe, contensis, member, memberships, rows, symphony, users};
use crate::http::Leg;

fn two() -> Fixture {
    let members = [member("a", true, 1), member("b", false, 2)];
    symphony("").main("", &memberships(&members, "p", "q", "next"))
}

fn listed() -> Fixture {
    adobe("").adobe_page(Leg::Main, 0, false, &["john", "jane"])
}

fn failure(status: u16) -> Fixture {
    adobe("").answer(
        Leg::Main,
        "",
        status,
        &json!({"message": "Not found: DevOps"}),
    )
}

#[test]
fn status() {
    rows(&[
        ("documented", two(), "status:200", "held 1"),
        (
            "undocumented",
            two().edit(0, |r| r.status = 202),
            "status:202",
            "broken undocumented-status 0",
        ),
        (
            "an outage is no deviation",
            two().edit(0, |r| r.status = 503),
            "status:503",
            "nothing",
        ),
        (
            "a limit is documented by throttling",
            failure(429),
            "status:429",
            "held 1",
        ),
        ("never seen", two(), "status:404", "nothing"),
    ]);
}

#[test]
fn undocumented_outages_are_noted() {
    let judgement = two().edit(0, |r| r.status = 503).judge();
    let notes: Vec<_> = judgement.notes.iter().map(|n| n.says.as_str()).collect();
    assert_eq!(notes, ["undocumented status 503"]);
}

#[test]
fn content_type() {
    let part = "content-type:200";
    let with = |value: &str| two().header(0, "Content-Type", value);
    let twice = |value: &str| two().edit(0, |r| r.headers.push("Content-Type", value));
    rows(&[
        ("as documented", two(), part, "held 1"),
        (
            "in other letters, with the charset of JSON",
            with("Application/JSON; charset=UTF-8"),
            part,
            "held 1",
        ),
        (
            "another type",
            with("text/html"),
            part,
            "broken undocumented-content-type 0@Content-Type",
        ),
        (
            "no type",
            with("json"),
            part,
            "broken malformed-content-type 0@Content-Type",
        ),
        (
            "another charset",
            with("application/json; charset=latin1"),
            part,
            "broken wrong-charset 0@Content-Type",
        ),
        (
            "none",
            two().no_header(0, "Content-Type"),
            part,
            "broken missing-content-type 0@Content-Type",
        ),
        (
            "two",
            twice("text/html"),
            part,
            "broken conflicting-content-types 0@Content-Type",
        ),
        // RFC 9110, 5.3: a field that is no list is sent once.
        (
            "the same twice",
            twice("application/json"),
            part,
            "broken repeated-content-type 0@Content-Type",
        ),
        (
            "no body to have a type",
            two().raw(0, b"").no_header(0, "Content-Type"),
            part,
            "vacuous",
        ),
        (
            "the document says nothing of it",
            adobe("").answer(Leg::Main, "", 401, &Value::Null),
            "content-type:401",
            "nothing",
        ),
    ]);
}

#[test]
fn framing() {
    let length = |value: &str| two().header(0, "Content-Length", value);
    let chunked = |value: &str| {
        two()
            .no_header(0, "Content-Length")
            .header(0, "Transfer-Encoding", value)
    };
    rows(&[
        ("the length is right", two(), "framing", "held 1"),
        (
            "it is not",
            length("7"),
            "framing",
            "broken wrong-content-length 0@Content-Length",
        ),
        (
            "it is no number",
            length("+7"),
            "framing",
            "broken malformed-content-length 0@Content-Length",
        ),
        (
            "nothing to see",
            two().no_header(0, "Content-Length"),
            "framing",
            "vacuous",
        ),
        ("chunked", chunked("chunked"), "framing", "held 1"),
        (
            "not chunked in the end",
            chunked("gzip"),
            "framing",
            "broken unchunked-transfer-coding 0@Transfer-Encoding",
        ),
        (
            "both",
            two().header(0, "Transfer-Encoding", "chunked"),
            "framing",
            "broken length-and-transfer-coding 0@Content-Length",
        ),
        (
            "two lengths",
            two().edit(0, |r| r.headers.push("Content-Length", "1")),
            "framing",
            "broken conflicting-content-lengths 0@Content-Length",
        ),
        (
            "cut off",
            two().edit(0, |r| r.truncated = Some("reset".to_owned())),
            "framing",
            "broken truncated-body 0",
        ),
        (
            "204 has no length",
            two().raw(0, b"").edit(0, |r| r.status = 204),
            "framing",
            "broken length-without-content 0@Content-Length",
        ),
    ]);
}

#[test]
fn body() {
    let part = "body:200";
    let raw = |bytes: &[u8]| two().raw(0, bytes);
    let refused = || adobe("").answer(Leg::Main, "", 401, &Value::Null);
    rows(&[
        ("well-formed", two(), part, "held 1"),
        (
            "a byte order mark",
            raw(b"\xEF\xBB\xBF{}"),
            part,
            "broken byte-order-mark 0",
        ),
        (
            "trailing bytes",
            raw(b"{} x"),
            part,
            "broken trailing-bytes 0",
        ),
        (
            "a duplicate key",
            raw(br#"{"data":[{"id":"a","id":"b"}]}"#),
            part,
            "broken duplicate-key 0/data/0/id",
        ),
        (
            "not UTF-8",
            raw(b"{\"a\":\"\xFF\"}"),
            part,
            "broken invalid-utf-8 0",
        ),
        (
            "an inexact integer",
            raw(br#"{"n":1180591620717411303424}"#),
            part,
            "broken inexact-integer 0/n",
        ),
        ("no JSON", raw(b"<html>"), part, "broken invalid-json 0"),
        ("white space", raw(b" "), part, "broken empty-body 0"),
        ("nothing", raw(b""), part, "broken empty-body 0"),
        (
            "not in its coding",
            two().header(0, "Content-Encoding", "gzip"),
            part,
            "broken undecodable-body 0@Content-Encoding",
        ),
        (
            "cut off",
            two().edit(0, |r| r.truncated = Some("reset".to_owned())),
            part,
            "vacuous",
        ),
        ("empty as documented", refused(), "body:401", "held 1"),
        (
            "not empty as documented",
            refused().raw(0, b"{}"),
            "body:401",
            "broken body-not-empty 0",
        ),
    ]);
}

#[test]
fn schema() {
    rows(&[
        (
            "every item is a witness",
            two(),
            "schema:Member/id",
            "held 2",
        ),
        (
            "and so is the array",
            two(),
            "schema:Page/data/[]",
            "held 2",
        ),
        (
            "through references",
            two(),
            "schema:Cursors/before",
            "held 1",
        ),
        (
            "what is not there shows nothing",
            two(),
            "schema:Member/lastRemovedDate",
            "nothing",
        ),
        (
            "another type",
            two().set(0, "/data/1/id", json!(3)),
            "schema:Member/id",
            "held 2; broken schema-type 0/data/1/id",
        ),
        (
            "null is another type",
            two().set(0, "/data/0/active", json!(null)),
            "schema:Member/active",
            "held 2; broken schema-type 0/data/0/active",
        ),
        (
            "a required property",
            two().drop(0, "/pagination/cursors/before"),
            "schema:Cursors/before",
            "broken missing-property 0/pagination/cursors/before",
        ),
        (
            "beyond 64 bits",
            two().set(0, "/data/0/userId", json!(u64::MAX)),
            "schema:Member/userId",
            "held 2; broken schema-maximum 0/data/0/userId",
        ),
    ]);
    let formats = |at: &str, value: &str| {
        contensis("")
            .main("", &users(0, 2, 1, &["a"]))
            .set(0, at, json!(value))
    };
    rows(&[
        (
            "an address",
            formats("/items/0/email", "a@b.example"),
            "schema:User/email",
            "held 1",
        ),
        (
            "no address",
            formats("/items/0/email", "nobody"),
            "schema:User/email",
            "held 1; broken schema-format 0/items/0/email",
        ),
        (
            "no date",
            formats("/items/0/created", "yesterday"),
            "schema:User/created",
            "held 1; broken schema-format 0/items/0/created",
        ),
        (
            "null where it is allowed",
            contensis("")
                .main("", &users(0, 2, 1, &["a"]))
                .set(0, "/items/0/age", json!(null)),
            "schema:User/age",
            "held 1",
        ),
    ]);
}

#[test]
fn every_schema_error_is_told_with_its_pointers() {
    let judgement = two()
        .set(0, "/data/0/id", json!(1))
        .set(0, "/data/1/id", json!(2))
        .judge();
    let places: Vec<_> = judgement
        .checks
        .iter()
        .filter_map(|c| match &c.outcome {
            crate::verdict::Outcome::Broken(f) => Some(&f.place),
            _ => None,
        })
        .map(|p| (p.pointer.as_deref(), p.schema.as_deref()))
        .collect();
    let schema = Some("/components/schemas/Member/properties/id/type");
    assert_eq!(
        places,
        [(Some("/data/0/id"), schema), (Some("/data/1/id"), schema)]
    );
}

#[test]
fn a_body_of_another_type_is_none_of_its_status() {
    let judgement = two().set(0, "", json!([])).judge();
    let broken = |part: &str| {
        judgement.checks.iter().any(|c| {
            c.part.to_string() == part
                && matches!(&c.outcome, crate::verdict::Outcome::Broken(f) if f.rule == "schema-type")
        })
    };
    assert!(broken("body:200"), "{:?}", judgement.checks);
    let within = two().set(0, "/data", json!({})).judge();
    let whole = |c: &&crate::verdict::Check| c.part.to_string() == "body:200";
    let held = within.checks.iter().filter(whole);
    let held: Vec<_> = held.map(|c| &c.outcome).collect();
    assert_eq!(held, [&crate::verdict::Outcome::Held(1)]);
}

#[test]
fn undocumented_fields_are_notes() {
    let judgement = two()
        .set(0, "/data/0/extra", json!(1))
        .set(0, "/more", json!(1))
        .judge();
    let notes: Vec<_> = judgement.notes.iter().map(|n| n.says.as_str()).collect();
    assert_eq!(
        notes,
        [
            "undocumented field /data/[]/extra",
            "undocumented field /more"
        ]
    );
    assert_eq!(judgement.verdict, crate::verdict::Verdict::Passed);
}

#[test]
fn headers() {
    let total = "header:200:X-Total-Count";
    let with = |name: &str, value: &str| listed().header(0, name, value);
    rows(&[
        ("an integer", listed(), total, "held 1"),
        (
            "no integer",
            with("X-Total-Count", "5.0"),
            total,
            "broken header-form 0@X-Total-Count",
        ),
        (
            "below its minimum",
            with("X-Total-Count", "-1"),
            total,
            "broken header-form 0@X-Total-Count",
        ),
        (
            "required and missing",
            listed().no_header(0, "X-Total-Count"),
            total,
            "broken missing-header 0@X-Total-Count",
        ),
        (
            "optional and missing",
            listed(),
            "header:200:X-Flag",
            "vacuous",
        ),
        (
            "a boolean",
            with("X-Flag", "true"),
            "header:200:X-Flag",
            "held 1",
        ),
        (
            "no boolean",
            with("X-Flag", "yes"),
            "header:200:X-Flag",
            "broken header-form 0@X-Flag",
        ),
        (
            "a date",
            with("Date", "Thu, 22 Jun 2017 09:39:06 GMT"),
            "header:200:Date",
            "held 1",
        ),
        (
            "no date",
            with("Date", "2017-06-22T09:39:06Z"),
            "header:200:Date",
            "broken header-form 0@Date",
        ),
    ]);
}

#[test]
fn statuses_by_class_and_by_default() {
    let source = include_str!("symphony.yaml").replace("\"404\":", "4XX:");
    let class: &'static str = Box::leak(source.into_boxed_str());
    let source = include_str!("symphony.yaml").replace("\"404\":", "default:");
    let default: &'static str = Box::leak(source.into_boxed_str());
    let answered = |status: u16| {
        symphony("").answer(Leg::Main, "", status, &json!({"code": 1, "message": "no"}))
    };
    rows(&[
        (
            "of the class",
            answered(418).of(class),
            "status:418",
            "held 1",
        ),
        (
            "with the schema of the class",
            answered(418).of(class),
            "schema:Error/code",
            "held 1",
        ),
        (
            "of another class",
            answered(302).of(class),
            "status:302",
            "broken undocumented-status 0",
        ),
        (
            "by default",
            answered(302).of(default),
            "status:302",
            "held 1",
        ),
    ]);
}
