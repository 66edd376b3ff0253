//! Panics: what they say is masked before it is seen.

use std::any::Any;
use std::io::Write;
use std::panic;

use crate::value::Masks;

/// From now on what a panic says is told without the secrets that are known then.
pub fn mask_panics(masks: &Masks) {
    let masks = masks.clone();
    panic::set_hook(Box::new(move |told| {
        let place = told
            .location()
            .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let words = masked(&masks, told.payload());
        // Nobody is left to be told when this fails.
        let _ = writeln!(
            std::io::stderr().lock(),
            "docproof: a mistake of docproof's own{place}: {words}"
        );
    }));
}

/// What a panic says, masked.
pub(super) fn masked(masks: &Masks, payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("it says nothing");
    masks.redactor().redact(text).into_owned()
}
