//! The limits that a run keeps.

use crate::contract::Contract;
use crate::target::{Pacing, RateLimit};

/// The limits of a contract's requests on a target: its own, or else the documented ones, whoever they are for. docproof is one
/// client, of one workspace, among all. A limit without a number is none that can be kept.
pub fn limits(contract: &Contract, pacing: &Pacing) -> Vec<RateLimit> {
    match pacing {
        Pacing::Off => Vec::new(),
        Pacing::Own(limits) => limits.clone(),
        Pacing::Documented => {
            let documented = contract.throttle.iter().flat_map(|t| &t.limits);
            let known = documented.filter_map(|limit| {
                Some(RateLimit {
                    requests: limit.requests.filter(|n| *n > 0)?,
                    seconds: limit.seconds,
                })
            });
            known.filter(|limit| limit.seconds > 0).collect()
        }
    }
}
