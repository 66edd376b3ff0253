//! Folding events into a run; several records into one.

use std::collections::{BTreeSet, HashMap};
use std::io::BufRead;
use std::sync::Arc;

use super::merge::{in_order, merge, worse};
use super::shards::Shards;
use super::{
    CaseFinished, CaseResult, CaseSkipped, CaseStarted, Event, Exchanged, FORMAT, Reader,
    RunFinished, RunStarted,
};
use super::{Line, Run};
use crate::http::Transcript;
use crate::text::{Diagnostic, Span};
use crate::verdict::Verdict;

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
    finished: Option<RunFinished>,
    file_finished: bool,
    /// How many cases of the file another one has too; `None` where the whole file is there twice.
    doubled: Option<usize>,
    /// How many files have no end.
    cut_off: usize,
    open: HashMap<String, Open>,
    /// Cases of files read before that began and did not end. A later record may have them whole.
    unfinished: BTreeSet<String>,
    cases: Vec<CaseResult>,
    /// How many files were read.
    files: usize,
    shards: Shards,
    /// Where each case was recorded.
    ended: HashMap<String, String>,
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
        folder.begin_file(&name);
        for line in Reader::new(&name, input) {
            match line {
                Ok(line) => {
                    seen(&line.event);
                    folder.line(line);
                }
                Err(told) => {
                    folder.file_is_headless |= !folder.file_has_header;
                    folder.found.push(told);
                }
            }
        }
        folder.end_file();
    }
    let cases = folder.cases.len() + folder.unfinished.len();
    let told = folder.shards.missing(cases, folder.cut_off > 0);
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
            finished: None,
            file_finished: false,
            doubled: Some(0),
            cut_off: 0,
            open: HashMap::new(),
            unfinished: BTreeSet::new(),
            cases: Vec::new(),
            files: 0,
            shards: Shards::default(),
            ended: HashMap::new(),
            found: Vec::new(),
        }
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
        let cut_off = self.cut_off > 0;
        let many = self.files > 1;
        let run = self.header.map(|header| Run {
            header: if many { in_order(header) } else { header },
            cases: self.cases,
            unfinished: self.unfinished.into_iter().collect(),
            finished: self.finished.filter(|_| !cut_off),
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
        self.leave_open();
        if let Some(more) = self.doubled.and_then(|n| n.checked_sub(DOUBLED))
            && more > 0
        {
            let told = format!("{more} more of its cases are recorded twice");
            self.found.push(Diagnostic::file(&self.file, told));
        }
        if self.file_finished {
            return;
        }
        self.cut_off += 1;
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

    /// Notes the cases that are still open as unfinished.
    fn leave_open(&mut self) {
        let mut left: Vec<String> = self.open.drain().map(|(name, _)| name).collect();
        left.sort_unstable();
        for case in left {
            let told = format!("the case `{case}` has no end: the run was cut off");
            self.found
                .push(Diagnostic::file(&self.file, told).warning());
            self.unfinished.insert(case);
        }
    }

    fn line(&mut self, line: Line) {
        let number = line.number;
        let starts = matches!(line.event, Event::RunStarted(_));
        if !starts && !self.file_has_header && !self.file_is_headless {
            self.file_is_headless = true;
            self.error(
                number,
                "a record without a header: `run-started` must come first",
            );
        }
        match line.event {
            Event::RunStarted(header) => self.run_started(number, header),
            Event::CaseStarted(case) => self.case_started(number, case),
            Event::Exchanged(exchanged) => self.exchanged(number, exchanged),
            Event::CaseFinished(case) => self.case_finished(number, case),
            Event::CaseSkipped(case) => self.case_skipped(number, case),
            Event::RunFinished(end) => self.run_finished(number, end),
        }
    }

    fn run_started(&mut self, number: u32, header: RunStarted) {
        if self.file_has_header {
            self.error(number, "a second `run-started` in one record");
            return;
        }
        self.file_has_header = true;
        if header.format != FORMAT {
            let told = format!("a record of format {}; this is {FORMAT}", header.format);
            self.error(number, told);
        }
        if let Err(told) = self.shards.add(header.shard, &self.file) {
            self.doubled = None;
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

    fn case_started(&mut self, number: u32, started: CaseStarted) {
        if self.is_known(number, &started.case) {
            return;
        }
        let open = Open {
            transcript: Transcript::default(),
            started,
        };
        self.open.insert(open.started.case.clone(), open);
    }

    fn exchanged(&mut self, number: u32, exchanged: Exchanged) {
        let Some(open) = self.open.get_mut(&exchanged.case) else {
            self.not_open(number, &exchanged.case);
            return;
        };
        open.transcript.entries.push(exchanged.into_entry());
    }

    fn case_finished(&mut self, number: u32, end: CaseFinished) {
        let Some(open) = self.open.remove(&end.case) else {
            self.not_open(number, &end.case);
            return;
        };
        let Open {
            started,
            transcript,
        } = open;
        let recorded = u64::try_from(transcript.entries.len()).unwrap_or(u64::MAX);
        if let Some(had) = end.exchanges.filter(|had| *had != recorded) {
            let told = match had.checked_sub(recorded) {
                Some(lacks) => format!("lacks {lacks} of {had} answers"),
                None => format!("has {recorded} answers, and the case had {had}"),
            };
            self.error(
                number,
                format!("the case `{}`: its record {told}", end.case),
            );
        }
        let keeps = self.keep == Keep::All || end.verdict != Verdict::Passed;
        self.end(number, &end.case);
        self.cases.push(CaseResult {
            name: end.case,
            contract: started.contract,
            file: started.file,
            line: started.line,
            verdict: end.verdict,
            checks: end.checks,
            notes: end.notes,
            requests: recorded,
            transcript: if keeps {
                transcript
            } else {
                Transcript::default()
            },
            steps: end.steps,
            took_us: end.took_us,
            flaky: end.flaky,
        });
    }

    fn case_skipped(&mut self, number: u32, skipped: CaseSkipped) {
        self.open.remove(&skipped.case);
        if self.is_known(number, &skipped.case) {
            return;
        }
        self.end(number, &skipped.case);
        self.cases.push(CaseResult {
            name: skipped.case,
            contract: skipped.contract,
            file: skipped.file,
            line: skipped.line,
            verdict: Verdict::Skipped(skipped.reason),
            checks: Vec::new(),
            notes: Vec::new(),
            requests: 0,
            transcript: Transcript::default(),
            steps: Vec::new(),
            took_us: 0,
            flaky: false,
        });
    }

    fn run_finished(&mut self, number: u32, end: RunFinished) {
        if self.file_finished {
            self.error(number, "a second `run-finished` in one record");
            return;
        }
        self.file_finished = true;
        self.finished = Some(match self.finished.take() {
            None => end,
            Some(before) => RunFinished {
                time: before.time.max(end.time),
                exit: worse(before.exit, end.exit),
            },
        });
    }

    /// Whether a case was recorded before; said when it was.
    fn is_known(&mut self, number: u32, case: &str) -> bool {
        let told = match self.ended.get(case) {
            Some(place) => {
                let told = format!("the case `{case}` is recorded twice, first at {place}");
                self.doubled = self.doubled.map(|n| n + 1);
                if self.doubled.is_none_or(|n| n > DOUBLED) {
                    return true;
                }
                told
            }
            None if self.open.contains_key(case) => format!("the case `{case}` starts twice"),
            None => return false,
        };
        self.error(number, told);
        true
    }

    fn not_open(&mut self, number: u32, case: &str) {
        // A case that was told as recorded twice is not told again for each of its lines.
        if !self.ended.contains_key(case) {
            self.error(number, format!("the case `{case}` was not started"));
        }
    }

    fn end(&mut self, number: u32, case: &str) {
        let place = format!("{}:{number}", self.file);
        self.unfinished.remove(case);
        self.ended.insert(case.to_owned(), place);
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

#[cfg(test)]
mod tests;
