//! The sessions of a process: one for each recipe, whichever contracts and schemes use it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::Url;

use super::session::{Ingredient, State, What};
use super::store::{self, Store};
use super::{Client, Halt, Patience, Session, Supply};
use crate::contract::Credential;
use crate::target::{CredentialSource, Logout, Lookups, Recipe, resolve, resolve_lines};
use crate::value::{Masks, Secret};

/// Makes sessions and keeps them.
#[derive(Debug)]
pub struct Sessions {
    client: Client,
    patience: Patience,
    masks: Masks,
    halt: Halt,
    folder: Option<PathBuf>,
    made: HashMap<String, Arc<Session>>,
}

/// A credential that is to be had.
#[derive(Debug)]
pub struct Order<'a> {
    /// Where it comes from.
    pub source: &'a CredentialSource,
    /// The server's URL; paths in recipes are on the same server.
    pub base_url: &'a str,
    /// The security scheme, with `insufficient` where it is that one: for masks.
    pub label: String,
    /// Where the target says it: file, line, column.
    pub place: String,
    /// How it is sent.
    pub field: &'a Credential,
}

impl Sessions {
    /// Sessions that are fetched with a client, whose secrets are masked, and which are shared through the folder that
    /// the environment names.
    pub fn new(client: Client, masks: Masks, env: &dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            client,
            patience: Patience::default(),
            masks,
            halt: Halt::default(),
            folder: store::folder(env),
            made: HashMap::new(),
        }
    }

    /// The same with another patience for servers that ask to come back later.
    #[must_use]
    pub fn patient(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// What stops them from beginning anything.
    pub fn halt(&self) -> &Halt {
        &self.halt
    }

    /// Where a credential will come from during the run. Nothing is fetched; its secrets that are there are masked from
    /// now on.
    ///
    /// # Errors
    /// Where a secret is not there: which, where the target says it, and what is wrong with it.
    pub fn supply(&mut self, order: Order<'_>, lookups: Lookups<'_>) -> Result<Supply, String> {
        let place = order.place.clone();
        let found = resolve(order.source, lookups).map_err(|why| format!("{place}: {why}"))?;
        if let Some(secret) = found {
            self.masks.learn(order.label, secret.clone());
            return Ok(Supply::Fixed(secret));
        }
        let what = match order.source {
            CredentialSource::Recipe(recipe) => self.what(recipe, &order, lookups)?,
            CredentialSource::Command(words) => What::Command(words.clone()),
            _ => return Err(format!("{place}: there is no secret")),
        };
        let name = digest(&what, &order);
        let session = match self.made.get(&name) {
            Some(made) => Arc::clone(made),
            None => Arc::new(self.session(&name, what, order)),
        };
        self.made.insert(name, Arc::clone(&session));
        Ok(Supply::Session(session))
    }

    /// Ends the sessions that the target says how to end; what went wrong.
    pub async fn end(&self) -> Vec<String> {
        let mut told = Vec::new();
        for session in self.made.values() {
            told.extend(session.end().await);
        }
        told
    }

    fn session(&self, name: &str, what: What, order: Order<'_>) -> Session {
        let is_shared = matches!(what, What::Recipe { .. });
        let folder = self.folder.as_ref().filter(|_| is_shared);
        let store = folder.map(|folder| {
            Store::open(folder, name.to_owned())
                .map_err(|error| format!("the folder of sessions `{}`: {error}", folder.display()))
        });
        Session {
            what,
            label: order.label,
            place: order.place,
            field: order.field.clone(),
            client: self.client.clone(),
            patience: self.patience,
            masks: self.masks.clone(),
            halt: self.halt.clone(),
            store,
            state: tokio::sync::Mutex::new(State::default()),
        }
    }

    fn what(
        &self,
        recipe: &Recipe,
        order: &Order<'_>,
        lookups: Lookups<'_>,
    ) -> Result<What, String> {
        let place = &order.place;
        let on = |url: &str| {
            absolute(order.base_url, url).ok_or_else(|| format!("{place}: no URL of the recipe"))
        };
        let lines = matches!(recipe, Recipe::Jwt(_));
        let mut secrets = Vec::new();
        for (name, source) in recipe.sources() {
            secrets.push(match source {
                CredentialSource::Command(words) => Ingredient::Command(words.clone(), lines),
                source => {
                    let look = if lines { resolve_lines } else { resolve };
                    let wrong = |why| format!("{place}: `{name}` of `{}`: {why}", recipe.word());
                    let found = look(source, lookups).map_err(wrong)?;
                    let secret = found.ok_or_else(|| wrong("there is no secret".to_owned()))?;
                    let label = format!("{} {name}", order.label);
                    self.masks.learn(label, secret.clone());
                    Ingredient::Ready(secret)
                }
            });
        }
        let logout = match recipe {
            Recipe::Login(login) => login.logout.as_ref(),
            _ => None,
        };
        let logout = logout.map(|logout| {
            Ok::<_, String>(Logout {
                method: logout.method.clone(),
                url: on(&logout.url)?,
            })
        });
        Ok(What::Recipe {
            recipe: Box::new(recipe.clone()),
            url: on(recipe.url())?,
            secrets,
            logout: logout.transpose()?,
        })
    }
}

/// A URL as it is, or a path on the server of the base URL.
fn absolute(base_url: &str, url: &str) -> Option<String> {
    Some(Url::parse(base_url).ok()?.join(url).ok()?.into())
}

/// What tells sessions apart: the recipe, where it goes, and its secrets as far as they are known without asking.
fn digest(what: &What, order: &Order<'_>) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    // The spelling is one version's own; another version keeps its own sessions.
    add(env!("CARGO_PKG_VERSION"));
    add(order.field.header());
    match what {
        What::Command(words) => words.iter().for_each(|word| add(word)),
        What::Recipe {
            recipe,
            url,
            secrets,
            logout,
        } => {
            add(&format!("{recipe:?} {logout:?}"));
            add(url);
            for secret in secrets {
                match secret {
                    Ingredient::Ready(secret) => add(Secret::expose(secret)),
                    Ingredient::Command(words, _) => words.iter().for_each(|word| add(word)),
                }
            }
        }
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}
