//! The target that a subcommand works with.

use docproof::drive::Choice;

use super::exit::Failure;
use super::out;

/// Reads `mock` or a target file, and tells every mistake.
pub(crate) fn read(target: &str) -> Result<Choice, Failure> {
    let (choice, told) = Choice::read(target);
    out::tell(&told)?;
    choice.ok_or_else(|| Failure::new(format!("`{target}` is no target")))
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
