//! Runtime expressions (OpenAPI 3.1, 4.8.20.4) that name a part of an exchange, with a few modifiers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde_json::Value;

use super::{Headers, Request};

/// Something that names a value of an exchange: `$response.body#/count`, `$request.path.guid | lower`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What is read.
    pub root: Root,
    /// What is made of it, in order.
    pub modifiers: Vec<Modifier>,
}

/// What an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// A text that stands for itself.
    Literal(String),
    /// `$statusCode`.
    StatusCode,
    /// `$request.path.NAME`.
    RequestPath(String),
    /// `$request.query.NAME`.
    RequestQuery(String),
    /// `$request.header.NAME`.
    RequestHeader(String),
    /// `$response.header.NAME`.
    ResponseHeader(String),
    /// `$response.body#/pointer`; the empty pointer is the whole body.
    ResponseBody(String),
    /// `$item#/pointer`, for every item.
    Item(String),
}

/// What is made of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    /// The number of elements, or of characters.
    Length,
    /// Digits as a number.
    Number,
    /// A number as digits.
    Text,
    /// Text without case, or that of every text in an array.
    Lower,
    /// A date of HTTP or of RFC 3339 as seconds since 1970.
    Time,
}

/// What an expression is read from.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The request.
    pub request: &'a Request,
    /// The response's status.
    pub status: u16,
    /// The response's header fields.
    pub headers: &'a Headers,
    /// The response's body, when it is JSON.
    pub body: Option<&'a Value>,
    /// The item, for facts over items.
    pub item: Option<&'a Value>,
}

const MODIFIERS: &[(&str, Modifier)] = &[
    ("length", Modifier::Length),
    ("number", Modifier::Number),
    ("text", Modifier::Text),
    ("lower", Modifier::Lower),
    ("time", Modifier::Time),
];

impl Expression {
    /// Whether it reads the request.
    pub fn reads_request(&self) -> bool {
        matches!(
            self.root,
            Root::RequestPath(_) | Root::RequestQuery(_) | Root::RequestHeader(_)
        )
    }

    /// Whether it reads an item.
    pub fn reads_item(&self) -> bool {
        matches!(self.root, Root::Item(_))
    }

    /// The value, when it is there and the modifiers apply to it.
    pub fn read<'a>(&self, scope: &Scope<'a>) -> Option<Cow<'a, Value>> {
        let text = |t: &str| Cow::Owned(Value::String(t.to_owned()));
        let value = match &self.root {
            Root::Literal(literal) => text(literal),
            Root::StatusCode => Cow::Owned(Value::from(scope.status)),
            Root::RequestPath(name) => text(scope.request.path_parameter(name)?),
            Root::RequestQuery(name) => text(scope.request.query_parameter(name)?),
            Root::RequestHeader(name) => text(scope.request.headers.get(name)?),
            Root::ResponseHeader(name) => text(scope.headers.get(name)?),
            Root::ResponseBody(pointer) => Cow::Borrowed(scope.body?.pointer(pointer)?),
            Root::Item(pointer) => Cow::Borrowed(scope.item?.pointer(pointer)?),
        };
        self.modifiers.iter().try_fold(value, |v, m| m.apply(v))
    }
}

impl Modifier {
    fn apply(self, value: Cow<'_, Value>) -> Option<Cow<'_, Value>> {
        let made = match (self, value.as_ref()) {
            (Self::Length, Value::Array(items)) => Value::from(items.len()),
            (Self::Length, Value::String(text)) => Value::from(text.chars().count()),
            (Self::Number, Value::String(text)) => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                Value::from(plain.then(|| text.parse::<i64>().ok()).flatten()?)
            }
            (Self::Number, Value::Number(_)) | (Self::Text, Value::String(_)) => {
                return Some(value);
            }
            (Self::Text, Value::Number(number)) => Value::String(number.to_string()),
            (Self::Lower, Value::String(text)) => Value::String(text.to_lowercase()),
            (Self::Lower, Value::Array(items)) => items.iter().map(lowered).collect(),
            (Self::Time, Value::String(text)) => Value::from(seconds(text)?),
            _ => return None,
        };
        Some(Cow::Owned(made))
    }
}

/// A text in small letters; another value as it is.
fn lowered(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.to_lowercase()),
        other => other.clone(),
    }
}

/// The seconds since 1970 of a date as HTTP writes it (RFC 9110, 5.6.7) or as RFC 3339 does.
fn seconds(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.as_second());
    }
    let since = httpdate::parse_http_date(text)
        .ok()?
        .duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.ok()?.as_secs()).ok()
}

impl FromStr for Expression {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if !text.starts_with('$') {
            return Ok(Self {
                root: Root::Literal(text.to_owned()),
                modifiers: Vec::new(),
            });
        }
        let mut pieces = text.split('|').map(str::trim);
        let root = parse_root(pieces.next().unwrap_or_default())?;
        let modifiers = pieces.map(|word| {
            let hit = MODIFIERS.iter().find(|(w, _)| *w == word);
            hit.map(|(_, m)| *m).ok_or_else(|| {
                format!("`{word}` is no modifier; expected `length`, `number`, `text`, `lower` or `time`")
            })
        });
        Ok(Self {
            root,
            modifiers: modifiers.collect::<Result<_, _>>()?,
        })
    }
}

/// What a name behind a prefix makes.
type Named = fn(String) -> Root;

fn parse_root(text: &str) -> Result<Root, String> {
    let named = |name: &str| match name {
        "" => Err(format!("`{text}` lacks a name at its end")),
        name => Ok(name.to_owned()),
    };
    let pointer = |p: &str| match p {
        "" => Ok(String::new()),
        p if p.starts_with("#/") => Ok(p[1..].to_owned()),
        _ => Err(format!("`{text}` needs `#/pointer` at its end")),
    };
    if text == "$statusCode" {
        return Ok(Root::StatusCode);
    }
    if let Some(rest) = text.strip_prefix("$response.body") {
        return Ok(Root::ResponseBody(pointer(rest)?));
    }
    if let Some(rest) = text.strip_prefix("$item") {
        return Ok(Root::Item(pointer(rest)?));
    }
    let roots: [(&str, Named); 4] = [
        ("$request.path.", Root::RequestPath),
        ("$request.query.", Root::RequestQuery),
        ("$request.header.", Root::RequestHeader),
        ("$response.header.", Root::ResponseHeader),
    ];
    for (prefix, root) in roots {
        if let Some(name) = text.strip_prefix(prefix) {
            return Ok(root(named(name)?));
        }
    }
    Err(format!(
        "`{text}` is no runtime expression; expected `$statusCode`, `$request.path.NAME`, `$request.query.NAME`, \
         `$request.header.NAME`, `$response.header.NAME`, `$response.body#/pointer` or `$item#/pointer`"
    ))
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fragment = |pointer: &str| match pointer {
            "" => String::new(),
            p => format!("#{p}"),
        };
        match &self.root {
            Root::Literal(text) => f.write_str(text)?,
            Root::StatusCode => f.write_str("$statusCode")?,
            Root::RequestPath(name) => write!(f, "$request.path.{name}")?,
            Root::RequestQuery(name) => write!(f, "$request.query.{name}")?,
            Root::RequestHeader(name) => write!(f, "$request.header.{name}")?,
            Root::ResponseHeader(name) => write!(f, "$response.header.{name}")?,
            Root::ResponseBody(pointer) => write!(f, "$response.body{}", fragment(pointer))?,
            Root::Item(pointer) => write!(f, "$item{}", fragment(pointer))?,
        }
        for modifier in &self.modifiers {
            let word = MODIFIERS.iter().find(|(_, m)| m == modifier);
            write!(f, " | {}", word.map_or("", |(w, _)| w))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(expression: &str) -> Option<Value> {
        let request = Request {
            method: "GET".to_owned(),
            url: "http://localhost/g/AB".to_owned(),
            headers: [("X-Request-Id", "r1")].into_iter().collect(),
            path: vec![("guid".to_owned(), "AB".to_owned())],
            query: vec![("limit".to_owned(), "10".to_owned())],
        };
        let headers = [("X-Total-Count", "42")].into_iter().collect();
        let body = json!({"status": 400, "results": [1, 2], "name": "Ä"});
        let expression: Expression = expression.parse().expect("valid");
        let scope = Scope {
            request: &request,
            status: 400,
            headers: &headers,
            body: Some(&body),
            item: None,
        };
        expression.read(&scope).map(Cow::into_owned)
    }

    #[test]
    fn expressions_read_what_they_name() {
        assert_eq!(read("$statusCode"), Some(json!(400)));
        assert_eq!(read("$request.path.guid | lower"), Some(json!("ab")));
        assert_eq!(read("$request.query.limit | number"), Some(json!(10)));
        assert_eq!(read("$request.header.x-request-id"), Some(json!("r1")));
        assert_eq!(
            read("$response.header.x-total-count | number"),
            Some(json!(42))
        );
        assert_eq!(read("$response.body#/status | text"), Some(json!("400")));
        assert_eq!(read("$response.body#/results | length"), Some(json!(2)));
        assert_eq!(read("$response.body#/name | length"), Some(json!(1)));
        assert_eq!(read("plain"), Some(json!("plain")));
        assert_eq!(read("$response.body#/none"), None);
        assert_eq!(read("$response.body#/name | number"), None);
    }

    #[test]
    fn what_is_no_expression_says_what_is() {
        let told = |text: &str| text.parse::<Expression>().expect_err(text);
        assert!(told("$response.headers.X").contains("$response.header.NAME"));
        assert!(told("$response.body/x").contains("#/pointer"));
        assert!(told("$statusCode | upper").contains("no modifier"));
        assert!(told("$request.path.").contains("lacks a name"));
    }

    #[test]
    fn expressions_print_as_they_are_written() {
        for text in [
            "$statusCode",
            "$response.body",
            "$response.body#/a/b | length",
            "$item#/id",
            "$request.header.X",
        ] {
            assert_eq!(text.parse::<Expression>().expect(text).to_string(), text);
        }
    }
}
