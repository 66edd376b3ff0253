//! Runs over memory.
