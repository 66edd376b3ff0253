//! Asking a mock without a socket.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::{Contract, load};
use crate::http::{Headers, Request, encode, parse_query};
use crate::mock::{Answer, Mock, MockOptions, Turn};
use crate::target::{CredentialSource, Target};

pub(super) const ORIGIN: &str = "http://127.0.0.1:4010";

/// The contract of a file that has no mistakes.
pub(super) fn contract(text: &str) -> Arc<Contract> {
    let (mut contracts, found) = load("test.yaml", text);
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    let contract = contracts.pop().unwrap_or_else(|| panic!("{told:?}"));
    Arc::new(contract)
}

/// A mock of one contract, with what a client knows of it.
pub(super) struct Client {
    pub(super) mock: Mock,
    pub(super) contract: Arc<Contract>,
    pub(super) target: Target,
}

impl Client {
    pub(super) fn of(text: &str) -> Self {
        Self::with(contract(text), MockOptions::default())
    }

    pub(super) fn with(contract: Arc<Contract>, options: MockOptions) -> Self {
        let mock = Mock::new([Arc::clone(&contract)], options);
        let target = mock.target(ORIGIN).expect("every variable resolves");
        Self {
            mock,
            contract,
            target,
        }
    }

    pub(super) fn var(&self, name: &str) -> Value {
        let known = self.target.contracts[0]
            .vars
            .iter()
            .find(|(n, _, _)| n == name);
        known.map_or_else(
            || panic!("no variable {name}"),
            |(_, value, _)| value.clone(),
        )
    }

    pub(super) fn text(&self, name: &str) -> String {
        match self.var(name) {
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    /// A request with the good credentials.
    pub(super) fn request(&self, path: &[(&str, &str)], query: &[(&str, &str)]) -> Request {
        let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect()
        };
        let target = &self.target.contracts[0];
        let url = encode::url(
            &target.base_url,
            &self.contract.path,
            &owned(path),
            &owned(query),
        );
        let mut headers = Headers::new();
        for credential in &self.contract.credentials {
            let known = target
                .credentials
                .iter()
                .find(|c| c.scheme == credential.name);
            if let Some(CredentialSource::Value(secret)) = known.map(|c| &c.source) {
                headers.set(credential.header(), credential.field_value(secret.expose()));
            }
        }
        Self::request_to(&url.expect("a URL"), headers)
    }

    pub(super) fn request_to(url: &str, headers: Headers) -> Request {
        let query = url
            .split_once('?')
            .map(|(_, q)| parse_query(q))
            .unwrap_or_default();
        Request {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers,
            path: vec![],
            query,
        }
    }

    pub(super) fn get(&self, path: &[(&str, &str)], query: &[(&str, &str)]) -> (u16, Value) {
        let answer = self
            .mock
            .answer(&self.request(path, query), Turn::default());
        (answer.status, json(&answer))
    }

    /// Follows a link with the good credentials.
    pub(super) fn follow(&self, url: &str) -> (u16, Value) {
        let headers = self.request(&self.any_path(), &[]).headers;
        let answer = self
            .mock
            .answer(&Self::request_to(url, headers), Turn::default());
        (answer.status, json(&answer))
    }

    fn any_path(&self) -> Vec<(&str, &str)> {
        let path = self.contract.parameters_in(crate::contract::Location::Path);
        path.map(|p| (p.name.as_str(), "1")).collect()
    }
}

/// The body as JSON; null where it is empty.
pub(super) fn json(answer: &Answer) -> Value {
    if answer.body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(&answer.body).expect("JSON")
}

/// The ids of a body's items.
pub(super) fn ids(body: &Value, at: &str) -> Vec<Value> {
    let items = body.pointer(at).and_then(Value::as_array).expect("items");
    items.iter().map(|i| i["id"].clone()).collect()
}
