//! Bodies emptied, filled, replaced by HTML, written wrongly, framed wrongly.

use super::{Brood, reachable};
use crate::contract::Body;
use crate::http::MediaType;
use crate::mock::{BodyLie, Lie, WireLie};
use crate::mutate::{Category, Stated};
use crate::verdict::Part;

/// How JSON can be written wrongly.
const ENCODINGS: &[(&str, BodyLie)] = &[
    ("cut-off", BodyLie::CutOff),
    ("trailing-bytes", BodyLie::Trailing),
    ("byte-order-mark", BodyLie::ByteOrderMark),
    ("invalid-utf-8", BodyLie::InvalidUtf8),
    ("duplicate-key", BodyLie::DuplicateKey),
];

/// How a message can be framed wrongly.
const FRAMINGS: &[(&str, WireLie)] = &[
    ("length-too-long", WireLie::LengthTooLong),
    ("length-too-short", WireLie::LengthTooShort),
    ("chunks-cut-off", WireLie::ChunksCutOff),
];

pub(super) fn derive(brood: &mut Brood<'_>) {
    let mut with_json = Vec::new();
    for status in reachable::statuses(brood.contract) {
        let Some(response) = brood.contract.response(status) else {
            continue;
        };
        let lies: &[(&str, BodyLie)] = match &response.body {
            Body::Content(content) => {
                let is_json = |m: &str| MediaType::parse(m).is_ok_and(|m| m.is_json());
                if content.iter().any(|(m, _)| is_json(m)) {
                    with_json.push(status);
                }
                &[("emptied", BodyLie::Emptied), ("html", BodyLie::Html)]
            }
            Body::Empty => &[("filled", BodyLie::Filled)],
            Body::Unstated => &[],
        };
        for (what, lie) in lies {
            let parts = vec![Part::Body(status), Part::ContentType(status)];
            let what = format!("{status}:{what}");
            brood.add(
                Category::Body,
                &what,
                Lie::Body(status, *lie),
                parts,
                Stated::ByNone,
            );
        }
    }
    // A success and one failure: it is the same writer that writes them.
    for status in with_json.iter().take(2) {
        for (what, lie) in ENCODINGS {
            let parts = vec![Part::Body(*status)];
            let what = format!("{status}:{what}");
            brood.add(
                Category::Encoding,
                &what,
                Lie::Body(*status, *lie),
                parts,
                Stated::ByNone,
            );
        }
    }
    let bodies = with_json.iter().map(|s| Part::Body(*s));
    let parts: Vec<Part> = std::iter::once(Part::Framing).chain(bodies).collect();
    for (what, lie) in FRAMINGS.iter().filter(|_| !with_json.is_empty()) {
        brood.add(
            Category::Transport,
            what,
            Lie::Wire(*lie),
            parts.clone(),
            Stated::ByNone,
        );
    }
}
