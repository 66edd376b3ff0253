//! A mock of its own for a set of cases: planned for what it holds, run without a run around them.

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
use crate::mock::{self, Mock, Running};
use crate::plan::Planned;
use crate::record::CaseResult;

/// Where a mock in memory seems to be.
const ORIGIN: &str = "https://localhost";

/// The pages of a listing that are followed: more than a mock's largest has, one item a page and an empty one before each.
const PAGES: u64 = 1000;

/// A mock with cases that are planned for it.
pub struct Stand {
    engine: Engine,
    planned: Vec<Arc<Planned>>,
    destinations: BTreeMap<String, Destination>,
    _server: Option<Running>,
}

impl Stand {
    /// Plans cases for a mock; it is called within the process, or on a loopback socket where that is asked for.
    ///
    /// # Errors
    /// When the system gives no threads or sockets, or the mock lacks what a contract promises.
    pub fn of(mock: &Arc<Mock>, cases: &[Arc<Case>], socket: bool) -> Result<Self, EngineError> {
        let runtime = engine::runtime()?;
        let server = if socket {
            Some(serve(mock, &runtime)?)
        } else {
            None
        };
        let origin = server.as_ref().map_or(ORIGIN.to_owned(), Running::origin);
        let contracts: Vec<Arc<Contract>> = mock.contracts().cloned().collect();
        let resolved = resolve(mock, &contracts, &origin)?;
        let carrier = if socket {
            Carrier::Network(
                Client::new(&Limits::default()).map_err(|e| EngineError(e.to_string()))?,
            )
        } else {
            Carrier::Memory(Memory::of(Arc::clone(mock)))
        };
        let masks = on_mock::masks(&resolved.destinations);
        Ok(Self {
            engine: Engine::impatient(runtime, masks, carrier, PAGES),
            planned: plan_cases(&contracts, cases, &resolved),
            destinations: resolved.destinations,
            _server: server,
        })
    }

    /// Every case, in the order of the contracts, then of the files, then within them.
    pub fn planned(&self) -> &[Arc<Planned>] {
        &self.planned
    }

    /// Runs a case; to be called from a thread that is none of the stand's own.
    pub fn run(&self, planned: &Planned) -> CaseResult {
        match (&planned.skip, self.destinations.get(&planned.contract.id)) {
            (Some(reason), _) => super::case::skipped(planned, reason),
            (None, None) => super::case::skipped(planned, "the mock leaves the contract out"),
            (None, Some(to)) => self.engine.wait(self.engine.run_case(planned, to)),
        }
    }
}

fn serve(mock: &Arc<Mock>, runtime: &Runtime) -> Result<Running, EngineError> {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = runtime.block_on(mock::serve(Arc::clone(mock), listen));
    running.map_err(|error| EngineError(format!("the mock cannot listen on {listen}: {error}")))
}
