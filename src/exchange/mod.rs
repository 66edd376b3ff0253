//! The network as a client: the only floor that makes requests.

mod classify;
mod client;
mod clock;
mod credentials;
mod pacing;
mod patience;

#[cfg(test)]
pub(crate) use client::Memory;
pub use client::{Client, ClientError, Limits, install_crypto, with_our_headers};
pub use clock::RunClock;
pub use credentials::{AttachError, Credentials, SchemeSecrets};
pub use pacing::{Pacer, Turn, state_folder};
pub use patience::{Dice, Patience, Pause, Tried};
