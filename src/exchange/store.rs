//! Sessions that the processes of one machine share: a private file each, under a lock.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A session as it is kept. It holds the token itself: the file is its owner's alone.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Stored {
    /// The token; empty where there is none.
    pub(super) token: String,
    /// When it ends, in seconds since 1970; `None`: when a server refuses it.
    pub(super) until: Option<f64>,
    /// When it was fetched.
    pub(super) fetched: f64,
    /// How many seconds it was good for when it was fetched.
    pub(super) lifetime: Option<f64>,
    /// It was fetched because the one before was refused, and no server took it since.
    pub(super) unproven: bool,
    /// Why there is no token: what the server said.
    pub(super) refused: Option<String>,
}

/// Where one session is kept.
pub(super) struct Store {
    folder: PathBuf,
    name: String,
}

/// A session that no other process touches until this is dropped.
pub(super) struct Held<'a> {
    store: &'a Store,
    _lock: File,
}

/// The folder of sessions: `DOCPROOF_SESSIONS`, else one below the user's runtime or cache folder. `None` where the
/// user has none of them: sessions are then not shared.
pub(super) fn folder(env: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let look = |name: &str| env(name).filter(|text| !text.is_empty()).map(PathBuf::from);
    if let Some(own) = look("DOCPROOF_SESSIONS") {
        return Some(own);
    }
    let below = look("XDG_RUNTIME_DIR")
        .or_else(|| look("XDG_CACHE_HOME"))
        .or_else(|| Some(look("HOME")?.join(".cache")))
        .or_else(|| look("LOCALAPPDATA"))?;
    Some(below.join("docproof").join("sessions"))
}

impl Store {
    /// The place of a session; the folder is made where it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made, or others than its owner can look into it.
    pub(super) fn open(folder: &Path, name: String) -> io::Result<Self> {
        private_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            name,
        })
    }

    /// Takes the session for oneself; `None` while another process has it.
    pub(super) fn try_hold(&self) -> io::Result<Option<Held<'_>>> {
        let lock = self.file("lock")?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Held {
                store: self,
                _lock: lock,
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Marks this process as one that uses the session, until the file is dropped.
    pub(super) fn use_it(&self) -> io::Result<File> {
        let users = self.file("users")?;
        users.lock_shared()?;
        Ok(users)
    }

    /// Whether nobody else uses the session; `own` is the mark of this process, which it loses.
    pub(super) fn is_last(own: &File) -> io::Result<bool> {
        own.unlock()?;
        match own.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn path(&self, kind: &str) -> PathBuf {
        self.folder.join(format!("{}.{kind}", self.name))
    }

    fn file(&self, kind: &str) -> io::Result<File> {
        private(OpenOptions::new().write(true).create(true)).open(self.path(kind))
    }
}

impl Held<'_> {
    /// The session as it is kept; `None` where there is none that can be read.
    pub(super) fn read(&self) -> Option<Stored> {
        let text = fs::read(self.store.path("json")).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps a session, whole or not at all.
    pub(super) fn write(&self, session: &Stored) -> io::Result<()> {
        let fresh = self.store.path("new");
        // What an earlier process left half-made must not lend its permissions.
        let _ = fs::remove_file(&fresh);
        let mut file = private(OpenOptions::new().write(true).create_new(true)).open(&fresh)?;
        file.write_all(&serde_json::to_vec(session)?)?;
        fs::rename(&fresh, self.store.path("json"))
    }

    /// Forgets the session.
    pub(super) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(self.store.path("json")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let mode = fs::metadata(folder)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(io::Error::other(
            "others than its owner can look into it; `chmod 700` it, or name another in DOCPROOF_SESSIONS",
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(token: &str) -> Stored {
        Stored {
            token: token.to_owned(),
            until: None,
            fetched: 1.0,
            lifetime: None,
            unproven: false,
            refused: None,
        }
    }

    #[test]
    fn one_process_at_a_time_and_nobody_elses_eyes() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("a/sessions");
        let store = Store::open(&folder, "s".to_owned()).expect("made");
        let other = Store::open(&folder, "s".to_owned()).expect("there");
        let held = store.try_hold().expect("a lock").expect("free");
        assert!(other.try_hold().expect("a lock").is_none());
        assert!(held.read().is_none());
        held.write(&stored("t0ken")).expect("written");
        drop(held);
        let held = other.try_hold().expect("a lock").expect("free");
        assert_eq!(held.read().map(|s| s.token).as_deref(), Some("t0ken"));
        #[cfg(unix)]
        for file in fs::read_dir(&folder).expect("there").flatten() {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().expect("known").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
        }
        held.remove().expect("removed");
        held.remove().expect("gone already");
        assert!(held.read().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_look_into_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().expect("a folder");
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).expect("set");
        let error = Store::open(root.path(), "s".to_owned())
            .err()
            .expect("refused");
        assert!(error.to_string().contains("chmod 700"), "{error}");
    }

    #[test]
    fn the_last_user_knows_it() {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::open(&root.path().join("s"), "s".to_owned()).expect("made");
        let (first, second) = (
            store.use_it().expect("marked"),
            store.use_it().expect("marked"),
        );
        assert!(!Store::is_last(&first).expect("known"));
        drop(first);
        assert!(Store::is_last(&second).expect("known"));
    }

    #[test]
    fn the_folder_is_the_users_own() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
            folder(&move |name| {
                let found = pairs.iter().find(|(n, _)| *n == name);
                found.map(|(_, value)| value.clone())
            })
        };
        let own = of(&[("DOCPROOF_SESSIONS", "/x"), ("XDG_RUNTIME_DIR", "/run/1")]);
        assert_eq!(own, Some(PathBuf::from("/x")));
        let runtime = of(&[("XDG_RUNTIME_DIR", "/run/1"), ("HOME", "/home/me")]);
        assert_eq!(runtime, Some(PathBuf::from("/run/1/docproof/sessions")));
        let home = of(&[("HOME", "/home/me")]);
        assert_eq!(
            home,
            Some(PathBuf::from("/home/me/.cache/docproof/sessions"))
        );
        assert_eq!(of(&[]), None);
    }
}
