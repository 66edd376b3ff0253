//! The reports that a run leaves: files in its folder, and what GitHub Actions shows.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use docproof::contract::Contract;
use docproof::record::Run;
use docproof::report::format::Format;
use docproof::report::{Traces, github, markdown};

use super::exit::Failure;
use super::{hush, out, stored};

/// GitHub refuses a step's summary of more than this.
const STEP_SUMMARY: u64 = 1 << 20;

/// Writes every form into the run's folder, each whole or not at all, and none of it with a secret. The record is there
/// already; it has what the folded run left out of passed cases.
pub(crate) fn write(
    formats: &[Format],
    run: &Run,
    contracts: &[&Contract],
    folder: &Path,
) -> Result<(), Failure> {
    let traces = if formats.contains(&Format::Html) {
        stored::traces(&[folder.to_owned()], contracts)?
    } else {
        Traces::default()
    };
    for format in formats {
        let file = folder.join(format.file_name());
        let written = match format {
            Format::Json | Format::Ctrf => {
                let mut text = Vec::new();
                format
                    .write(run, contracts, &traces, &mut text)
                    .map_err(|error| unwritable(&file, &error))?;
                let text = out::looked_through_json(text)?;
                whole(&file, |to| to.write_all(&text))
            }
            Format::Html | Format::Junit | Format::Markdown | Format::Waivers => {
                whole(&file, |to| {
                    let mut to = out::LookedThrough::new(to);
                    format.write(run, contracts, &traces, &mut to)?;
                    to.flush()
                })
            }
        };
        written.map_err(|error| unwritable(&file, &error))?;
    }
    Ok(())
}

/// Tells GitHub Actions where it runs this: the summary of the step, and annotations at the lines of cases.
pub(crate) fn tell_github(run: &Run, contracts: &[&Contract], say: impl Fn(&str)) {
    if let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|f| !f.is_empty()) {
        let file = PathBuf::from(file);
        if let Err(error) = append(&file, run, contracts) {
            out::warn(&format!(
                "docproof: warning: `{}` cannot be written: {error}",
                file.display()
            ));
        }
    }
    if hush::is_on_github() {
        for line in github::annotations(run, contracts, &below_workspace()) {
            say(&line);
        }
    }
}

/// Where this runs below the checkout that annotations are shown on; empty where it is the checkout itself.
fn below_workspace() -> String {
    let workspace = env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let here = env::current_dir().ok();
    let below = workspace.zip(here).and_then(|(workspace, here)| {
        let below = here.strip_prefix(&workspace).ok()?;
        Some(below.to_string_lossy().replace('\\', "/"))
    });
    below.unwrap_or_default()
}

fn append(file: &Path, run: &Run, contracts: &[&Contract]) -> io::Result<()> {
    let there = fs::metadata(file).map_or(0, |m| m.len());
    let room = STEP_SUMMARY.saturating_sub(there).saturating_sub(64 << 10);
    let room = usize::try_from(room).unwrap_or(0).min(markdown::LARGEST);
    let text = markdown::markdown(run, contracts, room);
    let file = OpenOptions::new().create(true).append(true).open(file)?;
    let mut file = out::LookedThrough::new(file);
    file.write_all(text.as_bytes())?;
    file.flush()
}

/// Writes a file under another name and moves it over.
fn whole(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let fresh = file.with_file_name(format!(".{}-{name}", std::process::id()));
    let written = File::create(&fresh).and_then(|made| {
        let mut out = BufWriter::new(made);
        write(&mut out)?;
        out.flush()?;
        fs::rename(&fresh, file)
    });
    written.inspect_err(|_| {
        // The half-made file is of no use to anyone.
        let _ = fs::remove_file(&fresh);
    })
}

/// Words for a file that cannot be written.
pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be written: {error}", path.display()))
}
