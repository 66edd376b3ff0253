//! Recipes: how a server gives a credential for other secrets. Data; what is done with them is in `exchange`.

use std::time::Duration;

use super::CredentialSource;

/// How a credential is fetched.
#[derive(Clone, Debug)]
pub enum Recipe {
    /// OAuth 2 client credentials (RFC 6749, 4.4).
    OAuth2(OAuth2),
    /// A JSON request whose answer holds a token.
    Login(Login),
    /// A signed token of one's own, exchanged for a session token.
    Jwt(Jwt),
}

/// OAuth 2 client credentials: a form is posted, the answer has `access_token` and `expires_in`.
#[derive(Clone, Debug)]
pub struct OAuth2 {
    /// Where the form goes.
    pub token_url: String,
    /// The client's id.
    pub client_id: CredentialSource,
    /// The client's secret.
    pub client_secret: CredentialSource,
    /// The scopes asked for, separated by spaces.
    pub scope: Option<String>,
}

/// A login: JSON is posted, the answer holds the token.
#[derive(Clone, Debug)]
pub struct Login {
    /// Where the JSON goes.
    pub url: String,
    /// What is posted.
    pub json: Shape,
    /// Where the token stands in the answer, a JSON pointer.
    pub token: String,
    /// What ends the session.
    pub logout: Option<Logout>,
    /// How long a token is good; `None`: until a server refuses it.
    pub lifetime: Option<Duration>,
}

/// The request that ends a session. It carries the token as any other request does.
#[derive(Clone, Debug)]
pub struct Logout {
    /// The method, in capitals.
    pub method: String,
    /// Where it goes.
    pub url: String,
}

/// A JSON web token, signed with RS512 (RFC 7518, 3.3), posted as `{"token": …}` for a session token.
#[derive(Clone, Debug)]
pub struct Jwt {
    /// The RSA private key, PEM (PKCS #8 or PKCS #1).
    pub key: CredentialSource,
    /// Whom it speaks for: the claim `sub`.
    pub sub: String,
    /// Who signed it: the claim `iss`.
    pub issuer: Option<String>,
    /// Where it is exchanged.
    pub url: String,
    /// Where the session token stands in the answer, a JSON pointer.
    pub token: String,
    /// How long a session token is good; `None`: until a server refuses it.
    pub lifetime: Option<Duration>,
}

/// JSON with secrets in it.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A value that is no secret and holds none.
    Plain(serde_json::Value),
    /// A text that is a secret.
    Secret(CredentialSource),
    /// An object.
    Object(Vec<(String, Shape)>),
    /// An array.
    Array(Vec<Shape>),
}

impl Recipe {
    /// Its key in a target.
    pub fn word(&self) -> &'static str {
        match self {
            Self::OAuth2(_) => "oauth2",
            Self::Login(_) => "login",
            Self::Jwt(_) => "jwt",
        }
    }

    /// Where the credential is fetched.
    pub fn url(&self) -> &str {
        match self {
            Self::OAuth2(recipe) => &recipe.token_url,
            Self::Login(recipe) => &recipe.url,
            Self::Jwt(recipe) => &recipe.url,
        }
    }

    /// The secrets it needs, each with a name for messages and masks.
    pub fn sources(&self) -> Vec<(String, &CredentialSource)> {
        match self {
            Self::OAuth2(recipe) => vec![
                ("client_id".to_owned(), &recipe.client_id),
                ("client_secret".to_owned(), &recipe.client_secret),
            ],
            Self::Login(recipe) => {
                let mut found = Vec::new();
                recipe.json.sources("json", &mut found);
                found
            }
            Self::Jwt(recipe) => vec![("key".to_owned(), &recipe.key)],
        }
    }
}

impl Shape {
    fn sources<'a>(&'a self, name: &str, found: &mut Vec<(String, &'a CredentialSource)>) {
        match self {
            Self::Plain(_) => {}
            Self::Secret(source) => found.push((name.to_owned(), source)),
            Self::Object(members) => {
                for (name, shape) in members {
                    shape.sources(name, found);
                }
            }
            Self::Array(items) => items.iter().for_each(|shape| shape.sources(name, found)),
        }
    }
}
