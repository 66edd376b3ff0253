//! Documented header fields of a response.

use serde_json::{Value, json};

use super::generate::{Fill, Generator};
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
        headers.set(name, value(&generator, header, sequence));
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

fn value(generator: &Generator<'_>, header: &DocumentedHeader, sequence: u64) -> String {
    let schema = &header.schema;
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
