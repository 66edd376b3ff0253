//! Folding events into a run; several records into one. What each event does to a case is in `cases.rs`.

mod cases;

use std::collections::{BTreeSet, HashMap};
use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;

use super::merge::{in_order, merge, worse};
use super::shards::Shards;
use super::{CaseResult, CaseStarted, Event, FORMAT, Gate, Line, Reader};
use super::{Run, RunFinished, RunStarted, Shard};
use crate::http::Transcript;
use crate::text::{Diagnostic, Span};
use crate::verdict::Stale;

/// Whose exchanges a folded run keeps. Large runs should not hold every body in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Every case's.
    All,
    /// Those of cases that failed or are inconclusive.
    Deviating,
}

/// So many cases that a file doubles are told one by one.
const DOUBLED: usize = 5;

/// Folds events as they come, from a run under way or from files.
#[derive(Debug)]
pub struct Folder {
    keep: Keep,
    file: Arc<str>,
    header: Option<RunStarted>,
    file_has_header: bool,
    file_is_headless: bool,
    /// The end of each file that has one.
    finished: Vec<(Arc<str>, RunFinished)>,
    file_finished: bool,
    /// How many cases of the file another one has too; `None` where the whole file is there twice.
    doubled: Option<usize>,
    /// The files without an end, and the cases in each that have none.
    cut_off: Vec<(Arc<str>, Vec<String>)>,
    open: HashMap<String, Open>,
    /// Cases of files read before that began and did not end. A later record may have them whole.
    unfinished: BTreeSet<String>,
    cases: Vec<CaseResult>,
    /// Where each case is in `cases`.
    places: HashMap<String, usize>,
    /// How many files were read.
    files: usize,
    shards: Shards,
    /// Where each case was recorded since its part of the run was started or last resumed.
    ended: HashMap<String, (Arc<str>, u32)>,
    /// Waivers that are no longer true, and the file that says so.
    stale: BTreeSet<(Stale, Arc<str>)>,
    /// What was asked of the run, and the file that says so.
    gates: Vec<(Gate, Arc<str>)>,
    found: Vec<Diagnostic>,
}

/// A case under way.
#[derive(Debug)]
struct Open {
    started: CaseStarted,
    transcript: Transcript,
}

/// Folds the records of several files into one run, and tells every mistake. The run comes back as far as it could be
/// read; it is `None` without any header.
pub fn fold<R: BufRead>(
    files: impl IntoIterator<Item = (String, R)>,
    keep: Keep,
) -> (Option<Run>, Vec<Diagnostic>) {
    fold_with(files, keep, |_| ())
}

/// Folds like [`fold`] and shows every event as it passes, for what a run is too large to keep.
pub fn fold_with<R: BufRead>(
    files: impl IntoIterator<Item = (String, R)>,
    keep: Keep,
    mut seen: impl FnMut(&Event),
) -> (Option<Run>, Vec<Diagnostic>) {
    let mut folder = Folder::new(keep);
    for (name, input) in files {
        folder.read_seeing(&name, input, &mut seen);
    }
    let cases = folder.cases.len() + folder.unfinished.len();
    let told = folder.shards.missing(cases, !folder.cut_off.is_empty());
    let told = told.map(|told| Diagnostic::file("the run", told));
    folder.found.extend(told);
    folder.finish()
}

impl Folder {
    /// Starts with nothing.
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            file: Arc::from("the run"),
            header: None,
            file_has_header: false,
            file_is_headless: false,
            finished: Vec::new(),
            file_finished: false,
            doubled: Some(0),
            cut_off: Vec::new(),
            open: HashMap::new(),
            unfinished: BTreeSet::new(),
            cases: Vec::new(),
            places: HashMap::new(),
            files: 0,
            shards: Shards::default(),
            ended: HashMap::new(),
            stale: BTreeSet::new(),
            gates: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Takes the events of a file.
    pub fn read<R: BufRead>(&mut self, name: &str, input: R) {
        self.read_seeing(name, input, |_| ());
    }

    /// Takes the events of a file and shows each as it passes.
    pub fn read_seeing<R: BufRead>(&mut self, name: &str, input: R, mut seen: impl FnMut(&Event)) {
        self.begin_file(name);
        for line in Reader::new(name, input) {
            match line {
                Ok(line) => {
                    seen(&line.event);
                    self.line(line);
                }
                Err(told) => {
                    self.file_is_headless |= !self.file_has_header;
                    self.found.push(told);
                }
            }
        }
        self.end_file();
    }

    /// What the run began with, as far as it is known by now.
    pub fn header(&self) -> Option<&RunStarted> {
        self.header.as_ref()
    }

    /// The cases that have a result by now.
    pub fn cases(&self) -> &[CaseResult] {
        &self.cases
    }

    /// Takes the mistakes that were met so far.
    pub fn take_told(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.found)
    }

    /// Takes an event of the run under way.
    pub fn event(&mut self, event: Event) {
        self.line(Line { number: 0, event });
    }

    /// Ends: the run, and every mistake in the order they were met.
    pub fn finish(mut self) -> (Option<Run>, Vec<Diagnostic>) {
        self.leave_open();
        self.cases.sort_by(|a, b| {
            let key = |c: &CaseResult| (c.contract.clone(), c.file.clone(), c.line);
            key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
        });
        // A file is made up for where the cases that were under way in it came to their end in another.
        let ended = |case: &String| self.places.contains_key(case);
        let cut_off =
            |(_, open): &(Arc<str>, Vec<String>)| open.is_empty() || !open.iter().all(ended);
        let cut_off = self.cut_off.iter().any(cut_off);
        let many = self.files > 1;
        let stale: BTreeSet<Stale> = self.stale.into_iter().map(|(stale, _)| stale).collect();
        let mut gates: Vec<Gate> = Vec::new();
        for (gate, _) in self.gates {
            // Shards are asked the same.
            if !gates.contains(&gate) {
                gates.push(gate);
            }
        }
        let finished = self.finished.into_iter().map(|(_, end)| end);
        let finished = finished.reduce(|a, b| RunFinished {
            time: a.time.max(b.time),
            exit: worse(a.exit, b.exit),
        });
        let run = self.header.map(|header| Run {
            header: if many { in_order(header) } else { header },
            cases: self.cases,
            unfinished: self.unfinished.into_iter().collect(),
            stale: stale.into_iter().collect(),
            gates,
            finished: finished.filter(|_| !cut_off),
        });
        (run, self.found)
    }

    fn begin_file(&mut self, name: &str) {
        self.file = Arc::from(name);
        self.files += 1;
        self.file_has_header = false;
        self.file_is_headless = false;
        self.file_finished = false;
        self.doubled = Some(0);
    }

    fn end_file(&mut self) {
        let left = self.leave_open();
        if let Some(more) = self.doubled.and_then(|n| n.checked_sub(DOUBLED))
            && more > 0
        {
            let told = format!("{more} more of its cases are recorded twice");
            self.found.push(Diagnostic::file(&self.file, told));
        }
        if self.file_finished {
            return;
        }
        self.cut_off.push((Arc::clone(&self.file), left));
        let told = if self.file_has_header {
            let told = "the record has no `run-finished`: the run was cut off";
            Diagnostic::file(&self.file, told).warning()
        } else if self.file_is_headless {
            return;
        } else {
            Diagnostic::file(&self.file, "the record is empty")
                .expected("`run-started` in its first line")
        };
        self.found.push(told);
    }

    /// Notes the cases that are still open as unfinished; which.
    fn leave_open(&mut self) -> Vec<String> {
        let mut left: Vec<String> = self.open.drain().map(|(name, _)| name).collect();
        left.sort_unstable();
        for case in &left {
            let told = format!("the case `{case}` has no end: the run was cut off");
            self.found
                .push(Diagnostic::file(&self.file, told).warning());
            self.left(case.clone());
        }
        left
    }

    /// Notes a case that has no end; one that was run again keeps what it came to before.
    fn left(&mut self, case: String) {
        if !self.places.contains_key(&case) {
            self.unfinished.insert(case);
        }
    }

    fn line(&mut self, line: Line) {
        let number = line.number;
        let starts = matches!(line.event, Event::RunStarted(_) | Event::RunResumed(_));
        if !starts && !self.file_has_header && !self.file_is_headless {
            self.file_is_headless = true;
            self.error(
                number,
                "a record without a header: `run-started` must come first",
            );
        }
        match line.event {
            Event::RunStarted(header) => self.run_started(number, header),
            Event::RunResumed(header) => self.run_resumed(number, header),
            Event::CaseStarted(case) => self.case_started(number, case),
            Event::Exchanged(exchanged) => self.exchanged(number, exchanged),
            Event::CaseFinished(case) => self.case_finished(number, case),
            Event::CaseWaived(waived) => self.case_waived(number, waived),
            Event::CaseSkipped(case) => self.case_skipped(number, case),
            Event::WaiverStale(stale) => {
                self.stale.insert((stale, Arc::clone(&self.file)));
            }
            Event::GateAsked(gate) => self.gates.push((gate, Arc::clone(&self.file))),
            Event::RunFinished(end) => self.run_finished(number, end),
        }
    }

    fn run_started(&mut self, number: u32, header: RunStarted) {
        if self.file_has_header {
            self.error(number, "a second `run-started` in one record");
            return;
        }
        self.deal(number, header.shard);
        self.begin(number, header);
    }

    /// What was cut off or ended goes on: cases may be run again, and what they come to then counts. That is so for the
    /// records of one folder; other folders hold other shards of the run, which nobody went on with.
    fn run_resumed(&mut self, number: u32, header: RunStarted) {
        for case in std::mem::take(&mut self.open).into_keys() {
            self.left(case);
        }
        let here = Arc::clone(&self.file);
        self.ended.retain(|_, (file, _)| !is_beside(file, &here));
        self.stale.retain(|(_, file)| !is_beside(file, &here));
        self.gates.retain(|(_, file)| !is_beside(file, &here));
        self.finished.retain(|(file, _)| !is_beside(file, &here));
        self.cut_off.retain(|(file, _)| !is_beside(file, &here));
        self.file_finished = false;
        if !self.file_has_header {
            self.deal(number, header.shard);
        }
        self.begin(number, header);
    }

    /// Notes which shard the file is.
    fn deal(&mut self, number: u32, shard: Option<Shard>) {
        if let Err(told) = self.shards.add(shard, &self.file) {
            self.doubled = None;
            self.error(number, told);
        }
    }

    fn begin(&mut self, number: u32, header: RunStarted) {
        self.file_has_header = true;
        if header.format != FORMAT {
            let told = format!("a record of format {}; this is {FORMAT}", header.format);
            self.error(number, told);
        }
        let Some(first) = &mut self.header else {
            self.header = Some(header);
            return;
        };
        let told = merge(first, header);
        for told in told {
            self.error(number, told);
        }
    }

    fn run_finished(&mut self, number: u32, end: RunFinished) {
        if self.file_finished {
            self.error(number, "a second `run-finished` in one record");
            return;
        }
        self.file_finished = true;
        self.finished.push((Arc::clone(&self.file), end));
    }

    fn error(&mut self, number: u32, found: impl Into<String>) {
        let told = if number == 0 {
            Diagnostic::file(&self.file, found)
        } else {
            let span = Span {
                line: number,
                column: 1,
            };
            Diagnostic::error(&self.file, span, found)
        };
        self.found.push(told);
    }
}

/// Whether two records are in the same folder.
fn is_beside(a: &str, b: &str) -> bool {
    Path::new(a).parent() == Path::new(b).parent()
}

#[cfg(test)]
mod tests;
