//! The network as a client: the only floor that makes requests.

mod classify;
mod client;
mod clock;
mod command;
mod credentials;
mod fetch;
mod jwt;
mod patience;
mod proxies;
mod reach;
mod session;
mod sessions;
mod settings;
mod store;

pub use client::{Client, ClientError, Limits, install_crypto, with_our_headers};
pub use clock::RunClock;
pub use credentials::{AttachError, Attached, Credentials, SchemeSecrets, Supply};
pub use patience::Patience;
pub use proxies::Proxies;
pub use reach::Tried;
pub use session::Session;
pub use sessions::{Order, Sessions};
pub use settings::{Settings, SettingsError};
