//! Runs in virtual time, over answers from memory.

mod memory;
mod paced;
mod retried;
