//! Answers by status alone: failures, with the body that the document gives them.

use serde_json::Value;

use super::answer::Draft;
use super::dice::Dice;
use super::generate::{Fill, Generator};
use super::manner;
use super::manners::{self, Kept};
use super::pipeline::Scene;
use crate::contract::{Body, DocumentedResponse};
use crate::http::{Headers, MediaType};

/// An answer with a status: the body of the documented response, empty where the document says so or says nothing.
pub(super) fn answer(scene: Scene<'_>, status: u16, label: &str) -> Draft {
    let Scene {
        contract,
        seed,
        manners,
        ..
    } = scene;
    let generator = Generator {
        schemas: &contract.schemas,
        seed,
    };
    let response = contract.response(status);
    let mut headers = Headers::new();
    let mut body = None;
    if let Some((media_type, pointer)) = response.and_then(json_content) {
        headers.set("Content-Type", media_type);
        let index = Dice::new(seed, label, u64::from(status)).below(64);
        body = Some(pointer.map_or_else(
            || Value::Object(serde_json::Map::new()),
            |pointer| {
                let schema = serde_json::json!({ "$ref": format!("#{}", fragment(&pointer)) });
                let fill = if manners.fill() == Some(manner::Fill::Sparse) {
                    Fill::Required
                } else {
                    Fill::All
                };
                let mut made = generator.value(&schema, "error", index, fill);
                // What failures say is told by samples: only what may be missing is rewritten.
                if manners.fill().is_some() {
                    manners::body(manners, &generator, &schema, &Kept::default(), &mut made);
                }
                made
            },
        ));
    }
    Draft {
        status,
        headers,
        body,
        raw: None,
        lost: None,
        page: None,
    }
}

/// The media type and the schema's pointer of a response's JSON body; of its first media type when none is JSON.
pub(super) fn json_content(response: &DocumentedResponse) -> Option<(String, Option<String>)> {
    let Body::Content(content) = &response.body else {
        return None;
    };
    let is_json = |name: &str| MediaType::parse(name).is_ok_and(|m| m.is_json());
    let json = content.iter().find(|(name, _)| is_json(name));
    json.or_else(|| content.first()).cloned()
}

/// A JSON pointer as the fragment of a reference.
pub(super) fn fragment(pointer: &str) -> String {
    pointer
        .replace('%', "%25")
        .replace('{', "%7B")
        .replace('}', "%7D")
        .replace(' ', "%20")
}
