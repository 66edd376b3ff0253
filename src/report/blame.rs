//! What a broken check goes against. What a case expects is broken with whatever its answers have wrong: then the finding goes
//! against what that goes against, and not against what the case was written for.

use std::cmp::Reverse;

use crate::contract::{Clause, Contract};
use crate::value::pointer;
use crate::verdict::{Check, Expected, Finding, Outcome, Part};

/// What a finding goes against.
#[derive(Clone, Debug)]
pub struct Blame<'a> {
    /// The clauses, those about the very part first.
    pub clauses: Vec<&'a Clause>,
    /// The check of the same case that it follows from, where it is no fault of its own.
    pub cause: Option<&'a Check>,
}

/// What a finding goes against. `checks` are those of its case.
pub fn blame<'a>(
    contract: &'a Contract,
    checks: &'a [Check],
    check: &'a Check,
    finding: &'a Finding,
) -> Blame<'a> {
    if let Some((cause, told)) = cause(contract, checks, check, finding) {
        return Blame {
            clauses: clauses(contract, &parts(&cause.part, told)),
            cause: Some(cause),
        };
    }
    let mut parts = parts(&check.part, finding);
    if matches!(check.part, Part::CaseStatus(_)) && is_refused(checks, finding.place.exchange) {
        parts.truncate(1);
    }
    Blame {
        clauses: clauses(contract, &parts),
        cause: None,
    }
}

/// Whether an answer is taken for a refusal of what the request names: then the status of a success was not promised.
fn is_refused(checks: &[Check], exchange: usize) -> bool {
    broken(checks).any(|(check, finding)| {
        matches!(check.part, Part::Access(..) | Part::Lookup(..))
            && finding.place.exchange == exchange
    })
}

/// The broken checks.
fn broken(checks: &[Check]) -> impl Iterator<Item = (&Check, &Finding)> {
    checks.iter().filter_map(|check| match &check.outcome {
        Outcome::Broken(finding) => Some((check, finding.as_ref())),
        Outcome::Held(_) | Outcome::Vacuous(_) => None,
    })
}

/// The parts that a finding is about: its check's, and the status that it says the document has instead of the one that came.
pub fn parts(part: &Part, finding: &Finding) -> Vec<Part> {
    let mut parts = vec![part.clone()];
    parts.extend(status_instead(finding).map(Part::Status));
    parts
}

/// The clauses about parts.
fn clauses<'a>(contract: &'a Contract, parts: &[Part]) -> Vec<&'a Clause> {
    let mut found: Vec<&Clause> = Vec::new();
    for part in parts {
        for clause in bound(contract, part) {
            if !found.iter().any(|known| known.id == clause.id) {
                found.push(clause);
            }
        }
    }
    found
}

/// The clauses bound to a part or to what holds it, the nearest first. Of a schema's places, each of which stands for what is said of
/// it alone, only the nearest.
pub(super) fn bound<'a>(contract: &'a Contract, part: &Part) -> Vec<&'a Clause> {
    let all = contract.clauses.iter();
    let mut near: Vec<(usize, &Clause)> = all
        .filter_map(|clause| Some((clause.nearness(part)?, clause)))
        .collect();
    // What is bound to little else speaks of it more than what is bound to much.
    near.sort_by_key(|(nearness, clause)| {
        (
            Reverse(*nearness),
            clause.parts().len(),
            clause.evidence as u8,
        )
    });
    if let (Part::Schema(..), Some((nearest, _))) = (part, near.first().copied()) {
        near.retain(|(nearness, _)| *nearness == nearest);
    }
    near.into_iter().map(|(_, clause)| clause).collect()
}

/// Rules whose findings say which status a document has for what was asked.
const OF_STATUS: &[&str] = &[
    "unexpected-status",
    "access-status",
    "lookup-status",
    "past-end-status",
    "past-limit-status",
];

/// The one status that a finding says the document has instead.
fn status_instead(finding: &Finding) -> Option<u16> {
    let value = match &finding.expected {
        Expected::Value(one) => one,
        Expected::OneOf(many) => match many.as_slice() {
            [one] => one,
            _ => return None,
        },
        Expected::Words(_) | Expected::Absent => return None,
    };
    let of_status = OF_STATUS.contains(&finding.rule.as_str());
    of_status.then(|| u16::try_from(value.as_u64()?).ok())?
}

/// The finding on a part of the contract that a case's expectation follows from.
fn cause<'a>(
    contract: &Contract,
    checks: &'a [Check],
    check: &Check,
    finding: &Finding,
) -> Option<(&'a Check, &'a Finding)> {
    check.part.case()?;
    let mut others = broken(checks).filter(|(other, _)| other.part.case().is_none());
    others.find(|(other, told)| explains(contract, &other.part, told, finding))
}

/// Whether what was found of a part of the contract is why a case's expectation is not met.
fn explains(contract: &Contract, part: &Part, other: &Finding, expectation: &Finding) -> bool {
    let same = other.place.exchange == expectation.place.exchange;
    let unread = is_unread(part, other);
    match expectation.rule.as_str() {
        // Which of the things that a request holds an answer refuses, it does not say.
        "unexpected-status" => false,
        "item-count" => match part {
            Part::Paging(_) | Part::Effect(..) | Part::Framing | Part::Body(_) => true,
            Part::Schema(..) => !is_within_an_item(contract, other),
            _ => false,
        },
        _ => {
            same && match (&expectation.place.header, &expectation.place.pointer) {
                (Some(name), _) => {
                    let of = other.place.header.as_ref();
                    of.is_some_and(|of| of.eq_ignore_ascii_case(name))
                }
                (None, Some(at)) => {
                    let near = |of: &String| {
                        of == at || pointer::is_below(of, at) || pointer::is_below(at, of)
                    };
                    unread || is_misshapen(other) && other.place.pointer.as_ref().is_some_and(near)
                }
                (None, None) => unread,
            }
        }
    }
}

/// Whether a finding says that something has another type or is not there at all: then nothing can be said of what it holds.
fn is_misshapen(finding: &Finding) -> bool {
    matches!(finding.rule.as_str(), "schema-type" | "missing-property")
}

/// Whether what a case expects was met, by answers of forms that it can be held against: a schema that speaks of the members of an
/// object says nothing of a list. What is wrong within items spares the others.
pub(super) fn shows_its_expectations(contract: &Contract, checks: &[Check]) -> bool {
    !broken(checks).any(|(check, finding)| {
        check.part.case().is_some()
            || is_misshapen(finding) && !is_within_an_item(contract, finding)
            || is_unread(&check.part, finding)
    })
}

/// Whether a finding is on a body that as a whole cannot be read.
fn is_unread(part: &Part, finding: &Finding) -> bool {
    let whole = finding.place.pointer.as_deref().is_none_or(str::is_empty);
    matches!(part, Part::Framing | Part::Body(_)) && whole
}

/// Whether a finding is on what stands inside an item, which leaves the number of items alone.
fn is_within_an_item(contract: &Contract, finding: &Finding) -> bool {
    let (Some(items), Some(at)) = (&contract.items, &finding.place.pointer) else {
        return false;
    };
    at.strip_prefix(items.at.as_str())
        .is_some_and(|rest| rest.matches('/').count() > 1)
}

#[cfg(test)]
mod tests;
