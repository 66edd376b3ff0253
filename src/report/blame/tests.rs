use serde_json::json;

use super::*;
use crate::report::tests::sample::CONTRACT;
use crate::verdict::{Actual, Place};

/// Beside the clauses of the sample: one about a status, and two about a case.
const MORE: &str = "          - { id: unknown-has-404, at: { lines: 9 }, evidence: document, says: 404 it is., checked-by: [ \"status:404\" ] }
          - { id: listed-whole, at: { lines: 10 }, evidence: document, says: A small group comes whole., checked-by: [ \"case:a list\" ] }
          - { id: limit-optional, at: { lines: 11 }, evidence: document, says: It may be left out., checked-by: [ \"case:a list#status\" ] }
        contradictions:
";

fn contract() -> Contract {
    let text = CONTRACT.replace("        contradictions:\n", MORE);
    let (mut contracts, told) = crate::contract::load("contracts/acme/members.yaml", &text);
    let told: Vec<_> = told.iter().map(ToString::to_string).collect();
    assert_eq!(told, [""; 0]);
    contracts.pop().expect("one operation")
}

/// A finding of a rule on a part, at a pointer into the first body where one is given.
fn broken(part: &str, rule: &str, at: Option<&str>, expected: Expected) -> Check {
    let place = at.map_or(Place::exchange(0), |at| Place::body(0, at));
    Check {
        part: part.parse().expect("a part"),
        outcome: Outcome::Broken(Box::new(Finding {
            rule: rule.to_owned(),
            place,
            expected,
            actual: Actual::Absent,
            message: String::new(),
        })),
    }
}

/// What the last of these checks goes against, and from which part it follows.
fn blamed(checks: &[Check]) -> (Vec<String>, Option<String>) {
    let contract = contract();
    let last = checks.last().expect("a check");
    let Outcome::Broken(finding) = &last.outcome else {
        panic!("it is broken");
    };
    let blame = blame(&contract, checks, last, finding);
    (
        blame.clauses.iter().map(|c| c.id.clone()).collect(),
        blame.cause.map(|c| c.part.to_string()),
    )
}

fn words() -> Expected {
    Expected::Words("something".to_owned())
}

#[test]
fn what_a_case_expects_follows_from_what_its_answers_have_wrong() {
    let count = || broken("case:a list", "item-count", None, words());
    let body = |at| broken("case:a list", "schema-const", Some(at), words());
    let schema = |at| broken("schema:Member/id#type", "schema-type", Some(at), words());
    let format = |at| {
        broken(
            "schema:Member/id#format",
            "schema-format",
            Some(at),
            words(),
        )
    };
    let effect = || broken("effect:active", "item-lost", Some("/data/1"), words());
    let rows = [
        ("alone", vec![count()], "listed-whole", None),
        (
            "a list that lost one",
            vec![effect(), count()],
            "active-filters",
            Some("effect:active"),
        ),
        (
            "a list that is none",
            vec![schema("/data"), count()],
            "ids-are-uuids",
            Some("schema:Member/id#type"),
        ),
        (
            "a bad item is one too",
            vec![schema("/data/0/id"), count()],
            "listed-whole",
            None,
        ),
        (
            "the same value",
            vec![schema("/data/0/id"), body("/data/0/id")],
            "ids-are-uuids",
            Some("schema:Member/id#type"),
        ),
        (
            "what else is wrong with the value",
            vec![format("/data/0/id"), body("/data/0/id")],
            "listed-whole",
            None,
        ),
        (
            "what holds it",
            vec![schema("/data/0"), body("/data/0/id")],
            "ids-are-uuids",
            Some("schema:Member/id#type"),
        ),
        (
            "another value",
            vec![schema("/data/0/id"), body("/data/0/name")],
            "listed-whole",
            None,
        ),
        (
            "one with a longer name",
            vec![schema("/data/0/i"), body("/data/0/id")],
            "listed-whole",
            None,
        ),
        (
            "another case's expectation",
            vec![count(), body("/data/0/id")],
            "listed-whole",
            None,
        ),
    ];
    for (what, checks, clause, cause) in rows {
        let (clauses, from) = blamed(&checks);
        assert_eq!(clauses, [clause], "{what}");
        assert_eq!(from.as_deref(), cause, "{what}");
    }
}

#[test]
fn a_case_shows_what_it_expects_where_its_answers_have_the_form_for_it() {
    let contract = contract();
    let rows = [
        (broken("case:a list", "item-count", None, words()), false),
        (
            broken(
                "schema:MemberPage/data#type",
                "schema-type",
                Some("/data"),
                words(),
            ),
            false,
        ),
        (
            broken(
                "schema:MemberPage/data#required",
                "missing-property",
                Some("/data"),
                words(),
            ),
            false,
        ),
        (broken("body:200", "empty-body", Some(""), words()), false),
        // What is wrong within an item, or of the right form, leaves the rest to be seen.
        (
            broken(
                "schema:Member/id#type",
                "schema-type",
                Some("/data/0/id"),
                words(),
            ),
            true,
        ),
        (
            broken(
                "schema:MemberPage/next#format",
                "schema-format",
                Some("/next"),
                words(),
            ),
            true,
        ),
        (
            broken("header:200:X-Total", "missing-header", None, words()),
            true,
        ),
    ];
    for (check, expected) in rows {
        let told = format!("{check:?}");
        assert_eq!(
            shows_its_expectations(&contract, &[check]),
            expected,
            "{told}"
        );
    }
}

#[test]
fn another_answer_explains_nothing() {
    let mut far = broken(
        "schema:Member/id#format",
        "schema-format",
        Some("/data/0/id"),
        words(),
    );
    if let Outcome::Broken(finding) = &mut far.outcome {
        finding.place.exchange = 1;
    }
    let here = broken("case:a list", "schema-const", Some("/data/0/id"), words());
    let (clauses, cause) = blamed(&[far, here]);
    assert_eq!(clauses, ["listed-whole"]);
    assert_eq!(cause, None);
}

#[test]
fn a_status_goes_against_what_is_said_of_it_and_of_the_one_in_its_place() {
    let of = |part, rule, expected| blamed(&[broken(part, rule, None, expected)]).0;
    let one = || Expected::Value(json!(404));
    let two = || Expected::OneOf(vec![json!(404), json!(400)]);
    let unknown = "lookup:group:unknown";
    assert_eq!(
        of(unknown, "lookup-status", one()),
        ["unknown-is-404", "unknown-has-404"]
    );
    // Which of two statuses should have come nobody can tell.
    assert_eq!(of(unknown, "lookup-status", two()), ["unknown-is-404"]);
    // A case that gets another status does not show what it was written for.
    let status = "case:a list#status";
    assert_eq!(
        of(status, "unexpected-status", one()),
        ["limit-optional", "unknown-has-404"]
    );
}
