//! Relations between parts of one exchange.

use std::cmp::Ordering;

use serde_json::Value;

use super::checks::{Checks, finding, words};
use super::seen::Seen;
use super::when;
use crate::contract::{Fact, FactOperator};
use crate::http::{Expression, Root};
use crate::value::same;
use crate::verdict::{Actual, Expected, Finding, Part, Place};

/// Checks every fact that applies to the status; an undocumented answer is nobody's word.
pub(super) fn check(seen: &Seen<'_>, checks: &mut Checks) {
    let past_limit = seen.contract.throttle.as_ref().map(|t| t.status);
    if seen.documented.is_none() && past_limit != Some(seen.status()) {
        return;
    }
    let facts = seen.contract.facts.iter();
    for fact in facts.filter(|f| f.status.is_empty() || f.status.contains(&seen.status())) {
        if when::is_claimed(seen, &fact.when) {
            check_one(seen, fact, checks);
        } else {
            let why = "what the fact is claimed for is not known of the request";
            checks.vacuous(Part::Fact(fact.name.clone()), why);
        }
    }
}

/// Checks one fact, whenever it is claimed.
pub fn check_one(seen: &Seen<'_>, fact: &Fact, checks: &mut Checks) {
    let part = Part::Fact(fact.name.clone());
    if !fact.left.reads_item() && !fact.right.reads_item() {
        return tell(part, related(seen, fact, None), checks);
    }
    let items = seen.items().unwrap_or_default();
    if items.is_empty() {
        return checks.vacuous(part, "there are no items");
    }
    let mut holding = 0;
    for index in 0..items.len() {
        match related(seen, fact, Some(index)) {
            Relation::Holds => holding += 1,
            other => tell(part.clone(), other, checks),
        }
    }
    checks.held(part, holding);
}

/// What came of one comparison.
enum Relation {
    Holds,
    Breaks(Box<Finding>),
    Silent(&'static str),
}

fn tell(part: Part, relation: Relation, checks: &mut Checks) {
    match relation {
        Relation::Holds => checks.held(part, 1),
        Relation::Breaks(finding) => checks.broken(part, *finding),
        Relation::Silent(why) => checks.vacuous(part, why),
    }
}

fn related(seen: &Seen<'_>, fact: &Fact, item: Option<usize>) -> Relation {
    let scope = seen.scope(item.and_then(|i| seen.items()?.get(i)));
    let (left, right) = (fact.left.read(&scope), fact.right.read(&scope));
    for (side, value) in [(&fact.left, &left), (&fact.right, &right)] {
        if side.reads_request() && value.is_none() {
            return Relation::Silent("what it reads of the request was not sent");
        }
    }
    let reads_body = |side: &Expression| matches!(side.root, Root::ResponseBody(_));
    if scope.body.is_none() && (reads_body(&fact.left) || reads_body(&fact.right)) {
        return Relation::Silent("the body could not be read as JSON");
    }
    let (left, right) = match (left, right) {
        (Some(left), Some(right)) if !(fact.optional && left.is_null()) => (left, right),
        _ if fact.optional => return Relation::Silent("a place that may be missing is"),
        (left, right) => {
            let (absent, other) = match left {
                None => (&fact.left, right),
                Some(left) => (&fact.right, Some(left)),
            };
            let expected = match (other, fact.operator) {
                (Some(value), FactOperator::Equals) => Expected::Value(value.into_owned()),
                _ => words(format!("a value of {absent}")),
            };
            return Relation::Breaks(Box::new(finding(
                "missing-place",
                place(seen, absent, item),
                expected,
                Actual::Absent,
                "The document relates this place to another, and it is not there.",
            )));
        }
    };
    if holds(fact.operator, &left, &right) {
        return Relation::Holds;
    }
    let (rule, expected, message) = match fact.operator {
        FactOperator::Equals => (
            "not-equal",
            Expected::Value(right.into_owned()),
            "The two places should have the same value.",
        ),
        FactOperator::Contains => (
            "not-contained",
            words(format!("something that contains {right}")),
            "The value should contain the other one.",
        ),
        FactOperator::AtLeast => (
            "too-small",
            words(format!("at least {right}")),
            "The number should not be below the other one.",
        ),
        FactOperator::AtMost => (
            "too-large",
            words(format!("at most {right}")),
            "The number should not be above the other one.",
        ),
    };
    Relation::Breaks(Box::new(finding(
        rule,
        place(seen, &fact.left, item),
        expected,
        Actual::Value(left.into_owned()),
        message,
    )))
}

fn holds(operator: FactOperator, left: &Value, right: &Value) -> bool {
    let ordering = || compare_numbers(left, right);
    match (operator, left) {
        (FactOperator::Equals, _) => same(left, right),
        (FactOperator::Contains, Value::String(text)) => {
            right.as_str().is_some_and(|part| text.contains(part))
        }
        (FactOperator::Contains, Value::Array(values)) => values.iter().any(|v| same(v, right)),
        (FactOperator::Contains, _) => false,
        (FactOperator::AtLeast, _) => ordering().is_some_and(Ordering::is_ge),
        (FactOperator::AtMost, _) => ordering().is_some_and(Ordering::is_le),
    }
}

/// Two numbers in order; nothing where one is no number.
pub(crate) fn compare_numbers(left: &Value, right: &Value) -> Option<Ordering> {
    let whole = |v: &Value| {
        let signed = v.as_i64().map(i128::from);
        signed.or_else(|| v.as_u64().map(i128::from))
    };
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn place(seen: &Seen<'_>, side: &Expression, item: Option<usize>) -> Place {
    match (&side.root, item) {
        (Root::ResponseHeader(name), _) => Place::header(seen.index, name),
        (Root::ResponseBody(pointer), _) => Place::body(seen.index, pointer),
        (Root::Item(pointer), Some(item)) => {
            Place::body(seen.index, seen.item_pointer(item) + pointer)
        }
        _ => Place::exchange(seen.index),
    }
}
