//! The mock: several contracts, each below its id, answered by a pure function.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;

use super::answer::Answer;
use super::data::Data;
use super::lie::Lie;
use super::lies;
use super::manner::{Manner, Manners};
use super::manners;
use super::pipeline::{self, Scene, Turn};
use super::throttle;
use crate::contract::Contract;
use crate::http::{Request, match_path};

/// What a mock is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MockOptions {
    /// How many members the large groups have.
    pub members: usize,
    /// What all generated values depend on.
    pub seed: u64,
}

impl Default for MockOptions {
    fn default() -> Self {
        Self {
            members: 60,
            seed: 1,
        }
    }
}

/// A server's behaviour, made from contracts alone. The same options and contracts give the same answers.
#[derive(Debug)]
pub struct Mock {
    served: Vec<Served>,
    options: MockOptions,
    manners: Manners,
    lie: Option<Lie>,
}

#[derive(Clone, Debug)]
struct Served {
    contract: Arc<Contract>,
    data: Arc<OnceLock<Data>>,
}

impl Mock {
    /// A mock of these contracts. Data are made when a contract is first asked for.
    pub fn new(contracts: impl IntoIterator<Item = Arc<Contract>>, options: MockOptions) -> Self {
        let served = contracts.into_iter().map(|contract| Served {
            contract,
            data: Arc::default(),
        });
        Self {
            served: served.collect(),
            options,
            manners: Manners::default(),
            lie: None,
        }
    }

    /// The same mock, data shared, but for one thing that it gets wrong.
    #[must_use]
    pub fn lying(&self, lie: Lie) -> Self {
        Self {
            served: self.served.clone(),
            options: self.options,
            manners: self.manners.clone(),
            lie: Some(lie),
        }
    }

    /// The same mock, answering in these manners. To be called before it answers anything: data depend on them.
    #[must_use]
    pub fn with_manners(mut self, manners: Manners) -> Self {
        self.manners = manners;
        self
    }

    /// What it knows of each contract: groups, their members, identifiers that nothing has.
    pub fn knowledge(&self) -> Vec<Value> {
        let known = self.served.iter();
        known.map(|s| self.data(s).document(&s.contract)).collect()
    }

    /// The manners it answers in.
    pub fn manners(&self) -> &Manners {
        &self.manners
    }

    /// How its answers come over the wire.
    pub(super) fn wire(&self) -> Option<super::manner::Wire> {
        self.manners.find(|m| {
            if let Manner::Wire(wire) = m {
                Some(*wire)
            } else {
                None
            }
        })
    }

    /// Spells the names of header fields in the manner that it has, once they are all there.
    pub fn spell(&self, headers: &mut crate::http::Headers) {
        manners::header_names(&self.manners, headers);
    }

    /// The contracts, in the order they were given.
    pub fn contracts(&self) -> impl Iterator<Item = &Arc<Contract>> {
        self.served.iter().map(|s| &s.contract)
    }

    /// The least number of members with which the large groups show what contracts and cases ask of them: more than a page
    /// holds, and every member that a variable takes a value of.
    pub fn least_members(&self) -> usize {
        self.contracts()
            .map(|contract| super::groups::least_members(contract))
            .max()
            .unwrap_or(0)
    }

    /// What it gets wrong; nothing where it is sound.
    pub(super) fn lie(&self) -> Option<&Lie> {
        self.lie.as_ref()
    }

    /// The answer to a request. Its `path` need not be filled in: its URL is matched, `/<contract id>` and the
    /// contract's path. What no contract has is 404, another method 405.
    #[must_use]
    pub fn answer(&self, request: &Request, turn: Turn) -> Answer {
        let path = path_of(&request.url);
        let Some((served, parameters)) = self.route(path) else {
            return Answer::plain(404, "The mock has no such path.\n");
        };
        if request.method != served.contract.method {
            let mut answer = Answer::plain(405, "The mock has this path with another method.\n");
            answer.headers.set("Allow", served.contract.method.as_str());
            return answer;
        }
        let mut request = request.clone();
        request.path = parameters;
        let scene = Scene {
            contract: &served.contract,
            data: self.data(served),
            seed: self.options.seed,
            manners: &self.manners,
            lie: lies::beside::told(self.lie.as_ref(), &served.contract, &request),
        };
        let answer = manners::finish(&self.manners, pipeline::answer(scene, &request, turn));
        lies::answers::finished(scene.lie, answer)
    }

    /// The scene of a contract, for those who want to know what it holds.
    pub(super) fn scene(&self, id: &str) -> Option<Scene<'_>> {
        let served = self.served.iter().find(|s| s.contract.id == id)?;
        Some(Scene {
            contract: &served.contract,
            data: self.data(served),
            seed: self.options.seed,
            manners: &self.manners,
            lie: self.lie.as_ref(),
        })
    }

    fn data<'a>(&self, served: &'a Served) -> &'a Data {
        let MockOptions { seed, members } = self.options;
        served
            .data
            .get_or_init(|| Data::of(&served.contract, &self.manners, seed, members))
    }

    fn route(&self, path: &str) -> Option<(&Served, Vec<(String, String)>)> {
        self.served.iter().find_map(|served| {
            let rest = path.strip_prefix('/')?.strip_prefix(&served.contract.id)?;
            Some((served, match_path(&served.contract.path, rest)?))
        })
    }
}

/// What the answers depend on beside the request: how many came before.
#[derive(Debug, Default)]
pub struct Counters(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    requests: HashMap<String, u64>,
    provoked: HashMap<(String, String), u32>,
}

impl Counters {
    /// Counts a request and says whose turn it is.
    pub fn count(&self, mock: &Mock, request: &Request) -> Turn {
        let id = mock
            .route(path_of(&request.url))
            .map(|(s, _)| s.contract.id.clone());
        let Some(id) = id else {
            return Turn::default();
        };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let provoked = throttle::key(request).map(|key| {
            let count = counts
                .provoked
                .entry((id.clone(), key.to_owned()))
                .or_default();
            *count = count.saturating_add(1);
            *count
        });
        let requests = counts.requests.entry(id).or_default();
        let sequence = *requests;
        *requests += 1;
        Turn {
            sequence,
            provoked: provoked.unwrap_or(0),
        }
    }
}

/// The path of a URL, or of what a request line has.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| {
        rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/")
    });
    rest.split(['?', '#']).next().unwrap_or_default()
}
