//! The part of a body that a finding is about, bounded, with the place marked.

use serde_json::Value;

use super::layout::{shorten, visible};
use crate::http::Response;
use crate::value::pointer;

/// Lines before and after the place.
const CONTEXT: usize = 3;
/// Lines of the value at the place.
const VALUE: usize = 8;
/// Lines of a body's beginning.
const BEGINNING: usize = 8;
/// A body larger than this, decoded, is not shown.
const LARGEST: usize = 32 << 20;

/// A line of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExcerptLine {
    /// Whether it belongs to the place.
    pub(super) marked: bool,
    /// The text.
    pub(super) text: String,
}

/// A body, read once for all findings about it.
#[derive(Debug)]
pub(super) enum Seen {
    /// Nothing in it.
    Empty,
    /// JSON, as lines with the pointer of the value that each belongs to.
    Json(Value),
    /// Text that is no JSON.
    Text(String),
    /// Bytes that are no text, or cannot be decoded; in words.
    Opaque(String),
}

/// Reads a body for showing it.
pub(super) fn read(response: &Response) -> Seen {
    let body = match response.decoded(LARGEST) {
        Ok(body) => body,
        Err(error) => return Seen::Opaque(error.to_string()),
    };
    if body.is_empty() {
        return Seen::Empty;
    }
    if let Ok(value) = serde_json::from_slice(&body) {
        return Seen::Json(value);
    }
    match std::str::from_utf8(&body) {
        Ok(text) => Seen::Text(text.to_owned()),
        Err(_) => Seen::Opaque(format!("{} bytes that are no UTF-8", body.len())),
    }
}

impl Seen {
    /// The lines around a place; where nothing is there, around the nearest value that is.
    pub(super) fn around(&self, place: &str, width: usize) -> Vec<ExcerptLine> {
        let Self::Json(body) = self else {
            return self.beginning(width);
        };
        let mut printer = Printer {
            place: nearest(body, place),
            lines: Vec::new(),
            found: None,
        };
        printer.value(body, "", 0, "", "");
        printer.excerpt(width)
    }

    /// The first lines.
    pub(super) fn beginning(&self, width: usize) -> Vec<ExcerptLine> {
        let plain = |text: &str| ExcerptLine {
            marked: false,
            text: shorten(&visible(text), width),
        };
        let (lines, more): (Vec<ExcerptLine>, bool) = match self {
            Self::Empty => (vec![plain("(no body)")], false),
            Self::Opaque(why) => (vec![plain(&format!("({why})"))], false),
            Self::Text(text) => {
                let lines = text.lines().take(BEGINNING).map(plain).collect();
                (lines, text.lines().count() > BEGINNING)
            }
            Self::Json(body) => {
                let text = serde_json::to_string_pretty(body).unwrap_or_default();
                let lines = text.lines().take(BEGINNING).map(plain).collect();
                (lines, text.lines().count() > BEGINNING)
            }
        };
        let gap = more.then(|| plain("…"));
        lines.into_iter().chain(gap).collect()
    }
}

/// The deepest value that is there on the way to a place.
fn nearest(body: &Value, place: &str) -> String {
    let mut place = place;
    while pointer::get(body, place).is_none() {
        place = place
            .rfind('/')
            .and_then(|at| place.get(..at))
            .unwrap_or("");
        if place.is_empty() {
            break;
        }
    }
    place.to_owned()
}

/// Prints JSON in lines and notes which of them hold the place.
struct Printer {
    place: String,
    lines: Vec<String>,
    found: Option<(usize, usize)>,
}

impl Printer {
    fn value(&mut self, value: &Value, at: &str, depth: usize, before: &str, after: &str) {
        let start = self.lines.len();
        let indent = "  ".repeat(depth);
        let line = |text: &str| format!("{indent}{text}");
        match value {
            Value::Object(object) if !object.is_empty() => {
                self.lines.push(line(&format!("{before}{{")));
                for (index, (name, member)) in object.iter().enumerate() {
                    let key = Value::String(name.clone());
                    let comma = if index + 1 < object.len() { "," } else { "" };
                    let below = pointer::join(at, name);
                    self.value(member, &below, depth + 1, &format!("{key}: "), comma);
                }
                self.lines.push(line(&format!("}}{after}")));
            }
            Value::Array(items) if !items.is_empty() => {
                self.lines.push(line(&format!("{before}[")));
                for (index, item) in items.iter().enumerate() {
                    let comma = if index + 1 < items.len() { "," } else { "" };
                    let below = pointer::join(at, index.to_string());
                    self.value(item, &below, depth + 1, "", comma);
                }
                self.lines.push(line(&format!("]{after}")));
            }
            scalar => self.lines.push(line(&format!("{before}{scalar}{after}"))),
        }
        if at == self.place {
            self.found = Some((start, self.lines.len()));
        }
    }

    fn excerpt(&self, width: usize) -> Vec<ExcerptLine> {
        let (start, end) = self.found.unwrap_or((0, 0));
        let whole = start == 0 && end == self.lines.len();
        let first = start.saturating_sub(CONTEXT);
        let shown_end = end.min(start + VALUE);
        let cut = shown_end < end;
        let last = if cut {
            shown_end
        } else {
            self.lines.len().min(end + CONTEXT)
        };
        let lines = self.lines.get(first..last).unwrap_or_default();
        let indent = lines
            .iter()
            .map(|l| l.len() - l.trim_start().len())
            .min()
            .unwrap_or(0);
        let gap = |shown: bool| {
            shown.then(|| ExcerptLine {
                marked: false,
                text: "…".to_owned(),
            })
        };
        let lines = lines.iter().enumerate().map(|(n, line)| {
            let number = first + n;
            ExcerptLine {
                marked: !whole && number >= start && number < end,
                text: shorten(&visible(line.get(indent..).unwrap_or(line)), width),
            }
        });
        gap(first > 0)
            .into_iter()
            .chain(lines)
            .chain(gap(last < self.lines.len()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn around(body: &Value, place: &str) -> Vec<String> {
        let seen = Seen::Json(body.clone());
        let line = |l: ExcerptLine| format!("{}{}", if l.marked { ">" } else { " " }, l.text);
        seen.around(place, 30).into_iter().map(line).collect()
    }

    #[test]
    fn the_place_is_marked_with_what_is_around_it() {
        let body = json!({"data": [{"id": 1, "a/b": true}, {"id": 2}], "end": null});
        assert_eq!(
            around(&body, "/data/0/a~1b"),
            [
                " …",
                " \"data\": [",
                "   {",
                "     \"id\": 1,",
                ">    \"a/b\": true",
                "   },",
                "   {",
                "     \"id\": 2",
                " …"
            ]
        );
    }

    #[test]
    fn what_is_missing_shows_where_it_should_be() {
        let body = json!([{"id": 1}, {"no": 2}]);
        let told = around(&body, "/1/id");
        assert!(told.contains(&">  {".to_owned()), "{told:?}");
        assert!(told.contains(&">    \"no\": 2".to_owned()), "{told:?}");
    }

    #[test]
    fn long_values_and_lines_are_cut() {
        let body = json!({"list": (0..100).collect::<Vec<_>>(), "t": "x".repeat(100)});
        let told = around(&body, "/list");
        assert_eq!(told.len(), 1 + VALUE + 1);
        assert!(around(&body, "/t").iter().all(|l| l.chars().count() <= 31));
    }

    #[test]
    fn a_text_shows_its_beginning() {
        let response = Response {
            body: b"<html>\n\x1b[31m".as_slice().into(),
            ..Response::default()
        };
        let lines = read(&response).beginning(80);
        let texts: Vec<_> = lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["<html>", "\\u{1b}[31m"]);
    }
}
