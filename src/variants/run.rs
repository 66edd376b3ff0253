//! Running the cases of a contract against a variant.

use std::sync::Arc;

use super::Variant;
use crate::case::Case;
use crate::contract::Contract;
use crate::drive::{EngineError, Stand};
use crate::http::{Exchange, Transcript};
use crate::mock::{Mock, MockOptions};
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

/// Runs the cases against a variant. `usual` is what comes of them on the ordinary mock ([`usual`]): those that do not pass
/// there show nothing of others and are left out.
///
/// # Errors
/// When the system gives no threads or sockets, or the variant lacks what a case needs from the mock.
pub fn try_out(
    variant: &Variant,
    cases: &[Arc<Case>],
    usual: &[CaseResult],
) -> Result<Tried, EngineError> {
    let socket = variant.manners.needs_socket();
    let mock = Mock::new([Arc::clone(&variant.contract)], variant.options)
        .with_manners(variant.manners.clone());
    let stand = stand(mock, &variant.contract, cases, socket)?;
    let mut tried = Tried {
        passed: 0,
        alarms: Vec::new(),
        notes: 0,
        different: 0,
    };
    for planned in stand.planned() {
        let name = planned.case.trial_name();
        let Some(known) = usual.iter().find(|r| r.name == name) else {
            continue;
        };
        if known.verdict.ran_in_vain() {
            continue;
        }
        let result = stand.run(planned);
        tried.notes += result.notes.len();
        tried.different += usize::from(socket || differs(&known.transcript, &result.transcript));
        match result.verdict {
            Verdict::Passed => tried.passed += 1,
            // What a conforming answer does not hold, a later step cannot ask for: no proof, and no false alarm.
            Verdict::Inconclusive(Cause::Unread(_)) => {}
            _ => tried.alarms.push(Alarm { result }),
        }
    }
    Ok(tried)
}

fn stand(
    mock: Mock,
    contract: &Contract,
    cases: &[Arc<Case>],
    socket: bool,
) -> Result<Stand, EngineError> {
    let own: Vec<Arc<Case>> = cases
        .iter()
        .filter(|c| c.contract == contract.id)
        .cloned()
        .collect();
    Stand::of(&Arc::new(mock), &own, socket)
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

/// What comes of the cases of a contract on the ordinary mock: a variant has to differ from it.
///
/// # Errors
/// As [`try_out`].
pub fn usual(
    contract: &Arc<Contract>,
    cases: &[Arc<Case>],
) -> Result<Vec<CaseResult>, EngineError> {
    let mock = Mock::new([Arc::clone(contract)], MockOptions::default());
    let stand = stand(mock, contract, cases, false)?;
    Ok(stand.planned().iter().map(|p| stand.run(p)).collect())
}
