//! Reading a mapping field by field, every mistake noted with its place.

use serde_json::Value;

use super::{Context, Diagnostic, Key, Kind, Node, Span};

/// A mapping being read. [`Fields::finish`] reports the keys that nothing asked for.
#[derive(Debug)]
pub struct Fields<'a> {
    cx: &'a Context,
    what: &'static str,
    span: Span,
    entries: Vec<&'a (Key, Node)>,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Starts reading `node`, which the message calls `what`; a value that is no mapping is reported.
    pub fn of(cx: &'a Context, node: &'a Node, what: &'static str) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            cx.error(node.span, node.describe(), format!("{what}, a mapping"));
            return None;
        };
        Some(Self {
            cx,
            what,
            span: node.span,
            entries: entries.iter().collect(),
            asked: Vec::new(),
        })
    }

    /// Where the mapping starts.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Takes the node of a key.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        let at = self.entries.iter().position(|(k, _)| k.name == key)?;
        Some(&self.entries.remove(at).1)
    }

    /// Reads a key that may be missing.
    pub fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Context, &'a Node) -> Option<T>,
    ) -> Option<T> {
        let node = self.take(key)?;
        read(self.cx, node)
    }

    /// Reads a key that must be there; its absence is reported.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'a Context, &'a Node) -> Option<T>,
    ) -> Option<T> {
        let Some(node) = self.take(key) else {
            self.cx.report(Diagnostic::error(
                &self.cx.file,
                self.span,
                format!("{} lacks `{key}`", self.what),
            ));
            return None;
        };
        read(self.cx, node)
    }

    /// Lets go of keys that belong to somebody else (`x-…` extensions of other tools).
    pub fn ignore(&mut self, foreign: impl Fn(&str) -> bool) {
        self.entries.retain(|(k, _)| !foreign(&k.name));
    }

    /// Reports every key that nothing asked for.
    pub fn finish(self) {
        for (key, _) in &self.entries {
            let what = format!("key of {}", self.what);
            self.cx
                .unknown(key.span, &what, &key.name, self.asked.iter().copied());
        }
    }
}

fn wrong<T>(cx: &Context, node: &Node, expected: &str) -> Option<T> {
    cx.error(node.span, node.describe(), expected);
    None
}

/// Reads text.
pub fn text(cx: &Context, node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Text(t) => Some(t.clone()),
        _ => wrong(
            cx,
            node,
            "text (in quotes where it looks like something else)",
        ),
    }
}

/// Reads a JSON pointer (RFC 6901): empty, or starting with `/`.
pub fn pointer(cx: &Context, node: &Node) -> Option<String> {
    let found = text(cx, node)?;
    if found.is_empty() || found.starts_with('/') {
        return Some(found);
    }
    wrong(cx, node, "a JSON pointer, which starts with `/`")
}

/// Reads `true` or `false`.
pub fn boolean(cx: &Context, node: &Node) -> Option<bool> {
    match node.kind {
        Kind::Bool(b) => Some(b),
        _ => wrong(cx, node, "`true` or `false`"),
    }
}

/// Reads a whole number from zero.
pub fn count<T: TryFrom<u64>>(cx: &Context, node: &Node) -> Option<T> {
    let number = match &node.kind {
        Kind::Number(n) => n.as_u64(),
        _ => None,
    };
    match number.and_then(|n| T::try_from(n).ok()) {
        Some(n) => Some(n),
        None => wrong(cx, node, "a whole number from 0"),
    }
}

/// Reads any value, without places.
pub fn json(_cx: &Context, node: &Node) -> Option<Value> {
    Some(node.to_json())
}

/// Reads a list, element by element; elements that cannot be read are reported and left out.
pub fn list_of<'a, T>(
    cx: &'a Context,
    node: &'a Node,
    mut read: impl FnMut(&'a Context, &'a Node) -> Option<T>,
) -> Option<Vec<T>> {
    match &node.kind {
        Kind::List(items) => Some(items.iter().filter_map(|n| read(cx, n)).collect()),
        _ => wrong(cx, node, "a list"),
    }
}

/// Reads a mapping with free keys, value by value.
pub fn map_of<'a, T>(
    cx: &'a Context,
    node: &'a Node,
    mut read: impl FnMut(&'a Context, &'a Key, &'a Node) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    match &node.kind {
        Kind::Map(entries) => Some(
            entries
                .iter()
                .filter_map(|(k, v)| Some((k.name.clone(), read(cx, k, v)?)))
                .collect(),
        ),
        _ => wrong(cx, node, "a mapping"),
    }
}

/// Reads one of a few words.
pub fn one_of<T: Copy>(cx: &Context, node: &Node, words: &[(&str, T)]) -> Option<T> {
    let Kind::Text(found) = &node.kind else {
        let valid: Vec<_> = words.iter().map(|(w, _)| *w).collect();
        return wrong(cx, node, &format!("one of `{}`", valid.join("`, `")));
    };
    let hit = words.iter().find(|(w, _)| w == found);
    if hit.is_none() {
        cx.unknown(node.span, "word", found, words.iter().map(|(w, _)| *w));
    }
    hit.map(|(_, t)| *t)
}
