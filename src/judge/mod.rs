//! The judge: the contract's checks and a case's own expectations over a transcript, down to a verdict; and what waivers say of
//! it. Pure.

mod capture;
mod case;
mod personal;
mod sample;
mod step;
mod verdict;
mod waiving;

#[cfg(test)]
mod tests;

pub use capture::capture;
pub use case::{BODY_LIMIT, CaseJudge, Judgement, judge_transcript};
pub use personal::{MASKED, Personal};
pub use sample::judge_sample;
pub use verdict::refuses_credential;
pub use waiving::Waiving;
