//! What a run says of each clause.

use serde_json::json;

use super::fixture::{contract, member, memberships, symphony};
use crate::case::Walk;
use crate::http::Leg;
use crate::judge::{ClauseState, Coverage, Judgement};

fn states(judgements: &[Judgement]) -> Vec<(String, ClauseState, u64)> {
    let contract = contract(include_str!("symphony.yaml"));
    let mut coverage = Coverage::new(&contract);
    for judgement in judgements {
        coverage.add(judgement);
    }
    let clauses = coverage.clauses();
    clauses
        .map(|c| (c.id.to_owned(), c.state, c.tally.witnesses))
        .collect()
}

fn state(judgements: &[Judgement], id: &str) -> (ClauseState, u64) {
    let states = states(judgements).into_iter();
    let mut found = states.filter(|(i, _, _)| i == id).map(|(_, s, w)| (s, w));
    found.next().expect("a clause")
}

fn full_page() -> Judgement {
    let members = [member("a", true, 1), member("b", true, 2)];
    symphony("limit=2&sort=lastAddedDate")
        .main("", &memberships(&members, "p", "q", "next"))
        .judge()
}

#[test]
fn every_state_of_a_clause() {
    use ClauseState::{Broken, NotExercised, Unobservable, Vacuous, Verified};
    assert_eq!(state(&[], "limit-is-a-ceiling"), (NotExercised, 0));
    assert_eq!(state(&[], "role"), (Unobservable, 0));
    assert_eq!(state(&[full_page()], "limit-is-a-ceiling"), (Verified, 1));
    assert_eq!(
        state(&[full_page(), full_page()], "limit-is-a-ceiling"),
        (Verified, 2)
    );
    assert_eq!(
        state(&[full_page()], "sorted"),
        (Verified, 1),
        "a field of the order counts for the order"
    );
    assert_eq!(
        state(&[full_page()], "fields"),
        (Verified, 12),
        "two memberships: each, and five properties of each"
    );
    let one = symphony("sort=lastAddedDate")
        .main("", &memberships(&[member("a", true, 1)], "p", "q", ""));
    assert_eq!(state(&[one.judge()], "sorted"), (Vacuous, 0));
    let wrong = symphony("sort=-lastAddedDate").main(
        "",
        &memberships(&[member("a", true, 1), member("b", true, 2)], "p", "q", ""),
    );
    assert_eq!(state(&[full_page(), wrong.judge()], "sorted"), (Broken, 1));
}

#[test]
fn an_inconclusive_case_proves_nothing() {
    let cut = symphony("limit=1")
        .walk(Walk::Forward)
        .main("", &memberships(&[member("a", true, 1)], "p", "q", "next"))
        .answer(Leg::Main, "after=q", 503, &json!({}));
    assert_eq!(
        state(&[cut.judge()], "limit-is-a-ceiling"),
        (ClauseState::NotExercised, 0)
    );
}

#[test]
fn each_part_of_a_clause_has_its_own_tally() {
    let contract = contract(include_str!("symphony.yaml"));
    let mut coverage = Coverage::new(&contract);
    coverage.add(&full_page());
    let clause = coverage
        .clauses()
        .find(|c| c.id == "next-ends")
        .expect("a clause");
    let parts: Vec<_> = clause
        .parts
        .iter()
        .map(|(p, t)| (p.to_string(), t.witnesses, t.vacuous))
        .collect();
    assert_eq!(
        parts,
        [
            ("paging:end".to_owned(), 0, 1),
            ("case:a case".to_owned(), 1, 0)
        ]
    );
}
