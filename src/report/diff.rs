//! What differs between two values, where looking at both is not enough.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::layout::visible;
use crate::verdict::{Actual, Expected, Finding};

/// Texts up to so many characters are compared by looking at them.
const SHORT: usize = 76;

/// Larger values (in bytes of their text) are not compared: it would take long and nobody would read it.
const LARGEST: usize = 64 << 10;

/// Characters of a long line that are kept beside what differs.
const AROUND: usize = 24;

/// Lines around a difference.
const CONTEXT: usize = 2;

/// A line of a diff: pieces of text, each with whether it differs from the line it replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// Whose line it is.
    pub sign: DiffSign,
    /// The text, with the pieces that differ.
    pub pieces: Vec<(bool, String)>,
}

/// Whose line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffSign {
    /// In both.
    Both,
    /// Only in what was expected.
    Expected,
    /// Only in what was found.
    Found,
    /// Lines that both have were left out here.
    Gap,
}

/// The lines in which expected and found differ, when both are long texts, or both arrays or both objects.
pub fn diff(finding: &Finding) -> Option<Vec<DiffLine>> {
    let (Expected::Value(expected), Actual::Value(actual)) = (&finding.expected, &finding.actual)
    else {
        return None;
    };
    let (expected, actual) = match (expected, actual) {
        (Value::String(a), Value::String(b)) => {
            let long = |t: &str| t.contains('\n') || t.chars().count() > SHORT;
            if !long(a) && !long(b) {
                return None;
            }
            (a.clone(), b.clone())
        }
        (Value::Array(_), Value::Array(_)) | (Value::Object(_), Value::Object(_)) => {
            (pretty(expected), pretty(actual))
        }
        _ => return None,
    };
    (expected.len() <= LARGEST && actual.len() <= LARGEST).then(|| lines(&expected, &actual))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

fn lines(expected: &str, actual: &str) -> Vec<DiffLine> {
    let diff = TextDiff::from_lines(expected, actual);
    let mut lines = Vec::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            lines.push(DiffLine {
                sign: DiffSign::Gap,
                pieces: Vec::new(),
            });
        }
        for op in group {
            // Without a deadline: with one, the same diff could differ from run to run.
            for change in diff.iter_inline_changes_deadline(op, None) {
                let sign = match change.tag() {
                    ChangeTag::Equal => DiffSign::Both,
                    ChangeTag::Delete => DiffSign::Expected,
                    ChangeTag::Insert => DiffSign::Found,
                };
                let pieces = change.iter_strings_lossy();
                let pieces = pieces.map(|(differs, text)| {
                    let line = text.strip_suffix('\n').unwrap_or(&text);
                    (differs, visible(line))
                });
                let pieces = pieces.filter(|(_, text)| !text.is_empty()).collect();
                lines.push(DiffLine {
                    sign,
                    pieces: elided(pieces),
                });
            }
        }
    }
    lines
}

/// A long line without most of what does not differ, so that what differs is seen.
fn elided(pieces: Vec<(bool, String)>) -> Vec<(bool, String)> {
    let length = |text: &str| text.chars().count();
    let long = pieces.iter().map(|(_, text)| length(text)).sum::<usize>() > SHORT;
    if !long || !pieces.iter().any(|(differs, _)| *differs) {
        return pieces;
    }
    let last = pieces.len() - 1;
    let elide = |(index, (differs, text)): (usize, (bool, String))| {
        let count = length(&text);
        // How much is kept of its beginning and of its end.
        let (head, tail) = match (differs, index) {
            (true, _) => (AROUND, AROUND),
            (false, 0) => (0, AROUND),
            (false, index) if index == last => (AROUND, 0),
            (false, _) => (AROUND / 2, AROUND / 2),
        };
        if count <= head + tail + 1 {
            return (differs, text);
        }
        let start: String = text.chars().take(head).collect();
        let end: String = text.chars().skip(count - tail).collect();
        (differs, format!("{start}…{end}"))
    };
    pieces.into_iter().enumerate().map(elide).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::verdict::Place;

    fn between(expected: Value, actual: Value) -> Option<String> {
        let finding = Finding {
            rule: "const".to_owned(),
            place: Place::default(),
            expected: Expected::Value(expected),
            actual: Actual::Value(actual),
            message: String::new(),
        };
        let lines = diff(&finding)?.into_iter().map(|line| {
            let sign = match line.sign {
                DiffSign::Both => ' ',
                DiffSign::Expected => '-',
                DiffSign::Found => '+',
                DiffSign::Gap => '~',
            };
            let text = line
                .pieces
                .into_iter()
                .map(|(differs, text)| if differs { format!("[{text}]") } else { text });
            format!("{sign}{}", text.collect::<String>())
        });
        Some(lines.collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn what_is_seen_at_a_glance_has_none() {
        assert_eq!(between(json!(1), json!("1")), None);
        assert_eq!(between(json!("a"), json!("b")), None);
        assert_eq!(between(json!(["a"]), json!("a")), None);
    }

    #[test]
    fn long_texts_show_the_words_that_differ() {
        let text = |word: &str| json!(format!("first line\nthe {word} fox jumps\nlast"));
        let told = between(text("quick"), text("slow")).expect("several lines");
        assert_eq!(
            told,
            " first line\n-the [quick] fox jumps\n+the [slow] fox jumps\n last"
        );
    }

    #[test]
    fn a_long_line_shows_where_it_differs() {
        let text = |word: &str| {
            json!(format!(
                "{} {word} {}",
                "same ".repeat(30),
                "end ".repeat(40)
            ))
        };
        assert_eq!(
            between(text("one"), text("two")).expect("long"),
            "-…me same same same same  [one] end end end end end end…\n\
             +…me same same same same  [two] end end end end end end…"
        );
    }

    #[test]
    fn objects_show_the_lines_that_differ() {
        let told = between(json!({"a": 1, "b": [true]}), json!({"a": 1, "b": [false]}));
        assert_eq!(
            told.expect("objects"),
            "   \"a\": 1,\n   \"b\": [\n-    [true]\n+    [false]\n   ]\n }"
        );
    }
}
