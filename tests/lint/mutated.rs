//! Files with a few bytes changed: whatever is told of them, nothing panics and every place is a place.

use docproof::text::{Diagnostic, utf8};
use docproof::{case, contract, plan, target};
use proptest::prelude::*;

const CONTRACTS: &[&str] = &[
    include_str!("valid/contract.yaml"),
    include_str!("../invented/contracts/harbour/berths.yaml"),
    include_str!("../../contracts/adobe/user-group.yaml"),
];
const CASES: &[&str] = &[
    include_str!("../../cases/symphony/group-memberships/paging.yaml"),
    include_str!("../../cases/adobe/group-users/direct-only.yaml"),
    include_str!("../invented/cases/harbour/berths/berths.yaml"),
];
const TARGET: &str = "name: staging\ncontracts:\n  harbour/berths:\n    base_url: https://harbour.example/api\n    credentials:\n      \
                      pass: { env: PASS, insufficient: { value: poor } }\n    vars: { harbour: RTM, berths: 23 }\n    allow: [throttle]\n";

/// One change of a text: at a place (of a thousand), a byte put in, left out, replaced, or a piece doubled.
#[derive(Clone, Debug)]
enum Change {
    Put(usize, u8),
    Drop(usize),
    Replace(usize, u8),
    Double(usize, usize),
    Cut(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0..1000_usize;
    // The bytes that mean something in YAML, and any.
    let byte = || {
        prop_oneof![
            prop::sample::select(&b" \n\t:-{}[],&*!|>'\"%@`#?$/0~<.x"[..]),
            any::<u8>()
        ]
    };
    prop_oneof![
        (at(), byte()).prop_map(|(at, byte)| Change::Put(at, byte)),
        at().prop_map(Change::Drop),
        (at(), byte()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (at(), 1..60_usize).prop_map(|(at, length)| Change::Double(at, length)),
        at().prop_map(Change::Cut),
    ]
}

fn changed(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        let place = |at: usize| at * bytes.len() / 1000;
        match *change {
            Change::Put(at, byte) => bytes.insert(place(at), byte),
            Change::Drop(at) if !bytes.is_empty() => drop(bytes.remove(place(at))),
            Change::Replace(at, byte) if !bytes.is_empty() => {
                let at = place(at);
                bytes[at] = byte;
            }
            Change::Double(at, length) => {
                let at = place(at);
                let piece = bytes[at..(at + length).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
            Change::Cut(at) if at > 900 => bytes.truncate(place(at)),
            _ => {}
        }
    }
    bytes
}

/// Places count from one and lie in the file.
fn places(told: &[Diagnostic], text: &str) -> Result<(), TestCaseError> {
    let lines = text.split('\n').count() + 1;
    for diagnostic in told {
        let span = diagnostic.span;
        prop_assert!(
            span.is_some_and(|s| s.line >= 1 && s.column >= 1 && s.line as usize <= lines),
            "{diagnostic}"
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn contracts(which in 0..CONTRACTS.len(), changes in prop::collection::vec(change(), 1..4)) {
        if let Ok(text) = utf8("f.yaml", changed(CONTRACTS[which], &changes)) {
            let (contracts, told) = contract::load("f.yaml", &text);
            places(&told, &text)?;
            for contract in &contracts {
                contract::documents::verify(contract, &|_| Ok(b"a page\n{\"a\": [1]}\n".to_vec()));
            }
        }
    }

    #[test]
    fn cases(which in 0..CASES.len(), changes in prop::collection::vec(change(), 1..4)) {
        if let Ok(text) = utf8("f.yaml", changed(CASES[which], &changes)) {
            let (cases, told) = case::load("f.yaml", &text);
            places(&told, &text)?;
            let (contracts, _) = contract::load("c.yaml", CONTRACTS[1]);
            for (contract, case) in contracts.iter().flat_map(|c| cases.iter().map(move |case| (c, case))) {
                places(&plan::agree(contract, case), &text)?;
            }
        }
    }

    #[test]
    fn targets(changes in prop::collection::vec(change(), 1..4)) {
        if let Ok(text) = utf8("f.yaml", changed(TARGET, &changes)) {
            places(&target::load("f.yaml", &text).1, &text)?;
        }
    }
}
