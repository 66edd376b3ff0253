//! Documented header fields of a response.

use serde_json::{Value, json};

use super::generate::{Fill, Generator};
use super::manner::{Manner, Manners};
use super::typed::text_of;
use super::{facts, paging};
use crate::contract::{Contract, DocumentedHeader};
use crate::http::{Headers, Root};

/// What a budget of requests starts from.
const BUDGET: u64 = 1_000_000;

/// The date of every answer that a contract documents one for: answers do not depend on the clock.
const DATE: &str = "Tue, 04 Mar 2025 09:15:00 GMT";

/// Adds every documented header field that is not there. `sequence` is the number of requests before this one.
pub(super) fn add(
    contract: &Contract,
    seed: u64,
    status: u16,
    sequence: u64,
    manners: &Manners,
    headers: &mut Headers,
) {
    let generator = Generator {
        schemas: &contract.schemas,
        seed,
    };
    for header in contract.response(status).iter().flat_map(|r| &r.headers) {
        let name = header.name.as_str();
        let framing = [
            "Content-Length",
            "Content-Type",
            "Transfer-Encoding",
            "Connection",
        ];
        let is_framing = framing.iter().any(|f| f.eq_ignore_ascii_case(name));
        // A page without a next one lacks the field on purpose.
        let of_paging = !header.required && is_reported(contract, name);
        if is_framing || of_paging || headers.get(name).is_some() || facts::echoes(contract, name) {
            continue;
        }
        headers.set(name, value(&generator, header, sequence, manners));
    }
}

/// Whether paging writes a header field where it applies.
fn is_reported(contract: &Contract, name: &str) -> bool {
    let is_it =
        |root: &Root| matches!(root, Root::ResponseHeader(n) if n.eq_ignore_ascii_case(name));
    paging::reported(contract)
        .iter()
        .any(|place| is_it(&place.root))
}

fn value(
    generator: &Generator<'_>,
    header: &DocumentedHeader,
    sequence: u64,
    manners: &Manners,
) -> String {
    let schema = &header.schema;
    let form = manners.find(|m| {
        if let Manner::HeaderForm(form) = m {
            Some(*form)
        } else {
            None
        }
    });
    if let Some(form) =
        form.filter(|_| schema.get("anyOf").is_some() || schema.get("pattern").is_some())
    {
        let schema = alternative(schema, form);
        return text_of(&generator.value(
            &schema,
            &header.name,
            u64::try_from(form).unwrap_or(0),
            Fill::All,
        ));
    }
    let integer = schema.get("type").is_some_and(|t| t == "integer");
    if integer && header.name.to_lowercase().contains("remaining") {
        return BUDGET.saturating_sub(sequence).to_string();
    }
    if header.name.eq_ignore_ascii_case("date") && generator.matches(schema, &json!(DATE)) {
        return DATE.to_owned();
    }
    let reference =
        json!({ "$ref": format!("#{}", super::errors::fragment(&header.schema_pointer)) });
    let known = generator.schemas.get(&header.schema_pointer).is_some();
    let schema: &Value = if known { &reference } else { schema };
    text_of(&generator.value(schema, &header.name, 0, Fill::All))
}

/// A schema without its examples, reduced to one of its alternatives.
fn alternative(schema: &Value, number: usize) -> Value {
    let mut schema = schema.clone();
    let Some(object) = schema.as_object_mut() else {
        return schema;
    };
    object.remove("examples");
    object.remove("example");
    if let Some(Value::Array(choices)) = object.remove("anyOf") {
        let choice = number
            .checked_rem(choices.len())
            .and_then(|n| choices.get(n));
        object.insert(
            "allOf".to_owned(),
            Value::Array(choice.cloned().into_iter().collect()),
        );
    }
    schema
}
