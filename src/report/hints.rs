//! What to do about a finding or a case that proves nothing.

use crate::verdict::{Cause, Finding, Part};

/// What to do about a case that proves nothing.
pub fn cause_hint(cause: &Cause) -> &'static str {
    match cause {
        Cause::Transport(why) if why.starts_with("no credential") => {
            "nothing was sent: the place in the target's file is named above; `docproof check --connect` tries it alone"
        }
        Cause::Transport(_) => {
            "an outage is no deviation: try the curl line; then look at the target's base URL, proxy and certificates"
        }
        Cause::Unavailable(_) => "an outage is no deviation: run again when the service is up",
        Cause::Throttled => "run fewer cases at once (--jobs), or later, when the quota is fresh",
        Cause::CredentialRefused => {
            "the target's credential is not accepted: renew it, or look at the variable or file that the target names"
        }
        Cause::Unread(_) => {
            "an answer that is not there is no deviation and no proof: run the case again against data that has what it needs"
        }
        Cause::DataChanged => {
            "run against data that nobody changes meanwhile, or run this case alone"
        }
    }
}

/// What to do about a finding, where there is more to say than that the service or the contract is wrong.
pub fn finding_hint(part: &Part, finding: &Finding) -> Option<&'static str> {
    let rule = finding.rule.as_str();
    Some(match (part, rule) {
        (_, "undocumented-status") => {
            "no document names this status: either the service must not answer so, or its page lacks it"
        }
        (_, "undocumented-content-type" | "missing-content-type") => {
            "a gateway or a login page in between? look at the body"
        }
        (_, "invalid-json" | "undecodable-body" | "truncated-body") => {
            "nothing in this body could be checked; what depends on it is listed below"
        }
        (_, "inexact-integer") => "clients that read numbers as doubles lose digits of it",
        (Part::Access(..), _) => {
            "is the credential what the target says? a gateway that answers first also looks like this"
        }
        (Part::Lookup(..), _) => {
            "does the variable of the target still name what the contract says it does?"
        }
        _ => return None,
    })
}
