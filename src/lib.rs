//! docproof proves that an HTTP API does what its documents say.
//!
//! A contract restates a vendor's page so that a machine can read it, cases say which requests to make, a target says
//! where. The map of the house is in `ARCHITECTURE.md`; [`harness::main`] is what a test target needs.

pub mod blind;
pub mod case;
pub mod check;
pub mod contract;
pub mod drive;
pub mod exchange;
pub mod harness;
pub mod http;
pub mod judge;
pub mod library;
pub mod mock;
pub mod mutate;
pub mod plan;
pub mod record;
pub mod report;
pub mod target;
pub mod text;
pub mod value;
pub mod variants;
pub mod verdict;
