//! Media types (RFC 9110, 8.3.1).

use std::fmt;

/// A media type with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// The type, in small letters.
    pub kind: String,
    /// The subtype, in small letters.
    pub subtype: String,
    /// The parameters in order: names in small letters, values without quotes.
    pub parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads the value of a `Content-Type` field; an error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_matches(SPACE);
        let (essence, rest) = match text.find(';') {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let Some((kind, subtype)) = essence.trim_end_matches(SPACE).split_once('/') else {
            return Err(format!("`{text}` is no media type: it has no `/`"));
        };
        if !is_token(kind) || !is_token(subtype) {
            return Err(format!("`{text}` is no media type"));
        }
        Ok(Self {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            parameters: parameters(rest).map_err(|why| format!("`{text}`: {why}"))?,
        })
    }

    /// Type and subtype: `application/json`.
    pub fn essence(&self) -> String {
        format!("{}/{}", self.kind, self.subtype)
    }

    /// The first parameter of that name, in any case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }

    /// Whether it is `application/json` or ends in `+json` (RFC 6839, 3.1).
    pub fn is_json(&self) -> bool {
        (self.kind == "application" && self.subtype == "json") || self.subtype.ends_with("+json")
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.subtype)?;
        for (name, value) in &self.parameters {
            if is_token(value) {
                write!(f, "; {name}={value}")?;
            } else {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "; {name}=\"{value}\"")?;
            }
        }
        Ok(())
    }
}

const SPACE: [char; 2] = [' ', '\t'];

/// RFC 9110, 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

/// RFC 9110, 5.6.6: empty parameters are allowed, white space around `=` is not.
fn parameters(mut rest: &str) -> Result<Vec<(String, String)>, String> {
    let mut parameters = Vec::new();
    loop {
        rest = rest.trim_start_matches(SPACE);
        if rest.is_empty() {
            return Ok(parameters);
        }
        let Some(after) = rest.strip_prefix(';') else {
            return Err(format!("`;` expected before `{rest}`"));
        };
        rest = after.trim_start_matches(SPACE);
        if rest.is_empty() || rest.starts_with(';') {
            continue;
        }
        let Some((name, after)) = rest.split_once('=') else {
            return Err(format!("the parameter `{rest}` has no value"));
        };
        if !is_token(name) {
            return Err(format!("`{name}` is no name of a parameter"));
        }
        let (value, after) = value(after)?;
        parameters.push((name.to_ascii_lowercase(), value));
        rest = after;
    }
}

fn value(text: &str) -> Result<(String, &str), String> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ' ', '\t']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return if is_token(value) {
            Ok((value.to_owned(), rest))
        } else {
            Err(format!("`{value}` needs quotes"))
        };
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, quoted.get(at + 1..).unwrap_or_default())),
            '\\' => value.extend(characters.next().map(|(_, c)| c)),
            other => value.push(other),
        }
    }
    Err("a quote is not closed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_equivalent_examples_of_rfc_9110() {
        for text in [
            "text/html;charset=utf-8",
            "Text/HTML;Charset=\"utf-8\"",
            "text/html; charset=\"utf-8\"",
            "text/html;charset=utf-8;;",
        ] {
            let media = MediaType::parse(text).expect(text);
            assert_eq!(media.to_string(), "text/html; charset=utf-8", "{text}");
            assert_eq!(media.essence(), "text/html");
            assert_eq!(media.parameter("CHARSET"), Some("utf-8"));
        }
    }

    #[test]
    fn json_and_what_only_looks_like_it() {
        let rows = [
            ("application/json", true),
            ("APPLICATION/JSON ; charset=utf-8", true),
            ("application/problem+json", true),
            ("text/json", false),
            ("application/jsonp", false),
            ("application/xml", false),
        ];
        for (text, expected) in rows {
            assert_eq!(
                MediaType::parse(text).expect(text).is_json(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn quoted_values_are_unescaped_and_written_again() {
        let media = MediaType::parse(r#"a/b; x="1;\"2\\"; y=z"#).expect("valid");
        assert_eq!(media.parameter("x"), Some(r#"1;"2\"#));
        assert_eq!(media.parameter("y"), Some("z"));
        assert_eq!(MediaType::parse(&media.to_string()), Ok(media));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let rows = [
            ("", "`` is no media type: it has no `/`"),
            ("json", "`json` is no media type: it has no `/`"),
            ("a/", "`a/` is no media type"),
            ("a/b c", "`a/b c` is no media type"),
            ("a/b, c/d", "`a/b, c/d` is no media type"),
            ("a/b; c", "`a/b; c`: the parameter `c` has no value"),
            ("a/b; c =d", "`a/b; c =d`: `c ` is no name of a parameter"),
            ("a/b; c=\"d", "`a/b; c=\"d`: a quote is not closed"),
            ("a/b; c=d e", "`a/b; c=d e`: `;` expected before `e`"),
            ("a/b; c=", "`a/b; c=`: `` needs quotes"),
        ];
        for (text, expected) in rows {
            assert_eq!(MediaType::parse(text), Err(expected.to_owned()), "{text}");
        }
    }
}
