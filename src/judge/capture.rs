//! Values taken from an answer for later steps.

use std::borrow::Cow;

use serde_json::Value;

use crate::http::{Exchange, Reading, Scope};
use crate::plan::BoundStep;

/// The step's captures, read from its first answer; an error says what is not there.
pub fn capture(
    step: &BoundStep,
    exchange: &Exchange,
    reading: &Reading,
) -> Vec<(String, Result<Value, String>)> {
    let read = |(name, expression): &(String, crate::http::Expression)| {
        let value = exchange.response().and_then(|response| {
            let scope = Scope {
                request: &exchange.request,
                status: response.status,
                headers: &response.headers,
                body: reading.value(),
                item: None,
            };
            expression.read(&scope).map(Cow::into_owned)
        });
        let value = value.ok_or_else(|| format!("the answer has nothing at `{expression}`"));
        (name.clone(), value)
    };
    step.capture.iter().map(read).collect()
}
