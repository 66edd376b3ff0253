//! Targets: where a run goes.

mod connection;
mod draft;
mod load;
mod model;
mod pacing;
mod recipe;
mod resolve;

pub use connection::{Connection, Proxy};
pub use draft::draft;
pub use load::{check_base_url, load, load_file};
pub use model::{CredentialSource, Target, TargetContract, TargetCredential, Unread};
pub use pacing::{Pacing, RateLimit};
pub use recipe::{Jwt, Login, Logout, OAuth2, Recipe, Shape};
pub use resolve::{Lookups, one_line, read_file, resolve, resolve_lines};
