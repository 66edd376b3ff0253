//! What answers say of people, in the rest of a case.

use crate::judge::Personal;
use crate::record::CaseResult;
use crate::verdict::{Actual, Cause, Expected, Outcome, Verdict};

/// Masks in the rest of a case what was masked in its bodies: in requests, steps and what is said of it.
pub(super) fn masked(result: &mut CaseResult, personal: &Personal) {
    for entry in &mut result.transcript.entries {
        personal.exchange(&mut entry.exchange);
    }
    for step in &mut result.steps {
        personal.request(&mut step.request);
        let schemas = step.headers.iter_mut().map(|(_, schema)| schema);
        let schemas = schemas.chain(&mut step.body).chain(&mut step.each);
        schemas.for_each(|schema| personal.mask_in(schema));
    }
    if let Verdict::Inconclusive(Cause::Unread(why)) = &mut result.verdict {
        personal.text(why);
    }
    for check in &mut result.checks {
        match &mut check.outcome {
            Outcome::Broken(finding) => {
                personal.text(&mut finding.message);
                match &mut finding.expected {
                    Expected::Value(value) => personal.mask_in(value),
                    Expected::OneOf(values) => values.iter_mut().for_each(|v| personal.mask_in(v)),
                    Expected::Words(words) => personal.text(words),
                    Expected::Absent => {}
                }
                match &mut finding.actual {
                    Actual::Value(value) => personal.mask_in(value),
                    Actual::Words(words) => personal.text(words),
                    Actual::Absent => {}
                }
            }
            Outcome::Vacuous(why) => personal.text(why),
            Outcome::Held(_) => {}
        }
    }
    for note in &mut result.notes {
        personal.text(&mut note.says);
    }
}
