//! Whether a target's credentials have secrets, and which cases are skipped where one has none.

use super::super::resolve::access_state;
use crate::case::Case;
use crate::contract::Contract;
use crate::target::{CredentialSource, Target};
use crate::text::{Context, Diagnostic};
use crate::verdict::AccessState;

/// So many cases are named; of more, how many there are.
const NAMED: usize = 6;

/// Why a source gives no secret, in words that show none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSecret {
    /// It has none.
    Missing(String),
    /// It has one that cannot be sent.
    Unusable(String),
}

/// Credentials without a secret: warnings, with the cases that are skipped. Secrets that cannot be sent: errors. `look`
/// says why a source gives no secret.
pub fn agree_secrets(
    target: &Target,
    contracts: &[&Contract],
    cases: &[&Case],
    look: &dyn Fn(&CredentialSource) -> Option<NoSecret>,
) -> Vec<Diagnostic> {
    let cx = Context::new(&target.file);
    for own in &target.contracts {
        let Some(contract) = contracts.iter().find(|c| c.id == own.contract) else {
            continue;
        };
        let cases: Vec<&Case> = cases
            .iter()
            .filter(|c| c.contract == own.contract)
            .copied()
            .collect();
        for credential in &own.credentials {
            if contract.credential(&credential.scheme).is_none() {
                continue;
            }
            let given = (AccessState::Given, Some(&credential.source));
            let poor = (AccessState::Insufficient, credential.insufficient.as_ref());
            for (state, source) in [given, poor] {
                let told = match source.and_then(look) {
                    None => continue,
                    Some(NoSecret::Unusable(why)) => {
                        Diagnostic::error(&cx.file, credential.span, why)
                            .expected("text that a header field can carry")
                    }
                    Some(NoSecret::Missing(why)) => {
                        let skipped = skipped(&cases, &credential.scheme, state);
                        let found = format!("{why}: {}", words(&skipped, &own.contract));
                        Diagnostic::error(&cx.file, credential.span, found).warning()
                    }
                };
                cx.report(told);
            }
        }
    }
    cx.into_diagnostics()
}

/// The names of the cases that send a credential in a state.
fn skipped<'a>(cases: &[&'a Case], scheme: &str, state: AccessState) -> Vec<&'a str> {
    let needs = |case: &&&Case| case.steps.iter().any(|s| access_state(s, scheme) == state);
    cases
        .iter()
        .filter(needs)
        .map(|c| c.name.as_str())
        .collect()
}

fn words(skipped: &[&str], contract: &str) -> String {
    let names = skipped.get(..NAMED).unwrap_or(skipped).join("`, `");
    match skipped.len() {
        0 => format!("no case of `{contract}` needs it"),
        1 => format!("a case of `{contract}` is skipped: `{names}`"),
        n if n <= NAMED => format!("{n} cases of `{contract}` are skipped: `{names}`"),
        n => format!(
            "{n} cases of `{contract}` are skipped: `{names}` and {} more",
            n - NAMED
        ),
    }
}
