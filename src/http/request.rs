//! A request, with the parameters it was bound from.

use serde::{Deserialize, Serialize};

use super::Headers;

/// A request. docproof sends no bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The absolute URL, percent-encoded.
    pub url: String,
    /// Header fields, credentials among them (masked once the request is part of a transcript).
    pub headers: Headers,
    /// Path parameters by name, decoded.
    pub path: Vec<(String, String)>,
    /// Query parameters by name, decoded, in the order sent.
    pub query: Vec<(String, String)>,
}

impl Request {
    /// The value of a path parameter.
    pub fn path_parameter(&self, name: &str) -> Option<&str> {
        find(&self.path, name)
    }

    /// The first value of a query parameter.
    pub fn query_parameter(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// The value of a parameter wherever it is: path, query or header.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.path_parameter(name)
            .or_else(|| self.query_parameter(name))
            .or_else(|| self.headers.get(name))
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.as_str())
}
