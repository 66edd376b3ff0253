//! A log in a private file that the processes of a machine share.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::Log;

/// A file larger than this is none of ours, in bytes.
const LARGEST: u64 = 1 << 20;

/// A log in a file that every process which opens it shares: it is read and written under a lock.
#[derive(Debug)]
pub(super) struct Book {
    folder: PathBuf,
    name: String,
}

impl Book {
    /// A file of this name in a folder that nobody else can read. Both are made when they are first needed.
    pub(super) fn in_folder(folder: &Path, name: String) -> Self {
        let folder = folder.to_owned();
        Self { folder, name }
    }

    /// Works on the log, nobody else at the same time.
    ///
    /// # Errors
    /// When the file cannot be locked, read or written.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Log) -> T) -> io::Result<T> {
        let mut file = self.open()?;
        // Closing the file unlocks it, however this ends.
        file.lock()?;
        let mut text = String::new();
        let read = Read::by_ref(&mut file)
            .take(LARGEST)
            .read_to_string(&mut text);
        // A process that was killed while it wrote left a piece: what was counted is lost, and nothing else.
        let log = read.ok().and_then(|_| serde_json::from_str(&text).ok());
        let mut log: Log = log.unwrap_or_default();
        let result = work(&mut log);
        let text = serde_json::to_string(&log)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(text.as_bytes())?;
        file.set_len(text.len() as u64)?;
        Ok(result)
    }

    fn open(&self) -> io::Result<File> {
        let path = self.folder.join(&self.name);
        match open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                private_folder(&self.folder)?;
                open(&path)
            }
            opened => opened,
        }
    }
}

/// The folder of what the runs of one user share: `DOCPROOF_STATE`, or `docproof` in `XDG_STATE_HOME`, or in
/// `~/.local/state`, or in the folder of temporary files. Never the folder of a report.
pub fn state_folder(env: &dyn Fn(&str) -> Option<String>) -> PathBuf {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    if let Some(folder) = set("DOCPROOF_STATE") {
        return folder.into();
    }
    let state = set("XDG_STATE_HOME").map(PathBuf::from);
    let home = || set("HOME").map(|home| Path::new(&home).join(".local/state"));
    let base = state.filter(|path| path.is_absolute()).or_else(home);
    base.unwrap_or_else(std::env::temp_dir).join("docproof")
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}
