//! The parser and its syntax errors, in the words of a file's author.

use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Error, Spanned};

use super::{Raw, span};
use crate::text::Span;

/// Why a text is no YAML document.
pub(super) enum Mistake {
    /// A key that comes twice, and where.
    Twice(String, Span),
    /// Where, what was found, what was expected.
    Syntax(Span, String, Option<&'static str>),
}

/// Bytes of stack for the parser: it needs a few megabytes for the deepest nesting that it allows, more than a thread of
/// a test or a server has.
const STACK: usize = 64 * 1024 * 1024;

pub(super) fn on_a_deep_stack(
    text: &str,
    duplicate_keys: DuplicateKeyPolicy,
) -> Result<Spanned<Raw>, Mistake> {
    let broken = |why: &str| Mistake::Syntax(Span { line: 1, column: 1 }, why.to_owned(), None);
    std::thread::scope(|scope| {
        let parser = std::thread::Builder::new().stack_size(STACK);
        let parser = parser.spawn_scoped(scope, || deserialize(text, duplicate_keys));
        let parsed = parser
            .map_err(|_| broken("no thread for the parser"))?
            .join();
        parsed.unwrap_or_else(|_| Err(broken("the parser gave up")))
    })
}

fn deserialize(text: &str, duplicate_keys: DuplicateKeyPolicy) -> Result<Spanned<Raw>, Mistake> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        duplicate_keys: duplicate_keys,
        merge_keys: MergeKeyPolicy::Error,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| match error {
        Error::DuplicateMappingKey { key, location } => {
            Mistake::Twice(key.unwrap_or_default(), span(&location))
        }
        error => {
            let (found, expected) = explain(&error);
            Mistake::Syntax(place(&error, text), found, expected)
        }
    })
}

/// Where a mistake starts; the parser tells of some where it has read past them.
fn place(error: &Error, text: &str) -> Span {
    let at = error.location().map(|l| span(&l)).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let line = (at.line as usize)
        .checked_sub(1)
        .and_then(|l| lines.get(l))
        .copied()
        .unwrap_or_default();
    let in_line = |sought: &str| {
        let start = line.find(sought)?;
        let column = line.get(..start)?.chars().count() + 1;
        u32::try_from(column)
            .ok()
            .map(|column| Span { column, ..at })
    };
    let start = match error.without_snippet() {
        Error::UnsupportedTag { tag, .. } => in_line(tag),
        Error::MultipleDocuments { .. } => (1..)
            .zip(&lines)
            .skip(1)
            .take_while(|(n, _)| *n <= at.line)
            .fold(None, |found, (line, text)| {
                if text.starts_with("---") {
                    Some(Span { line, column: 1 })
                } else {
                    found
                }
            }),
        _ if is_of_a_tab(error) => in_line("\t"),
        _ => None,
    };
    start.unwrap_or(if at.line == 0 {
        Span { line: 1, column: 1 }
    } else {
        at
    })
}

fn is_of_a_tab(error: &Error) -> bool {
    error.to_string().contains("tabs disallowed")
}

/// What a syntax error is in words of a file's author, and what belongs there, where that can be said.
fn explain(error: &Error) -> (String, Option<&'static str>) {
    let message = error.to_string();
    let first = message.lines().next().unwrap_or_default();
    // The place is told apart from the words.
    let words = match first.find(" at line ") {
        Some(end) => first[..end].trim_end_matches([' ', ':']),
        None => first,
    };
    let too_much = || {
        let expected = "at most 64 levels, 250,000 values and a million values by alias";
        ("more than is read of one file".to_owned(), Some(expected))
    };
    match error.without_snippet() {
        Error::AliasError { error, .. } => explain(error),
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. } => too_much(),
        _ if words.contains("recursion limit") => too_much(),
        Error::MergeKeyNotAllowed { .. } => {
            ("a merge key `<<`".to_owned(), Some("the keys themselves"))
        }
        Error::UnknownAnchor { .. } => (
            "an alias of nothing".to_owned(),
            Some("an anchor `&name` before its alias `*name`"),
        ),
        Error::MultipleDocuments { .. } => (
            "a second document (`---`)".to_owned(),
            Some("one document in a file"),
        ),
        Error::UnsupportedTag { tag, .. } => (format!("the tag `{tag}`"), Some("no tag")),
        _ if is_of_a_tab(error) => ("a tab in the indentation".to_owned(), Some("spaces")),
        _ => (words.to_owned(), None),
    }
}
