//! Contract meets case meets target: what will be run, and what the target lacks for the rest.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::{ContractView, TargetView};
use crate::case::{Case, Provokes, Step};
use crate::contract::Contract;
use crate::verdict::AccessState;

/// A case that met its contract and its target.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The contract.
    pub contract: Arc<Contract>,
    /// The case.
    pub case: Arc<Case>,
    /// What the target lacks for it; `None` when it can run.
    pub skip: Option<String>,
    /// The target's variables for the contract, shared by its cases.
    pub vars: Arc<Vars>,
}

/// Values of variables by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vars(HashMap<String, Value>);

impl Vars {
    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

impl FromIterator<(String, Value)> for Vars {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(vars: I) -> Self {
        Self(vars.into_iter().collect())
    }
}

/// Every case of these contracts, in the order of the contracts, then of the files, then within them. Cases of other
/// contracts are left out.
pub fn plan(contracts: &[Arc<Contract>], cases: &[Arc<Case>], target: &TargetView) -> Vec<Planned> {
    let mut by_contract: HashMap<&str, Vec<&Arc<Case>>> = HashMap::new();
    for case in cases {
        by_contract.entry(&case.contract).or_default().push(case);
    }
    let mut planned = Vec::new();
    for contract in contracts {
        let view = target.contract(&contract.id);
        let vars: Arc<Vars> =
            Arc::new(view.map_or_else(Vars::default, |v| v.vars.iter().cloned().collect()));
        let mut own = by_contract.remove(contract.id.as_str()).unwrap_or_default();
        own.sort_by_key(|case| (&case.file, case.span));
        planned.extend(own.into_iter().map(|case| Planned {
            contract: Arc::clone(contract),
            case: Arc::clone(case),
            skip: lacks(contract, case, &target.name, view, &vars),
            vars: Arc::clone(&vars),
        }));
    }
    planned
}

/// What a target lacks for a case, named.
fn lacks(
    contract: &Contract,
    case: &Case,
    target: &str,
    view: Option<&ContractView>,
    vars: &Vars,
) -> Option<String> {
    let Some(view) = view else {
        return Some(format!(
            "the target `{target}` has no contract `{}`",
            contract.id
        ));
    };
    let mut lacks = Vec::new();
    for name in missing_vars(case, vars) {
        lacks.push(match contract.var(name) {
            Some(var) => format!("the variable `{name}` ({})", var.says),
            None => format!("the variable `{name}`"),
        });
    }
    for credential in &contract.credentials {
        let own = view
            .credentials
            .iter()
            .find(|c| c.scheme == credential.name);
        let states: Vec<_> = case
            .steps
            .iter()
            .map(|step| access_state(step, &credential.name))
            .collect();
        if own.is_none() && states.contains(&AccessState::Given) {
            lacks.push(format!("the credential `{}`", credential.name));
        }
        if own.is_none_or(|c| !c.insufficient) && states.contains(&AccessState::Insufficient) {
            lacks.push(format!(
                "an insufficient credential for `{}`",
                credential.name
            ));
        }
    }
    let mut told = Vec::new();
    if !lacks.is_empty() {
        told.push(format!("the target `{target}` lacks {}", lacks.join(", ")));
    }
    if !view.allow_throttle
        && case
            .steps
            .iter()
            .any(|step| step.provokes == Some(Provokes::Throttle))
    {
        told.push(format!(
            "the target `{target}` does not allow to provoke throttling"
        ));
    }
    (!told.is_empty()).then(|| told.join("; "))
}

/// The variables that a case uses, that no earlier step captures, and that have no value; each once.
fn missing_vars<'a>(case: &'a Case, vars: &Vars) -> Vec<&'a str> {
    let mut captured: Vec<&str> = Vec::new();
    let mut missing: Vec<&str> = Vec::new();
    for step in &case.steps {
        for (name, _) in &step.uses {
            let known = captured.contains(&name.as_str()) || vars.get(name).is_some();
            if !known && !missing.contains(&name.as_str()) {
                missing.push(name);
            }
        }
        captured.extend(step.capture.iter().map(|c| c.name.as_str()));
    }
    missing
}

/// The state in which a step sends a credential.
pub(super) fn access_state(step: &Step, scheme: &str) -> AccessState {
    let own = step.credentials.iter().find(|(name, _, _)| name == scheme);
    own.map_or(AccessState::Given, |(_, state, _)| *state)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plan::CredentialView;
    use crate::plan::testing::{cases, members};

    const CASES: &str = r#"
contract: acme/members
cases:
  - { name: plain, request: { path: { group: "{{group}}" } }, expect: { items: { count: "{{member_count}}" } } }
  - { name: refused, request: { path: { group: "{{group}}" } }, credentials: { token: missing } }
  - { name: poor, request: { path: { group: "{{group}}" } }, credentials: { token: insufficient } }
  - { name: throttled, request: { path: { group: "{{group}}" } }, provokes: throttle }
  - name: captured
    steps:
      - { request: { path: { group: "{{group}}" } }, capture: { id: "$response.body#/data/0/id" } }
      - { request: { path: { group: "{{group}}" }, query: { user: "{{id}}" } } }
"#;

    fn told(view: ContractView) -> Vec<Option<String>> {
        let target = TargetView {
            name: "staging".to_owned(),
            contracts: vec![view],
        };
        let planned = plan(&[members()], &cases("listing.yaml", CASES), &target);
        planned.into_iter().map(|p| p.skip).collect()
    }

    fn full() -> ContractView {
        ContractView {
            contract: "acme/members".to_owned(),
            base_url: "https://h".to_owned(),
            credentials: vec![CredentialView {
                scheme: "token".to_owned(),
                insufficient: true,
            }],
            vars: vec![
                ("group".to_owned(), json!("Editors")),
                ("member_count".to_owned(), json!(60)),
            ],
            allow_throttle: true,
        }
    }

    #[test]
    fn a_target_that_has_everything_skips_nothing() {
        assert_eq!(told(full()), [None, None, None, None, None]);
    }

    #[test]
    fn what_is_lacking_is_named() {
        let none = ContractView {
            contract: "acme/members".to_owned(),
            ..ContractView::default()
        };
        let group = "the variable `group` (a group with at least 26 members)";
        let told = told(none);
        let told: Vec<&str> = told.iter().flatten().map(String::as_str).collect();
        assert_eq!(
            told,
            [
                format!(
                    "the target `staging` lacks {group}, the variable `member_count` (how many members it has), the credential `token`"
                ),
                format!("the target `staging` lacks {group}"),
                format!(
                    "the target `staging` lacks {group}, an insufficient credential for `token`"
                ),
                format!(
                    "the target `staging` lacks {group}, the credential `token`; the target `staging` does not allow to provoke throttling"
                ),
                format!("the target `staging` lacks {group}, the credential `token`"),
            ]
        );
    }

    #[test]
    fn a_contract_that_the_target_leaves_out_is_named() {
        let other = ContractView {
            contract: "acme/other".to_owned(),
            ..full()
        };
        assert_eq!(
            told(other)[0].as_deref(),
            Some("the target `staging` has no contract `acme/members`")
        );
    }

    #[test]
    fn the_order_is_the_contracts_then_the_files() {
        let first = cases(
            "z.yaml",
            "contract: acme/members\ncases: [ { name: two, request: {} }, { name: three, request: {} } ]",
        );
        let second = cases(
            "a.yaml",
            "contract: acme/members\ncases: [ { name: one, request: {} } ]",
        );
        let other = cases(
            "o.yaml",
            "contract: acme/other\ncases: [ { name: no, request: {} } ]",
        );
        let all: Vec<_> = other.into_iter().chain(first).chain(second).collect();
        let planned = plan(&[members()], &all, &TargetView::default());
        let names: Vec<_> = planned.iter().map(|p| p.case.name.as_str()).collect();
        assert_eq!(names, ["one", "two", "three"]);
    }
}
