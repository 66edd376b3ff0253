//! The built-in server: a data set and answers made from a contract alone.
mod dice;
mod flat;
mod generate;
mod text;
mod typed;
