//! Nothing is lost and nothing is hidden: runs that are killed, interrupted and gone on with; failures that are waived.
//! The program as it is built, against a server of this file that knows no contract.

#[expect(dead_code, reason = "other servers need more of it")]
#[path = "../literal/server.rs"]
mod server;

mod resumed;
mod service;
mod waived;
