//! A run: several contracts on one target.

use std::collections::{BTreeMap, HashSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;

use super::board::Progress;
use super::destination::{Resolved, resolved};
use super::engine::{self, EngineError, Sink};
use super::stop::{self, Stop};
use super::{Destination, Engine, JOBS};
use crate::case::Case;
use crate::contract::Contract;
use crate::exchange::{Client, Patience, Sessions, Settings, install_crypto};
use crate::judge::Waiving;
use crate::mock::{self, Mock, MockOptions, Running};
use crate::plan::{self, Forecast, Planned};
use crate::record::{
    self, BaseUrl, CaseResult, CaseSkipped, CaseWaived, ContractRecord, DocumentRecord, Event,
    FORMAT, RunStarted, Shard,
};
use crate::target::{self, Lookups, Pacing, Target};
use crate::text::Diagnostic;
use crate::value::Masks;
use crate::verdict::{Stale, Waived, Waiver};

/// Where a run goes.
#[derive(Clone, Debug)]
pub enum Choice {
    /// The built-in mock, started for the run.
    Mock,
    /// A target that was read from its file.
    Target(Box<Target>),
}

impl Choice {
    /// `mock`, or the file of a target with every mistake in it.
    pub fn read(text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        if text == "mock" {
            return (Some(Self::Mock), Vec::new());
        }
        let (target, told) = target::load_file(Path::new(text));
        (target.map(|t| Self::Target(Box::new(t))), told)
    }
}

/// How a run differs from the ordinary one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Undocumented facts fail.
    pub strict: bool,
    /// Base URLs that replace the target's, by contract.
    pub base_urls: Vec<(String, String)>,
    /// Known deviations that do not fail the run.
    pub waivers: Vec<Waiver>,
    /// The day that they are held against.
    pub today: Date,
    /// Texts in bodies are masked once they are judged, except those that a schema lists.
    pub redact_bodies: bool,
    /// How many cases work at once, those that wait for a limit or a server not counted; [`JOBS`] where it is not said.
    pub jobs: Option<usize>,
    /// How long a case waits for servers in all; that of [`Patience`] where it is not said.
    pub patience: Option<Duration>,
}

impl Options {
    pub(super) fn jobs(&self) -> usize {
        self.jobs.unwrap_or(JOBS).clamp(1, Semaphore::MAX_PERMITS)
    }

    pub(super) fn patience(&self) -> Patience {
        let usual = Patience::default();
        let most = self.patience.unwrap_or(usual.most);
        Patience { most, ..usual }
    }
}

/// A run that is ready: every case with what it needs.
pub struct Drive {
    pub(super) engine: Engine,
    pub(super) client: Client,
    sessions: Sessions,
    /// Certificates are not verified.
    pub(super) insecure: bool,
    target: String,
    pub(super) contracts: Vec<Arc<Contract>>,
    pub(super) destinations: BTreeMap<String, Destination>,
    /// The credentials without a secret: contract, scheme, why.
    pub(super) lacking: Vec<(String, String, String)>,
    pub(super) planned: Vec<Arc<Planned>>,
    shard: Option<Shard>,
    /// The cases that came to their end, by name.
    ended: Mutex<HashSet<String>>,
    waiving: Mutex<Waiving>,
    /// Answers until it is dropped.
    mock: Option<Running>,
}

impl Drive {
    /// Plans every case for a target, looks up the target's secrets, and starts the mock where that is the
    /// target.
    ///
    /// # Errors
    /// When the system gives no threads or no sockets, or a base URL is for a contract that the target has not.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what a run is started with belongs to it"
    )]
    pub fn start(
        contracts: &[Arc<Contract>],
        cases: &[Arc<Case>],
        choice: Choice,
        options: Options,
    ) -> Result<Self, EngineError> {
        let runtime = engine::runtime()?;
        let (mut target, mock) = match choice {
            Choice::Target(target) => (*target, None),
            Choice::Mock => {
                let (target, running) = start_mock(contracts, &runtime)?;
                (target, Some(running))
            }
        };
        let replaced = replace_urls(&mut target, &options.base_urls, mock.is_some())?;
        let lookups = Lookups {
            env: &|name| std::env::var(name).ok(),
            read: &target::read_file,
        };
        install_crypto();
        let settings = Settings::of(&target.connection, lookups);
        let settings = settings.map_err(|e| {
            let span = e.key.and_then(|key| target.connection.place(key));
            let at = span.map_or(String::new(), |s| format!(":{}:{}", s.line, s.column));
            EngineError(format!("{}{at}: {e}", target.file))
        })?;
        let masks = Masks::default();
        masks.learn_all(settings.proxies.secrets());
        let client = Client::with(settings).map_err(|e| EngineError(e.to_string()))?;
        let sessions = Sessions::new(client.clone(), masks.clone(), lookups.env);
        let mut sessions = sessions.patient(options.patience());
        let own = contracts.iter().map(Arc::as_ref);
        let resolved = resolved(&target, own, &mut sessions, lookups, options.jobs());
        let planned = plan_cases(contracts, cases, &resolved);
        let name = match replaced {
            0 => target.name,
            1 => format!("{}, with 1 base URL replaced", target.name),
            n => format!("{}, with {n} base URLs replaced", target.name),
        };
        let waiving = Waiving::new(
            options.waivers.clone(),
            options.today,
            &name,
            contracts,
            cases,
            options.strict,
        );
        let mut engine = Engine::new(runtime, client.clone(), masks, &options);
        engine.stop = Stop::of(sessions.halt());
        if let Some(limit) = target.connection.body {
            engine.body_limit = limit;
        }
        Ok(Self {
            engine,
            client,
            sessions,
            insecure: target.connection.insecure,
            target: name,
            contracts: contracts.to_vec(),
            destinations: resolved.destinations,
            lacking: resolved.lacking,
            planned,
            shard: None,
            ended: Mutex::default(),
            waiving: Mutex::new(waiving),
            mock,
        })
    }

    /// The secrets that are known by now: what is printed or written is to be masked with them.
    pub fn masks(&self) -> &Masks {
        &self.engine.masks
    }

    /// Whether certificates are not verified: answers may be anybody's.
    pub fn is_insecure(&self) -> bool {
        self.insecure
    }

    /// Ends the sessions that the target says how to end and that no other process uses; what went wrong. A run that was
    /// stopped does not wait long for it.
    pub fn end_sessions(&self) -> Vec<String> {
        let end = self.sessions.end();
        let Some(left) = self.engine.stop.left() else {
            return self.engine.wait(end);
        };
        let end = async { tokio::time::timeout(left, end).await };
        let slow = |_| vec!["a session was not ended: no answer in time".to_owned()];
        self.engine.wait(end).unwrap_or_else(slow)
    }

    /// Every case, in the order of the contracts, then of the files, then within them.
    pub fn planned(&self) -> &[Arc<Planned>] {
        &self.planned
    }

    /// What the run will ask. Nothing is sent for it.
    pub fn forecast(&self) -> Vec<Forecast> {
        let limits = |contract: &Contract| {
            let to = self.destinations.get(&contract.id);
            to.map_or_else(Vec::new, |to| to.pacer.limits().to_vec())
        };
        plan::forecast(&self.planned, &limits)
    }

    /// The cases that did not run yet.
    pub fn pending(&self) -> Vec<Arc<Planned>> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let pending = |p: &&Arc<Planned>| !ended.contains(&p.case.trial_name());
        self.planned.iter().filter(pending).cloned().collect()
    }

    /// Leaves out every case that is not wanted.
    pub fn select(&mut self, wanted: impl Fn(&Planned) -> bool) {
        self.planned.retain(|planned| wanted(planned));
    }

    /// Keeps one of so many equal parts of the cases, dealt in turn; `false`, and keeps all, where there are too few to go
    /// round. Numbers from one.
    pub fn deal(&mut self, number: u32, of: u32) -> bool {
        let cases = self.planned.len();
        let (Some(at), Ok(parts)) = (number.checked_sub(1), usize::try_from(of)) else {
            return false;
        };
        if number > of || cases < parts {
            return false;
        }
        let mut turn = (0..of).cycle();
        self.planned.retain(|_| turn.next() == Some(at));
        let cases = u64::try_from(cases).unwrap_or(u64::MAX);
        self.shard = Some(Shard { number, of, cases });
        true
    }

    /// Tells a sink that the run begins, when (RFC 3339) and by what the cases were selected, and every event from then on.
    pub fn begin(&mut self, sink: Arc<dyn Sink>, time: String, filters: Vec<String>) {
        self.engine.sink = Some(sink);
        for planned in &self.planned {
            self.engine.board.expect(&planned.contract.id);
        }
        self.engine
            .tell(|| Event::RunStarted(self.header(time, filters)));
    }

    /// How far every contract is; to be asked from any thread while cases run.
    pub fn progress(&self) -> Vec<(String, Progress)> {
        self.engine.board.progress()
    }

    /// How long it is since the run began.
    pub fn elapsed(&self) -> Duration {
        self.engine.clock.elapsed()
    }

    /// Where this run cannot go on with that of a record, in words.
    pub fn differences(&self, record: &RunStarted) -> Vec<String> {
        let mut told = record::differences(record, &self.header(String::new(), Vec::new()));
        for known in &record.contracts {
            if !self.contracts.iter().any(|c| c.id == known.id) {
                told.push(format!("the contract `{}` is not there any more", known.id));
            }
        }
        told
    }

    /// Tells a sink that a run goes on, and every event from then on. What is there of it is held against the waivers anew.
    pub fn resume(
        &mut self,
        sink: Arc<dyn Sink>,
        time: String,
        filters: Vec<String>,
        kept: &[CaseResult],
    ) {
        for planned in &self.planned {
            self.engine.board.expect(&planned.contract.id);
        }
        self.engine.sink = Some(sink);
        self.engine
            .tell(|| Event::RunResumed(self.header(time, filters)));
        for case in kept {
            let waivers = self.waive(case);
            if waivers != case.waived {
                self.tell_waived(case, waivers);
            }
        }
    }

    /// Runs a case to its end and tells the sink; to be called from a thread that is none of the runtime's own. `None` when
    /// the run was stopped before the case ended.
    pub fn run(&self, planned: &Planned) -> Option<CaseResult> {
        if self.engine.is_unheard() {
            self.engine.stop.ask();
        }
        if self.engine.stop.is_asked() {
            return None;
        }
        let destination = self.destinations.get(&planned.contract.id);
        let mut result = match (&planned.skip, destination) {
            (Some(reason), _) => self.skip(planned, reason),
            (None, None) => self.skip(planned, "the target leaves the contract out"),
            (None, Some(to)) => {
                let run = self.engine.run_case_in_turn(planned, to);
                self.engine.wait(self.engine.stop.until(run)).flatten()?
            }
        };
        result.waived = self.waive(&result);
        if result.is_waived() {
            self.tell_waived(&result, result.waived.clone());
        }
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.insert(result.name.clone());
        Some(result)
    }

    /// Tells the sink which waivers are no longer true by what ran, and returns them.
    pub fn stale(&self) -> Vec<Stale> {
        let waiving = self.waiving.lock().unwrap_or_else(PoisonError::into_inner);
        let stale = waiving.stale();
        for stale in &stale {
            self.engine.tell(|| Event::WaiverStale(stale.clone()));
        }
        stale
    }

    /// From now on, Ctrl-C and a request to terminate stop the run: no case begins, and those under way have less than two
    /// seconds. The first is told by `told`; the second gives up what is under way.
    pub fn stop_when_interrupted(&self, told: impl Fn() + Send + 'static) {
        let stop = self.engine.stop.clone();
        self.sessions.halt().handle();
        self.engine.spawn(async move {
            stop::interrupted().await;
            stop.ask();
            told();
            stop::interrupted().await;
            stop.ask();
        });
    }

    /// Lets no case begin any more.
    pub fn stop(&self) {
        self.engine.stop.ask();
    }

    /// Whether the run was stopped.
    pub fn is_stopped(&self) -> bool {
        self.engine.stop.is_asked()
    }

    fn waive(&self, case: &CaseResult) -> Vec<Waived> {
        let mut waiving = self.waiving.lock().unwrap_or_else(PoisonError::into_inner);
        waiving.see(case)
    }

    fn tell_waived(&self, case: &CaseResult, waivers: Vec<Waived>) {
        let case = case.name.clone();
        self.engine
            .tell(|| Event::CaseWaived(CaseWaived { case, waivers }));
    }

    fn skip(&self, planned: &Planned, reason: &str) -> CaseResult {
        let result = super::case::skipped(planned, reason);
        self.engine.board.done(&planned.contract.id);
        self.engine.tell(|| {
            Event::CaseSkipped(CaseSkipped {
                case: result.name.clone(),
                contract: result.contract.clone(),
                file: result.file.clone(),
                line: result.line,
                reason: reason.to_owned(),
            })
        });
        result
    }

    /// What the record begins with: the contracts that cases were selected of.
    fn header(&self, time: String, filters: Vec<String>) -> RunStarted {
        let selected = |c: &&Arc<Contract>| self.planned.iter().any(|p| p.contract.id == c.id);
        let contracts: Vec<_> = self.contracts.iter().filter(selected).collect();
        let url = |c: &&Arc<Contract>| {
            let base_url = &self.destinations.get(&c.id)?.base_url;
            let url = match &self.mock {
                // Its port is another one in every process, and one run may be many (nextest).
                Some(mock) if base_url.starts_with(&mock.origin()) => format!("mock:{}", c.id),
                _ => base_url.clone(),
            };
            Some(BaseUrl {
                contract: c.id.clone(),
                url: self.engine.masks.redactor().redact(&url).into_owned(),
            })
        };
        RunStarted {
            format: FORMAT,
            docproof: env!("CARGO_PKG_VERSION").to_owned(),
            time,
            target: self.target.clone(),
            base_urls: contracts.iter().filter_map(url).collect(),
            contracts: contracts.iter().map(|c| contract_record(c)).collect(),
            strict: self.engine.strict,
            filters,
            insecure: self.insecure,
            bodies_masked: self.engine.redact_bodies,
            shard: self.shard,
        }
    }
}

/// The mock of a suite's contracts, on a free port of this machine.
fn start_mock(
    contracts: &[Arc<Contract>],
    runtime: &Runtime,
) -> Result<(Target, Running), EngineError> {
    let mock = Arc::new(Mock::new(contracts.iter().cloned(), MockOptions::default()));
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = runtime
        .block_on(mock::serve(Arc::clone(&mock), listen))
        .map_err(|error| EngineError(format!("the mock cannot listen on {listen}: {error}")))?;
    let target = mock.target(&running.origin()).map_err(|mistakes| {
        EngineError(format!(
            "the mock lacks what contracts promise: {}",
            mistakes.join("; ")
        ))
    })?;
    Ok((target, running))
}

fn contract_record(contract: &Contract) -> ContractRecord {
    let document = contract.document.as_ref();
    ContractRecord {
        id: contract.id.clone(),
        version: contract.version.clone(),
        document: document.map(|d| DocumentRecord {
            file: d.file.clone(),
            sha256: d.sha256.clone(),
        }),
    }
}

pub(super) fn plan_cases(
    contracts: &[Arc<Contract>],
    cases: &[Arc<Case>],
    resolved: &Resolved,
) -> Vec<Arc<Planned>> {
    let mut planned = plan::plan(contracts, cases, &resolved.view);
    for case in &mut planned {
        if let Some(skip) = &mut case.skip {
            for (contract, scheme, why) in &resolved.lacking {
                if *contract == case.contract.id && skip.contains(&format!("`{scheme}`")) {
                    skip.push_str(": ");
                    skip.push_str(why);
                }
            }
        }
    }
    planned.into_iter().map(Arc::new).collect()
}

/// Replaces base URLs, of how many contracts. What the mock is replaced by is no mock, and has the limits that are documented.
fn replace_urls(
    target: &mut Target,
    base_urls: &[(String, String)],
    is_mock: bool,
) -> Result<usize, EngineError> {
    let plain_http = target.connection.plain_http;
    let mut replaced = HashSet::new();
    for (id, url) in base_urls {
        let Some(supplied) = target.contracts.iter_mut().find(|c| c.contract == *id) else {
            let ids = target.contracts.iter().map(|c| c.contract.as_str());
            let near = crate::text::nearest(id, ids);
            let near = near.map_or(String::new(), |n| format!("; did you mean `{n}`?"));
            let target = &target.name;
            return Err(EngineError(format!(
                "the target `{target}` has no contract `{id}`{near}"
            )));
        };
        target::check_base_url(url, plain_http).map_err(|(found, expected)| {
            EngineError(format!(
                "the base URL of `{id}`: {found}; expected {expected}"
            ))
        })?;
        url.trim_end_matches('/').clone_into(&mut supplied.base_url);
        if is_mock {
            supplied.pacing = Pacing::Documented;
        }
        replaced.insert(id);
    }
    Ok(replaced.len())
}
