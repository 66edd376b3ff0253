//! The part of a body that a finding is about, bounded, with the place marked.

use std::collections::VecDeque;

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

/// Of one larger than this only the beginning is: to find a place in it takes ten times its size in memory.
const LARGEST_IN_FULL: usize = 4 << 20;
/// So many bytes are its beginning.
const BEGINNING_BYTES: usize = 64 << 10;

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
    if body.len() > LARGEST_IN_FULL {
        return beginning_of(&body);
    }
    if let Ok(value) = serde_json::from_slice(&body) {
        return Seen::Json(value);
    }
    match std::str::from_utf8(&body) {
        Ok(text) => Seen::Text(text.to_owned()),
        Err(_) => Seen::Opaque(format!("{} bytes that are no UTF-8", body.len())),
    }
}

/// The first bytes of a large body, as text.
fn beginning_of(body: &[u8]) -> Seen {
    let first = body.get(..BEGINNING_BYTES).unwrap_or(body);
    let valid = match std::str::from_utf8(first) {
        Ok(text) => text,
        // A character that is cut in two ends what is valid.
        Err(error) if error.error_len().is_none() => first
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
        Err(_) => return Seen::Opaque(format!("{} bytes that are no UTF-8", body.len())),
    };
    Seen::Text(format!("{valid}…"))
}

impl Seen {
    /// The lines around a place; where nothing is there, around the nearest value that is.
    pub(super) fn around(&self, place: &str, width: usize) -> Vec<ExcerptLine> {
        match self {
            Self::Json(body) => excerpt(body, nearest(body, place), width),
            Self::Empty | Self::Text(_) | Self::Opaque(_) => self.beginning(width),
        }
    }

    /// The first lines.
    pub(super) fn beginning(&self, width: usize) -> Vec<ExcerptLine> {
        let plain = |text: &str| {
            // Of a line of megabytes no more is looked at than can be shown.
            let end = text.char_indices().nth(width + 1).map(|(at, _)| at);
            let text = end.and_then(|end| text.get(..end)).unwrap_or(text);
            ExcerptLine {
                marked: false,
                text: shorten(&visible(text), width),
            }
        };
        let (lines, more): (Vec<ExcerptLine>, bool) = match self {
            Self::Empty => (vec![plain("(no body)")], false),
            Self::Opaque(why) => (vec![plain(&format!("({why})"))], false),
            Self::Text(text) => {
                let lines = text.lines().take(BEGINNING).map(plain).collect();
                (lines, text.lines().nth(BEGINNING).is_some())
            }
            Self::Json(body) => return excerpt(body, String::new(), width),
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

/// The lines of a value that is there, and those around it.
fn excerpt(body: &Value, place: String, width: usize) -> Vec<ExcerptLine> {
    let mut printer = Printer {
        place,
        count: 0,
        lines: VecDeque::new(),
        start: None,
        end: None,
    };
    printer.value(body, "", 0, "", "");
    printer.excerpt(width)
}

/// Prints JSON in lines, and keeps those about the place: a body of megabytes is walked, not printed.
struct Printer {
    place: String,
    /// How many lines there were. Where values before the place are passed over, fewer than there are.
    count: usize,
    /// The lines kept, each with its number.
    lines: VecDeque<(usize, String)>,
    /// The first line of the place.
    start: Option<usize>,
    /// The line after its last.
    end: Option<usize>,
}

impl Printer {
    fn value(&mut self, value: &Value, at: &str, depth: usize, before: &str, after: &str) {
        if self.is_done() {
            self.count += 1;
            return;
        }
        if at == self.place {
            self.start = Some(self.count);
        }
        match value {
            Value::Object(object) if !object.is_empty() => {
                self.line(depth, || format!("{before}{{"));
                let toward = self.toward(at);
                let toward = toward.and_then(|name| object.keys().position(|key| *key == name));
                for (index, (name, member)) in object.iter().enumerate() {
                    if self.passes_over(index, toward) {
                        continue;
                    }
                    let key = Value::String(name.clone());
                    let comma = if index + 1 < object.len() { "," } else { "" };
                    let below = pointer::join(at, name);
                    self.value(member, &below, depth + 1, &format!("{key}: "), comma);
                }
                self.line(depth, || format!("}}{after}"));
            }
            Value::Array(items) if !items.is_empty() => {
                self.line(depth, || format!("{before}["));
                let toward = self.toward(at).and_then(|index| index.parse().ok());
                for (index, item) in items.iter().enumerate() {
                    if self.passes_over(index, toward) {
                        continue;
                    }
                    let comma = if index + 1 < items.len() { "," } else { "" };
                    let below = pointer::join(at, index.to_string());
                    self.value(item, &below, depth + 1, "", comma);
                }
                self.line(depth, || format!("]{after}"));
            }
            scalar => self.line(depth, || format!("{before}{scalar}{after}")),
        }
        if at == self.place {
            self.end = Some(self.count);
        }
    }

    /// Counts a line, and keeps it where it can be shown.
    fn line(&mut self, depth: usize, text: impl Fn() -> String) {
        let number = self.count;
        self.count += 1;
        let kept = match (self.start, self.end) {
            (None, _) => true,
            (Some(start), None) => number < start + VALUE,
            (Some(_), Some(end)) => number < end + CONTEXT,
        };
        if kept {
            let indent = "  ".repeat(depth);
            self.lines
                .push_back((number, format!("{indent}{}", text())));
        }
        if self.start.is_none() && self.lines.len() > CONTEXT {
            self.lines.pop_front();
        }
    }

    /// The name or index of the member of the value at a pointer that the place is in or is.
    fn toward(&self, at: &str) -> Option<String> {
        let below = self.place.strip_prefix(at)?.strip_prefix('/')?;
        let name = below.split('/').next()?;
        Some(crate::value::pointer::unescape(name).into_owned())
    }

    /// Whether a member is too far before the one with the place to be shown: each has a line at least.
    fn passes_over(&mut self, index: usize, toward: Option<usize>) -> bool {
        let far = toward.is_some_and(|toward| index + CONTEXT < toward);
        self.count += usize::from(far);
        far
    }

    /// Whether every line that can be shown was printed, and it is known that more follow.
    fn is_done(&self) -> bool {
        match (self.start, self.end) {
            (None, _) => false,
            (Some(start), None) => self.count > start + VALUE,
            (Some(_), Some(end)) => self.count > end + CONTEXT,
        }
    }

    fn excerpt(&self, width: usize) -> Vec<ExcerptLine> {
        let (start, end) = (self.start.unwrap_or(0), self.end.unwrap_or(0));
        let whole = start == 0 && end == self.count;
        let first = start.saturating_sub(CONTEXT);
        let shown_end = end.min(start + VALUE);
        let cut = shown_end < end;
        let last = if cut {
            shown_end
        } else {
            self.count.min(end + CONTEXT)
        };
        let shown = self.lines.iter().filter(|(n, _)| (first..last).contains(n));
        let lines: Vec<&(usize, String)> = shown.collect();
        let indent = lines
            .iter()
            .map(|(_, l)| l.len() - l.trim_start().len())
            .min()
            .unwrap_or(0);
        let gap = |shown: bool| {
            shown.then(|| ExcerptLine {
                marked: false,
                text: "…".to_owned(),
            })
        };
        let lines = lines.iter().map(|(number, line)| ExcerptLine {
            marked: !whole && *number >= start && *number < end,
            text: shorten(&visible(line.get(indent..).unwrap_or(line)), width),
        });
        gap(first > 0)
            .into_iter()
            .chain(lines)
            .chain(gap(last < self.count))
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
    fn of_a_large_body_only_what_is_near_is_printed() {
        let body = json!((0..100_000).map(|n| json!({"n": n})).collect::<Vec<_>>());
        let told = around(&body, "/50000/n");
        let expected = [
            " …",
            " {",
            ">  \"n\": 50000",
            " },",
            " {",
            "   \"n\": 50001",
            " …",
        ];
        let tail = told.get(told.len() - 6..).expect("six lines");
        assert_eq!(told.first().map(String::as_str), Some(" …"));
        assert_eq!(tail, &expected[1..]);
    }

    #[test]
    fn of_a_very_large_body_the_beginning_is_shown() {
        let mut body = format!("[\"{}", "é".repeat(LARGEST_IN_FULL / 2));
        body.push_str("\"]");
        let response = Response {
            body: body.into_bytes().into(),
            ..Response::default()
        };
        let Seen::Text(text) = read(&response) else {
            panic!("a text");
        };
        assert!(text.starts_with("[\"éé") && text.ends_with("é…"));
        assert!(text.len() <= BEGINNING_BYTES + "…".len());
        assert_eq!(read(&response).around("/0", 10).len(), 1);
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
