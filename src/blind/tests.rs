use super::*;
use crate::library::{Source, load};

#[test]
fn what_is_left_of_a_contract_is_explained() {
    let (suite, told) = load(&Source::BuiltIn, None);
    assert!(told.is_empty(), "{told:?}");
    let contract = suite.contract("adobe/user-group").expect("it is built in");
    let (found, tried) = survivors(contract, &suite.cases, Search::default()).expect("it runs");
    assert!(tried > 100, "{tried}");
    let rows = Explained::read(include_str!("../../docs/soundness.md"));
    for survivor in &found {
        for change in &survivor.changes {
            assert!(
                rows.iter().any(|row| row.covers(survivor, *change)),
                "{survivor:?}: {change:?}"
            );
        }
    }
    let body = |s: &&Survivor| s.status == 200 && s.place.starts_with('/');
    assert_eq!(
        found.iter().find(body),
        None,
        "every place of the success is guarded"
    );
}
