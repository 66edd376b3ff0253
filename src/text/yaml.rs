//! Strict YAML as a tree in which every key and value knows its place.

mod syntax;

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::Spanned;
use serde_saphyr::options::DuplicateKeyPolicy;

use super::{Context, Diagnostic, Span};
use syntax::{Mistake, on_a_deep_stack};

/// A value of a YAML file with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value starts.
    pub span: Span,
    /// The value.
    pub kind: Kind,
}

/// What a [`Node`] holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer or a float.
    Number(Number),
    /// Text.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the file's order; keys are unique.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key's text.
    pub name: String,
    /// Where the key starts.
    pub span: Span,
}

/// Parses one YAML document. A syntax error is noted in `cx` and gives `None`; a key that comes twice and a number in a
/// spelling that JSON has no place for are noted, and the rest is read.
pub fn parse(cx: &Context, text: &str) -> Option<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if is_empty(text) {
        let start = Span { line: 1, column: 1 };
        cx.error(start, "an empty file", "a mapping");
        return None;
    }
    let read = match on_a_deep_stack(text, DuplicateKeyPolicy::Error) {
        // The other mistakes of the file are to be told too; `Reader` tells every key that comes twice.
        Err(Mistake::Twice(key, at)) => {
            twice(cx, &key, at);
            on_a_deep_stack(text, DuplicateKeyPolicy::LastWins)
        }
        read => read,
    };
    match read {
        Ok(root) => {
            let lines = text.lines().collect();
            Some(Reader { cx, lines }.node(root))
        }
        Err(Mistake::Twice(key, at)) => {
            twice(cx, &key, at);
            None
        }
        Err(Mistake::Syntax(at, found, expected)) => {
            let told = Diagnostic::error(&cx.file, at, format!("not valid YAML: {found}"));
            cx.report(match expected {
                Some(expected) => told.expected(expected),
                None => told,
            });
            None
        }
    }
}

/// Whether a file holds nothing but blank lines and comments.
fn is_empty(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.all(|l| l.is_empty() || l.starts_with('#'))
}

fn twice(cx: &Context, key: &str, at: Span) {
    cx.error(
        at,
        format!("the key `{key}` twice"),
        "each key once in a mapping",
    );
}

impl Node {
    /// The value of a key, when this is a mapping that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(k, _)| k.name == key)
            .map(|(_, v)| v)
    }

    /// The entries of a mapping; none for any other value.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The node at a JSON pointer, or the deepest one on the way to it.
    pub fn nearest_at(&self, pointer: &str) -> &Node {
        let mut node = self;
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            let next = match &node.kind {
                Kind::List(items) => segment.parse().ok().and_then(|i: usize| items.get(i)),
                _ => node.get(&segment),
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// The value without places.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(b) => Value::Bool(*b),
            Kind::Number(n) => Value::Number(n.clone()),
            Kind::Text(t) => Value::String(t.clone()),
            Kind::List(items) => items.iter().map(Node::to_json).collect(),
            Kind::Map(entries) => {
                let pairs = entries.iter().map(|(k, v)| (k.name.clone(), v.to_json()));
                Value::Object(pairs.collect::<Map<_, _>>())
            }
        }
    }

    /// What it is, in the words of a message.
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::Bool(b) => format!("the boolean {b}"),
            Kind::Number(n) => format!("the number {n}"),
            Kind::Text(t) => format!("the text `{t}`"),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
        }
    }
}

enum Raw {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

fn span(location: &serde_saphyr::Location) -> Span {
    let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        line: number(location.line()),
        column: number(location.column()),
    }
}

/// Makes nodes of what the parser gives, and tells what it lets pass.
struct Reader<'a> {
    cx: &'a Context,
    lines: Vec<&'a str>,
}

impl Reader<'_> {
    fn node(&self, raw: Spanned<Raw>) -> Node {
        let at = span(&raw.referenced);
        let kind = match raw.value {
            Raw::Null => Kind::Null,
            Raw::Bool(b) => Kind::Bool(b),
            Raw::Number(n) => match self.with_leading_zero(at) {
                Some(digits) => Kind::Text(digits),
                None => Kind::Number(n),
            },
            Raw::Text(t) => Kind::Text(t),
            Raw::List(items) => Kind::List(items.into_iter().map(|i| self.node(i)).collect()),
            Raw::Map(entries) => Kind::Map(self.entries(entries)),
        };
        Node { span: at, kind }
    }

    /// The entries of a mapping; of keys that come twice the first.
    fn entries(&self, raw: Vec<(Spanned<String>, Spanned<Raw>)>) -> Vec<(Key, Node)> {
        let mut seen = HashSet::new();
        let mut entries = Vec::new();
        for (key, value) in raw {
            let (name, span) = (key.value, span(&key.referenced));
            if seen.insert(name.clone()) {
                entries.push((Key { name, span }, self.node(value)));
            } else {
                twice(self.cx, &name, span);
            }
        }
        entries
    }

    /// The number at a place when it has a leading zero: it would be read as a decimal float, which nobody who writes
    /// `012` means.
    fn with_leading_zero(&self, at: Span) -> Option<String> {
        let line = (at.line as usize)
            .checked_sub(1)
            .and_then(|l| self.lines.get(l));
        let rest = line
            .into_iter()
            .flat_map(|l| l.chars().skip(at.column.saturating_sub(1) as usize));
        let token: String = rest
            .take_while(|c| !c.is_whitespace() && !",]}".contains(*c))
            .collect();
        let digits = token.trim_start_matches(['-', '+']);
        if !digits
            .strip_prefix('0')
            .is_some_and(|d| d.starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        let found = format!("the number `{token}` with a leading zero");
        self.cx.error(
            at,
            found,
            "it in quotes where it is text, else without the zero",
        );
        Some(token)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Raw, E> {
        Ok(Raw::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Raw, E> {
        Ok(Raw::Number(v.into()))
    }

    fn visit_i128<E: serde::de::Error>(self, v: i128) -> Result<Raw, E> {
        Err(E::custom(format!("the number {v} needs more than 64 bits")))
    }

    fn visit_u128<E: serde::de::Error>(self, v: u128) -> Result<Raw, E> {
        Err(E::custom(format!("the number {v} needs more than 64 bits")))
    }

    fn visit_f64<E: serde::de::Error>(self, v: f64) -> Result<Raw, E> {
        Number::from_f64(v)
            .map(Raw::Number)
            .ok_or_else(|| E::custom("a number that JSON has no place for"))
    }

    fn visit_str<E>(self, v: &str) -> Result<Raw, E> {
        Ok(Raw::Text(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Raw, E> {
        Ok(Raw::Text(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests;
