//! The record of a run: its events, one JSON line each; writing and reading them; folding them into a [`Run`].
//!
//! Every report is a view of the folded run, whether it was just made or read from files. Nothing here reads a clock:
//! times come from the caller.

mod event;
mod fold;
mod gate;
mod merge;
mod reader;
mod run;
mod shards;
mod step;
mod writer;

pub use event::{
    BaseUrl, CaseFinished, CaseSkipped, CaseStarted, CaseWaived, ContractRecord, DocumentRecord,
    Event, Exchanged, FORMAT, RunFinished, RunStarted, Shard,
};
pub use fold::{Folder, Keep, fold, fold_with};
pub use gate::{Gate, GateKind};
pub use merge::differences;
pub use reader::{Line, Reader};
pub use run::{CaseResult, Counts, Run};
pub use step::{ProvokesRecord, StepRecord, WalkRecord};
pub use writer::Writer;
