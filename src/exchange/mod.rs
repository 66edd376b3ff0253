//! The network as a client: the only floor that makes requests.

mod classify;
mod client;
mod clock;
mod command;
mod credentials;
mod fetch;
mod halt;
mod jwt;
mod pacing;
mod patience;
mod proxies;
mod reach;
mod session;
mod sessions;
mod settings;
mod store;

#[cfg(test)]
pub(crate) use client::Memory;
pub use client::{Client, ClientError, Limits, install_crypto, with_our_headers};
pub use clock::RunClock;
pub use credentials::{AttachError, Attached, Credentials, SchemeSecrets, Supply};
pub use halt::Halt;
pub use jwt::check_key;
pub use pacing::{Pacer, Turn, state_folder};
pub use patience::{Dice, Patience, Pause, Tried};
pub use proxies::Proxies;
pub use reach::Probed;
pub use session::Session;
pub use sessions::{Order, Sessions};
pub use settings::{Settings, SettingsError};
