//! What becomes of a run's events: lines of a record, and the run they fold into.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::Stored;
use super::withheld::Withheld;
use crate::drive::Sink;
use crate::record::{Event, Folder, Gate, Keep, Run, RunFinished, Writer};
use crate::text::Diagnostic;
use crate::value::{Masks, Redactor, withhold};
use crate::verdict::Verdict;

/// Writes the record as events happen, and folds them.
#[derive(Debug)]
pub struct RunLog(Mutex<Inner>);

struct Inner {
    writer: Option<Writer<BufWriter<File>>>,
    /// Who else is told every event; nobody when a reader went away.
    echo: Option<Writer<Box<dyn Write + Send>>>,
    folder: Option<Folder>,
    failed: Option<io::Error>,
    seen: Seen,
    masks: Masks,
    withheld: Withheld,
}

/// What cases came to, by name, the latest of each; and whether a waiver is no longer true.
#[derive(Debug, Default)]
struct Seen {
    cases: HashMap<String, Standing>,
    stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Passed,
    Failed,
    Waived,
    Inconclusive,
    Skipped,
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
    /// How many fields held a secret and were withheld, also before the run was resumed: it is not to pass.
    pub withheld: usize,
}

/// Words for fields that were withheld.
pub fn withheld(fields: usize) -> String {
    let (fields, were) = match fields {
        1 => ("1 field".to_owned(), "was"),
        n => (format!("{n} fields"), "were"),
    };
    format!(
        "{fields} still held a secret and {were} withheld from the record: that is a mistake of docproof, and the run fails"
    )
}

impl RunLog {
    /// Writes a record to a file, which is made or emptied, and folds the run with `keep`.
    ///
    /// # Errors
    /// When the file cannot be made, or another process writes it.
    pub fn new(record: &Path, keep: Option<Keep>) -> io::Result<Self> {
        if let Some(folder) = record.parent().filter(|f| !f.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        // Not emptied before it is known that nobody writes it.
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false);
        let file = file.open(record)?;
        lock(&file)?;
        if file.metadata()?.is_file() {
            file.set_len(0)?;
        }
        Ok(Self::onto(file, keep.map(Folder::new), Seen::default()))
    }

    /// Goes on with a record that is there.
    pub fn resume(stored: Stored) -> Self {
        let mut seen = Seen::default();
        for case in stored.cases() {
            let standing = Standing::of(&case.verdict, case.is_waived());
            seen.cases.insert(case.name.clone(), standing);
        }
        let (file, folder, withheld) = stored.into_parts();
        let log = Self::onto(file, Some(folder), seen);
        log.locked(|inner| inner.withheld = withheld);
        log
    }

    fn onto(file: File, folder: Option<Folder>, seen: Seen) -> Self {
        Self(Mutex::new(Inner {
            writer: Some(Writer::new(BufWriter::new(file))),
            echo: None,
            folder,
            failed: None,
            seen,
            masks: Masks::default(),
            withheld: Withheld::default(),
        }))
    }

    /// Looks once more at every event, before it is written, for these secrets. A field that still holds one is withheld,
    /// and the run fails: what should have masked it did not.
    pub fn guard(&self, masks: &Masks) {
        self.locked(|inner| inner.masks = masks.clone());
    }

    /// Writes every event to someone else as well, who may stop listening.
    #[must_use]
    pub fn echoing(self, to: Box<dyn Write + Send>) -> Self {
        self.locked(|inner| inner.echo = Some(Writer::new(to)));
        self
    }

    /// Ends the record, with what `ask` asks of the run beyond its verdicts.
    pub fn finish(&self, time: &str, ask: impl FnOnce(&Run) -> Vec<Gate>) -> Logged {
        let exit = self.locked(|inner| inner.exit());
        let folder = self.locked(|inner| inner.folder.take());
        let end = |exit| {
            Event::RunFinished(RunFinished {
                time: time.to_owned(),
                exit,
            })
        };
        let Some(mut folder) = folder else {
            self.take(end(exit));
            return self.close(exit);
        };
        // Gates look at the run as it ended, and the record's last line tells what came of them.
        folder.event(end(exit));
        let (run, told) = folder.finish();
        let mut exit = exit;
        let run = run.map(|mut run| {
            run.gates = ask(&run);
            for gate in &run.gates {
                self.take(Event::GateAsked(gate.clone()));
            }
            exit = self.locked(|inner| inner.worst(run.exit()));
            run.finished = Some(RunFinished {
                time: time.to_owned(),
                exit,
            });
            run
        });
        self.take(end(exit));
        Logged {
            run,
            told,
            ..self.close(exit)
        }
    }

    /// Leaves the record of a run that was stopped without an end, as it would be left had the process been killed.
    pub fn leave(&self) -> Logged {
        let exit = self.locked(|inner| inner.exit());
        self.close(if exit == 1 { 1 } else { 3 })
    }

    fn close(&self, exit: u8) -> Logged {
        self.locked(|inner| {
            let (run, told) = inner.folder.take().map(Folder::finish).unwrap_or_default();
            let closed = inner.writer.take().map(Writer::into_inner).transpose();
            let failed = inner.failed.take().or(closed.err());
            Logged {
                run,
                told,
                failed,
                exit,
                withheld: inner.withheld.fields(),
            }
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Keeps other processes from writing the same record. Where a file system knows no locks, nobody is kept.
pub(super) fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::other(
            "another process is writing it: wait until that run has ended",
        )),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

impl Inner {
    fn exit(&self) -> u8 {
        self.worst(self.seen.exit())
    }

    /// What was withheld fails a run however else it came out.
    fn worst(&self, exit: u8) -> u8 {
        match (self.withheld.fields(), exit) {
            (0, exit) => exit,
            (_, 2) => 2,
            _ => 1,
        }
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("failed", &self.failed)
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}

impl Sink for RunLog {
    fn is_broken(&self) -> bool {
        self.locked(|inner| inner.failed.is_some())
    }

    fn take(&self, event: Event) {
        self.locked(|inner| {
            inner.seen.see(&event);
            let redactor = inner.masks.redactor();
            let (event, line, withheld) = match guarded(event, &redactor) {
                Ok(guarded) => guarded,
                Err(error) => {
                    inner.failed.get_or_insert(error);
                    return;
                }
            };
            inner.withheld.add(&event, withheld);
            // After a failure nothing more is written: a record with a hole in it would look whole.
            if let (Some(writer), None) = (&mut inner.writer, &inner.failed)
                && let Err(error) = writer.write_as(&event, line)
            {
                inner.failed = Some(error);
            }
            if let Some(echo) = &mut inner.echo
                && echo.write(&event).is_err()
            {
                inner.echo = None;
            }
            if let Some(folder) = &mut inner.folder {
                folder.event(event);
            }
        });
    }
}

/// An event and its line without what should not be written; how many fields were withheld.
fn guarded(event: Event, redactor: &Redactor) -> io::Result<(Event, Vec<u8>, usize)> {
    let line = serde_json::to_vec(&event)?;
    if !redactor.finds_in_json(&line) {
        return Ok((event, line, 0));
    }
    let mut value = serde_json::to_value(&event)?;
    let withheld = withhold(&mut value, redactor);
    if withheld == 0 {
        return Ok((event, line, 0));
    }
    // serde's own words would show what was withheld.
    let event: Event = serde_json::from_value(value)
        .map_err(|_| io::Error::other("a secret stood where an event's own words belong"))?;
    let line = serde_json::to_vec(&event)?;
    Ok((event, line, withheld))
}

impl Standing {
    fn of(verdict: &Verdict, waived: bool) -> Self {
        match verdict {
            Verdict::Passed => Self::Passed,
            Verdict::Failed if waived => Self::Waived,
            Verdict::Failed => Self::Failed,
            Verdict::Inconclusive(_) => Self::Inconclusive,
            Verdict::Skipped(_) => Self::Skipped,
        }
    }
}

impl Seen {
    fn see(&mut self, event: &Event) {
        match event {
            Event::RunResumed(_) => self.stale = false,
            Event::CaseFinished(end) => {
                let standing = Standing::of(&end.verdict, false);
                self.cases.insert(end.case.clone(), standing);
            }
            Event::CaseSkipped(skipped) => {
                self.cases.insert(skipped.case.clone(), Standing::Skipped);
            }
            Event::CaseWaived(waived) => {
                let standing = if waived.waivers.is_empty() {
                    Standing::Failed
                } else {
                    Standing::Waived
                };
                // What has passed meanwhile needs none.
                if let Some(known @ (Standing::Failed | Standing::Waived)) =
                    self.cases.get_mut(&waived.case)
                {
                    *known = standing;
                }
            }
            Event::WaiverStale(_) => self.stale = true,
            _ => {}
        }
    }

    fn exit(&self) -> u8 {
        let any = |standing| self.cases.values().any(|s| *s == standing);
        if any(Standing::Failed) || self.stale {
            1
        } else if self.cases.is_empty() {
            2
        } else if any(Standing::Inconclusive) || !any(Standing::Passed) && !any(Standing::Waived) {
            3
        } else {
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::CaseSkipped;
    use crate::value::Secret;

    fn skipped() -> Event {
        Event::CaseSkipped(CaseSkipped {
            case: "a/b::c::d".to_owned(),
            contract: "a/b".to_owned(),
            file: "c.yaml".to_owned(),
            line: 1,
            reason: "nothing".to_owned(),
        })
    }

    #[test]
    fn the_exit_follows_from_what_cases_came_to() {
        use Standing::{Failed, Inconclusive, Passed, Skipped, Waived};
        let rows: &[(&[Standing], bool, u8)] = &[
            (&[Passed, Skipped], false, 0),
            (&[Passed, Waived], false, 0),
            (&[Waived], false, 0),
            (&[Waived, Skipped], false, 0),
            (&[Passed, Failed, Inconclusive, Waived], false, 1),
            (&[Passed], true, 1),
            (&[], false, 2),
            (&[Passed, Inconclusive, Waived], false, 3),
            (&[Skipped, Skipped], false, 3),
        ];
        for (standings, stale, exit) in rows {
            let cases = standings.iter().enumerate();
            let seen = Seen {
                cases: cases.map(|(n, s)| (n.to_string(), *s)).collect(),
                stale: *stale,
            };
            assert_eq!(seen.exit(), *exit, "{standings:?} {stale}");
        }
    }

    #[test]
    fn a_record_that_is_being_written_is_nobody_elses() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("record.ndjson");
        let log = RunLog::new(&file, None).expect("made");
        log.take(skipped());
        let told = RunLog::new(&file, None).expect_err("taken").to_string();
        assert!(told.contains("another process"), "{told}");
        assert_eq!(fs::read_to_string(&file).expect("there").lines().count(), 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("record.ndjson");
        std::os::unix::fs::symlink("/dev/full", &file).expect("linked");
        let log = RunLog::new(&file, None).expect("opened");
        log.take(skipped());
        assert!(log.is_broken(), "when the first case ends");
        let failed = log.finish("", |_| Vec::new()).failed.expect("told");
        assert_eq!(failed.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn a_record_is_written_as_events_come() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("new/record.ndjson");
        let log = RunLog::new(&file, None).expect("made");
        log.take(skipped());
        let lines = |file: &Path| fs::read_to_string(file).expect("written").lines().count();
        assert_eq!(lines(&file), 1, "before the run ends");
        let logged = log.finish("2026-11-20T23:15:00Z", |_| Vec::new());
        assert_eq!(lines(&file), 2);
        assert_eq!(logged.exit, 3);
        assert!(logged.failed.is_none() && logged.run.is_none());
    }

    fn skipped_because(reason: &str) -> Event {
        Event::CaseSkipped(CaseSkipped {
            // Another case each time.
            case: format!("a/b::c::{}", reason.len()),
            contract: "a/b".to_owned(),
            file: "c.yaml".to_owned(),
            line: 1,
            reason: reason.to_owned(),
        })
    }

    fn guarded_by(secret: &str, record: &Path) -> RunLog {
        let log = RunLog::new(record, None).expect("made");
        let masks = Masks::default();
        masks.learn("token", Secret::new(secret));
        log.guard(&masks);
        log
    }

    #[test]
    fn what_still_holds_a_secret_is_withheld_and_fails_the_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("record.ndjson");
        let log = guarded_by("s3\"cret", &file);
        log.take(skipped_because("nothing of it"));
        log.take(skipped_because("it is s3\"cret"));
        log.take(skipped_because("in JSON it is s3\\\"cret"));
        let logged = log.finish("2026-11-20T10:00:00Z", |_| Vec::new());
        assert_eq!((logged.withheld, logged.exit), (2, 1));
        let record = fs::read_to_string(&file).expect("written");
        assert_eq!(record.matches("\"reason\":\"[withheld]\"").count(), 2);
        assert!(!record.contains("cret"), "{record}");
        assert!(record.contains("nothing of it"));
        let words = withheld(logged.withheld);
        assert!(words.starts_with("2 fields still held a secret"), "{words}");
    }

    #[test]
    fn a_secret_among_an_events_own_words_breaks_the_record_off() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = guarded_by("case-skipped", &folder.path().join("record.ndjson"));
        log.take(skipped_because("why"));
        let logged = log.finish("2026-11-20T10:00:00Z", |_| Vec::new());
        let error = logged.failed.expect("broken off").to_string();
        assert!(!error.contains("case-skipped"), "{error}");
    }
}
