//! Whether a target's credentials have secrets, and which cases are skipped where one has none.

use super::super::resolve::access_state;
use crate::case::Case;
use crate::contract::Contract;
use crate::target::{CredentialSource, Recipe, Target};
use crate::text::{Context, Diagnostic};
use crate::verdict::AccessState;

/// So many cases are named; of more, how many there are.
const NAMED: usize = 6;

/// Why a source gives no secret, in words that show none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSecret {
    /// It has none.
    Missing(String),
    /// It has one that cannot be used, or is a file that is not there: why, and what belongs there. A mistake.
    Unusable(String, &'static str),
    /// It will not be had when it is asked.
    Lost(String),
}

impl NoSecret {
    /// The same of what a recipe needs.
    fn of_recipe(self, name: &str, recipe: &str) -> Self {
        let told = |why| format!("`{name}` of `{recipe}`: {why}");
        match self {
            Self::Missing(why) => Self::Missing(told(why)),
            Self::Unusable(why, expected) => Self::Unusable(told(why), expected),
            Self::Lost(why) => Self::Lost(told(why)),
        }
    }
}

/// Says why a source gives no secret; whether that may have several lines.
type Look<'a> = dyn Fn(&CredentialSource, bool) -> Option<NoSecret> + 'a;

/// Why a credential has no secret, or a recipe lacks what it needs.
fn lacks(source: &CredentialSource, look: &Look<'_>) -> Vec<NoSecret> {
    let CredentialSource::Recipe(recipe) = source else {
        return look(source, false).into_iter().collect();
    };
    let lines = matches!(recipe.as_ref(), Recipe::Jwt(_));
    let sources = recipe.sources().into_iter();
    sources
        .filter_map(|(name, source)| Some(look(source, lines)?.of_recipe(&name, recipe.word())))
        .collect()
}

/// Credentials without a secret, and recipes without what they need: warnings, with the cases that are skipped. Secrets that
/// cannot be used, and files that cannot be read: errors. `look` says why a source gives no secret, which may have several lines where it is told so.
pub fn agree_secrets(
    target: &Target,
    contracts: &[&Contract],
    cases: &[&Case],
    look: &Look<'_>,
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
                let lacks = source.map_or_else(Vec::new, |source| lacks(source, look));
                for lack in lacks {
                    let needing = || needing(&cases, &credential.scheme, state);
                    let told = |found| Diagnostic::error(&cx.file, credential.span, found);
                    cx.report(match lack {
                        NoSecret::Unusable(why, expected) => told(why).expected(expected),
                        NoSecret::Missing(why) => {
                            let words = words(&needing(), &own.contract, "skipped");
                            told(format!("{why}: {words}")).warning()
                        }
                        NoSecret::Lost(why) => {
                            let words = words(&needing(), &own.contract, "inconclusive");
                            told(format!("{why}: {words}")).warning()
                        }
                    });
                }
            }
        }
    }
    cx.into_diagnostics()
}

/// The names of the cases that send a credential in a state.
fn needing<'a>(cases: &[&'a Case], scheme: &str, state: AccessState) -> Vec<&'a str> {
    let needs = |case: &&&Case| case.steps.iter().any(|s| access_state(s, scheme) == state);
    cases
        .iter()
        .filter(needs)
        .map(|c| c.name.as_str())
        .collect()
}

fn words(needing: &[&str], contract: &str, come_to: &str) -> String {
    let names = needing.get(..NAMED).unwrap_or(needing).join("`, `");
    match needing.len() {
        0 => format!("no case of `{contract}` needs it"),
        1 => format!("a case of `{contract}` is {come_to}: `{names}`"),
        n if n <= NAMED => format!("{n} cases of `{contract}` are {come_to}: `{names}`"),
        n => format!(
            "{n} cases of `{contract}` are {come_to}: `{names}` and {} more",
            n - NAMED
        ),
    }
}
