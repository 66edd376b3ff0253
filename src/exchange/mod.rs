//! The network as a client: the only floor that makes requests.

mod classify;
mod client;
mod clock;
mod credentials;
mod patience;

pub use client::{Client, ClientError, Limits, install_crypto, with_our_headers};
pub use clock::RunClock;
pub use credentials::{AttachError, Credentials, SchemeSecrets};
pub use patience::Patience;
