//! The places of an answer, and the name that the same place has in every answer.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use crate::http::Response;
use crate::value::{json, pointer};

/// A place of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum At {
    /// A header field.
    Header(String),
    /// A JSON pointer into the body.
    Body(String),
}

impl At {
    /// Which of so many shares it belongs to: the same place always to the same.
    pub(super) fn share(&self, shares: usize) -> usize {
        let mut hasher = DefaultHasher::new();
        self.name().hash(&mut hasher);
        usize::try_from(hasher.finish() % shares as u64).unwrap_or(0)
    }

    /// Its name: indices are `[]`.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Header(name) => format!("header {name}"),
            Self::Body(at) if at.is_empty() => "/".to_owned(),
            Self::Body(at) => {
                let collapse = |s: &str| {
                    if s.bytes().all(|b| b.is_ascii_digit()) && !s.is_empty() {
                        "[]".to_owned()
                    } else {
                        s.to_owned()
                    }
                };
                at.split('/').map(collapse).collect::<Vec<_>>().join("/")
            }
        }
    }
}

/// How often a name may stand on a path: a member of a member of the same name shows what recursion does, a third shows no more.
const RECURSION: usize = 2;

/// The places of an answer: its header fields, and of its JSON body every member, of lists the first and the last element.
pub(super) fn of(response: &Response) -> (Vec<At>, Option<Value>) {
    let mut found: Vec<At> = response
        .headers
        .iter()
        .map(|(name, _)| At::Header(name.to_owned()))
        .collect();
    found.dedup();
    let body = json::parse(&response.body).value;
    if let Some(body) = &body {
        below("", body, &mut found);
    }
    (found, body)
}

fn below(at: &str, value: &Value, found: &mut Vec<At>) {
    found.push(At::Body(at.to_owned()));
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = pointer::join(at, name);
                let own = path.rsplit('/').next();
                if path.split('/').filter(|s| Some(*s) == own).count() <= RECURSION {
                    below(&path, member, found);
                }
            }
        }
        Value::Array(items) => {
            let last = items.len().saturating_sub(1);
            for (index, item) in items
                .iter()
                .enumerate()
                .filter(|(i, _)| *i == 0 || *i == last)
            {
                below(&format!("{at}/{index}"), item, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn recursion_is_entered_once() {
        let body = json!({"a": {"a": {"a": {"b": 1}}}, "rows": [[1, 2, 3], [4]]});
        let mut found = Vec::new();
        below("", &body, &mut found);
        let names: Vec<String> = found.iter().map(At::name).collect();
        let expected = [
            "/",
            "/a",
            "/a/a",
            "/rows",
            "/rows/[]",
            "/rows/[]/[]",
            "/rows/[]/[]",
            "/rows/[]",
            "/rows/[]/[]",
        ];
        assert_eq!(names, expected);
    }
}
