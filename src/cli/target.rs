//! The target that a subcommand works with.

use std::path::Path;

use docproof::case::Case;
use docproof::contract::Contract;
use docproof::drive::Choice;
use docproof::exchange::{self, Settings};
use docproof::library::Suite;
use docproof::plan::{self, NoSecret};
use docproof::report::summary;
use docproof::target::{CredentialSource, Lookups, Target, read_file, resolve, resolve_lines};
use docproof::text::{Diagnostic, Severity, in_order};

use super::exit::Failure;
use super::out;

/// Reads `mock` or a target file, and tells every mistake. What the target lacks is no mistake: cases are skipped and say
/// so.
pub(crate) fn read(target: &str, suite: &Suite) -> Result<Choice, Failure> {
    let (choice, mut told) = Choice::read(target);
    if let Some(Choice::Target(target)) = &choice {
        let disagrees = disagreements(target, suite).into_iter();
        told.extend(disagrees.filter(|d| d.severity == Severity::Error));
        in_order(&mut told);
    }
    out::tell(&told)?;
    choice.ok_or_else(|| Failure::new(format!("`{target}` is no target")))
}

/// Says aloud, before anything else, where a target switches verification off.
pub(crate) fn shout(choice: &Choice, say: impl Fn(&str)) {
    if let Choice::Target(target) = choice
        && target.connection.insecure
    {
        say(summary::INSECURE);
    }
}

/// Names in a target that nothing has, what it lacks, and secrets that are not there or cannot be sent.
pub(crate) fn disagreements(target: &Target, suite: &Suite) -> Vec<Diagnostic> {
    let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
    let cases: Vec<&Case> = suite.cases.iter().map(AsRef::as_ref).collect();
    let mut told = plan::agree_target(target, &contracts);
    told.extend(unusable(target));
    told.extend(plan::agree_secrets(target, &contracts, &cases, &no_secret));
    told
}

/// Certificates, keys and proxies that cannot be used.
fn unusable(target: &Target) -> Vec<Diagnostic> {
    let env = |name: &str| std::env::var(name).ok();
    let lookups = Lookups {
        env: &env,
        read: &read_file,
    };
    let wrong = Settings::read(&target.connection, lookups).err();
    let told = wrong.into_iter().flatten().map(|error| {
        let span = error.key.and_then(|key| target.connection.place(key));
        match span {
            Some(span) => Diagnostic::error(&target.file, span, error.to_string()),
            None => Diagnostic::file(&target.file, error.to_string()),
        }
    });
    told.collect()
}

/// Why a source gives no secret. What a command gives is only known once it is asked; whether there is such a program is known before.
fn no_secret(source: &CredentialSource, lines: bool) -> Option<NoSecret> {
    if let CredentialSource::Command(words) = source {
        let name = words.first()?;
        let why = format!("the program `{name}` is not found");
        return (!is_program(name)).then_some(NoSecret::Lost(why));
    }
    let env = |name: &str| std::env::var(name).ok();
    let lookups = Lookups {
        env: &env,
        read: &read_file,
    };
    let look = if lines { resolve_lines } else { resolve };
    let why = match look(source, lookups) {
        // The only secret of several lines is the key of `jwt`.
        Ok(Some(key)) if lines => {
            let why = exchange::check_key(&key).err()?;
            return Some(NoSecret::Unusable(
                why,
                "an RSA private key in PEM, not encrypted",
            ));
        }
        Ok(_) => return None,
        Err(why) => why,
    };
    let there = match source {
        CredentialSource::Env(name) => env(name),
        CredentialSource::File(path) => read_file(path).ok(),
        CredentialSource::Value(secret) => Some(secret.expose().to_owned()),
        CredentialSource::Command(_) | CredentialSource::Recipe(_) => None,
    };
    Some(match there {
        Some(text) if !text.trim().is_empty() => {
            NoSecret::Unusable(why, "text that a header field can carry")
        }
        // An environment differs from machine to machine; a path in the target is of its author.
        None if matches!(source, CredentialSource::File(_)) => {
            NoSecret::Unusable(why, "a file of text that can be read")
        }
        _ => NoSecret::Missing(why),
    })
}

/// Whether a program can be started: it is there, or in a folder of `PATH`, and may be executed.
fn is_program(name: &str) -> bool {
    let path = Path::new(name);
    if path.components().count() > 1 {
        return is_executable(path);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| is_executable(&folder.join(path)))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file()
}

/// `CONTRACT=URL`.
pub(crate) fn base_url(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((contract, url)) if !contract.is_empty() && !url.is_empty() => {
            Ok((contract.to_owned(), url.to_owned()))
        }
        _ => Err("expected CONTRACT=URL, such as acme/members=http://127.0.0.1:8080/v1".to_owned()),
    }
}
