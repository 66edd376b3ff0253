//! Waivers at work: what they cover, and when they are no longer true.

use super::*;
use crate::http::Transcript;
use crate::text::Span;
use crate::verdict::{Actual, Cause, Expected, Finding, Note, Outcome, Part, Place};

const CONTRACT: &str = r#"
openapi: 3.1.1
info: { title: Acme, version: "1.0" }
servers: [ { url: "https://api.acme.example" } ]
paths:
  /members:
    get:
      operationId: acme/members
      summary: Members
      parameters:
        - name: active
          in: query
          schema: { type: boolean }
          x-effect: { filter: { type: object, required: [active], properties: { active: { const: "{{value}}" } } } }
      responses:
        "200": { description: Members, content: { application/json: { schema: { type: object } } } }
      x-docproof:
        clauses:
          - { id: is-there, at: { lines: 1 }, evidence: document, says: It is there., checked-by: [ "status:200" ] }
          - { id: active-filters, at: { lines: 2 }, evidence: document, says: It filters., checked-by: [ "effect:active" ] }
"#;

const CASES: &str = r"
contract: acme/members
cases:
  - { name: all, request: {}, expect: { status: 200 } }
  - { name: active, request: { query: { active: true } }, expect: { status: 200 } }
  - { name: inactive, request: { query: { active: false } }, expect: { status: 200 } }
";

fn waiver(case: Option<&str>, clause: Option<&str>, until: &str) -> Waiver {
    Waiver {
        file: Arc::from("w.yaml"),
        span: Span { line: 2, column: 5 },
        contract: "acme/members".to_owned(),
        case: case.map(str::to_owned),
        clause: clause.map(str::to_owned),
        target: Some("staging".to_owned()),
        reason: "known".to_owned(),
        link: None,
        until: until.parse().expect("a date"),
    }
}

fn waiving(waivers: Vec<Waiver>, target: &str, strict: bool) -> Waiving {
    let (contracts, told) = crate::contract::load("c.yaml", CONTRACT);
    assert!(!contracts.is_empty(), "{told:?}");
    let (cases, _) = crate::case::load("cases/acme/members/list.yaml", CASES);
    assert_eq!(cases.len(), 3);
    let contracts: Vec<_> = contracts.into_iter().map(Arc::new).collect();
    let cases: Vec<_> = cases.into_iter().map(Arc::new).collect();
    let today = "2026-11-20".parse().expect("a date");
    Waiving::new(waivers, today, target, &contracts, &cases, strict)
}

fn case(title: &str, verdict: Verdict, broken: &[&str]) -> CaseResult {
    let check = |part: &&str| Check {
        part: part.parse::<Part>().expect("a part"),
        outcome: Outcome::Broken(Box::new(Finding {
            rule: "r".to_owned(),
            place: Place::exchange(0),
            expected: Expected::Absent,
            actual: Actual::Absent,
            message: "m".to_owned(),
        })),
    };
    CaseResult {
        name: format!("acme/members::list::{title}"),
        contract: "acme/members".to_owned(),
        file: "cases/acme/members/list.yaml".to_owned(),
        line: 3,
        verdict,
        waived: Vec::new(),
        checks: broken.iter().map(check).collect(),
        notes: Vec::new(),
        requests: 1,
        transcript: Transcript::default(),
        steps: Vec::new(),
        took_us: 1,
        flaky: false,
    }
}

const FILTERS: &str = "effect:active";
const STATUS: &str = "status:200";
const VALID: &str = "2026-11-20";
const EXPIRED: &str = "2026-11-19";

/// Entries, what ran, how many waivers cover each case, what becomes of the entries.
type Row = (Vec<Waiver>, Vec<CaseResult>, Vec<usize>, Vec<Staleness>);

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn the_matrix() {
    use Staleness::{Expired, ExpiredUnmatched, Unmatched};
    let passed = |title| case(title, Verdict::Passed, &[]);
    let failed = |title, broken: &[&str]| case(title, Verdict::Failed, broken);
    let skipped = |title| case(title, Verdict::Skipped("lacks".to_owned()), &[]);
    let doubtful = |title| case(title, Verdict::Inconclusive(Cause::Throttled), &[]);
    let by_case = |until| vec![waiver(Some("active"), None, until)];
    let by_clause = |until| vec![waiver(None, Some("active-filters"), until)];
    let by_both = |until| vec![waiver(Some("active"), Some("active-filters"), until)];
    let rows: Vec<Row> = vec![
        // By case.
        (
            by_case(VALID),
            vec![failed("active", &[FILTERS, STATUS])],
            vec![1],
            vec![],
        ),
        (
            by_case(VALID),
            vec![passed("active")],
            vec![0],
            vec![Unmatched],
        ),
        (
            by_case(VALID),
            vec![passed("all"), failed("inactive", &[FILTERS])],
            vec![0, 0],
            vec![],
        ),
        (by_case(VALID), vec![skipped("active")], vec![0], vec![]),
        (by_case(VALID), vec![doubtful("active")], vec![0], vec![]),
        (by_case(VALID), vec![], vec![], vec![]),
        (
            by_case(EXPIRED),
            vec![failed("active", &[FILTERS])],
            vec![0],
            vec![Expired],
        ),
        (
            by_case(EXPIRED),
            vec![passed("active")],
            vec![0],
            vec![ExpiredUnmatched],
        ),
        (by_case(EXPIRED), vec![passed("all")], vec![0], vec![]),
        (by_case(EXPIRED), vec![skipped("active")], vec![0], vec![]),
        // By clause: only what breaks it.
        (
            by_clause(VALID),
            vec![failed("active", &[FILTERS])],
            vec![1],
            vec![],
        ),
        (
            by_clause(VALID),
            vec![failed("active", &[FILTERS, STATUS])],
            vec![0],
            vec![],
        ),
        (
            by_clause(VALID),
            vec![failed("active", &[STATUS])],
            vec![0],
            vec![],
        ),
        (
            by_clause(VALID),
            vec![failed("active", &[FILTERS]), failed("inactive", &[FILTERS])],
            vec![1, 1],
            vec![],
        ),
        // It covers nothing, and every case that could break it ran.
        (
            by_clause(VALID),
            vec![passed("active"), passed("inactive")],
            vec![0, 0],
            vec![Unmatched],
        ),
        (
            by_clause(VALID),
            vec![failed("active", &[STATUS]), passed("inactive")],
            vec![0, 0],
            vec![Unmatched],
        ),
        // The one that did not run could break it.
        (by_clause(VALID), vec![passed("active")], vec![0], vec![]),
        (
            by_clause(VALID),
            vec![passed("active"), skipped("inactive")],
            vec![0, 0],
            vec![],
        ),
        (
            by_clause(VALID),
            vec![passed("active"), doubtful("inactive")],
            vec![0, 0],
            vec![],
        ),
        (by_clause(VALID), vec![passed("all")], vec![0], vec![]),
        (
            by_clause(EXPIRED),
            vec![failed("inactive", &[FILTERS])],
            vec![0],
            vec![Expired],
        ),
        (
            by_clause(EXPIRED),
            vec![passed("inactive")],
            vec![0],
            vec![ExpiredUnmatched],
        ),
        (by_clause(EXPIRED), vec![passed("all")], vec![0], vec![]),
        // Both.
        (
            by_both(VALID),
            vec![failed("active", &[FILTERS])],
            vec![1],
            vec![],
        ),
        (
            by_both(VALID),
            vec![failed("active", &[STATUS])],
            vec![0],
            vec![Unmatched],
        ),
        (
            by_both(VALID),
            vec![failed("inactive", &[FILTERS])],
            vec![0],
            vec![],
        ),
        // A second result of a case replaces the first.
        (
            by_case(VALID),
            vec![failed("active", &[FILTERS]), passed("active")],
            vec![1, 0],
            vec![Unmatched],
        ),
        (
            by_case(VALID),
            vec![passed("active"), failed("active", &[FILTERS])],
            vec![0, 1],
            vec![],
        ),
    ];
    for (waivers, ran, covered, states) in rows {
        let mut waiving = waiving(waivers, "staging", false);
        let found: Vec<usize> = ran.iter().map(|case| waiving.see(case).len()).collect();
        let told: Vec<_> = ran.iter().map(|c| (c.title(), c.verdict.word())).collect();
        let entry = &waiving.entries[0].waiver;
        assert_eq!(found, covered, "{entry:?} {told:?}");
        let found: Vec<_> = waiving.stale().into_iter().map(|s| s.state).collect();
        assert_eq!(found, states, "{entry:?} {told:?}");
    }
}

#[test]
fn what_fails_under_strict_is_covered_by_the_case_alone() {
    let mut noted = case("active", Verdict::Failed, &[FILTERS]);
    noted.notes.push(Note {
        says: "undocumented field /extra".to_owned(),
    });
    let by_clause = || vec![waiver(None, Some("active-filters"), VALID)];
    assert!(waiving(by_clause(), "staging", true).see(&noted).is_empty());
    assert_eq!(waiving(by_clause(), "staging", false).see(&noted).len(), 1);
    let by_case = vec![waiver(Some("active"), None, VALID)];
    assert_eq!(waiving(by_case, "staging", true).see(&noted).len(), 1);
}

#[test]
fn another_target_is_another_matter() {
    let mut other = waiving(vec![waiver(Some("active"), None, EXPIRED)], "mock", false);
    let failed = case("active", Verdict::Failed, &[FILTERS]);
    assert!(other.see(&failed).is_empty() && other.stale().is_empty());
}
