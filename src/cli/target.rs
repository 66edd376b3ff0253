//! The target that a subcommand works with.

use docproof::contract::Contract;
use docproof::drive::Choice;
use docproof::library::Suite;
use docproof::plan;
use docproof::report::summary;
use docproof::text::Severity;

use super::exit::Failure;
use super::out;

/// Reads `mock` or a target file, and tells every mistake. What the target lacks is no mistake: cases are skipped and say
/// so.
pub(crate) fn read(target: &str, suite: &Suite) -> Result<Choice, Failure> {
    let (choice, mut told) = Choice::read(target);
    if let Some(Choice::Target(target)) = &choice {
        let contracts: Vec<&Contract> = suite.contracts.iter().map(AsRef::as_ref).collect();
        let disagrees = plan::agree_target(target, &contracts);
        told.extend(
            disagrees
                .into_iter()
                .filter(|d| d.severity == Severity::Error),
        );
    }
    out::tell(&told)?;
    choice.ok_or_else(|| Failure::new(format!("`{target}` is no target")))
}

/// Says aloud, before anything else, where a target switches verification off.
pub(crate) fn shout(choice: &Choice) {
    if let Choice::Target(target) = choice
        && target.connection.insecure
    {
        out::say(summary::INSECURE);
    }
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
