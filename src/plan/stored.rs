//! Bound steps to and from a record.

use super::{BoundStep, Intent};
use crate::case::{Provokes, Walk};
use crate::record::{ProvokesRecord, StepRecord, WalkRecord};

impl From<&BoundStep> for StepRecord {
    fn from(step: &BoundStep) -> Self {
        Self {
            request: step.request.clone(),
            access: step.intent.access.clone(),
            lookup: step.intent.lookup.clone(),
            provokes: step.intent.provokes.map(|provokes| match provokes {
                Provokes::Throttle => ProvokesRecord::Throttle,
            }),
            walk: match step.walk {
                Walk::Single => WalkRecord::Single,
                Walk::Forward => WalkRecord::Forward,
                Walk::ThereAndBack => WalkRecord::ThereAndBack,
                Walk::ByLinks => WalkRecord::ByLinks,
                Walk::PastEnd => WalkRecord::PastEnd,
            },
            without: step.without.clone(),
            undocumented: step.undocumented.clone(),
            status: step.status.clone(),
            count: step.count,
            min: step.min,
            max: step.max,
            body: step.body.clone(),
            each: step.each.clone(),
            headers: step.headers.clone(),
            capture: step
                .capture
                .iter()
                .map(|(name, expression)| (name.clone(), expression.to_string()))
                .collect(),
        }
    }
}

impl TryFrom<StepRecord> for BoundStep {
    /// Which captured value's expression is none, and why.
    type Error = String;

    fn try_from(step: StepRecord) -> Result<Self, String> {
        let mut capture = Vec::with_capacity(step.capture.len());
        for (name, text) in step.capture {
            match text.parse() {
                Ok(expression) => capture.push((name, expression)),
                Err(why) => return Err(format!("the captured value `{name}`: {why}")),
            }
        }
        Ok(Self {
            request: step.request,
            intent: Intent {
                access: step.access,
                lookup: step.lookup,
                provokes: step.provokes.map(|provokes| match provokes {
                    ProvokesRecord::Throttle => Provokes::Throttle,
                }),
            },
            walk: match step.walk {
                WalkRecord::Single => Walk::Single,
                WalkRecord::Forward => Walk::Forward,
                WalkRecord::ThereAndBack => Walk::ThereAndBack,
                WalkRecord::ByLinks => Walk::ByLinks,
                WalkRecord::PastEnd => Walk::PastEnd,
            },
            without: step.without,
            undocumented: step.undocumented,
            status: step.status,
            count: step.count,
            min: step.min,
            max: step.max,
            body: step.body,
            each: step.each,
            headers: step.headers,
            capture,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::Request;
    use crate::verdict::{AccessState, LookupState};

    #[test]
    fn a_step_comes_back_from_its_record() {
        let line = json!({
            "request": Request {
                method: "GET".to_owned(),
                url: "http://h/groups/a".to_owned(),
                headers: [("X-Request-Id", "1")].into_iter().collect(),
                path: vec![("group".to_owned(), "a".to_owned())],
                query: Vec::new(),
            },
            "access": [["token", "insufficient"]],
            "lookup": [["group", "guid"], ["tenant", "unknown"]],
            "provokes": "throttle",
            "walk": "there-and-back",
            "without": ["active"],
            "undocumented": ["foo"],
            "status": [200, 404],
            "min": 1,
            "body": null,
            "headers": [["X-Total", {"pattern": "1"}]],
            "capture": [["user", "$response.body#/data/0/id"]],
        });
        let record: StepRecord = serde_json::from_value(line.clone()).expect("a record");
        let step = BoundStep::try_from(record.clone()).expect("a step");
        assert_eq!(
            step.intent.access,
            [("token".to_owned(), AccessState::Insufficient)]
        );
        assert_eq!(
            step.intent.lookup,
            [
                ("group".to_owned(), LookupState::Kind("guid".to_owned())),
                ("tenant".to_owned(), LookupState::Unknown)
            ]
        );
        assert_eq!(step.body, Some(json!(null)));
        assert_eq!(StepRecord::from(&step), record);
        assert_eq!(serde_json::to_value(&record).expect("stored"), line);
    }

    #[test]
    fn an_expression_that_is_none_is_told() {
        let record: StepRecord = serde_json::from_value(json!({
            "request": {"method": "GET", "url": "u", "headers": [], "path": [], "query": []},
            "access": [], "lookup": [], "walk": "single", "without": [], "undocumented": [],
            "status": [], "headers": [], "capture": [["user", "$nothing"]],
        }))
        .expect("a record");
        let told = BoundStep::try_from(record).expect_err("no expression");
        assert!(told.starts_with("the captured value `user`: "), "{told}");
    }
}
