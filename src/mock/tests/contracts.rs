//! The contracts of this repository: their variables resolve, and what the mock answers keeps their schemas.

use std::path::Path;
use std::sync::Arc;

use super::support::{Client, contract, json};
use crate::contract::{Contract, Effect, Filter};
use crate::mock::{Mock, MockOptions, Turn, target_file};
use crate::verdict::LookupState;

fn all() -> Vec<Arc<Contract>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let folders =
        ["contracts", "tests/invented/contracts"].map(|f| std::fs::read_dir(root.join(f)));
    for vendor in folders.into_iter().flatten().flatten().flatten() {
        for file in std::fs::read_dir(vendor.path())
            .into_iter()
            .flatten()
            .flatten()
        {
            let text = std::fs::read_to_string(file.path()).expect("readable");
            found.push(contract(&text));
        }
    }
    found
}

/// A value for every path parameter: of the variables that name something of its lookup, each in turn.
fn paths(client: &Client) -> Vec<(bool, Vec<(String, String)>)> {
    let contract = &client.contract;
    let of = |parameter: &str| -> Vec<(bool, String)> {
        let Some(lookup) = contract.lookups.iter().find(|l| l.parameter == parameter) else {
            return vec![(true, "0".to_owned())];
        };
        let is = |kind: &str| lookup.kinds.iter().any(|(k, _)| k == kind);
        let vars = contract.vars.iter().filter_map(|v| match &v.lookup {
            Some(LookupState::Kind(kind)) if is(kind) => Some((true, client.text(&v.name))),
            _ => None,
        });
        vars.collect()
    };
    let mut paths = vec![(true, Vec::new())];
    for parameter in contract.parameters_in(crate::contract::Location::Path) {
        let values = of(&parameter.name);
        let more = paths
            .iter()
            .flat_map(|(good, path): &(bool, Vec<(String, String)>)| {
                values.iter().map(move |(known, value)| {
                    let mut path = path.clone();
                    path.push((parameter.name.clone(), value.clone()));
                    (*good && *known, path)
                })
            });
        paths = more.collect();
    }
    paths
}

#[test]
fn known_groups_are_answered_with_a_success_that_keeps_the_schema() {
    for contract in all() {
        let client = Client::with(contract, MockOptions::default());
        for (_, path) in paths(&client) {
            let path: Vec<(&str, &str)> =
                path.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let answer = client
                .mock
                .answer(&client.request(&path, &[]), Turn::default());
            assert_eq!(answer.status, 200, "{} {path:?}", client.contract.id);
            keeps_its_schema(&client, &answer);
        }
    }
}

#[test]
fn refusals_keep_their_schema_too() {
    for contract in all() {
        let client = Client::with(contract, MockOptions::default());
        let path: Vec<(&str, &str)> = client
            .contract
            .parameters_in(crate::contract::Location::Path)
            .map(|p| (p.name.as_str(), "nothing at all"))
            .collect();
        let good = client.request(&path, &[]);
        let bare =
            crate::mock::tests::support::Client::request_to(&good.url, crate::http::Headers::new());
        for request in [good, bare] {
            let answer = client.mock.answer(&request, Turn::default());
            assert!(answer.status >= 400);
            keeps_its_schema(&client, &answer);
        }
    }
}

#[test]
fn every_filter_that_is_written_out_leaves_some_and_drops_some() {
    for contract in all() {
        let client = Client::with(contract, MockOptions::default());
        let scene = client.mock.scene(&client.contract.id).expect("served");
        let members = &scene.data.groups[0].members;
        for parameter in &client.contract.parameters {
            let Some(Effect::Filter(Filter::Values(values))) = &parameter.effect else {
                continue;
            };
            for (value, schema) in values {
                let errors = |m| {
                    client
                        .contract
                        .schemas
                        .errors_of(schema, m)
                        .expect("compiles")
                };
                let left = members.iter().filter(|m| errors(m).is_empty()).count();
                assert!(left > 0 && left < members.len(), "{value}: {left}");
            }
        }
    }
}

fn keeps_its_schema(client: &Client, answer: &crate::mock::Answer) {
    let response = client.contract.response(answer.status).expect("documented");
    let pointer = crate::mock::errors::json_content(response).and_then(|(_, pointer)| pointer);
    if let Some(pointer) = pointer {
        let errors = client.contract.schemas.errors_at(&pointer, &json(answer));
        assert_eq!(
            errors,
            Ok(vec![]),
            "{} {}",
            client.contract.id,
            answer.status
        );
    }
    for header in &response.headers {
        let sent = answer.headers.get(&header.name);
        let framing = header.name.eq_ignore_ascii_case("Content-Length");
        assert!(
            sent.is_some() || !header.required || framing,
            "{} {}",
            client.contract.id,
            header.name
        );
    }
}

#[test]
fn the_same_options_give_the_same_answers() {
    let (one, two) = (all(), all());
    let file = |contracts: &[Arc<Contract>], seed| {
        let mock = Mock::new(contracts.iter().cloned(), MockOptions { seed, members: 12 });
        target_file(&mock.target("http://127.0.0.1:1").expect("resolves"))
    };
    assert_eq!(file(&one, 1), file(&two, 1));
    assert!(one.is_empty() || file(&one, 1) != file(&two, 2));
    let mock = Mock::new(one, MockOptions::default());
    for holding in mock.describe() {
        assert_eq!((holding.groups.len(), holding.groups[0].count), (10, 60));
    }
}

#[test]
fn the_target_file_reads_as_the_target() {
    let mock = Mock::new(all(), MockOptions::default());
    let target = mock.target("http://127.0.0.1:4010").expect("resolves");
    let (read, found) = crate::target::load("mock.yaml", &target_file(&target));
    assert_eq!(found, []);
    let read = read.expect("a target");
    assert_eq!(read.contracts.len(), target.contracts.len());
    for (read, known) in read.contracts.iter().zip(&target.contracts) {
        let plain = |vars: &[(String, serde_json::Value, crate::text::Span)]| -> Vec<_> {
            vars.iter()
                .map(|(name, value, _)| (name.clone(), value.clone()))
                .collect()
        };
        assert_eq!(
            (&read.contract, &read.base_url),
            (&known.contract, &known.base_url)
        );
        assert_eq!(plain(&read.vars), plain(&known.vars));
        assert_eq!(read.credentials.len(), known.credentials.len());
        assert!(read.allow_throttle);
        assert_eq!(read.pacing, known.pacing);
    }
}
