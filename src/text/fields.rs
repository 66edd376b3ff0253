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
    missing: Vec<&'static str>,
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
            missing: Vec::new(),
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
            self.missing.push(key);
            return None;
        };
        read(self.cx, node)
    }

    /// Lets go of keys that belong to somebody else (`x-…` extensions of other tools).
    pub fn ignore(&mut self, foreign: impl Fn(&str) -> bool) {
        self.entries.retain(|(k, _)| !foreign(&k.name));
    }

    /// Lets go of keys that are valid here though nothing reads them.
    pub fn known(&mut self, keys: &[&'static str]) {
        self.asked.extend(
            keys.iter()
                .filter(|k| !self.asked.contains(k))
                .copied()
                .collect::<Vec<_>>(),
        );
        self.entries
            .retain(|(k, _)| !keys.contains(&k.name.as_str()));
    }

    /// Lets go of `x-…` extensions of other tools, but not of what was meant to be one of our own.
    pub fn extensions(&mut self, own: &[&'static str]) {
        let meant = |name: &str| own.iter().any(|o| strsim::jaro_winkler(o, name) > 0.93);
        self.entries
            .retain(|(k, _)| !k.name.starts_with("x-") || meant(&k.name));
    }

    /// Reports every key that nothing asked for. A missing key that one of them was meant to be is not told again.
    pub fn finish(mut self) {
        for (key, _) in std::mem::take(&mut self.entries) {
            let near = super::nearest(&key.name, self.asked.iter().copied());
            self.missing.retain(|m| near != Some(*m));
            let found = format!("unknown key `{}` of {}", key.name, self.what);
            let told =
                Diagnostic::error(&self.cx.file, key.span, found).expected(words(&self.asked));
            self.cx
                .report(told.nearest(&key.name, self.asked.iter().copied()));
        }
    }
}

impl Drop for Fields<'_> {
    /// Reports the missing keys: [`Fields::finish`] may find them misspelt.
    fn drop(&mut self) {
        for key in &self.missing {
            let found = format!("{} lacks `{key}`", self.what);
            self.cx
                .report(Diagnostic::error(&self.cx.file, self.span, found));
        }
    }
}

fn words(valid: &[&str]) -> String {
    match valid {
        [] => "none".to_owned(),
        [one] => format!("`{one}`"),
        many => format!("one of `{}`", many.join("`, `")),
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
