//! docproof
pub mod text;
