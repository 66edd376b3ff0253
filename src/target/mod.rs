//! Targets: where a run goes.

mod draft;
mod load;
mod model;
mod pacing;
mod resolve;

pub use draft::draft;
pub use load::{check_base_url, load, load_file};
pub use model::{CredentialSource, Target, TargetContract, TargetCredential, Unread};
pub use pacing::{Pacing, RateLimit};
pub use resolve::{read_file, resolve};
