//! docproof
pub mod case;
pub mod check;
pub mod contract;
pub mod exchange;
pub mod http;
pub mod judge;
pub mod plan;
pub mod target;
pub mod text;
pub mod value;
pub mod verdict;
