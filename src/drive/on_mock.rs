//! The built-in mock as a target, with its secrets.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Semaphore;

use super::Destination;
use super::destination::{Resolved, resolved};
use super::engine::EngineError;
use crate::contract::Contract;
use crate::exchange::{Client, Limits, Sessions, Supply, install_crypto};
use crate::mock::Mock;
use crate::target::Lookups;
use crate::value::Masks;

/// Where the contracts of a mock go that answers at an origin.
///
/// # Errors
/// When the mock lacks what a contract promises.
pub(super) fn resolve(
    mock: &Mock,
    contracts: &[Arc<Contract>],
    origin: &str,
) -> Result<Resolved, EngineError> {
    let lacks = |mistakes: Vec<String>| {
        EngineError(format!(
            "the mock lacks what contracts promise: {}",
            mistakes.join("; ")
        ))
    };
    let target = mock.target(origin).map_err(lacks)?;
    let lookups = Lookups {
        env: &|_| None,
        read: &|_| Err(std::io::Error::other("the mock has no files")),
    };
    install_crypto();
    let client = Client::new(&Limits::default()).map_err(|e| EngineError(e.to_string()))?;
    // The mock's credentials are all there: nothing is fetched.
    let mut sessions = Sessions::new(client, Masks::default(), lookups.env);
    let own = contracts.iter().map(Arc::as_ref);
    let jobs = Semaphore::MAX_PERMITS;
    Ok(resolved(&target, own, &mut sessions, lookups, jobs))
}

/// The secrets that are there before a run.
pub(super) fn masks(destinations: &BTreeMap<String, Destination>) -> Masks {
    let supplies = destinations.values().flat_map(|d| d.credentials.supplies());
    let secrets = supplies.filter_map(|(label, supply)| match supply {
        Supply::Fixed(secret) => Some((label, secret.clone())),
        Supply::Session(_) => None,
    });
    let masks = Masks::default();
    masks.learn_all(secrets);
    masks
}
