//! What a case expects beyond the contract.

use serde_json::Value;

use super::checks::{Checks, finding, statuses, words};
use super::schema;
use super::seen::Seen;
use crate::verdict::{Actual, Expected, Part, Place};

/// A case's own expectations of a step.
#[derive(Clone, Copy, Debug)]
pub struct Expectation<'a> {
    /// The name of the case.
    pub case: &'a str,
    /// The statuses allowed; empty for any documented one.
    pub status: &'a [u16],
    /// JSON Schema for the body.
    pub body: Option<&'a Value>,
    /// JSON Schema for every item.
    pub each: Option<&'a Value>,
    /// JSON Schemas for header texts; `false` for a field that must be absent.
    pub headers: &'a [(String, Value)],
}

impl Expectation<'_> {
    /// Checks an answer. A status of 500 and above that the case does not name is never what it expects.
    pub fn check(&self, seen: &Seen<'_>, checks: &mut Checks) {
        let status = seen.status();
        let unexpected = if self.status.is_empty() {
            status >= 500
        } else {
            !self.status.contains(&status)
        };
        if unexpected {
            let expected = match self.status {
                [] => words("no fault of the server"),
                allowed => statuses(allowed),
            };
            let told = finding(
                "unexpected-status",
                Place::exchange(seen.index),
                expected,
                Actual::Value(status.into()),
                "The case expects another status.",
            );
            let why = "the answer has another status than the case expects";
            checks.vacuous(self.part(), why);
            return checks.broken(Part::CaseStatus(self.case.to_owned()), told);
        }
        // What is not expected is not shown.
        if !self.status.is_empty() {
            checks.held(Part::CaseStatus(self.case.to_owned()), 1);
        }
        if self.body.is_some() || self.each.is_some() || !self.headers.is_empty() {
            checks.held(self.part(), 1);
        }
        if let Some(schema) = self.body {
            self.matches(seen, schema, seen.value(), "", checks);
        }
        if let Some(each) = self.each {
            for (index, item) in seen.items().unwrap_or_default().iter().enumerate() {
                self.matches(seen, each, Some(item), &seen.item_pointer(index), checks);
            }
        }
        for (name, schema) in self.headers {
            self.header(seen, name, schema, checks);
        }
    }

    fn part(&self) -> Part {
        Part::Case(self.case.to_owned())
    }

    fn matches(
        &self,
        seen: &Seen<'_>,
        schema: &Value,
        value: Option<&Value>,
        at: &str,
        checks: &mut Checks,
    ) {
        let Some(value) = value else {
            let told = finding(
                "no-body-to-match",
                Place::body(seen.index, at),
                words("a JSON value"),
                Actual::Absent,
                "The case expects something of a body that is not there.",
            );
            return checks.broken(self.part(), told);
        };
        match seen.contract.schemas.errors_of(schema, value) {
            Err(why) => {
                let why = format!("the case's schema cannot be compiled: {why}");
                checks.vacuous(self.part(), &why);
            }
            Ok(errors) => {
                for error in errors.into_iter().filter(|e| !e.undecided) {
                    let mut told = schema::broken(seen.index, error);
                    let within = told.place.pointer.unwrap_or_default();
                    told.place.pointer = Some(format!("{at}{within}"));
                    told.message = String::from("The value does not match what the case expects.");
                    checks.broken(self.part(), told);
                }
            }
        }
    }

    fn header(&self, seen: &Seen<'_>, name: &str, schema: &Value, checks: &mut Checks) {
        let place = Place::header(seen.index, name);
        let told = match (seen.headers().get(name), schema) {
            (None, Value::Bool(false)) => return,
            (Some(text), Value::Bool(false)) => finding(
                "unexpected-header",
                place,
                Expected::Absent,
                Actual::Value(text.into()),
                "The case expects this field to be absent.",
            ),
            (None, _) => finding(
                "missing-header",
                place,
                words("the header field"),
                Actual::Absent,
                "The case expects this field.",
            ),
            (Some(text), schema) => {
                let value = super::typed::typed(seen.contract, schema, text);
                let errors = seen.contract.schemas.errors_of(schema, &value);
                let Some(error) = errors.unwrap_or_default().into_iter().next() else {
                    return;
                };
                finding(
                    "header-form",
                    place,
                    error.expected,
                    Actual::Value(text.into()),
                    "The field's text does not match what the case expects.",
                )
            }
        };
        checks.broken(self.part(), told);
    }
}

/// How many items a walk is expected to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Exactly so many.
    pub exactly: Option<u64>,
    /// At least so many.
    pub min: Option<u64>,
    /// At most so many.
    pub max: Option<u64>,
}

impl Count {
    /// Checks the number of items of a step.
    pub fn check(self, part: &Part, exchange: usize, items: u64, checks: &mut Checks) {
        let expected = match self {
            Self {
                exactly: Some(n), ..
            } if items != n => Expected::Value(n.into()),
            Self { min: Some(n), .. } if items < n => words(format!("at least {n}")),
            Self { max: Some(n), .. } if items > n => words(format!("at most {n}")),
            Self {
                exactly: None,
                min: None,
                max: None,
            } => return,
            _ => return checks.held(part.clone(), 1),
        };
        let told = finding(
            "item-count",
            Place::exchange(exchange),
            expected,
            Actual::Value(items.into()),
            "The case expects another number of items.",
        );
        checks.broken(part.clone(), told);
    }
}
