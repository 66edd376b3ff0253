//! Clauses about one keyword of a place: each breaks by itself.

use serde_json::{Value, json};

use super::fixture::{Fixture, contensis, contract};
use crate::http::Leg;
use crate::verdict::{Check, Outcome};

/// A thing has a kind, which is a text, `A` or `B`.
const SOURCE: &str = r##"
openapi: 3.1.1
info: { title: A thing, version: "1" }
servers: [ { url: "https://cms.example" } ]
paths:
  /g:
    get:
      operationId: test/thing
      summary: A thing
      responses:
        "200": { description: It, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
      x-docproof:
        document: { file: page.txt, sha256: "0000000000000000000000000000000000000000000000000000000000000000", title: A page }
        clauses:
          - { id: kind-is-there, at: { lines: 1 }, evidence: document, says: A thing has a kind, checked-by: [ "schema:Thing/kind#required" ] }
          - { id: kind-is-text, at: { lines: 2 }, evidence: document, says: It is a text, checked-by: [ "schema:Thing/kind#type" ] }
          - { id: kinds, at: { lines: 3 }, evidence: document, says: There are two, checked-by: [ "schema:Thing/kind#enum" ] }
          - { id: untils, at: { lines: 4 }, evidence: document, says: It is a text or null, checked-by: [ "schema:Thing/until#type" ] }
          - { id: until-is-a-date, at: { lines: 5 }, evidence: document, says: It is a date, checked-by: [ "schema:Thing/until#format" ] }
components:
  schemas:
    Thing: { type: object, required: [kind], properties: { kind: { type: string, enum: [A, B] }, until: { type: [string, "null"], format: date } } }
"##;

fn answered(body: &Value) -> Fixture {
    contensis("").of(SOURCE).answer(Leg::Main, "", 200, body)
}

/// The clauses that a body breaks, and those that it shows to hold.
fn told(body: &Value) -> (Vec<String>, Vec<String>) {
    let contract = contract(SOURCE);
    let checks = answered(body).judge().checks;
    let of = |is: fn(&Outcome) -> bool| -> Vec<String> {
        let found = |clause: &&crate::contract::Clause| {
            let own = |c: &&Check| is(&c.outcome) && clause.guards(&c.part);
            checks.iter().any(|c| own(&c))
        };
        let clauses = contract.clauses.iter().filter(found);
        clauses.map(|c| c.id.clone()).collect()
    };
    (
        of(|o| matches!(o, Outcome::Broken(_))),
        of(|o| matches!(o, Outcome::Held(_))),
    )
}

#[test]
fn only_the_clause_about_the_keyword_breaks() {
    let all = ["kind-is-there", "kind-is-text", "kinds"];
    let rows: [(Value, &[&str], &[&str]); 4] = [
        (json!({"kind": "A"}), &[], &all),
        (json!({"kind": "C"}), &["kinds"], &all),
        (json!({"kind": 1}), &["kind-is-text", "kinds"], &all),
        (json!({}), &["kind-is-there"], &[]),
    ];
    for (body, broken, held) in rows {
        let (told_broken, told_held) = told(&body);
        assert_eq!(told_broken, broken, "{body}");
        assert_eq!(told_held, held, "{body}");
    }
}

#[test]
fn a_keyword_that_says_nothing_of_a_value_is_not_shown_by_it() {
    let rows: [(Value, &[&str]); 3] = [
        (json!(null), &["untils"]),
        (json!("2026-11-21"), &["untils", "until-is-a-date"]),
        (json!("soon"), &["untils", "until-is-a-date"]),
    ];
    for (until, expected) in rows {
        let (broken, mut held) = told(&json!({"kind": "A", "until": until}));
        held.retain(|id| id.starts_with("until"));
        assert_eq!(held, expected, "{until}");
        let late = if until == "soon" {
            vec!["until-is-a-date"]
        } else {
            vec![]
        };
        assert_eq!(broken, late, "{until}");
    }
}
