use super::*;
use crate::library::{Source, load};

#[test]
fn what_is_left_of_a_contract_is_explained() {
    let (suite, told) = load(&Source::BuiltIn, None);
    assert!(told.is_empty(), "{told:?}");
    let contract = suite.contract("adobe/user-group").expect("it is built in");
    let searched = survivors(contract, &suite.cases, Search::default(), 2).expect("it runs");
    let (found, tried) = (searched.survivors, searched.tried);
    assert!(tried > 100, "{tried}");
    assert_eq!(searched.unsound, Vec::<String>::new());
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
