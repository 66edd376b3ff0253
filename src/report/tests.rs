//! Every text of a hand-made run that has every verdict. Read the snapshots as an engineer would: they are the product.

pub(super) mod sample;

use insta::assert_snapshot;

use super::{Style, case_text, explain, json, summary};
use crate::record::RunFinished;
use crate::report::{ClauseState, clauses};
use sample::{case_named, cases, contract, run};

#[test]
fn a_failed_case_shows_requests_places_and_clauses() {
    let (contract, run) = (contract(), run());
    let text = |style, name| case_text::case(style, case_named(&run, name), Some(&contract));
    assert_snapshot!("failed", text(Style::plain(), "active members only"));
    assert_snapshot!(
        "failed_ansi",
        text(Style::ansi(), "active members only").replace('\x1b', "^")
    );
    assert_snapshot!("failed_status", text(Style::plain(), "no such group"));
    assert_snapshot!("failed_diff", text(Style::plain(), "the same twice"));
}

#[test]
fn a_case_without_contract_and_exchanges_is_still_told() {
    let mut case = case_named(&run(), "active members only").clone();
    case.transcript.entries.clear();
    assert_snapshot!("failed_bare", case_text::case(Style::plain(), &case, None));
}

#[test]
fn other_verdicts_say_why_and_what_to_do() {
    let (contract, run) = (contract(), run());
    let names = ["every page", "a page too far", "throttled", "one member"];
    let texts =
        names.map(|n| case_text::case(Style::plain(), case_named(&run, n), Some(&contract)));
    assert_snapshot!("other_verdicts", texts.join("\n"));
}

#[test]
fn nothing_but_lines_to_copy_is_wider_than_the_page() {
    let (contract, run) = (contract(), run());
    for case in &run.cases {
        let text = case_text::case(Style::plain(), case, Some(&contract));
        for line in text
            .lines()
            .filter(|l| !l.trim_start().starts_with("$ curl"))
        {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn the_end_of_a_run_counts_and_says_why() {
    let (contract, run) = (contract(), run());
    assert_snapshot!(
        "summary",
        summary::summary(Style::plain(), &run, &[&contract])
    );
    let mut good = run.clone();
    good.cases.retain(|c| c.verdict.word() == "passed");
    good.unfinished.clear();
    good.finished = Some(RunFinished {
        time: good.header.time.clone(),
        exit: 0,
    });
    assert_snapshot!("summary_good", summary::summary(Style::plain(), &good, &[]));
}

#[test]
fn a_clause_is_verified_only_by_witnesses() {
    let (contract, run) = (contract(), run());
    let states: Vec<_> = clauses(&contract, &run)
        .into_iter()
        .map(|r| (r.clause.id.clone(), r.state, r.witnesses))
        .collect();
    let expected = [
        ("ids-are-uuids", ClauseState::Broken, 40),
        ("members-are-objects", ClauseState::Broken, 40),
        ("active-filters", ClauseState::Broken, 0),
        ("limit-is-a-ceiling", ClauseState::Verified, 2),
        ("end-without-next", ClauseState::Vacuous, 0),
        ("unknown-is-404", ClauseState::NotExercised, 0),
        ("needs-role", ClauseState::Unobservable, 0),
    ];
    assert_eq!(
        states,
        expected.map(|(id, state, n)| (id.to_owned(), state, n))
    );
}

#[test]
fn a_finding_names_the_clauses_about_its_very_place_first() {
    let contract = contract();
    let named = |part: &str| {
        let part = part.parse().expect("a part");
        let clauses = super::blame::bound(&contract, &part);
        clauses.iter().map(|c| c.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(named("schema:Member/id"), ["ids-are-uuids"]);
    assert_eq!(named("schema:Member/id#format"), ["ids-are-uuids"]);
    assert_eq!(named("schema:Member/active"), ["members-are-objects"]);
    assert_eq!(named("schema:Member/active#type"), ["members-are-objects"]);
    assert_eq!(named("status:200"), [""; 0]);
}

#[test]
fn the_json_report_is_stable() {
    let (contract, run) = (contract(), run());
    assert_snapshot!("report_json", json::json(&run, &[&contract]).expect("json"));
}

#[test]
fn a_contract_and_its_cases_explain_themselves() {
    let (contract, cases) = (contract(), cases());
    let borrowed: Vec<_> = cases.iter().collect();
    assert_snapshot!(
        "explain_contract",
        explain::contract(Style::plain(), &contract, &borrowed)
    );
    let texts = cases
        .iter()
        .map(|c| explain::case(Style::plain(), c, &contract));
    assert_snapshot!("explain_case", texts.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_json_report_keeps_its_schema() {
    let (contract, run) = (contract(), run());
    let schema = serde_json::from_str(include_str!("../../schemas/report.json")).expect("JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    let mut finished = run.clone();
    finished.finished = Some(crate::record::RunFinished {
        time: "2026-11-20T10:01:00Z".to_owned(),
        exit: 1,
    });
    for (run, contracts) in [(&run, vec![&contract]), (&run, vec![]), (&finished, vec![])] {
        let text = json::json(run, &contracts).expect("json");
        let report = serde_json::from_str(&text).expect("JSON");
        let errors = validator.iter_errors(&report);
        let told: Vec<_> = errors
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert_eq!(told, [""; 0]);
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn every_form_for_machines_is_stable() {
    let (contract, run) = (contract(), run());
    let contracts = [&contract];
    let text = written(|out| super::junit::junit(&run, &contracts, out));
    assert_snapshot!("junit", text);
    let text = written(|out| super::ctrf::ctrf(&run, &contracts, out));
    assert_snapshot!("ctrf", text);
    let text = super::markdown::markdown(&run, &contracts, super::markdown::LARGEST);
    assert_snapshot!("markdown", text);
    assert_snapshot!(
        "github",
        super::github::annotations(&run, &contracts, "services/api").join("\n")
    );
}

#[test]
fn every_form_says_that_certificates_were_not_verified() {
    let (contract, mut run) = (contract(), run());
    let contracts = [&contract];
    let traces = super::Traces::default();
    for insecure in [false, true] {
        run.header.insecure = insecure;
        for form in super::format::Format::ALL {
            let text = written(|out| form.write(&run, &contracts, &traces, out));
            let says = text.contains("INSECURE: ") || text.contains("\"insecure\": true");
            assert_eq!(says, insecure, "{form:?}");
        }
        let text = super::summary::summary(Style::plain(), &run, &contracts);
        assert_eq!(text.starts_with("INSECURE: "), insecure);
    }
}

#[test]
fn a_run_explains_its_contract_clause_by_clause() {
    let (contract, run) = (contract(), run());
    assert_snapshot!("shown", super::shown(Style::plain(), &run, &contract, true));
    let news = super::shown(Style::plain(), &run, &contract, false);
    assert!(news.contains("  broken ids-are-uuids"), "{news}");
    assert!(!news.contains("  verified limit-is-a-ceiling"), "{news}");
    assert!(
        news.ends_with("  … 2 clauses verified or unobservable: --all\n"),
        "{news}"
    );
}

#[test]
fn mistakes_of_as_many_cases_come_by_their_evidence() {
    let (contract, run) = (contract(), run());
    let all = super::mistakes(&run, &[&contract]);
    // The first are of different causes.
    let evidence: Vec<_> = all
        .iter()
        .skip(super::LEADING)
        .map(|m| super::claims::strongest(&m.clauses))
        .collect();
    let mut sorted = evidence.clone();
    sorted.sort_by_key(|e| e.map_or(9, |e| e as u8));
    assert_eq!(evidence, sorted);
    let last = all.last().expect("some");
    assert_eq!(last.check.part.to_string(), "case:no such group#status");
}

#[test]
fn two_runs_are_held_against_each_other() {
    use super::difference::{Profile, difference, text};
    use crate::record::{CaseFinished, CaseStarted, Event, Exchanged};
    use crate::verdict::Verdict;

    let before = run();
    let mut now = run();
    let named = |run: &mut crate::record::Run, title: &str| {
        run.cases
            .iter()
            .position(|c| c.title() == title)
            .expect("a case")
    };
    // One passes that failed, one fails that was skipped, one lost its only proof, one is gone, one breaks otherwise.
    let at = named(&mut now, "no such group");
    now.cases[at].verdict = Verdict::Passed;
    now.cases[at]
        .checks
        .retain(|c| !c.part.to_string().contains("type"));
    let at = named(&mut now, "a page too far");
    now.cases[at].verdict = Verdict::Failed;
    let at = named(&mut now, "the same twice");
    now.cases[at].checks.remove(0);
    let other = now.cases[at].checks[0].part.clone();
    now.cases[at].checks[0].part = "fact:other".parse().expect("a part");
    assert_eq!(other.to_string(), "fact:message");
    let at = named(&mut now, "one member");
    now.cases.remove(at);

    let run_of_x = |profile: &mut Profile, slow: u64, id: &str| {
        profile.event(&Event::CaseStarted(CaseStarted {
            case: "x".to_owned(),
            contract: "acme/members".to_owned(),
            file: "f".to_owned(),
            line: 1,
        }));
        for n in 0..20 {
            let mut entry = before.cases[0].transcript.entries[0].clone();
            entry.exchange.took_us = slow + n * 100;
            if let Ok(response) = &mut entry.exchange.outcome {
                response.body = format!(r#"{{"data":[{{"id":{id}}}]}}"#).into();
            }
            profile.event(&Event::Exchanged(Exchanged::new("x", entry)));
        }
        profile.event(&Event::CaseFinished(CaseFinished {
            case: "x".to_owned(),
            verdict: Verdict::Passed,
            checks: Vec::new(),
            notes: Vec::new(),
            took_us: 1,
            steps: Vec::new(),
            flaky: false,
            exchanges: None,
        }));
    };
    // The case ran twice, because the run was resumed: the first time says nothing.
    let profile = |slow: u64, id: &str| {
        let mut profile = Profile::default();
        run_of_x(&mut profile, 9_000_000, "null");
        run_of_x(&mut profile, slow, id);
        profile
    };
    let (a, b) = (profile(40_000, "\"a\""), profile(90_000, "7"));
    let found = difference((&before, &a), (&now, &b));
    assert!(found.is_regression());
    assert_snapshot!("difference", text(Style::plain(), &found));
    assert_snapshot!("difference_markdown", super::markdown::difference(&found));
    let page = written(|out| super::html::difference(&found, out));
    assert!(page.contains("<del>") && page.contains("newly") || page.contains("Newly failing"));

    let same = difference((&before, &a), (&before, &a));
    assert!(!same.is_regression(), "a run is not worse than itself");
    assert!(same.moved.is_empty() && same.reshaped.is_empty() && same.lost.is_empty());
    selections_differ(&before, &now);
    let back = difference((&now, &b), (&before, &a));
    let again: Vec<_> = back.newly_failing.iter().map(|c| &c.case.name).collect();
    assert_eq!(again, ["acme/members::list::no such group"]);
}

/// What a run was not asked for is no regression; what it was asked for and does not show is.
fn selections_differ(before: &crate::record::Run, now: &crate::record::Run) {
    use super::difference::{Profile, Unasked, difference, text};
    let none = Profile::default();
    let mut part = before.clone();
    part.header.filters = vec!["active members".to_owned()];
    part.cases.retain(|c| c.title() == "active members only");
    let found = difference((before, &none), (&part, &none));
    assert!(
        !found.is_regression(),
        "{:?} {:?}",
        found.lost,
        found.no_longer_judged
    );
    let unasked = before.cases.len() - 1;
    assert_eq!(
        found.unasked,
        Unasked {
            before: 0,
            now: unasked
        }
    );
    let told = text(Style::plain(), &found);
    let sentence =
        format!("Now ran only: active members; {unasked} cases of the run before not selected.");
    assert!(told.contains(&sentence), "{told}");

    let back = difference((&part, &none), (now, &none));
    assert!(
        back.newly_failing.is_empty(),
        "nobody asked for them before"
    );
    assert_eq!(back.unasked.before, now.cases.len() - 1);
    assert!(!back.failing_unasked.is_empty());

    part.header.filters.clear();
    let found = difference((before, &none), (&part, &none));
    assert!(found.is_regression() && !found.no_longer_judged.is_empty());
}
