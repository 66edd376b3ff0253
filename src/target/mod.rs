//! Targets: where a run goes.

mod model;

pub use model::{CredentialSource, Target, TargetContract, TargetCredential};
