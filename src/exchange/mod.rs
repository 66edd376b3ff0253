//! The network as a client: the only floor that makes requests.

mod classify;
mod client;
mod clock;

pub use client::{Client, ClientError, Limits, install_crypto};
pub use clock::RunClock;
