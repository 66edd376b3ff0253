//! Cases on mocks without a run around them: planned once, run against as many mocks as there are, no events told.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::runtime::Runtime;

use super::carrier::{Carrier, Memory};
use super::engine::{self, EngineError};
use super::on_mock::{self, resolve};
use super::suite::plan_cases;
use super::{Destination, Engine};
use crate::case::Case;
use crate::contract::Contract;
use crate::exchange::{Client, Limits};
use crate::mock::{Mock, MockOptions, Running, wire};
use crate::plan::Planned;
use crate::record::CaseResult;

/// Where a mock in memory seems to be: https, so that a link to http can be told from it.
const ORIGIN: &str = "https://localhost";

/// The pages of a listing that are looked at: more than the mock's largest has, one item a page.
const PAGES: u64 = 150;

/// Cases planned for the built-in mock, and the mock as it should be.
pub struct Rehearsal {
    runtime: Arc<Runtime>,
    contracts: Vec<Arc<Contract>>,
    mock: Arc<Mock>,
    planned: Vec<Arc<Planned>>,
    destinations: BTreeMap<String, Destination>,
}

/// A mock to run cases against.
pub struct Stage {
    engine: Engine,
    destinations: Option<BTreeMap<String, Destination>>,
    _server: Option<Running>,
}

impl Rehearsal {
    /// Plans the cases of contracts for the built-in mock.
    ///
    /// # Errors
    /// When the system gives no threads, or the mock lacks what a contract promises.
    pub fn of(contracts: &[Arc<Contract>], cases: &[Arc<Case>]) -> Result<Self, EngineError> {
        let mock = Arc::new(Mock::new(contracts.iter().cloned(), MockOptions::default()));
        let resolved = resolve(&mock, contracts, ORIGIN)?;
        Ok(Self {
            runtime: engine::runtime()?,
            contracts: contracts.to_vec(),
            planned: plan_cases(contracts, cases, &resolved),
            destinations: resolved.destinations,
            mock,
        })
    }

    /// Every case, in the order of the contracts, then of the files, then within them.
    pub fn planned(&self) -> &[Arc<Planned>] {
        &self.planned
    }

    /// The mock as it should be.
    pub fn mock(&self) -> &Arc<Mock> {
        &self.mock
    }

    /// A mock that is called within the process.
    pub fn in_memory(&self, mock: Arc<Mock>) -> Stage {
        let carrier = Carrier::Memory(Memory::of(mock));
        Stage {
            engine: self.engine(&self.destinations, carrier),
            destinations: None,
            _server: None,
        }
    }

    /// A mock on a loopback socket whose framing may lie.
    ///
    /// # Errors
    /// When there is no socket or no client.
    pub fn on_wire(&self, mock: &Arc<Mock>) -> Result<Stage, EngineError> {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = self
            .runtime
            .block_on(wire::serve(Arc::clone(mock), listen))
            .map_err(|error| EngineError(format!("the mock cannot listen on {listen}: {error}")))?;
        let origin = format!("http://{}", server.addr);
        let destinations = resolve(mock, &self.contracts, &origin)?.destinations;
        let client = Client::new(&Limits::default()).map_err(|e| EngineError(e.to_string()))?;
        Ok(Stage {
            engine: self.engine(&destinations, Carrier::Network(client)),
            destinations: Some(destinations),
            _server: Some(server),
        })
    }

    fn engine(&self, destinations: &BTreeMap<String, Destination>, carrier: Carrier) -> Engine {
        let masks = on_mock::masks(destinations);
        Engine::impatient(Arc::clone(&self.runtime), masks, carrier, PAGES)
    }

    /// Runs a case; to be called from a thread that is none of the runtime's own.
    pub fn run(&self, planned: &Planned, stage: &Stage) -> CaseResult {
        let destinations = stage.destinations.as_ref().unwrap_or(&self.destinations);
        let destination = destinations.get(&planned.contract.id);
        match (&planned.skip, destination) {
            (Some(reason), _) => super::case::skipped(planned, reason),
            (None, None) => super::case::skipped(planned, "the target leaves the contract out"),
            (None, Some(to)) => stage.engine.wait(stage.engine.run_case(planned, to)),
        }
    }
}
