//! `docproof mutate` on the invented contract: nothing survives, and what cases do not look at does.

use std::path::Path;
use std::process::Command;

const CONTRACT: &str = include_str!("invented/contracts/harbour/berths.yaml");
const CASES: &str = include_str!("invented/cases/harbour/berths/berths.yaml");

fn folder(contract: &str, cases: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [
        ("contracts/harbour/berths.yaml", contract),
        ("cases/harbour/berths/berths.yaml", cases),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        std::fs::write(path, text).expect("writable");
    }
    folder
}

fn mutate(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_docproof"))
        .current_dir(folder)
        .arg("mutate")
        .args(args)
        .output()
        .expect("starts");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn nothing_survives_on_the_invented_contract() {
    let folder = folder(CONTRACT, CASES);
    let (code, text) = mutate(folder.path(), &["--report", "out"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Score: 100 %"), "{text}");
    let file = std::fs::read_to_string(folder.path().join("out/mutation.json")).expect("written");
    let report: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(report["score"], 100);
    assert_eq!(report["all"]["survived"], 0);
    assert_eq!(
        report["clauses"]["not_cited"],
        serde_json::json!([]),
        "every clause is defended"
    );
}

#[test]
fn what_no_case_looks_at_survives_and_is_named() {
    let without = CASES
        .split("  - name: ")
        .filter(|case| !case.contains("kind:"))
        .collect::<Vec<_>>()
        .join("  - name: ");
    let folder = folder(CONTRACT, &without);
    let (code, text) = mutate(folder.path(), &["effect:kind"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("survived: harbour/berths:effect:kind:ignored\n  unguarded: kind"),
        "{text}"
    );
}

#[test]
fn declarations_are_held_to_be_true() {
    let with = |declared: &str| {
        CONTRACT.replace(
            "        vars:\n",
            &format!("        unseen: [ {declared} ]\n        vars:\n"),
        )
    };
    let run = |declared: &str, filter: &str| {
        let folder = folder(&with(declared), CASES);
        mutate(folder.path(), &[filter])
    };
    let (code, text) = run(
        "{ mutant: \"effect:kind:ignored\", because: same-answer }",
        "kind:ignored",
    );
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("wrongly declared: harbour/berths:effect:kind:ignored"),
        "{text}"
    );
    let (code, text) = run(
        "{ mutant: \"effect:kind:ignore\", because: same-answer }",
        "kind:ignored",
    );
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("no mutant is called") && text.contains("effect:kind:ignored"),
        "{text}"
    );
    let (code, text) = run(
        "{ mutant: \"effect:kind\", because: same-answers }",
        "kind:ignored",
    );
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("did you mean `same-answer`"), "{text}");
}

/// A clause bound to a case, beside those of the invented contract.
fn with_clause(part: &str, more: &str) -> String {
    let digest = "dead9bd659c15cca3c30b1dbc61b8ce814d2bebaa7f249faa534a11991103970";
    let clause = format!(
        "          - {{ id: extra, at: {{ lines: 9, sha256: {digest} }}, evidence: document, says: Extra., checked-by: [ \"{part}\" ]{more} }}\n"
    );
    CONTRACT.replace("components:\n", &(clause + "components:\n"))
}

/// The case `by code`, which expects no more than a status.
const ALONE: &str = "query: { sort: code } }\n    expect: { status: 200, schema: Berths }";

#[test]
fn a_clause_of_a_case_needs_a_mutant_that_breaks_it() {
    let cases = CASES.replace(
        ALONE,
        &ALONE.replace("Berths }", "Berths, items: { min: 1 } }"),
    );
    // Whatever fails the case, nothing says that it breaks this clause.
    let bare = folder(&with_clause("case:by code", ""), &cases);
    let (code, text) = mutate(bare.path(), &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("no kill cites harbour/berths extra"),
        "{text}"
    );
    assert!(text.contains("Score: 100 %"), "{text}");
    // A request that is refused does not get the status that the case expects; of the rest it shows nothing.
    let refused = ", broken-by: [ \"parameter:sort:refused\" ]";
    for (part, expected) in [("case:by code#status", 0), ("case:by code", 1)] {
        let named = folder(&with_clause(part, refused), &cases);
        let (code, text) = mutate(named.path(), &[]);
        assert_eq!(code, Some(expected), "{part}: {text}");
    }
    // A list out of order is told by the check of the effect, and not by the case.
    let vain = folder(
        &with_clause(
            "case:by code",
            ", broken-by: [ \"effect:sort:code:ignored\" ]",
        ),
        &cases,
    );
    let (code, text) = mutate(vain.path(), &[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("with none of the mutants that it names"),
        "{text}"
    );
}

#[test]
fn not_asking_shows_nothing() {
    let without = CASES
        .split("  - name: ")
        .filter(|case| !case.contains(" kind: "))
        .collect::<Vec<_>>()
        .join("  - name: ");
    let declared = "        unseen: [ { mutant: effect:kind, because: no-request-provokes-it } ]\n        vars:\n";
    let contract = CONTRACT.replace("        vars:\n", declared);
    let folder = folder(&contract, &without);
    let (code, text) = mutate(folder.path(), &["effect:kind:ignored"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("no case asks for it; one is missing that sends `kind`"),
        "{text}"
    );
}

#[test]
fn a_check_refuses_names_of_no_mutant_at_their_place() {
    for (contract, at) in [
        (
            CONTRACT.replace(
                "        vars:\n",
                "        unseen: [ { mutant: effect:kin, because: same-answer } ]\n        vars:\n",
            ),
            ":29: error: no mutant is called `effect:kin`",
        ),
        (
            with_clause("case:by code#status", ", broken-by: [ parameter:sort:refuse ]"),
            "no mutant is called `parameter:sort:refuse`",
        ),
        (
            CONTRACT.replace(
                "        vars:\n",
                "        unseen: [ { mutant: effect:kind, because: document-allows-it } ]\n        vars:\n",
            ),
            "`document-allows-it` without what says so",
        ),
    ] {
        let folder = folder(&contract, CASES);
        let output = Command::new(env!("CARGO_BIN_EXE_docproof"))
            .current_dir(folder.path())
            .arg("check")
            .output()
            .expect("starts");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.contains(at), "{text}");
    }
}

#[test]
fn mutants_are_listed_with_what_they_violate() {
    let folder = folder(CONTRACT, CASES);
    let (code, text) = mutate(
        folder.path(),
        &["--list", "--contract", "harbour/berths", "paging:end"],
    );
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("harbour/berths:paging:end-signalled-early  violates more"),
        "{text}"
    );
    let (code, text) = mutate(folder.path(), &["--contract", "harbour/berth"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("did you mean `harbour/berths`"), "{text}");
}

#[test]
fn a_case_that_nobody_would_miss_is_named() {
    let guards = "    guards: the second of two fields sorts alone too\n";
    assert!(CASES.contains(guards));
    let idle = CASES.replace(guards, "");
    let folder = folder(CONTRACT, &idle);
    let (code, text) = mutate(folder.path(), &["--all"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("What each case alone kills:\nharbour/berths::berths::"),
        "{text}"
    );
    let told = "Cases that kill nothing alone and do not say what they guard:\n  harbour/berths::berths::by code\n";
    assert!(text.contains(told), "{text}");
    assert!(text.contains("Score: 100 %"), "{text}");
}

#[test]
fn variants_of_a_contract_of_ones_own_are_left_in_peace() {
    let folder = folder(CONTRACT, CASES);
    let (code, text) = mutate(folder.path(), &["--variants"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(!text.contains("false alarm: "), "{text}");
    let (code, text) = mutate(folder.path(), &["--variants", "--list"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("harbour/berths:variant:order-shuffled\n    contract: in which order"),
        "{text}"
    );
}
