//! docproof
pub mod exchange;
pub mod http;
pub mod text;
pub mod value;
pub mod verdict;
