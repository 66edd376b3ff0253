//! Which changes no check notices.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::change::Change;
use super::places::{self, At};
use super::record::Recorded;
use crate::case::Case;
use crate::contract::Contract;
use crate::drive::{EngineError, Stand};
use crate::mock::{Mock, MockOptions};

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// In how many cases the same change of the same place is tried before it counts as unnoticed.
    pub cases: usize,
}

impl Default for Search {
    fn default() -> Self {
        Self { cases: 24 }
    }
}

/// A place of the answers with a status, and the changes of it that nothing notices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Survivor {
    /// The contract.
    pub contract: String,
    /// The status of the answers.
    pub status: u16,
    /// The place: `/results/[]/guid`, or `header Date`.
    pub place: String,
    /// The changes.
    pub changes: BTreeSet<Change>,
}

/// A change of a place, in every answer with a status.
type Kind = (u16, String, Change);

/// What no check notices of the answers that the mock gives to the cases of a contract. The second number is how many
/// changes were tried.
///
/// # Errors
/// When the system gives no threads, or the mock lacks what a case needs.
pub fn survivors(
    contract: &Arc<Contract>,
    cases: &[Arc<Case>],
    search: Search,
) -> Result<(Vec<Survivor>, usize), EngineError> {
    let recorded = record(contract, cases)?;
    // Whether it was noticed, and in which cases it was tried.
    let mut tried: BTreeMap<Kind, (bool, BTreeSet<usize>)> = BTreeMap::new();
    for (number, case) in recorded.iter().enumerate() {
        for (index, one) in case.exchanges.iter().enumerate() {
            let Some(response) = one.exchange.response() else {
                continue;
            };
            let (places, _) = places::of(response);
            for at in places {
                attempt(
                    case,
                    (number, index),
                    response.status,
                    &at,
                    search,
                    &mut tried,
                );
            }
        }
    }
    let all = tried.len();
    let mut survivors: BTreeMap<(u16, String), BTreeSet<Change>> = BTreeMap::new();
    for ((status, place, change), (noticed, _)) in tried {
        if !noticed {
            survivors.entry((status, place)).or_default().insert(change);
        }
    }
    let survivor = |((status, place), changes)| Survivor {
        contract: contract.id.clone(),
        status,
        place,
        changes,
    };
    Ok((survivors.into_iter().map(survivor).collect(), all))
}

/// Every case that passes on the mock: three short ones, which are judged soonest, then a long one, which shows more, and
/// so on.
fn record(contract: &Arc<Contract>, cases: &[Arc<Case>]) -> Result<Vec<Recorded>, EngineError> {
    let mock = Arc::new(Mock::new([Arc::clone(contract)], MockOptions::default()));
    let own: Vec<Arc<Case>> = cases
        .iter()
        .filter(|c| c.contract == contract.id)
        .cloned()
        .collect();
    let stand = Stand::of(&mock, &own, false)?;
    let mut recorded: Vec<Recorded> = stand
        .planned()
        .iter()
        .filter_map(|planned| Recorded::of(planned, stand.run(planned)))
        .collect();
    recorded.sort_by_key(|r| r.exchanges.len());
    let mut short: VecDeque<Recorded> = recorded.into();
    let mut mixed = Vec::with_capacity(short.len());
    while let Some(next) = if mixed.len() % 4 == 3 {
        short.pop_back()
    } else {
        short.pop_front()
    } {
        mixed.push(next);
    }
    Ok(mixed)
}

fn attempt(
    case: &Recorded,
    (number, index): (usize, usize),
    status: u16,
    at: &At,
    search: Search,
    tried: &mut BTreeMap<Kind, (bool, BTreeSet<usize>)>,
) {
    for change in Change::ALL {
        let kind = (status, at.name(), change);
        let known = tried.get(&kind);
        if known.is_some_and(|(noticed, cases)| {
            *noticed || (cases.len() >= search.cases && !cases.contains(&number))
        }) {
            continue;
        }
        // Of a long walk the first pages stand for all.
        if index > 6 && known.is_some_and(|(_, cases)| cases.contains(&number)) {
            continue;
        }
        let Some(exchange) = case.changed(index, at, change) else {
            continue;
        };
        let noticed = case.notices(index, &exchange);
        let entry = tried.entry(kind).or_default();
        entry.0 |= noticed;
        entry.1.insert(number);
    }
}
