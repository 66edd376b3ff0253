//! Running the cases of a contract against a variant.

use std::sync::Arc;

use super::Variant;
use crate::case::Case;
use crate::drive::{EngineError, Stand};
use crate::http::{Exchange, Transcript};
use crate::mock::Mock;
use crate::record::CaseResult;
use crate::verdict::{Cause, Verdict};

/// A case that did not pass on a variant.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// What came of the case.
    pub result: CaseResult,
}

/// What came of a variant.
#[derive(Debug)]
pub struct Tried {
    /// The cases that ran and passed.
    pub passed: usize,
    /// Those that did not, although every answer conforms.
    pub alarms: Vec<Alarm>,
    /// Undocumented things that were noted, as they should be; how many.
    pub notes: usize,
    /// How many cases got answers that the ordinary mock does not give.
    pub different: usize,
}

/// Runs every case against a variant. `usual` are the transcripts of the ordinary mock, by trial name.
///
/// # Errors
/// When the system gives no threads or sockets, or the variant lacks what a case needs from the mock.
pub fn try_out(
    variant: &Variant,
    cases: &[Arc<Case>],
    usual: &[(String, Transcript)],
) -> Result<Tried, EngineError> {
    let stand = stand(variant, cases)?;
    let mut tried = Tried {
        passed: 0,
        alarms: Vec::new(),
        notes: 0,
        different: 0,
    };
    for planned in stand.planned() {
        let result = stand.run(planned);
        tried.notes += result.notes.len();
        let known = usual.iter().find(|(name, _)| *name == result.name);
        let socket = variant.manners.needs_socket();
        tried.different +=
            usize::from(socket || known.is_none_or(|(_, t)| differs(t, &result.transcript)));
        match result.verdict {
            Verdict::Passed => tried.passed += 1,
            // What a conforming answer does not hold, a later step cannot ask for: no proof, and no false alarm.
            Verdict::Inconclusive(Cause::Unread(_)) => {}
            _ => tried.alarms.push(Alarm { result }),
        }
    }
    Ok(tried)
}

fn stand(variant: &Variant, cases: &[Arc<Case>]) -> Result<Stand, EngineError> {
    let mock = Mock::new([Arc::clone(&variant.contract)], variant.options)
        .with_manners(variant.manners.clone());
    let own: Vec<Arc<Case>> = cases
        .iter()
        .filter(|c| c.contract == variant.contract.id)
        .cloned()
        .collect();
    Stand::of(&Arc::new(mock), &own, variant.manners.needs_socket())
}

/// Whether any answer differs from the one that the ordinary mock gave.
fn differs(usual: &Transcript, other: &Transcript) -> bool {
    let answers =
        |t: &Transcript| -> Vec<_> { t.entries.iter().map(|e| told(&e.exchange)).collect() };
    answers(usual) != answers(other)
}

/// URL, status, headers and body of an answer.
type Told = (String, u16, Vec<(String, String)>, Vec<u8>);

fn told(exchange: &Exchange) -> Option<Told> {
    let response = exchange.response()?;
    let headers = response
        .headers
        .iter()
        .filter(|(name, _)| !name.to_ascii_lowercase().contains("remaining"));
    let headers = headers.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
    Some((
        exchange.request.url.clone(),
        response.status,
        headers,
        response.body.to_vec(),
    ))
}

/// The transcripts of every case against a variant, by trial name.
///
/// # Errors
/// As [`try_out`].
pub fn transcripts(
    variant: &Variant,
    cases: &[Arc<Case>],
) -> Result<Vec<(String, Transcript)>, EngineError> {
    let stand = stand(variant, cases)?;
    let results = stand.planned().iter().map(|planned| stand.run(planned));
    Ok(results.map(|r| (r.name, r.transcript)).collect())
}
