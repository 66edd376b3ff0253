//! A sample of a document, judged as an answer as far as the document shows it.

use serde_json::Value;

use crate::check::{self, Checks, Seen};
use crate::contract::{Contract, Lookup, Sample, When};
use crate::http::{Expression, Reading, Request, Response, Root};
use crate::verdict::{Check, Outcome};

/// Judges a sample: status, JSON, schema; content type and headers where they are printed; facts whose sides are.
/// Returns what broke.
pub fn judge_sample(contract: &Contract, sample: &Sample) -> Vec<Check> {
    let request = request(contract, sample);
    let response = Response {
        status: sample.status,
        headers: sample.headers.iter().cloned().collect(),
        body: body(&sample.value).into(),
        truncated: None,
    };
    let reading = Reading::of(&response, super::BODY_LIMIT);
    let seen = Seen {
        contract,
        index: 0,
        request: &request,
        response: &response,
        reading: &reading,
        documented: contract.response(sample.status),
        access: &[],
        lookup: &[],
    };
    let mut checks = Checks::new();
    check::status(&seen, &mut checks);
    check::body(&seen, &mut checks);
    check::schema(&seen, &mut checks);
    let printed = !sample.headers.is_empty();
    if printed {
        check::content_type(&seen, &mut checks);
        check::headers(&seen, &mut checks);
    }
    let facts = contract.facts.iter();
    let facts = facts.filter(|f| f.status.is_empty() || f.status.contains(&sample.status));
    let facts = facts.filter(|f| shows(contract, sample, &f.when));
    for fact in facts {
        let header = |e: &Expression| matches!(e.root, Root::ResponseHeader(_));
        if printed || !(header(&fact.left) || header(&fact.right)) {
            check::fact(&seen, fact, &mut checks);
        }
    }
    let (checks, _) = checks.fold();
    let broken = |c: &Check| matches!(c.outcome, Outcome::Broken(_));
    checks.into_iter().filter(broken).collect()
}

/// Whether a sample shows what a fact is claimed for: the identifier that it answers, the parameters that are sent.
fn shows(contract: &Contract, sample: &Sample, when: &When) -> bool {
    let named = |lookup: &Lookup| {
        let mut path = sample.request.path.iter();
        path.any(|(name, _)| *name == lookup.parameter)
    };
    let is_sent = |pair| sample.request.query.contains(pair) || sample.request.path.contains(pair);
    when.sent.iter().all(is_sent) && (when.lookup.is_empty() || contract.lookups.iter().any(named))
}

/// A text is the body as it is printed.
fn body(value: &Value) -> Vec<u8> {
    match value {
        Value::String(printed) => printed.clone().into_bytes(),
        value => value.to_string().into_bytes(),
    }
}

fn request(contract: &Contract, sample: &Sample) -> Request {
    Request {
        method: contract.method.clone(),
        url: String::new(),
        headers: sample.request.headers.iter().cloned().collect(),
        path: sample.request.path.clone(),
        query: sample.request.query.clone(),
    }
}
