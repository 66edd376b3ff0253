//! The folder of a run's reports.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use docproof::report::format::Format;

/// What stands in a folder that a run is to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// No run.
    Nothing,
    /// A run that came to its end; its files are removed by now.
    Ended,
    /// A run that did not, which is not to be lost.
    CutOff,
}

/// Makes the folder that the user named, and takes away what a run left there that came to its end: its record and its
/// reports, nothing else (a draft of waivers stays).
pub(crate) fn named(folder: &Path) -> io::Result<Before> {
    fs::create_dir_all(folder)?;
    let records = docproof::harness::records(folder)?;
    let has_content = |record: &&PathBuf| record.metadata().is_ok_and(|file| file.len() > 0);
    let Some(record) = records.iter().rfind(has_content) else {
        return Ok(Before::Nothing);
    };
    if records.len() > 1 || !is_ended(record)? {
        return Ok(Before::CutOff);
    }
    // A draft of waivers may have been worked on.
    let reports = Format::ALL.iter().filter(|f| **f != Format::Waivers);
    for format in reports {
        remove(&folder.join(format.file_name()))?;
    }
    remove(record)?;
    Ok(Before::Ended)
}

/// Whether the last event of a record is the end of its run.
fn is_ended(record: &Path) -> io::Result<bool> {
    let last = BufReader::new(fs::File::open(record)?).split(b'\n').last();
    let last: Option<serde_json::Value> = last
        .transpose()?
        .and_then(|line| serde_json::from_slice(&line).ok());
    Ok(last.is_some_and(|event| event["event"] == "run-finished"))
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a new folder in `reports` named after a time such as `20261120T231500Z`; a second one of the same second gets a
/// number behind it.
pub(crate) fn timed(reports: &Path, time: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(reports)?;
    let mut folder = reports.join(time);
    let mut number = 1;
    loop {
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 10_000 => {
                number += 1;
                folder = reports.join(format!("{time}-{number}"));
            }
            Err(error) => return Err(error),
        }
    }
}

/// Points `latest`, beside a folder, at it: a link made under another name and moved over the old one, so that it always
/// leads somewhere. What is called `latest` and is no link stays as it is.
pub(crate) fn point_latest(folder: &Path) -> io::Result<()> {
    let (Some(reports), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Ok(());
    };
    let latest = reports.join("latest");
    match fs::symlink_metadata(&latest) {
        Ok(there) if !there.is_symlink() => {
            return Err(io::Error::other(format!(
                "`{}` is no link",
                latest.display()
            )));
        }
        _ => {}
    }
    let fresh = reports.join(format!(".latest-{}", std::process::id()));
    link(Path::new(name), &fresh)?;
    fs::rename(&fresh, &latest).inspect_err(|_| {
        // The half-made link is of no use to anyone.
        let _ = fs::remove_file(&fresh);
    })
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(windows)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(to, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_has_its_folder_and_latest_is_the_last() {
        let root = tempfile::tempdir().expect("a folder");
        let reports = root.path().join("reports");
        let names: Vec<String> = (0..3)
            .map(|_| {
                let folder = timed(&reports, "20261120T231500Z").expect("made");
                point_latest(&folder).expect("pointed");
                let latest = fs::read_link(reports.join("latest")).expect("a link");
                assert_eq!(latest, folder.file_name().expect("a name"));
                latest.display().to_string()
            })
            .collect();
        let expected = [
            "20261120T231500Z",
            "20261120T231500Z-2",
            "20261120T231500Z-3",
        ];
        assert_eq!(names, expected);
        assert_eq!(
            fs::read_dir(&reports).expect("read").count(),
            4,
            "nothing is left over"
        );
    }

    #[test]
    fn a_run_that_was_cut_off_is_kept_and_one_that_ended_is_cleared_away() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |name: &str| root.path().join(name);
        assert_eq!(named(root.path()).expect("made"), Before::Nothing);
        let begun = "{\"event\":\"run-started\"}\n";
        fs::write(at("record.ndjson"), begun).expect("written");
        for name in ["report.html", "mine.txt"] {
            fs::write(at(name), "x").expect("written");
        }
        assert_eq!(named(root.path()).expect("read"), Before::CutOff);
        assert!(at("report.html").exists() && at("record.ndjson").exists());
        let ended = format!("{begun}{{\"event\":\"run-finished\"}}\n");
        fs::write(at("record.ndjson"), ended).expect("written");
        assert_eq!(named(root.path()).expect("cleared"), Before::Ended);
        assert!(!at("report.html").exists() && !at("record.ndjson").exists());
        assert!(at("mine.txt").exists(), "nobody else's file");
    }

    #[test]
    fn nothing_else_is_erased() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join("latest")).expect("made");
        fs::write(root.path().join("latest/kept"), b"x").expect("written");
        let folder = timed(root.path(), "t").expect("made");
        assert!(point_latest(&folder).is_err());
        assert!(root.path().join("latest/kept").exists());
    }
}
