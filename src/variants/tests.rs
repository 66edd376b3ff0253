use std::collections::BTreeSet;

use super::*;
use crate::library::{Source as Suites, load};

fn suite() -> crate::library::Suite {
    let (suite, told) = load(&Suites::BuiltIn, None);
    assert!(told.is_empty(), "{told:?}");
    suite
}

#[test]
fn every_contract_has_variants_each_with_its_ground() {
    let suite = suite();
    let all: Vec<Variant> = suite.contracts.iter().flat_map(variants).collect();
    let ids: BTreeSet<&str> = all.iter().map(|v| v.id.as_str()).collect();
    assert_eq!(ids.len(), all.len(), "ids are told apart");
    assert!(all.len() >= 60, "{}", all.len());
    for variant in &all {
        let ground = &variant.ground;
        let placed = |(id, place): &(String, String)| !id.is_empty() && place.contains("line");
        match ground.source {
            Source::Contract => assert!(ground.cited.is_empty(), "{}", variant.id),
            Source::Standard => assert!(ground.standard.is_some(), "{}", variant.id),
            _ => assert!(!ground.cited.is_empty(), "{}", variant.id),
        }
        assert!(
            ground.cited.iter().all(placed),
            "{}: {ground:?}",
            variant.id
        );
    }
    let open = all
        .iter()
        .filter(|v| v.ground.source.is_of_document())
        .count();
    assert!(open * 2 >= all.len(), "{open} of {}", all.len());
    for contract in &suite.contracts {
        assert!(
            all.iter()
                .any(|v| v.contract.id == contract.id && v.ground.source == Source::Contradiction)
        );
    }
}

#[test]
fn cases_leave_conforming_endpoints_in_peace() {
    let suite = suite();
    let wanted = [
        "arena/user-group-partners:variant:gzip",
        "arena/user-group-partners:variant:header-names-capital",
        "arena/user-group-partners:variant:arena_session_id-missing-is-400",
        "arena/user-group-partners:variant:undocumented-properties",
        "adobe/user-group:variant:chunked",
        "adobe/user-group:variant:names-with-emoji",
    ];
    for id in wanted {
        let variant = suite
            .contracts
            .iter()
            .flat_map(variants)
            .find(|v| v.id == id);
        let variant = variant.unwrap_or_else(|| panic!("no variant {id}"));
        let usual = usual(&variant.contract, &suite.cases).expect("it runs");
        let tried = try_out(&variant, &suite.cases, &usual).expect("it runs");
        let failed: Vec<&str> = tried
            .alarms
            .iter()
            .map(|a| a.result.name.as_str())
            .collect();
        assert_eq!(failed, Vec::<&str>::new(), "{id}");
        assert!(tried.passed > 20, "{id}: {}", tried.passed);
        assert_eq!(
            id.ends_with("undocumented-properties"),
            tried.notes > 0,
            "{id}"
        );
    }
}
