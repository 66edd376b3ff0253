//! A record that is there: its files, and going on with it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::log::lock;
use super::withheld::Withheld;
use crate::record::{CaseResult, Event, Folder, Keep, RunStarted};
use crate::text::{Diagnostic, Severity};

/// The file that a run writes in its folder.
const RECORD: &str = "record.ndjson";

/// A record that a run goes on with.
#[derive(Debug)]
pub struct Stored {
    file: File,
    folder: Folder,
    header: RunStarted,
    withheld: Withheld,
}

/// The file itself, or every `record*.ndjson` of a folder, sorted.
///
/// # Errors
/// When the folder cannot be read.
pub fn records(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let is_record = |path: &PathBuf| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        name.is_some_and(|n| n.starts_with("record") && n.ends_with(".ndjson"))
    };
    let entries = fs::read_dir(path)?.map(|entry| entry.map(|e| e.path()));
    let mut files: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
    files.retain(is_record);
    // Order by name puts `record-12.ndjson` of a process before `record.ndjson`, which may go on with it.
    files.sort();
    Ok(files)
}

impl Stored {
    /// Opens the record in a folder to go on with it. A last line that was torn when its process was killed is taken away.
    ///
    /// # Errors
    /// Every mistake in it that is more than having been cut off; that it is none, is being written, or cannot be read or
    /// written.
    pub fn open(at: &Path, keep: Keep) -> Result<Self, Vec<Diagnostic>> {
        let told =
            |path: &Path, why: String| vec![Diagnostic::file(&path.display().to_string(), why)];
        let files = records(at).map_err(|e| told(at, format!("cannot be read: {e}")))?;
        if !at.is_dir() || files.is_empty() {
            let why = told(at, "holds no record".to_owned());
            let expected = "the folder of a run's report, with record.ndjson in it";
            return Err(why.into_iter().map(|d| d.expected(expected)).collect());
        }
        let record = at.join(RECORD);
        let file = open(&record).map_err(|e| told(&record, format!("cannot be written: {e}")))?;
        let mut folder = Folder::new(keep);
        let mut withheld = Withheld::default();
        for path in files {
            let opened =
                File::open(&path).map_err(|e| told(&path, format!("cannot be read: {e}")))?;
            let name = path.display().to_string();
            folder.read_seeing(&name, BufReader::new(opened), |event| withheld.see(event));
        }
        let mut mistakes = folder.take_told();
        mistakes.retain(|d| d.severity == Severity::Error);
        match folder.header().cloned() {
            Some(header) if mistakes.is_empty() => Ok(Self {
                file,
                folder,
                header,
                withheld,
            }),
            _ => {
                if mistakes.is_empty() {
                    mistakes = told(
                        at,
                        "the record has no header: run again without it".to_owned(),
                    );
                }
                Err(mistakes)
            }
        }
    }

    /// What the run began with.
    pub fn header(&self) -> &RunStarted {
        &self.header
    }

    /// The cases that have a result.
    pub fn cases(&self) -> &[CaseResult] {
        self.folder.cases()
    }

    /// Whether a field of a case was withheld when it ran last.
    pub fn withholds(&self, case: &str) -> bool {
        self.withheld.has(case)
    }

    pub(super) fn into_parts(self) -> (File, Folder, Withheld) {
        (self.file, self.folder, self.withheld)
    }
}

/// Opens a record to write behind its last whole line.
fn open(record: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let mut file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(record)?;
    lock(&file)?;
    let (whole, tail) = last_line(&mut file)?;
    if !tail.is_empty() {
        if serde_json::from_slice::<Event>(&tail).is_ok() {
            file.seek(SeekFrom::End(0))?;
            file.write_all(b"\n")?;
        } else {
            file.set_len(whole)?;
        }
    }
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

/// Where the last line break ends, and what stands behind it.
fn last_line(file: &mut File) -> io::Result<(u64, Vec<u8>)> {
    const STEP: u64 = 64 * 1024;
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut tail: Vec<u8> = Vec::new();
    while end > 0 {
        let start = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(start))?;
        let mut piece = Vec::new();
        Read::by_ref(file)
            .take(end - start)
            .read_to_end(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|b| *b == b'\n') {
            let mut rest = piece.split_off(at + 1);
            rest.append(&mut tail);
            let whole = start + u64::try_from(at).unwrap_or(0) + 1;
            return Ok((whole, rest));
        }
        piece.append(&mut tail);
        tail = piece;
        end = start;
    }
    Ok((0, tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_torn_is_taken_away_and_what_is_whole_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(RECORD);
        let end = r#"{"event":"run-finished","time":"2026-11-20T10:00:00Z","exit":0}"#;
        let long = format!("{{\"event\":\"{}", "x".repeat(200_000));
        let rows = [
            (String::new(), String::new()),
            (format!("{end}\n"), format!("{end}\n")),
            (format!("{end}\n{{\"ev"), format!("{end}\n")),
            (format!("{end}\n{long}"), format!("{end}\n")),
            (format!("{end}\n{end}"), format!("{end}\n{end}\n")),
            ("{\"ev".to_owned(), String::new()),
        ];
        for (before, after) in rows {
            fs::write(&path, &before).expect("written");
            let mut file = open(&path).expect("opened");
            file.write_all(b"new\n").expect("written");
            drop(file);
            let found = fs::read_to_string(&path).expect("there");
            assert_eq!(found, format!("{after}new\n"));
        }
    }

    #[test]
    fn what_is_no_record_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = |at: &Path| {
            let told = Stored::open(at, Keep::Deviating).expect_err("none");
            told.iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")
        };
        assert!(told(folder.path()).contains("holds no record"));
        assert!(!folder.path().join(RECORD).exists(), "nothing is made");
        assert!(told(&folder.path().join("none")).contains("holds no record"));
        fs::write(folder.path().join(RECORD), "").expect("written");
        assert!(told(folder.path()).contains("the record is empty"));
        fs::write(folder.path().join(RECORD), "nonsense\n{}\n").expect("written");
        assert!(told(folder.path()).contains("no event of a record"));
    }
}
