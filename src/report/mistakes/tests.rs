//! Rankings of mistakes made by hand.

use super::*;
use crate::report::tests::sample;
use crate::verdict::Verdict;

/// A run of cases, each with the parts that it broke and the exchange of each.
fn run(cases: &[(&str, &[(&str, usize)])]) -> Run {
    let mut run = sample::run();
    let model = run.cases.first().expect("a case").clone();
    let made = cases.iter().map(|(name, broke)| {
        let checks = broke.iter().map(|(part, exchange)| {
            let mut check = sample::broken_part(part);
            if let crate::verdict::Outcome::Broken(finding) = &mut check.outcome {
                finding.place.exchange = *exchange;
            }
            check
        });
        CaseResult {
            name: (*name).to_owned(),
            verdict: Verdict::Failed,
            waived: Vec::new(),
            checks: checks.collect(),
            ..model.clone()
        }
    });
    run.cases = made.collect();
    run
}

fn parts(all: &[Mistake<'_>]) -> Vec<String> {
    all.iter().map(|m| m.check.part.to_string()).collect()
}

#[test]
fn what_breaks_most_cases_comes_first_whatever_the_evidence() {
    let contract = sample::contract();
    // Of `schema:Member/id` the document speaks, of `framing` no clause does.
    let run = run(&[
        ("a", &[("framing", 0)]),
        ("b", &[("framing", 0)]),
        ("c", &[("schema:Member/id", 0)]),
    ]);
    let all = mistakes(&run, &[&contract]);
    assert_eq!(parts(&all), ["framing", "schema:Member/id"]);
}

#[test]
fn evidence_decides_among_those_of_as_many_cases() {
    let contract = sample::contract();
    let run = run(&[("a", &[("framing", 0)]), ("b", &[("schema:Member/id", 0)])]);
    let all = mistakes(&run, &[&contract]);
    assert_eq!(parts(&all), ["schema:Member/id", "framing"]);
}

#[test]
fn one_cause_takes_one_of_the_first_places() {
    let run = run(&[
        (
            "a",
            &[("content-type:200", 0), ("body:200", 0), ("fact:z", 0)],
        ),
        ("b", &[("content-type:200", 0), ("body:200", 0)]),
        ("c", &[("status:200", 0)]),
        // The same case, and yet another answer.
        ("d", &[("fact:x", 0), ("fact:y", 1)]),
    ]);
    let all = mistakes(&run, &[]);
    let expected = [
        "content-type:200",
        "status:200",
        "fact:x",
        "body:200",
        "fact:y",
        "fact:z",
    ];
    assert_eq!(parts(&all), expected);
    let told: Vec<_> = telling(&all)
        .iter()
        .map(|t| (t.mistake.check.part.to_string(), t.with.len()))
        .collect();
    let of = |part: &str, with| (part.to_owned(), with);
    assert_eq!(
        told,
        [
            of("content-type:200", 2),
            of("status:200", 0),
            of("fact:x", 0)
        ]
    );
}
