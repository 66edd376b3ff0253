//! What a picture needs of every exchange of a run: when, how long, what status, how many items. Bodies are looked at as
//! they pass and not kept, so that a large run is drawn in little memory. The first request of each part of a case is kept
//! as it was sent; cases that send the same header fields share them.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::BufRead;
use std::sync::Arc;

use crate::contract::{Contract, Items};
use crate::http::{Entry, Exchange, Headers, Leg, Request};
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

/// A request as it was sent, credentials masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which step of the case, from zero.
    pub step: usize,
    /// What it was for.
    pub leg: Leg,
    method: String,
    url: String,
    headers: Arc<Headers>,
}

impl Sent {
    /// The request, without the names of its parameters.
    pub fn request(&self) -> Request {
        Request {
            method: self.method.clone(),
            url: self.url.clone(),
            headers: (*self.headers).clone(),
            path: Vec::new(),
            query: Vec::new(),
        }
    }
}

/// What is known of a case.
#[derive(Debug, Default)]
struct Known {
    traces: Vec<Trace>,
    sent: Vec<Sent>,
}

/// The traces of a run, by case.
#[derive(Debug, Default)]
pub struct Traces {
    lists: HashMap<String, Items>,
    cases: HashMap<String, Known>,
    /// Every set of header fields once: the cases of a contract mostly send the same.
    headers: HashSet<Arc<Headers>>,
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
        self.cases.get(name).map_or(&[], |k| &k.traces)
    }

    /// The first request of each part of a case, as it was sent: of each step, of each way back, of each listing to compare.
    pub fn sent(&self, name: &str) -> &[Sent] {
        self.cases.get(name).map_or(&[], |k| &k.sent)
    }

    fn begin(&mut self, case: &str, contract: &str) {
        let open = Open {
            contract: contract.to_owned(),
            ..Open::default()
        };
        self.open.insert(case.to_owned(), open);
        self.cases.insert(case.to_owned(), Known::default());
    }

    fn entry(&mut self, case: &str, entry: &Entry) {
        let (Some(open), Some(known)) = (self.open.get_mut(case), self.cases.get_mut(case)) else {
            return;
        };
        let before = |sent: &Sent| sent.step == entry.step && sent.leg == entry.leg;
        if !known.sent.iter().any(before) {
            let request = &entry.exchange.request;
            known.sent.push(Sent {
                step: entry.step,
                leg: entry.leg.clone(),
                method: request.method.clone(),
                url: request.url.clone(),
                headers: shared(&mut self.headers, &request.headers),
            });
        }
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
        known.traces.push(Trace {
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

/// The same header fields as they are known already, or else these from now on.
fn shared(known: &mut HashSet<Arc<Headers>>, headers: &Headers) -> Arc<Headers> {
    if let Some(same) = known.get(headers) {
        return Arc::clone(same);
    }
    let new = Arc::new(headers.clone());
    known.insert(Arc::clone(&new));
    new
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{TransportError, TransportKind};

    fn entry(leg: Leg, url: &str, headers: &[(&str, &str)]) -> Entry {
        let failure = TransportError {
            kind: TransportKind::Timeout,
            message: "late".to_owned(),
        };
        Entry {
            step: 0,
            leg,
            superseded: false,
            exchange: Exchange {
                request: Request {
                    method: "GET".to_owned(),
                    url: url.to_owned(),
                    headers: headers.iter().copied().collect(),
                    path: Vec::new(),
                    query: Vec::new(),
                },
                outcome: Err(failure),
                at_ms: 0,
                took_us: 0,
            },
        }
    }

    #[test]
    fn what_was_sent_first_is_kept_and_header_fields_once() {
        let mut traces = Traces::default();
        let key = [("X-Api-Key", "[key]")];
        for (case, headers) in [("a", &key[..]), ("b", &key[..]), ("c", &[])] {
            traces.begin(case, "x");
            traces.entry(case, &entry(Leg::Main, "http://h/1", headers));
            traces.entry(case, &entry(Leg::Main, "http://h/2", headers));
            traces.entry(case, &entry(Leg::PastEnd, "http://h/9", headers));
        }
        let urls: Vec<&str> = traces.sent("a").iter().map(|s| s.url.as_str()).collect();
        assert_eq!(urls, ["http://h/1", "http://h/9"]);
        assert_eq!(
            traces.sent("b")[0].request().headers.get("x-api-key"),
            Some("[key]")
        );
        assert!(traces.sent("c")[0].request().headers.is_empty());
        assert_eq!(traces.headers.len(), 2, "two sets among three cases");
    }
}
