//! Whether a target agrees with the contracts.

use super::super::resolve::Vars;
use crate::contract::{Contract, Var};
use crate::target::{Target, TargetContract};
use crate::text::{Context, Diagnostic};
use crate::verdict::LookupState;

/// Names in a target that no contract has (errors), and what contracts need and the target lacks (warnings), in the order
/// of the target's file. A contract that the target leaves out is neither.
pub fn agree_target(target: &Target, contracts: &[&Contract]) -> Vec<Diagnostic> {
    let cx = Context::new(&target.file);
    for own in &target.contracts {
        match contracts.iter().find(|c| c.id == own.contract) {
            Some(contract) => agree(&cx, own, contract),
            None => cx.unknown(
                own.span,
                "contract",
                &own.contract,
                contracts.iter().map(|c| c.id.as_str()),
            ),
        }
    }
    cx.into_diagnostics()
}

fn agree(cx: &Context, own: &TargetContract, contract: &Contract) {
    for credential in &own.credentials {
        if contract.credential(&credential.scheme).is_none() {
            let valid = contract.credentials.iter().map(|c| c.name.as_str());
            cx.unknown(
                credential.span,
                "security scheme",
                &credential.scheme,
                valid,
            );
        }
    }
    for (name, value, span) in &own.vars {
        match contract.var(name) {
            None => cx.unknown(
                *span,
                "variable",
                name,
                contract.vars.iter().map(|v| v.name.as_str()),
            ),
            Some(var) if !is_of_its_kind(contract, var, value) => {
                let kind = var.lookup.as_ref().map_or("", LookupState::word);
                let found = format!("the variable `{name}` is no identifier of the kind `{kind}`");
                cx.report(
                    Diagnostic::error(&cx.file, *span, found)
                        .expected(&var.says)
                        .warning(),
                );
            }
            Some(_) => {}
        }
    }
    for credential in &contract.credentials {
        let mine = own.credentials.iter().find(|c| c.scheme == credential.name);
        let poor = contract
            .access
            .iter()
            .any(|a| a.scheme == credential.name && !a.insufficient.is_empty());
        match mine {
            None => warn(cx, own, &format!("no credential for `{}`", credential.name)),
            Some(mine) if poor && mine.insufficient.is_none() => {
                warn(
                    cx,
                    own,
                    &format!("no insufficient credential for `{}`", credential.name),
                );
            }
            Some(_) => {}
        }
    }
    let vars: Vars = own
        .vars
        .iter()
        .map(|(name, value, _)| (name.clone(), value.clone()))
        .collect();
    for var in contract
        .vars
        .iter()
        .filter(|v| !v.optional && vars.get(&v.name).is_none())
    {
        warn(
            cx,
            own,
            &format!("no value for the variable `{}` ({})", var.name, var.says),
        );
    }
}

fn warn(cx: &Context, own: &TargetContract, lacks: &str) {
    let found = format!(
        "{lacks}: cases of `{}` that need it are skipped",
        own.contract
    );
    cx.report(Diagnostic::error(&cx.file, own.span, found).warning());
}

/// Whether a value can be the identifier that its variable is to be. It is judged as the text that is sent.
fn is_of_its_kind(contract: &Contract, var: &Var, value: &serde_json::Value) -> bool {
    let Some(LookupState::Kind(kind)) = &var.lookup else {
        return true;
    };
    let schemas = contract
        .lookups
        .iter()
        .flat_map(|l| &l.kinds)
        .filter(|(name, _)| name == kind);
    let text = serde_json::Value::String(crate::case::template::text_of(value));
    let fits = |schema| {
        [value, &text].iter().any(|v| {
            contract
                .schemas
                .errors_of(schema, v)
                .is_ok_and(|e| e.is_empty())
        })
    };
    let mut schemas = schemas.map(|(_, schema)| schema).peekable();
    schemas.peek().is_none() || schemas.any(fits)
}
