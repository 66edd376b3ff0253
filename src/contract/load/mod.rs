//! Reading a contract's file: every mistake with its place, all at once.
