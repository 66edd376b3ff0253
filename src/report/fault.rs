//! Whose move it is when something broke: what the claim rests on tells.

use super::claims::strongest;
use crate::contract::{Clause, Contract, Evidence};
use crate::verdict::{Part, Verdict};

/// Who should look first at a finding on a part, and why, as one sentence. `clauses` are those that it goes against.
pub fn fault(contract: Option<&Contract>, part: &Part, clauses: &[&Clause]) -> &'static str {
    if *part == Part::Framing {
        return "The service: HTTP itself (RFC 9110, RFC 9112) does not allow this answer.";
    }
    match strongest(clauses) {
        Some(Evidence::Document) => "The service: it does not do what its document states.",
        Some(Evidence::Linked) => {
            "The service: it does not do what a page that its document links to states."
        }
        Some(Evidence::Reading) => {
            "To be settled with the vendor: the document leaves this open, and the service goes against docproof's reading of it."
        }
        None if contract.is_none() => {
            "The service, going by the contract of the run, which is not at hand to say on what ground."
        }
        None if part.case().is_some() => {
            "The case's expectation: the contract itself does not ask for this. Look at the case, then at the service."
        }
        None => {
            "The service or its document: no clause speaks of this, the contract's schema alone does."
        }
    }
}

/// The same for a case as a whole that was not judged.
pub fn no_fault(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Inconclusive(_) => {
            Some("Nobody's yet: what was seen proves nothing about the service's answers.")
        }
        Verdict::Skipped(_) => Some("The target's: it lacks what the case needs."),
        Verdict::Passed | Verdict::Failed => None,
    }
}
