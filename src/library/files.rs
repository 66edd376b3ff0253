//! Where contracts and cases are: built into the program, or two folders.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::text::{Diagnostic, read_file};

static CONTRACTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/contracts");
static CASES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/cases");

static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// Folders deeper than this are not looked into: a link that leads to itself would never end.
const DEEPEST: usize = 8;

/// Where contracts and cases are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Those that docproof brings with it.
    BuiltIn,
    /// Two folders.
    Folders {
        /// The folder of contracts.
        contracts: PathBuf,
        /// The folder of cases.
        cases: PathBuf,
    },
}

/// The JSON Schema of one of docproof's own formats: `case`, `target`, `contract`, `waivers`, `report` or `record`.
pub fn schema(name: &str) -> Option<&'static str> {
    SCHEMAS.get_file(format!("{name}.json"))?.contents_utf8()
}

/// Contracts without cases, or cases without contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError(String);

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SourceError {}

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceFile {
    /// As it is told to the user.
    pub(super) name: String,
    /// Its path below the source's folder without the extension, with `/`.
    pub(super) below: String,
    /// Its text.
    pub(super) text: String,
}

impl Source {
    /// The folders that were named (both or neither), else `contracts` and `cases` in `here` when both are there,
    /// else those built in.
    ///
    /// # Errors
    /// When only one of the two is named, or none is and only one is there: whoever wrote it would else see the built-in suite
    /// run instead, in silence.
    pub fn choose(
        contracts: Option<PathBuf>,
        cases: Option<PathBuf>,
        here: &Path,
    ) -> Result<Self, SourceError> {
        match (contracts, cases) {
            (Some(contracts), Some(cases)) => Ok(Self::Folders { contracts, cases }),
            (Some(_), None) => Err(SourceError(
                "--contracts without --cases: cases belong to contracts, so name both folders or neither".to_owned(),
            )),
            (None, Some(_)) => Err(SourceError(
                "--cases without --contracts: cases belong to contracts, so name both folders or neither".to_owned(),
            )),
            (None, None) => Self::beside(here),
        }
    }

    fn beside(here: &Path) -> Result<Self, SourceError> {
        let (contracts, cases) = (here.join("contracts"), here.join("cases"));
        let half = |there: &Path, missing: &Path| {
            SourceError(format!(
                "the folder `{}` is here and `{}` is not: cases belong to contracts, so keep both folders or neither (then those built into docproof are used), or name two with --contracts and --cases",
                there.display(),
                missing.display()
            ))
        };
        match (contracts.is_dir(), cases.is_dir()) {
            (true, true) => Ok(Self::Folders { contracts, cases }),
            (false, false) => Ok(Self::BuiltIn),
            (true, false) => Err(half(&contracts, &cases)),
            (false, true) => Err(half(&cases, &contracts)),
        }
    }

    /// The files of contracts; with `only`, that whose path is this contract's id.
    pub(super) fn contracts(&self, only: Option<&str>) -> Found {
        let wanted = |below: &str| only.is_none_or(|id| below == id);
        match self {
            Self::BuiltIn => built_in(&CONTRACTS, "contracts", &wanted),
            Self::Folders { contracts, .. } => in_folder(contracts, &wanted),
        }
    }

    /// The files of cases; with `only`, those in that contract's folder.
    pub(super) fn cases(&self, only: Option<&str>) -> Found {
        let folder = |below: &str| below.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let wanted = |below: &str| only.is_none_or(|id| folder(below).as_deref() == Some(id));
        match self {
            Self::BuiltIn => built_in(&CASES, "cases", &wanted),
            Self::Folders { cases, .. } => in_folder(cases, &wanted),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => {
                let version = env!("CARGO_PKG_VERSION");
                write!(
                    f,
                    "contracts and cases: those built into docproof {version}"
                )
            }
            Self::Folders { contracts, cases } => {
                let (contracts, cases) = (contracts.display(), cases.display());
                write!(
                    f,
                    "contracts and cases: the folders {contracts} and {cases}"
                )
            }
        }
    }
}

/// What was found: files, sorted by name, and what could not be read.
pub(super) type Found = (Vec<SourceFile>, Vec<Diagnostic>);

fn built_in(root: &Dir<'_>, name: &str, wanted: &dyn Fn(&str) -> bool) -> Found {
    let mut found = Found::default();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs().cloned());
        for file in folder.files() {
            let Some(below) = below(file.path()).filter(|b| wanted(b)) else {
                continue;
            };
            let name = format!("{name}/{}", file.path().display());
            match file.contents_utf8() {
                Some(text) => found.0.push(SourceFile {
                    name,
                    below,
                    text: text.to_owned(),
                }),
                None => found
                    .1
                    .push(Diagnostic::file(&name, "the file is not UTF-8")),
            }
        }
    }
    found.0.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn in_folder(root: &Path, wanted: &dyn Fn(&str) -> bool) -> Found {
    let mut found = Found::default();
    let mut folders = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let told = folder.display().to_string();
        let entries = match fs::read_dir(&folder).and_then(Iterator::collect::<io::Result<Vec<_>>>)
        {
            Ok(entries) => entries,
            Err(error) => {
                found
                    .1
                    .push(Diagnostic::file(&told, format!("cannot be read: {error}")));
                continue;
            }
        };
        for path in entries
            .iter()
            .map(fs::DirEntry::path)
            .filter(|p| !is_hidden(p))
        {
            if path.is_dir() {
                if depth < DEEPEST {
                    folders.push((path, depth + 1));
                }
                continue;
            }
            let below = path.strip_prefix(root).ok().and_then(below);
            if let Some(below) = below.filter(|b| wanted(b)) {
                read(&path, below, &mut found);
            }
        }
    }
    found.0.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn read(path: &Path, below: String, found: &mut Found) {
    let name = path.display().to_string();
    match read_file(path) {
        Ok(text) => found.0.push(SourceFile { name, below, text }),
        Err(told) => found.1.push(told),
    }
}

/// A YAML file's path without its extension, with `/`; `None` for other files.
fn below(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?;
    if !matches!(extension, "yaml" | "yml") {
        return None;
    }
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    let whole = parts?.join("/");
    whole
        .strip_suffix(extension)?
        .strip_suffix('.')
        .map(str::to_owned)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_folders_or_none() {
        let here = Path::new("/nowhere");
        let folder = |name: &str| Some(PathBuf::from(name));
        assert_eq!(Source::choose(None, None, here), Ok(Source::BuiltIn));
        let both = Source::choose(folder("a"), folder("b"), here).expect("both");
        assert_eq!(both.to_string(), "contracts and cases: the folders a and b");
        let half = Source::choose(folder("a"), None, here).expect_err("half");
        assert!(
            half.to_string().contains("--contracts without --cases"),
            "{half}"
        );
        assert!(Source::choose(None, folder("b"), here).is_err());
    }

    #[test]
    fn folders_beside_are_found_when_both_are_there() {
        let here = tempfile::tempdir().expect("a folder");
        assert_eq!(Source::choose(None, None, here.path()), Ok(Source::BuiltIn));
        fs::create_dir(here.path().join("contracts")).expect("made");
        let half = Source::choose(None, None, here.path()).expect_err("half");
        assert!(half.to_string().contains("cases` is not"), "{half}");
        fs::create_dir(here.path().join("cases")).expect("made");
        let found = Source::choose(None, None, here.path()).expect("found");
        assert!(matches!(found, Source::Folders { .. }));
    }

    #[test]
    fn built_in_files_are_found_by_the_contract_they_are_of() {
        let (all, told) = Source::BuiltIn.contracts(None);
        assert!(told.is_empty());
        assert!(all.iter().any(|f| f.below == "adobe/user-group"), "{all:?}");
        let (one, _) = Source::BuiltIn.contracts(Some("adobe/user-group"));
        assert_eq!(one.len(), 1);
        let (cases, _) = Source::BuiltIn.cases(Some("adobe/user-group"));
        assert!(!cases.is_empty());
        assert!(
            cases
                .iter()
                .all(|f| f.name.starts_with("cases/adobe/user-group/"))
        );
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join("bad.yaml"), b"\xFF").expect("written");
        fs::write(root.path().join("other.txt"), b"x").expect("written");
        fs::write(root.path().join(".hidden.yaml"), b"x").expect("written");
        let (files, told) = in_folder(root.path(), &|_| true);
        assert!(files.is_empty());
        assert_eq!(told.len(), 1);
        let (_, told) = in_folder(&root.path().join("missing"), &|_| true);
        assert_eq!(told.len(), 1);
    }
}
