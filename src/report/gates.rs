//! Words for what was asked of a run beyond its verdicts.

use super::layout::visible;
use super::{Ink, words};
use crate::record::{Counts, Gate, GateKind, Run};
use crate::text::{counted, grouped};

/// What gates that did not open are called in a report.
pub(super) const CLOSED: &str = "gates that did not open";

/// What gates and waivers are called among suites of tests.
pub(super) const SUITE: &str = "docproof: gates and waivers";

/// A gate and what the run came to.
pub fn told(gate: &Gate) -> String {
    visible(&format!("{}: {}", gate.asked, gate.says))
}

/// The run's verdict in a sentence, where gates and no case decide it.
pub(super) fn sentence(run: &Run) -> Option<(Ink, String)> {
    let counts = Counts::of(&run.cases);
    if counts.failed > 0 || !run.stale.is_empty() {
        return None;
    }
    match run.exit() {
        1 => {
            let text = format!("No case failed, but the run fails: {}.", closed(run)?);
            Some((Ink::Bad, text))
        }
        0 if counts.inconclusive > 0 => {
            let text = format!(
                "Nothing failed, and no more is inconclusive than may be: {} passed, {} inconclusive, {} waived, {} skipped.",
                grouped(counts.passed),
                grouped(counts.inconclusive),
                grouped(counts.waived),
                grouped(counts.skipped)
            );
            Some((Ink::Good, text))
        }
        _ => None,
    }
}

/// The gates that did not open, where something else decides the verdict.
pub(super) fn besides(run: &Run) -> Option<String> {
    match sentence(run) {
        Some(_) => None,
        None => closed(run).map(|told| format!(" {told}.")),
    }
}

/// How many gates did not open, and which.
fn closed(run: &Run) -> Option<String> {
    let asked: Vec<String> = run.closed_gates().map(|g| visible(&g.asked)).collect();
    let gates = counted(asked.len(), "gate");
    (!asked.is_empty()).then(|| format!("{gates} did not open ({})", asked.join(", ")))
}

/// What a run is held to besides its cases, for reports that know tests only.
pub(super) struct Demand {
    /// What was asked, or which waiver.
    pub(super) name: String,
    /// What came of it.
    pub(super) says: String,
    /// What it lacked, one a line.
    pub(super) lacks: String,
    /// Whether it holds, fails the run, or only keeps what is inconclusive from counting as held.
    pub(super) standing: Standing,
}

/// How a demand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// As it should.
    Held,
    /// It fails the run.
    Failed,
    /// It leaves the run inconclusive.
    Doubtful,
}

/// The gates that were asked, and the waivers that are no longer true.
pub(super) fn demands(run: &Run) -> Vec<Demand> {
    let waivers = run.stale.iter().map(|stale| Demand {
        name: visible(&format!(
            "waiver of {} of {}",
            stale.waiver.subject(),
            stale.waiver.contract
        )),
        says: words::stale(stale),
        lacks: String::new(),
        standing: Standing::Failed,
    });
    let gates = run.gates.iter().map(|gate| Demand {
        name: visible(&gate.asked),
        says: told(gate),
        lacks: visible_lines(&gate.lacks),
        standing: match (gate.opens, gate.kind) {
            (true, _) => Standing::Held,
            (false, GateKind::Demand) => Standing::Failed,
            (false, GateKind::Allowance) => Standing::Doubtful,
        },
    });
    waivers.chain(gates).collect()
}

fn visible_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| visible(line)).collect();
    lines.join("\n")
}
