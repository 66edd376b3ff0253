//! Going on with a run: what is missing of it, or what failed in it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use docproof::drive::Drive;
use docproof::harness::Stored;
use docproof::plan;
use docproof::record::Keep;
use docproof::text::counted;
use docproof::verdict::Verdict;

use super::exit::Failure;
use super::{folder, out};

/// Which run to go on with, and with what of it.
#[derive(Debug, clap::Args)]
pub(crate) struct ResumeArgs {
    /// Go on with the run of this report folder: run what is missing or inconclusive, into the same record
    #[arg(long, value_name = "DIR", conflicts_with = "failed")]
    resume: Option<PathBuf>,

    /// Go on with the run of this report folder: run only what failed, into the same record
    #[arg(long, value_name = "DIR")]
    failed: Option<PathBuf>,
}

impl ResumeArgs {
    fn named(&self) -> Option<&Path> {
        self.resume.as_deref().or(self.failed.as_deref())
    }

    /// The record to go on with, where there is one.
    pub(crate) fn open(&self) -> Result<Option<Stored>, Failure> {
        let Some(folder) = self.folder()? else {
            return Ok(None);
        };
        match Stored::open(&folder, Keep::Deviating) {
            Ok(stored) => Ok(Some(stored)),
            Err(told) => {
                out::tell(&told)?;
                Err(Failure::new("the record cannot be gone on with"))
            }
        }
    }

    /// Its folder, which `latest` beside it then points at.
    pub(crate) fn folder(&self) -> Result<Option<PathBuf>, Failure> {
        // Without a slash at its end, which would hide that it is a link.
        let Some(named) = self.named().map(|n| n.components().collect::<PathBuf>()) else {
            return Ok(None);
        };
        // `latest` is a link that is to lead to what it names now, not to itself.
        if named.is_symlink() {
            let real = named.canonicalize().map_err(|error| {
                Failure::new(format!("`{}` cannot be read: {error}", named.display()))
            })?;
            let parent = named.parent().unwrap_or(Path::new(""));
            let beside = real.file_name().map(|name| parent.join(name));
            let is_beside = |path: &PathBuf| path.canonicalize().is_ok_and(|p| p == real);
            return Ok(Some(beside.filter(is_beside).unwrap_or(real)));
        }
        Ok(Some(named))
    }

    /// Keeps the cases that are to run: of those that the run was begun with, what is missing or inconclusive, or what failed.
    pub(crate) fn narrow(&self, drive: &mut Drive, stored: &Stored) -> Result<(), Failure> {
        let filters = &stored.header().filters;
        drive.select(|planned| plan::matches(&planned.case, filters, false));
        if let Some(shard) = stored.header().shard {
            // What it cannot be dealt into differs, and is told so.
            drive.deal(shard.number, shard.of);
        }
        let differs = drive.differences(stored.header());
        if !differs.is_empty() {
            let what = differs.join("; ");
            return Err(Failure::new(format!(
                "this is another run than that of the record: {what}"
            )));
        }
        let known: HashMap<&str, &Verdict> = stored
            .cases()
            .iter()
            .map(|case| (case.name.as_str(), &case.verdict))
            .collect();
        let only_failed = self.failed.is_some();
        drive.select(
            |planned| match known.get(planned.case.trial_name().as_str()) {
                Some(Verdict::Failed) => only_failed,
                Some(Verdict::Passed) => {
                    only_failed && stored.withholds(&planned.case.trial_name())
                }
                Some(Verdict::Inconclusive(_)) | None => !only_failed,
                // It may have what it lacked by now.
                Some(Verdict::Skipped(_)) => !only_failed && planned.skip.is_none(),
            },
        );
        Ok(())
    }

    /// Words for a run of which no case is to run.
    pub(crate) fn nothing(&self) -> &'static str {
        if self.failed.is_some() {
            "nothing failed of this run"
        } else {
            "nothing is left of this run"
        }
    }
}

/// Points `latest` beside a folder at it, where there is such a link: other folders are nobody's business.
pub(crate) fn follow(folder: &Path) {
    let latest = folder.parent().map(|parent| parent.join("latest"));
    if latest.is_some_and(|latest| latest.is_symlink())
        && let Err(error) = folder::point_latest(folder)
    {
        out::warn(&format!("`latest` does not point at this run: {error}"));
    }
}

/// Words for a run that was stopped.
pub(crate) fn left(cases: usize, folder: &Path) -> String {
    let (cases, them) = match cases {
        0 => return "docproof: stopped when every case had ended".to_owned(),
        1 => (counted(cases, "case"), "it"),
        _ => (counted(cases, "case"), "them"),
    };
    let folder = folder.display();
    format!("docproof: stopped: {cases} did not run to an end; `--resume {folder}` runs {them}")
}
