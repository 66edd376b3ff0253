//! What becomes of a run's events: lines of a record, and the run they fold into.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::drive::Sink;
use crate::record::{Event, Folder, Keep, Run, RunFinished, Writer};
use crate::text::Diagnostic;
use crate::verdict::Verdict;

/// Writes the record as events happen, and folds them.
#[derive(Debug)]
pub struct RunLog(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    writer: Option<Writer<BufWriter<File>>>,
    folder: Option<Folder>,
    failed: Option<io::Error>,
    seen: Seen,
}

/// Which verdicts there were.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    passed: bool,
    failed: bool,
    inconclusive: bool,
    any: bool,
}

/// A run at its end.
#[derive(Debug)]
pub struct Logged {
    /// The run, where it was folded.
    pub run: Option<Run>,
    /// What was wrong with its events: nothing, unless docproof is.
    pub told: Vec<Diagnostic>,
    /// Why the record is not whole.
    pub failed: Option<io::Error>,
    /// The exit code of the run, as in [`Run::exit`].
    pub exit: u8,
}

impl RunLog {
    /// Writes a record to a file, which is made or emptied, and folds the run with `keep`.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn new(record: &Path, keep: Option<Keep>) -> io::Result<Self> {
        if let Some(folder) = record.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(record)?;
        Ok(Self(Mutex::new(Inner {
            writer: Some(Writer::new(BufWriter::new(file))),
            folder: keep.map(Folder::new),
            failed: None,
            seen: Seen::default(),
        })))
    }

    /// Ends the record.
    pub fn finish(&self, time: String) -> Logged {
        let exit = self.locked(|inner| inner.seen.exit());
        self.take(Event::RunFinished(RunFinished { time, exit }));
        self.locked(|inner| {
            let (run, told) = inner.folder.take().map(Folder::finish).unwrap_or_default();
            let closed = inner.writer.take().map(Writer::into_inner).transpose();
            let failed = inner.failed.take().or(closed.err());
            Logged { run, told, failed, exit }
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Sink for RunLog {
    fn take(&self, event: Event) {
        self.locked(|inner| {
            inner.seen.see(&event);
            // After a failure nothing more is written: a record with a hole in it would look whole.
            if let (Some(writer), None) = (&mut inner.writer, &inner.failed)
                && let Err(error) = writer.write(&event)
            {
                inner.failed = Some(error);
            }
            if let Some(folder) = &mut inner.folder {
                folder.event(event);
            }
        });
    }
}

impl Seen {
    fn see(&mut self, event: &Event) {
        match event {
            Event::CaseFinished(end) => {
                self.any = true;
                match end.verdict {
                    Verdict::Passed => self.passed = true,
                    Verdict::Failed => self.failed = true,
                    Verdict::Inconclusive(_) => self.inconclusive = true,
                    Verdict::Skipped(_) => {}
                }
            }
            Event::CaseSkipped(_) => self.any = true,
            _ => {}
        }
    }

    fn exit(self) -> u8 {
        match self {
            Self { failed: true, .. } => 1,
            Self { any: false, .. } => 2,
            Self { inconclusive: true, .. } | Self { passed: false, .. } => 3,
            _ => 0,
        }
    }
}
