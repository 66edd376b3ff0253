//! What a contract allows, held against the variants that there are.

use std::sync::Arc;

use super::derive::variants;
use super::ground::allowed;
use crate::contract::{Allowed, Contract};
use crate::text::Diagnostic;

/// A mistake for everything that a contract allows and that leads to no variant: its forms leave no such room, or the
/// entry is about something else.
pub fn unled(contract: &Arc<Contract>) -> Vec<Diagnostic> {
    if allowed(contract).next().is_none() {
        return Vec::new();
    }
    let variants = variants(contract);
    let leads_nowhere = |a: &&Allowed| {
        !variants
            .iter()
            .any(|v| v.ground.room.as_ref() == Some(&a.room))
    };
    let told = allowed(contract).filter(leads_nowhere).map(|a| {
        let found = format!("`{}` leads to no variant of this contract", a.room);
        let expected = "room that its forms leave (`docproof mutate --variants --list`)";
        Diagnostic::error(&contract.file, a.span, found).expected(expected)
    });
    told.collect()
}
