//! Which changes no check notices.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::change::Change;
use super::places::{self, At};
use super::record::Recorded;
use crate::case::Case;
use crate::contract::Contract;
use crate::drive::{EngineError, Stand, in_parallel};
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

/// Whether it was noticed, and in which cases it was tried.
type Tried = BTreeMap<Kind, (bool, BTreeSet<usize>)>;

/// What came of a contract.
#[derive(Debug)]
pub struct Searched {
    /// What no check notices.
    pub survivors: Vec<Survivor>,
    /// How many changes were tried.
    pub tried: usize,
    /// The cases that do not pass on the mock and so show nothing.
    pub unsound: Vec<String>,
}

/// What no check notices of the answers that the mock gives to the cases of a contract.
///
/// So many threads share the places.
///
/// # Errors
/// When the system gives no threads, or the mock lacks what a case needs.
pub fn survivors(
    contract: &Arc<Contract>,
    cases: &[Arc<Case>],
    search: Search,
    jobs: usize,
) -> Result<Searched, EngineError> {
    let (recorded, unsound) = record(contract, cases)?;
    let shares: Vec<usize> = (0..jobs.max(1)).collect();
    let tried = in_parallel(&shares, shares.len(), |share| {
        let own = |at: &At| at.share(shares.len()) == *share;
        attempts(&recorded, search, own)
    });
    let tried: Tried = tried.into_iter().flatten().collect();
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
    Ok(Searched {
        survivors: survivors.into_iter().map(survivor).collect(),
        tried: all,
        unsound,
    })
}

/// Tries every change of some of the places.
fn attempts(recorded: &[Recorded], search: Search, wanted: impl Fn(&At) -> bool) -> Tried {
    let mut tried = Tried::new();
    for (number, case) in recorded.iter().enumerate() {
        for (index, one) in case.exchanges.iter().enumerate() {
            let Some(response) = one.exchange.response() else {
                continue;
            };
            let (places, _) = places::of(response);
            for at in places.into_iter().filter(&wanted) {
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
    tried
}

/// Every case that passes on the mock: three short ones, which are judged soonest, then a long one, which shows more, and
/// so on; and the names of those that do not.
fn record(
    contract: &Arc<Contract>,
    cases: &[Arc<Case>],
) -> Result<(Vec<Recorded>, Vec<String>), EngineError> {
    let mock = Arc::new(Mock::new([Arc::clone(contract)], MockOptions::default()));
    let own: Vec<Arc<Case>> = cases
        .iter()
        .filter(|c| c.contract == contract.id)
        .cloned()
        .collect();
    let stand = Stand::of(&mock, &own, false)?;
    let (mut recorded, mut unsound) = (Vec::new(), Vec::new());
    for planned in stand.planned() {
        let result = stand.run(planned);
        if result.verdict.ran_in_vain() {
            unsound.push(result.name);
        } else {
            recorded.extend(Recorded::of(planned, result));
        }
    }
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
    Ok((mixed, unsound))
}

fn attempt(
    case: &Recorded,
    (number, index): (usize, usize),
    status: u16,
    at: &At,
    search: Search,
    tried: &mut Tried,
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
