//! The secrets of a run, which grow while it runs: tokens are fetched and renewed.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::{Redactor, Secret};

/// Every secret that a process knows, and how to mask them. Clones share them.
#[derive(Clone, Default)]
pub struct Masks(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    secrets: Vec<(String, Secret)>,
    redactor: Arc<Redactor>,
}

impl Masks {
    /// Takes in a secret under a label; one that is known already stays under the label that it has.
    pub fn learn(&self, label: impl Into<String>, secret: Secret) {
        self.learn_all([(label.into(), secret)]);
    }

    /// Takes in several secrets at once.
    pub fn learn_all(&self, secrets: impl IntoIterator<Item = (String, Secret)>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = known.secrets.len();
        for (label, secret) in secrets {
            let is_new = known
                .secrets
                .iter()
                .all(|(_, s)| s.expose() != secret.expose());
            if is_new {
                known.secrets.push((label, secret));
            }
        }
        if known.secrets.len() > before {
            known.redactor = Arc::new(Redactor::new(known.secrets.iter().cloned()));
        }
    }

    /// Masks what is known by now.
    pub fn redactor(&self) -> Arc<Redactor> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&known.redactor)
    }
}

impl fmt::Debug for Masks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Masks(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_learned_is_masked_from_then_on() {
        let masks = Masks::default();
        let shared = masks.clone();
        assert_eq!(shared.redactor().redact("first second"), "first second");
        masks.learn("a", Secret::new("first"));
        masks.learn("b", Secret::new("second"));
        masks.learn("c", Secret::new("first"));
        assert_eq!(shared.redactor().redact("first second"), "[a] [b]");
        assert_eq!(format!("{shared:?}"), "Masks(..)");
    }
}
