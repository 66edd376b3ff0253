//! Runs in virtual time, over answers from memory; and against servers of a few lines.

mod memory;
mod paced;
mod retried;
mod served;
