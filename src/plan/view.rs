//! A target as a plan needs it: what it supplies, and no secrets. A target file makes one, and so does the mock.

use serde_json::Value;

use crate::target::Target;

/// What a target supplies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetView {
    /// Its name, for messages.
    pub name: String,
    /// What it supplies for each contract.
    pub contracts: Vec<ContractView>,
}

/// What a target supplies for one contract.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContractView {
    /// The contract's id.
    pub contract: String,
    /// The server's URL with its path prefix.
    pub base_url: String,
    /// The security schemes it has a credential for.
    pub credentials: Vec<CredentialView>,
    /// Values of the contract's variables.
    pub vars: Vec<(String, Value)>,
    /// Cases that provoke throttling may run.
    pub allow_throttle: bool,
}

/// A credential that a target has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialView {
    /// The security scheme.
    pub scheme: String,
    /// Whether there is a second one that lacks the permission.
    pub insufficient: bool,
}

impl TargetView {
    /// What it supplies for a contract.
    pub fn contract(&self, id: &str) -> Option<&ContractView> {
        self.contracts.iter().find(|c| c.contract == id)
    }
}

impl From<&Target> for TargetView {
    fn from(target: &Target) -> Self {
        let contracts = target.contracts.iter().map(|c| ContractView {
            contract: c.contract.clone(),
            base_url: c.base_url.clone(),
            credentials: c
                .credentials
                .iter()
                .map(|c| CredentialView {
                    scheme: c.scheme.clone(),
                    insufficient: c.insufficient.is_some(),
                })
                .collect(),
            vars: c
                .vars
                .iter()
                .map(|(name, value, _)| (name.clone(), value.clone()))
                .collect(),
            allow_throttle: c.allow_throttle,
        });
        Self {
            name: target.name.clone(),
            contracts: contracts.collect(),
        }
    }
}
