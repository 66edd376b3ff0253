//! The folder of a run's reports.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Makes the folder that the user named; it may be there already.
pub(crate) fn named(folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
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
    fn nothing_else_is_erased() {
        let root = tempfile::tempdir().expect("a folder");
        fs::create_dir(root.path().join("latest")).expect("made");
        fs::write(root.path().join("latest/kept"), b"x").expect("written");
        let folder = timed(root.path(), "t").expect("made");
        assert!(point_latest(&folder).is_err());
        assert!(root.path().join("latest/kept").exists());
    }
}
