//! The mock seen as a target: where its contracts are, what opens them, and what they hold.

use std::sync::Arc;

use serde_json::Value;

use super::access;
use super::mock::Mock;
use super::pipeline::Scene;
use crate::contract::VarSource;
use crate::target::{
    Connection, CredentialSource, Pacing, Target, TargetContract, TargetCredential, Unread,
};
use crate::text::Span;

/// The built-in target's name.
const BUILT_IN: &str = "mock";

/// What the mock holds for one contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// The contract's id.
    pub contract: String,
    /// Its groups.
    pub groups: Vec<HeldGroup>,
}

/// A group of the mock.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldGroup {
    /// Its name in the data: `/groups/NAME/…`.
    pub name: &'static str,
    /// Its identifiers by kind.
    pub ids: Vec<(String, Value)>,
    /// How many members it has of its own.
    pub count: usize,
    /// How many with those of its descendants.
    pub inherited_count: usize,
}

impl Mock {
    /// The mock as a target below an origin such as `http://127.0.0.1:4010`.
    ///
    /// # Errors
    /// Every variable whose `mock:` source leads nowhere, named.
    pub fn target(&self, origin: &str) -> Result<Target, Vec<String>> {
        let mut mistakes = Vec::new();
        let ids: Vec<String> = self.contracts().map(|c| c.id.clone()).collect();
        let contracts = ids.iter().filter_map(|id| {
            let scene = self.scene(id)?;
            Some(contract(scene, origin, &mut mistakes))
        });
        let contracts: Vec<TargetContract> = contracts.collect();
        if mistakes.is_empty() {
            Ok(Target {
                name: BUILT_IN.to_owned(),
                file: Arc::from(BUILT_IN),
                connection: Connection::default(),
                contracts,
            })
        } else {
            Err(mistakes)
        }
    }

    /// What it holds: contracts, groups, identifiers, counts.
    pub fn describe(&self) -> Vec<Holding> {
        let ids: Vec<String> = self.contracts().map(|c| c.id.clone()).collect();
        ids.iter()
            .filter_map(|id| self.scene(id))
            .map(holding)
            .collect()
    }
}

fn contract(scene: Scene<'_>, origin: &str, mistakes: &mut Vec<String>) -> TargetContract {
    let Scene {
        contract,
        data,
        seed,
        ..
    } = scene;
    let document = data.document(contract);
    let mut vars = Vec::new();
    for var in &contract.vars {
        let value = match &var.mock {
            Some(VarSource::Value(value)) => Some(value.clone()),
            Some(VarSource::Pointer(pointer)) => {
                let found = document.pointer(pointer).cloned();
                if found.is_none() {
                    let (id, name) = (&contract.id, &var.name);
                    mistakes.push(format!(
                        "{id}: the variable `{name}` is not in the mock's data: `{pointer}`"
                    ));
                }
                found
            }
            None => None,
        };
        vars.extend(value.map(|value| (var.name.clone(), value, Span::default())));
    }
    let credentials = contract
        .credentials
        .iter()
        .map(|credential| TargetCredential {
            scheme: credential.name.clone(),
            span: Span::default(),
            source: CredentialSource::Value(access::good(seed, &credential.name)),
            insufficient: access::insufficient(contract, seed, &credential.name)
                .map(CredentialSource::Value),
        });
    TargetContract {
        contract: contract.id.clone(),
        span: Span::default(),
        base_url: format!("{}/{}", origin.trim_end_matches('/'), contract.id),
        base_url_span: Span::default(),
        credentials: credentials.collect(),
        vars,
        allow_throttle: true,
        pacing: Pacing::Off,
        unread: Unread::default(),
    }
}

fn holding(scene: Scene<'_>) -> Holding {
    let Scene { contract, data, .. } = scene;
    let groups = data.groups.iter().map(|group| HeldGroup {
        name: group.key,
        ids: group
            .ids
            .iter()
            .map(|(_, kind, id)| (kind.clone(), id.clone()))
            .collect(),
        count: group.members.len(),
        inherited_count: data.inherited(contract, group).len(),
    });
    Holding {
        contract: contract.id.clone(),
        groups: groups.collect(),
    }
}

/// A target as a file that docproof reads (`docs/targets.md`). Secrets are written out: they are the mock's own.
pub fn target_file(target: &Target) -> String {
    let contracts: String = target.contracts.iter().map(contract_entry).collect();
    // A file may not be called as the built-in target is.
    let name = if target.name == BUILT_IN {
        "served-mock"
    } else {
        &target.name
    };
    format!("name: {}\ncontracts:\n{contracts}", quoted(name))
}

fn contract_entry(contract: &TargetContract) -> String {
    let mut lines = vec![
        format!("  {}:", quoted(&contract.contract)),
        format!("    base_url: {}", quoted(&contract.base_url)),
    ];
    if !contract.credentials.is_empty() {
        lines.push("    credentials:".to_owned());
    }
    for credential in &contract.credentials {
        let poor = credential.insufficient.as_ref().map(source);
        let poor = poor.map_or_else(String::new, |poor| format!(", insufficient: {{ {poor} }}"));
        let name = quoted(&credential.scheme);
        lines.push(format!(
            "      {name}: {{ {}{poor} }}",
            source(&credential.source)
        ));
    }
    if !contract.vars.is_empty() {
        lines.push("    vars:".to_owned());
    }
    for (name, value, _) in &contract.vars {
        lines.push(format!("      {}: {value}", quoted(name)));
    }
    if contract.allow_throttle {
        lines.push("    allow: [throttle]".to_owned());
    }
    if contract.pacing == Pacing::Off {
        lines.push("    pacing: none".to_owned());
    }
    lines.join("\n") + "\n"
}

/// A text as JSON has it, which YAML reads as well.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn source(source: &CredentialSource) -> String {
    match source {
        CredentialSource::Env(name) => format!("env: {}", Value::from(name.as_str())),
        CredentialSource::File(path) => {
            format!("file: {}", Value::from(path.display().to_string()))
        }
        CredentialSource::Value(secret) => format!("value: {}", Value::from(secret.expose())),
        CredentialSource::Command(words) => format!("command: {}", Value::from(words.as_slice())),
        // The mock's own are values. An empty one is a mistake that loading the file tells.
        CredentialSource::Recipe(_) => "value: \"\"".to_owned(),
    }
}
