//! A target: base URLs, credentials, variables.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::{Connection, Pacing, Recipe};
use crate::text::Span;

/// Where a run goes.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name, for reports.
    pub name: String,
    /// The file, or `mock`.
    pub file: Arc<str>,
    /// How its servers are reached.
    pub connection: Connection,
    /// What it supplies for each contract.
    pub contracts: Vec<TargetContract>,
}

/// What a target supplies for one contract.
#[derive(Clone, Debug)]
pub struct TargetContract {
    /// The contract's id.
    pub contract: String,
    /// Where the id stands.
    pub span: Span,
    /// The server's URL with its path prefix, without a slash at its end.
    pub base_url: String,
    /// Where `base_url` stands.
    pub base_url_span: Span,
    /// Credentials by security scheme.
    pub credentials: Vec<TargetCredential>,
    /// Values of the contract's variables, each with its place.
    pub vars: Vec<(String, Value, Span)>,
    /// Cases that provoke throttling may run.
    pub allow_throttle: bool,
    /// Which limits its requests keep.
    pub pacing: Pacing,
    /// What is named and could not be read; a target with any is not to be used.
    pub unread: Unread,
}

/// What a target's file names and what of it could not be read, so that a name is held against the contract all the same.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    /// Security schemes whose credential has a mistake, each with its place.
    pub credentials: Vec<(String, Span)>,
    /// Variables whose value has a mistake, each with its place.
    pub vars: Vec<(String, Span)>,
    /// Which credentials there are is not known.
    pub all_credentials: bool,
    /// Which variables there are is not known.
    pub all_vars: bool,
}

/// A credential's sources.
#[derive(Clone, Debug)]
pub struct TargetCredential {
    /// The security scheme.
    pub scheme: String,
    /// Where the scheme stands.
    pub span: Span,
    /// Where the secret comes from.
    pub source: CredentialSource,
    /// Where a valid secret that lacks the permission comes from.
    pub insufficient: Option<CredentialSource>,
}

/// Where a secret comes from.
#[derive(Clone)]
pub enum CredentialSource {
    /// An environment variable.
    Env(String),
    /// A file's text, without the final newline.
    File(PathBuf),
    /// A program and its arguments: what it prints, without the final newline.
    Command(Vec<String>),
    /// The target file itself.
    Value(crate::value::Secret),
    /// What a server gives for other secrets.
    Recipe(Box<Recipe>),
}

impl std::fmt::Debug for CredentialSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Command(words) => write!(f, "command {}", words.first().map_or("", |w| w)),
            Self::Value(_) => f.write_str("a value"),
            Self::Recipe(recipe) => write!(f, "{recipe:?}"),
        }
    }
}

impl Target {
    /// What it supplies for a contract.
    pub fn contract(&self, id: &str) -> Option<&TargetContract> {
        self.contracts.iter().find(|c| c.contract == id)
    }
}
