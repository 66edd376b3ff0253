//! What a picture needs of every exchange of a run: when, how long, what status, how many items. Bodies are looked at as
//! they pass and not kept, so that a large run is drawn in little memory.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;

use crate::contract::{Contract, Items};
use crate::http::{Entry, Exchange, Leg};
use crate::record::{Event, Reader, Run};
use crate::value::pointer;

/// A larger body, decoded, is not looked into: no page of a listing is, and reading it takes ten times its size in memory.
const LARGEST: usize = 8 << 20;

/// An exchange without its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Which step of the case, from zero.
    pub step: usize,
    /// What the request was for.
    pub leg: Leg,
    /// Whether a later attempt at the same request followed.
    pub superseded: bool,
    /// When it was sent, in milliseconds since the run began.
    pub at_ms: u64,
    /// How long until the body's end, in microseconds.
    pub took_us: u64,
    /// The status; `None` when no response head came.
    pub status: Option<u16>,
    /// Bytes of the body as received.
    pub bytes: u64,
    /// How many items the page lists; `None` where it is no page, or the contract is not at hand.
    pub items: Option<u64>,
    /// How many of them an earlier page of the same walk listed.
    pub repeats: u64,
}

/// The traces of a run, by case.
#[derive(Debug, Default)]
pub struct Traces {
    lists: HashMap<String, Items>,
    cases: HashMap<String, Vec<Trace>>,
    open: HashMap<String, Open>,
}

/// A case under way: its contract, and the items that each of its walks listed, as hashes.
#[derive(Debug, Default)]
struct Open {
    contract: String,
    seen: HashMap<(usize, Leg), HashSet<u64>>,
}

impl Traces {
    /// None yet. The contracts say where a page's items are and what identifies them.
    pub fn new<'a>(contracts: impl IntoIterator<Item = &'a Contract>) -> Self {
        let lists = contracts.into_iter();
        let lists = lists.filter_map(|c| Some((c.id.clone(), c.items.clone()?)));
        Self {
            lists: lists.collect(),
            ..Self::default()
        }
    }

    /// Those of a run that was folded with every exchange kept.
    pub fn of<'a>(run: &Run, contracts: impl IntoIterator<Item = &'a Contract>) -> Self {
        let mut traces = Self::new(contracts);
        for case in &run.cases {
            traces.begin(&case.name, &case.contract);
            for entry in &case.transcript.entries {
                traces.entry(&case.name, entry);
            }
            traces.open.remove(&case.name);
        }
        traces
    }

    /// Adds what a record says. Lines that cannot be read are passed over: folding the same record tells them.
    pub fn read(&mut self, record: impl BufRead) {
        for line in Reader::new("the record", record).flatten() {
            self.event(line.event);
        }
    }

    /// Adds an event.
    pub fn event(&mut self, event: Event) {
        match event {
            Event::CaseStarted(started) => self.begin(&started.case, &started.contract),
            Event::Exchanged(exchanged) => {
                let case = exchanged.case.clone();
                self.entry(&case, &exchanged.into_entry());
            }
            Event::CaseFinished(ended) => {
                self.open.remove(&ended.case);
            }
            Event::RunStarted(_)
            | Event::RunResumed(_)
            | Event::CaseWaived(_)
            | Event::CaseSkipped(_)
            | Event::WaiverStale(_)
            | Event::GateAsked(_)
            | Event::RunFinished(_) => {}
        }
    }

    /// The exchanges of a case in the order they were made; none where none are known.
    pub fn of_case(&self, name: &str) -> &[Trace] {
        self.cases.get(name).map_or(&[], Vec::as_slice)
    }

    fn begin(&mut self, case: &str, contract: &str) {
        let open = Open {
            contract: contract.to_owned(),
            ..Open::default()
        };
        self.open.insert(case.to_owned(), open);
        self.cases.insert(case.to_owned(), Vec::new());
    }

    fn entry(&mut self, case: &str, entry: &Entry) {
        let (Some(open), Some(traces)) = (self.open.get_mut(case), self.cases.get_mut(case)) else {
            return;
        };
        let list = self.lists.get(&open.contract);
        let page = list.and_then(|list| identities(&entry.exchange, list));
        let items = page.as_ref().map(|page| number(page.len()));
        let mut repeats = 0;
        if !entry.superseded && entry.leg != Leg::Again {
            let seen = open
                .seen
                .entry((entry.step, entry.leg.clone()))
                .or_default();
            for identity in page.into_iter().flatten().flatten() {
                repeats += u64::from(!seen.insert(identity));
            }
        }
        let response = entry.exchange.response();
        traces.push(Trace {
            step: entry.step,
            leg: entry.leg.clone(),
            superseded: entry.superseded,
            at_ms: entry.exchange.at_ms,
            took_us: entry.exchange.took_us,
            status: response.map(|r| r.status),
            bytes: response.map_or(0, |r| number(r.body.len())),
            items,
            repeats,
        });
    }
}

/// What identifies each item of a page, as a hash; `None` for an item that lacks it.
fn identities(exchange: &Exchange, list: &Items) -> Option<Vec<Option<u64>>> {
    let response = exchange
        .response()
        .filter(|r| (200..300).contains(&r.status))?;
    let body = response.decoded(LARGEST).ok()?;
    let body: serde_json::Value = serde_json::from_slice(&body).ok()?;
    let items = pointer::get(&body, &list.at)?.as_array()?;
    let identity = |item: &serde_json::Value| {
        let mut hasher = DefaultHasher::new();
        for at in &list.identity {
            pointer::get(item, at)?.to_string().hash(&mut hasher);
        }
        (!list.identity.is_empty()).then(|| hasher.finish())
    };
    Some(items.iter().map(identity).collect())
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
