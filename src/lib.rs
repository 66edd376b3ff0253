//! docproof
pub mod case;
pub mod contract;
pub mod exchange;
pub mod http;
pub mod mock;
pub mod plan;
pub mod record;
pub mod report;
pub mod target;
pub mod text;
pub mod value;
pub mod verdict;
