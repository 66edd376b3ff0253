//! What to ask: a case that met its contract and its target. Pure.

mod agree;
mod bind;
mod bound;
mod forecast;
mod limits;
mod pages;
mod resolve;
mod select;
mod stored;
#[cfg(test)]
mod testing;
mod view;
mod walk;

pub use agree::{NoSecret, agree, agree_secrets, agree_target};
pub use bind::bind;
pub use bound::{BoundStep, Intent};
pub use forecast::{DAY, Forecast, forecast};
pub use limits::limits;
pub use pages::Range;
pub use resolve::{Planned, Vars, plan};
pub use select::matches;
pub use view::{ContractView, CredentialView, TargetView};
pub use walk::{MAX_PAGES, Next, Walker, legs, most_provoked, opening, without_request};
