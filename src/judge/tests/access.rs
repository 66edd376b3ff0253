//! Credentials and identifiers.

use serde_json::{Value, json};

use super::fixture::{Fixture, adobe, contensis, member, memberships, rows, symphony};
use crate::http::Leg;
use crate::verdict::AccessState::{Given, Insufficient, Missing, Wrong};

fn answered(fixture: Fixture, status: u16) -> Fixture {
    let body = match status {
        200 => memberships(&[member("a", true, 1)], "p", "q", ""),
        _ => json!({"message": "no"}),
    };
    fixture.answer(Leg::Main, "", status, &body)
}

fn token(state: crate::verdict::AccessState, status: u16) -> Fixture {
    answered(symphony("").access("sessionToken", state), status)
}

#[test]
fn one_credential() {
    let part = |state: &str| format!("access:sessionToken:{state}");
    let rows = [
        (Given, 200, "given", "held 1"),
        (Given, 404, "given", "nothing"),
        (Given, 403, "given", "broken good-credential-refused 0"),
        (Given, 418, "given", "nothing"),
        (Missing, 401, "missing", "held 1"),
        (Missing, 400, "missing", "held 1"),
        (Missing, 403, "missing", "broken access-status 0"),
        (Missing, 200, "missing", "broken access-status 0"),
        (Wrong, 401, "wrong", "held 1"),
        (Wrong, 400, "wrong", "broken access-status 0"),
        (Insufficient, 403, "insufficient", "held 1"),
        (Insufficient, 200, "insufficient", "broken access-status 0"),
    ];
    for (state, status, word, expected) in rows {
        assert_eq!(
            token(state, status).told(&part(word)),
            expected,
            "{word} {status}"
        );
    }
}

#[test]
fn what_the_document_leaves_open_is_vacuous() {
    let open = contensis("").access("token", Insufficient);
    let open = open.answer(Leg::Main, "", 404, &json!({"message": "no"}));
    assert_eq!(open.told("access:token:insufficient"), "vacuous");
    let unplanned = answered(symphony(""), 200).step(|s| s.intent = crate::plan::Intent::default());
    assert_eq!(unplanned.told("access:sessionToken:given"), "nothing");
}

#[test]
fn several_credentials_at_fault() {
    let both = |status: u16| {
        let fixture = adobe("").access("api_key", Missing).access("bearer", Wrong);
        fixture.answer(Leg::Main, "", status, &Value::Null)
    };
    rows(&[
        (
            "the key's status tells of the key",
            both(403),
            "access:api_key:missing",
            "held 1",
        ),
        (
            "and nothing of the token",
            both(403),
            "access:bearer:wrong",
            "nothing",
        ),
        (
            "the token's of the token",
            both(401),
            "access:bearer:wrong",
            "held 1",
        ),
        (
            "neither's breaks both",
            both(404),
            "access:api_key:missing",
            "broken access-status 0",
        ),
        (
            "neither's breaks both",
            both(404),
            "access:bearer:wrong",
            "broken access-status 0",
        ),
    ]);
}

#[test]
fn an_identifier_at_fault_beside_a_credential() {
    let both = |status: u16| token(Wrong, status).lookup("groupId", "unknown");
    rows(&[
        (
            "the answer may be the identifier's",
            both(404),
            "access:sessionToken:wrong",
            "vacuous",
        ),
        (
            "or the credential's, which shows nothing",
            both(401),
            "access:sessionToken:wrong",
            "vacuous",
        ),
        (
            "the identifier is not judged then",
            both(404),
            "lookup:groupId:unknown",
            "nothing",
        ),
        (
            "neither's",
            both(200),
            "access:sessionToken:wrong",
            "broken access-status 0",
        ),
    ]);
}

#[test]
fn identifiers() {
    let named = |state: &str, status: u16| answered(symphony("").lookup("groupId", state), status);
    rows(&[
        (
            "a known one",
            named("id", 200),
            "lookup:groupId:id",
            "held 1",
        ),
        (
            "a known one is not found",
            named("id", 404),
            "lookup:groupId:id",
            "broken known-identifier-refused 0",
        ),
        (
            "refused, as the case wants",
            named("id", 400).status(&[400]),
            "lookup:groupId:id",
            "vacuous",
        ),
        (
            "refused for another reason",
            named("id", 403),
            "lookup:groupId:id",
            "vacuous",
        ),
        (
            "an unknown one",
            named("unknown", 404),
            "lookup:groupId:unknown",
            "held 1",
        ),
        (
            "an unknown one is found",
            named("unknown", 200),
            "lookup:groupId:unknown",
            "broken lookup-status 0",
        ),
        (
            "a malformed one",
            named("malformed", 400),
            "lookup:groupId:malformed",
            "held 1",
        ),
        (
            "a malformed one is not found",
            named("malformed", 404),
            "lookup:groupId:malformed",
            "broken lookup-status 0",
        ),
        (
            "the document is silent",
            contensis("").lookup("group", "malformed").answer(
                Leg::Main,
                "",
                404,
                &json!({"message": "no"}),
            ),
            "lookup:group:malformed",
            "vacuous",
        ),
        (
            "a credential is accepted only where all is known",
            named("unknown", 200),
            "access:sessionToken:given",
            "nothing",
        ),
    ]);
}

#[test]
fn several_identifiers_at_fault() {
    let both = |status: u16| {
        let fixture = adobe("")
            .lookup("groupName", "unknown")
            .lookup("orgId", "unknown");
        let body = if status == 401 {
            Value::Null
        } else {
            json!({"message": "DevOps"})
        };
        fixture.answer(Leg::Main, "", status, &body)
    };
    rows(&[
        (
            "the group's",
            both(404),
            "lookup:groupName:unknown",
            "held 1",
        ),
        (
            "the organisation's",
            both(401),
            "lookup:orgId:unknown",
            "held 1",
        ),
        (
            "neither's",
            both(400),
            "lookup:orgId:unknown",
            "broken lookup-status 0",
        ),
    ]);
}
