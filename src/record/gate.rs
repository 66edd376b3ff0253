//! What a pipeline asked of a run beyond its verdicts.

use serde::{Deserialize, Serialize};

/// One thing that was asked of a run, such as `--fail-under 90`, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gate {
    /// What was asked, as the user wrote it.
    pub asked: String,
    /// Whether the run does what was asked.
    pub opens: bool,
    /// What the run came to.
    pub says: String,
    /// What it lacked, where that can be listed: clauses that were not verified.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// What it does to the exit code.
    pub kind: GateKind,
}

/// What a gate does to the exit code of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateKind {
    /// Closed, it fails a run that held or proved nothing.
    Demand,
    /// Open, it lets a run in which nothing failed, something passed and the rest is inconclusive count as one that held.
    /// Closed, it changes nothing.
    Allowance,
}
