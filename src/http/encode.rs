//! Building and taking apart URLs so that every value comes back as it went in.
//!
//! A path value that is exactly `.` or `..` cannot be sent: RFC 3986 (6.2.2.2 and 6.2.2.3) takes `%2E` for `.` and then
//! removes the segment, and so do the `url` crate and most servers. [`url()`] refuses it rather than ask for something
//! else. An empty path value is refused for the same reason: it names another resource.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but `pchar` of RFC 3986, 3.3.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// All but what RFC 3986, 3.4 allows, save `&`, `=`, `+` and `;`, which servers read as separators or as a space, and
/// `'`, which the URL standard encodes in a query.
const QUERY: &AsciiSet = &SEGMENT
    .add(b'&')
    .add(b'=')
    .add(b'+')
    .add(b';')
    .add(b'\'')
    .remove(b'/')
    .remove(b'?');

/// A path segment, percent-encoded.
pub fn segment(value: &str) -> Cow<'_, str> {
    utf8_percent_encode(value, SEGMENT).into()
}

/// Query pairs joined by `&`, percent-encoded, spaces as `%20`.
pub fn query(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        let name = utf8_percent_encode(name, QUERY);
        format!("{name}={}", utf8_percent_encode(value, QUERY))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// The URL of a request: a base such as `https://host/api`, a path template such as `/users/{id}`, its parameters.
///
/// An error says which part is at fault: a base with a query, a template with a parameter that has no value, a
/// value that no path can carry (see the module). Path values that the template does not name are not used.
pub fn url(
    base: &str,
    template: &str,
    path: &[(String, String)],
    pairs: &[(String, String)],
) -> Result<String, String> {
    if base.contains(['?', '#']) {
        return Err(format!("the base URL `{base}` has a query or a fragment"));
    }
    let mut url = base.trim_end_matches('/').to_owned();
    for part in template.strip_prefix('/').unwrap_or(template).split('/') {
        url.push('/');
        url.push_str(&fill(part, template, path)?);
    }
    if !pairs.is_empty() {
        url.push('?');
        url.push_str(&query(pairs));
    }
    Ok(url)
}

/// The decoded parameters of a path (a query behind it is ignored), when the template matches it.
///
/// Literal parts are compared decoded. A parameter is never empty and never holds a `/` that was not encoded.
pub fn match_path(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = template.split('/');
    let mut segments = path.split('/');
    let mut found = Vec::new();
    loop {
        match (parts.next(), segments.next()) {
            (None, None) => return Some(found),
            (Some(part), Some(segment)) => match_segment(part, segment, &mut found)?,
            _ => return None,
        }
    }
}

/// The pairs of a query (without its `?`) in order, decoded; `+` is a space, as in forms.
pub fn parse_query(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| decode(&text.replace('+', " "));
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// The text that percent-encoding stands for; bytes that are not UTF-8 become U+FFFD.
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A segment of a template: literals and parameters in turn.
enum Piece<'a> {
    Literal(&'a str),
    Parameter(&'a str),
}

fn pieces(mut part: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while let Some((literal, (name, rest))) = part
        .split_once('{')
        .and_then(|(literal, rest)| Some((literal, rest.split_once('}')?)))
    {
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        pieces.push(Piece::Parameter(name));
        part = rest;
    }
    if !part.is_empty() {
        pieces.push(Piece::Literal(part));
    }
    pieces
}

fn fill(part: &str, template: &str, path: &[(String, String)]) -> Result<String, String> {
    let mut filled = String::new();
    for piece in pieces(part) {
        match piece {
            Piece::Literal(literal) => filled.push_str(literal),
            Piece::Parameter(name) => {
                let value = path.iter().find(|(n, _)| n == name).map(|(_, v)| v);
                let value = value
                    .ok_or_else(|| format!("the path `{template}` needs a value for `{name}`"))?;
                if value.is_empty() {
                    return Err(format!("the path parameter `{name}` is empty"));
                }
                filled.push_str(&segment(value));
            }
        }
    }
    if is_dots(&filled) {
        return Err(format!(
            "no URL can have `{filled}` as a segment of its path (in `{template}`)"
        ));
    }
    Ok(filled)
}

/// Whether RFC 3986, 5.2.4 and the URL standard remove a segment.
pub(crate) fn is_dots(segment: &str) -> bool {
    matches!(decode(segment).as_str(), "." | "..")
}

fn match_segment(part: &str, segment: &str, found: &mut Vec<(String, String)>) -> Option<()> {
    let pieces = pieces(part);
    if let [] | [Piece::Literal(_)] = pieces.as_slice() {
        return (decode(part) == decode(segment)).then_some(());
    }
    let mut rest = segment;
    for (index, piece) in pieces.iter().enumerate() {
        let name = match piece {
            Piece::Literal(literal) => {
                rest = rest.strip_prefix(literal)?;
                continue;
            }
            Piece::Parameter(name) => *name,
        };
        let end = match pieces.get(index + 1..).unwrap_or_default() {
            [] => rest.len(),
            [Piece::Literal(last)] => rest.strip_suffix(last)?.len(),
            [Piece::Literal(next), ..] => {
                let first = rest.chars().next()?.len_utf8();
                first + rest.get(first..)?.find(next)?
            }
            // Nothing tells where a parameter ends that another one follows.
            [Piece::Parameter(_), ..] => return None,
        };
        let (value, after) = rest.split_at_checked(end)?;
        if value.is_empty() {
            return None;
        }
        found.push((name.to_owned(), decode(value)));
        rest = after;
    }
    rest.is_empty().then_some(())
}

#[cfg(test)]
mod tests;
