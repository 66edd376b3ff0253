use super::*;
use crate::library::{Source, load};

fn suite() -> Suite {
    let (suite, told) = load(&Source::BuiltIn, None);
    assert!(told.is_empty(), "{told:?}");
    suite
}

fn read(text: &str, scope: Scope) -> (Vec<Waiver>, Vec<String>) {
    let (waivers, told) = waivers("w.yaml", text, &suite(), scope);
    (waivers, told.iter().map(ToString::to_string).collect())
}

const GOOD: &str = "\
waivers:
  - contract: arena/user-group-partners
    clause: session-header
    target: staging
    reason: the gateway eats the header
    link: https://tickets.example/42
    until: 2026-12-31
";

#[test]
fn an_entry_is_read_whole() {
    let (found, told) = read(GOOD, Scope::All);
    assert_eq!(told, [""; 0]);
    let waiver = &found[0];
    assert_eq!(
        waiver.told(),
        crate::verdict::Waived {
            at: "w.yaml:2".to_owned(),
            contract: "arena/user-group-partners".to_owned(),
            case: None,
            clause: Some("session-header".to_owned()),
            reason: "the gateway eats the header".to_owned(),
            link: Some("https://tickets.example/42".to_owned()),
            until: "2026-12-31".to_owned(),
        }
    );
    assert_eq!(waiver.target.as_deref(), Some("staging"));
    assert_eq!(read("waivers: []\n", Scope::All), (Vec::new(), Vec::new()));
}

#[test]
fn every_mistake_has_its_place_and_the_nearest_name() {
    let rows: &[(&str, &str, &str)] = &[
        (
            "arena/user-group-partners",
            "arena/user-group-partner",
            "w.yaml:2:15: error: unknown contract `arena/user-group-partner`; expected the id of a contract; did you mean `arena/user-group-partners`?",
        ),
        (
            "session-header",
            "sesion-header",
            "w.yaml:3:13: error: unknown clause `sesion-header`; expected the id of a clause of `arena/user-group-partners`; did you mean `session-header`?",
        ),
        (
            "clause: session-header",
            "case: xyzzy",
            "w.yaml:3:11: error: unknown case `xyzzy`; expected the name of a case of `arena/user-group-partners`",
        ),
        (
            "    clause: session-header\n",
            "",
            "w.yaml:2:5: error: a waiver of everything in a contract; expected `case`, `clause` or both",
        ),
        (
            "2026-12-31",
            "2026-02-30",
            "w.yaml:7:12: error: `2026-02-30`, which is no date; expected a date such as 2026-12-31, the last day of the waiver",
        ),
        (
            "2026-12-31",
            "soon",
            "w.yaml:7:12: error: `soon`, which is no date; expected a date such as 2026-12-31, the last day of the waiver",
        ),
        (
            "the gateway eats the header",
            "''",
            "w.yaml:5:13: error: an empty text; expected words",
        ),
        (
            "    until: 2026-12-31\n",
            "",
            "w.yaml:2:5: error: a waiver lacks `until`",
        ),
        (
            "reason:",
            "reasn:",
            "w.yaml:5:5: error: unknown key `reasn` of a waiver; expected one of `contract`, `case`, `clause`, `target`, `reason`, `link`, `until`; did you mean `reason`?",
        ),
        (
            "    clause:",
            "    claus:",
            "w.yaml:3:5: error: unknown key `claus` of a waiver; expected one of `contract`, `case`, `clause`, `target`, `reason`, `link`, `until`; did you mean `clause`?",
        ),
        (
            "waivers:",
            "waiver:",
            "w.yaml:1:1: error: unknown key `waiver` of a waivers file; expected `waivers`; did you mean `waivers`?",
        ),
    ];
    for (from, to, expected) in rows {
        assert!(GOOD.contains(from), "{from}");
        let (_, told) = read(&GOOD.replacen(from, to, 1), Scope::All);
        assert_eq!(told, [*expected], "{from} -> {to}");
    }
}

#[test]
fn one_entry_is_enough() {
    let entry = GOOD.trim_start_matches("waivers:\n");
    let (_, told) = read(&format!("{GOOD}{entry}"), Scope::All);
    assert_eq!(
        told,
        [
            "w.yaml:8:5: error: a second waiver of the clause `session-header`; expected one entry for it: line 2 has it"
        ]
    );
    let (found, told) = read(
        &format!("{GOOD}{}", entry.replace("staging", "live")),
        Scope::All,
    );
    assert_eq!((found.len(), told.len()), (2, 0), "for another target");
}

#[test]
fn a_process_that_looks_at_one_contract_leaves_out_the_others() {
    let text = GOOD.replace("arena/user-group-partners", "acme/elsewhere");
    assert_eq!(read(&text, Scope::Some), (Vec::new(), Vec::new()));
    assert_eq!(read(&text, Scope::All).1.len(), 1);
}
