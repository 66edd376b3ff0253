//! The judge: the contract's checks and a case's own expectations over a transcript, down to a verdict; and what waivers say of
//! it. Pure.

mod capture;
mod case;
mod sample;
mod step;
mod verdict;
mod waiving;

#[cfg(test)]
mod tests;

pub use capture::capture;
pub use case::{BODY_LIMIT, CaseJudge, Judgement, judge_transcript};
pub use sample::judge_sample;
pub use waiving::Waiving;
