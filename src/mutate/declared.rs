//! What a contract says of mutants, held against the mutants that there are.

use super::derive::{mutants, named};
use crate::contract::{Contract, MutantName};
use crate::text::Diagnostic;

/// The names under `unseen` and `broken-by` that name no mutant of the contract.
pub fn misnamed(contract: &Contract) -> Vec<Diagnostic> {
    let unseen = contract.unseen.iter().map(|u| &u.mutant);
    let broken = contract.clauses.iter().flat_map(|c| &c.broken_by);
    let names: Vec<&MutantName> = unseen.chain(broken).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let ids: Vec<String> = mutants(contract).into_iter().map(|m| m.id).collect();
    let own = contract.id.len() + 1;
    let others = named::ids(contract);
    let wrong = |name: &&&MutantName| !ids.iter().any(|id| name.names(&contract.id, id));
    names
        .iter()
        .filter(wrong)
        .map(|name| {
            let found = format!("no mutant is called `{}`", name.text);
            let expected = "the id of a mutant, or its first parts (`docproof mutate --list`)";
            let short = ids.iter().map(|id| id.get(own..).unwrap_or(id));
            let short = short.chain(others.iter().map(String::as_str));
            Diagnostic::error(&contract.file, name.span, found)
                .expected(expected)
                .nearest(&name.text, short)
        })
        .collect()
}
