//! The names in a file of cases that has mistakes, so that what names them is not wronged.

use crate::text::{Context, Kind, Node, Span, parse};

/// What a file of cases names, whatever mistakes are in it.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The contract, and where it stands.
    pub contract: Option<(String, Span)>,
    /// The names of the cases.
    pub names: Vec<String>,
    /// Whether every case has a name that can be read.
    pub is_whole: bool,
}

/// Reads the names of a file of cases that has mistakes; [`super::load`] tells them.
pub fn outline(file: &str, source: &str) -> Outline {
    let Some(root) = parse(&Context::new(file), source) else {
        return Outline::default();
    };
    let text = |node: &Node, key: &str| match node.get(key).map(|n| (&n.kind, n.span)) {
        Some((Kind::Text(text), span)) => Some((text.clone(), span)),
        _ => None,
    };
    let cases = match root.get("cases").map(|n| &n.kind) {
        Some(Kind::List(cases)) => cases.as_slice(),
        _ => &[],
    };
    let names: Vec<String> = cases
        .iter()
        .filter_map(|case| Some(text(case, "name")?.0))
        .collect();
    Outline {
        contract: text(&root, "contract"),
        is_whole: !names.is_empty() && names.len() == cases.len(),
        names,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_whatever_else_is_wrong() {
        let found = outline(
            "f.yaml",
            "contract: a/b\ncases:\n- { name: one, reqest: {} }\n- { name: two }\n",
        );
        assert_eq!(found.names, ["one", "two"]);
        assert!(found.is_whole);
        assert_eq!(found.contract.map(|(id, _)| id).as_deref(), Some("a/b"));
        let nameless = outline("f.yaml", "cases: [ { name: one }, { nam: two } ]\n");
        assert!(!nameless.is_whole && nameless.contract.is_none());
        assert!(!outline("f.yaml", "cases: [").is_whole);
    }
}
