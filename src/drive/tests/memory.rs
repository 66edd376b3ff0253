//! A run without a network: the engine, its cases and limits are the real ones; time is virtual and jumps to the next
//! moment at which something happens.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::contract::Contract;
use crate::drive::carrier::Carrier;
use crate::drive::destination::resolved;
use crate::drive::{Destination, Engine, Options};
use crate::exchange::{Client, Limits, Memory, Sessions, install_crypto};
use crate::http::{Request, Response, TransportError};
use crate::library::{self, Source, Suite};
use crate::mock::{Counters, Mock, MockOptions};
use crate::plan::{self, Forecast, Planned};
use crate::record::CaseResult;
use crate::target::{Lookups, Pacing, Target};
use crate::value::Masks;

/// What a server answers.
pub(super) type Answers = Arc<dyn Fn(&Request) -> Result<Response, TransportError> + Send + Sync>;

/// A run over memory.
pub(super) struct World {
    pub(super) suite: &'static Suite,
    pub(super) target: Target,
    pub(super) mock: Answers,
    runtime: Arc<Runtime>,
    /// When requests came, in milliseconds of virtual time, by contract.
    pub(super) seen: Arc<Mutex<HashMap<String, Vec<u64>>>>,
}

/// What came of a run.
pub(super) struct Ran {
    pub(super) forecast: Vec<Forecast>,
    pub(super) results: Vec<CaseResult>,
    /// When the last case of each contract ended, in milliseconds.
    pub(super) ended: HashMap<String, u64>,
}

impl World {
    /// The shipped contracts, cases and mock.
    pub(super) fn shipped() -> Self {
        static SUITE: OnceLock<Suite> = OnceLock::new();
        let suite = SUITE.get_or_init(|| {
            let source = Source::choose(None, None, Path::new("/nowhere")).expect("embedded");
            let (suite, told) = library::load(&source, None);
            assert_eq!(told, []);
            suite
        });
        let mock = Mock::new(suite.contracts.iter().cloned(), MockOptions::default());
        let target = mock.target("http://127.0.0.1:9").expect("a target");
        let counters = Counters::default();
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        Self {
            suite,
            target,
            mock: Arc::new(move |request| {
                let answer = mock.answer(request, counters.count(&mock, request));
                Ok(Response {
                    status: answer.status,
                    headers: answer.headers,
                    body: answer.body,
                    truncated: None,
                })
            }),
            runtime: Arc::new(runtime),
            seen: Arc::default(),
        }
    }

    /// Sets the pacing of every contract.
    pub(super) fn pace(&mut self, pacing: impl Fn(&str) -> Pacing) {
        for contract in &mut self.target.contracts {
            contract.pacing = pacing(&contract.contract);
        }
    }

    /// Runs the cases that are wanted, all at once as threads would, each answer taking a while.
    pub(super) fn run(
        &self,
        options: &Options,
        answers: Answers,
        takes: Duration,
        wanted: impl Fn(&Planned) -> bool,
    ) -> Ran {
        let state = tempfile::tempdir().expect("a folder");
        let folder = state.path().display().to_string();
        let lookups = Lookups {
            env: &|name| (name == "DOCPROOF_STATE").then(|| folder.clone()),
            read: &|_| Err(std::io::Error::other("none")),
        };
        let contracts = self.suite.contracts.iter().map(AsRef::as_ref);
        install_crypto();
        let client = Client::new(&Limits::default()).expect("a client");
        let mut sessions = Sessions::new(client.clone(), Masks::default(), lookups.env);
        let jobs = options.jobs();
        let resolved = resolved(&self.target, contracts, &mut sessions, lookups, jobs);
        let planned = plan::plan(&self.suite.contracts, &self.suite.cases, &resolved.view);
        let planned: Vec<Arc<Planned>> = planned
            .into_iter()
            .filter(|p| wanted(p))
            .map(Arc::new)
            .collect();
        let to: HashMap<String, Arc<Destination>> = resolved
            .destinations
            .into_iter()
            .map(|(id, to)| (id, Arc::new(to)))
            .collect();
        let limits = |c: &Contract| to[&c.id].pacer.limits().to_vec();
        let forecast = plan::forecast(&planned, &limits);
        let runtime = Arc::clone(&self.runtime);
        let (results, ended) = self.runtime.block_on(async {
            let mut engine = Engine::new(runtime, client.clone(), Masks::default(), options);
            let clock = engine.clock;
            let seen = Arc::clone(&self.seen);
            let ids: Vec<String> = to.keys().cloned().collect();
            let answer: Answers = Arc::new(move |request| {
                let id = ids.iter().find(|id| request.url.contains(id.as_str()));
                let mut seen = seen.lock().expect("not poisoned");
                let id = id.cloned().unwrap_or_default();
                seen.entry(id).or_default().push(clock.now_ms());
                drop(seen);
                answers(request)
            });
            engine.carrier = Carrier::Network(client.with_memory(Memory { answer, takes }));
            let engine = Arc::new(engine);
            let mut tasks = tokio::task::JoinSet::new();
            for case in planned.iter().filter(|p| p.skip.is_none()).cloned() {
                let (engine, to) = (Arc::clone(&engine), Arc::clone(&to[&case.contract.id]));
                tasks.spawn(async move {
                    let result = engine.run_case(&case, &to).await;
                    (result, engine.clock.now_ms())
                });
            }
            let (mut results, mut ended) = (Vec::new(), HashMap::new());
            while let Some(done) = tasks.join_next().await {
                let (result, at) = done.expect("no panic");
                ended.insert(result.contract.clone(), at);
                results.push(result);
            }
            (results, ended)
        });
        Ran {
            forecast,
            results,
            ended,
        }
    }
}
