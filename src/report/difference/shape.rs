//! The shape of bodies: which places there are, and which types of JSON stand there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use crate::report::layout::visible;
use crate::report::{DiffLine, DiffSign};
use crate::value::pointer;

/// So many places are kept of a shape: an object whose keys are data has as many as it likes.
const PLACES: usize = 2_000;

/// Lines around a difference.
const CONTEXT: usize = 1;

/// The places of bodies, list indices left out (`/data/[]/id`), each with the types seen there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    places: BTreeMap<String, BTreeSet<&'static str>>,
    cut: bool,
}

/// An operation whose answers of a status have another shape.
#[derive(Clone, Debug)]
pub struct Reshaped {
    /// The contract's id.
    pub contract: String,
    /// The status of the answers.
    pub status: u16,
    /// The places that differ, in their surroundings; what was is `Expected`, what is is `Found`.
    pub lines: Vec<DiffLine>,
}

impl Shape {
    /// Adds what a body has.
    pub fn add(&mut self, body: &Value) {
        self.at(&mut String::new(), body);
    }

    /// Adds what another shape has.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.cut |= other.cut;
        for (place, types) in &other.places {
            let is_full = self.places.len() >= PLACES;
            match self.places.get_mut(place) {
                Some(known) => known.extend(types),
                None if is_full => self.cut = true,
                None => {
                    self.places.insert(place.clone(), types.clone());
                }
            }
        }
    }

    /// One that has more places than are kept.
    pub(super) fn unknown() -> Self {
        let places = BTreeMap::new();
        Self { places, cut: true }
    }

    /// How many places it has.
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }

    fn at(&mut self, place: &mut String, value: &Value) {
        if self.places.len() >= PLACES && !self.places.contains_key(place) {
            self.cut = true;
            return;
        }
        let types = self.places.entry(place.clone()).or_default();
        types.insert(match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        });
        let end = place.len();
        match value {
            Value::Array(items) => {
                place.push_str("/[]");
                items.iter().for_each(|item| self.at(place, item));
            }
            Value::Object(members) => {
                for (name, member) in members {
                    place.push('/');
                    place.push_str(&pointer::escape(name));
                    self.at(place, member);
                    place.truncate(end);
                }
            }
            _ => {}
        }
        place.truncate(end);
    }

    /// A line for each place, sorted.
    fn lines(&self) -> String {
        let line = |(place, types): (&String, &BTreeSet<&str>)| {
            let place = if place.is_empty() {
                "(the body)"
            } else {
                place
            };
            let types: Vec<&str> = types.iter().copied().collect();
            format!("{}  {}\n", visible(place), types.join(" or "))
        };
        let mut lines: String = self.places.iter().map(line).collect();
        if self.cut {
            lines.push_str("… more places than are kept\n");
        }
        lines
    }

    /// Where the other has other places or types; nothing where it has the same.
    pub(super) fn diff(&self, other: &Self) -> Vec<DiffLine> {
        if self == other {
            return Vec::new();
        }
        let (before, after) = (self.lines(), other.lines());
        let diff = TextDiff::from_lines(&before, &after);
        let mut lines = Vec::new();
        for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
            if index > 0 {
                lines.push(DiffLine {
                    sign: DiffSign::Gap,
                    pieces: Vec::new(),
                });
            }
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                let sign = match change.tag() {
                    ChangeTag::Equal => DiffSign::Both,
                    ChangeTag::Delete => DiffSign::Expected,
                    ChangeTag::Insert => DiffSign::Found,
                };
                let text = change.value().trim_end_matches('\n').to_owned();
                lines.push(DiffLine {
                    sign,
                    pieces: vec![(sign != DiffSign::Both, text)],
                });
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shape(bodies: &[Value]) -> Shape {
        let mut shape = Shape::default();
        bodies.iter().for_each(|body| shape.add(body));
        shape
    }

    #[test]
    fn places_have_types_and_no_indices() {
        let shape = shape(&[
            json!({"data": [{"id": 1}, {"id": "a", "x/y": null}]}),
            json!({"data": []}),
        ]);
        assert_eq!(
            shape.lines(),
            "(the body)  object\n/data  array\n/data/[]  object\n/data/[]/id  number or string\n/data/[]/x~1y  null\n"
        );
    }

    #[test]
    fn what_differs_is_shown_in_its_surroundings() {
        let (a, b) = (
            json!({"a": 1, "b": 1, "c": 1, "d": 1}),
            json!({"a": 1, "b": 1, "c": "x", "e": 1}),
        );
        let lines = shape(std::slice::from_ref(&a)).diff(&shape(&[b]));
        let told: Vec<String> = lines
            .iter()
            .map(|line| {
                let sign = match line.sign {
                    DiffSign::Both => ' ',
                    DiffSign::Expected => '-',
                    DiffSign::Found => '+',
                    DiffSign::Gap => '~',
                };
                format!(
                    "{sign}{}",
                    line.pieces
                        .iter()
                        .map(|(_, t)| t.as_str())
                        .collect::<String>()
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                " /b  number",
                "-/c  number",
                "-/d  number",
                "+/c  string",
                "+/e  number"
            ]
        );
        assert!(
            shape(std::slice::from_ref(&a))
                .diff(&shape(&[a]))
                .is_empty()
        );
    }

    #[test]
    fn keys_that_are_data_do_not_fill_the_memory() {
        let many: serde_json::Map<String, Value> =
            (0..5_000).map(|n| (format!("k{n}"), json!(n))).collect();
        let shape = shape(&[Value::Object(many)]);
        assert_eq!(shape.places.len(), PLACES);
        assert!(shape.lines().contains("more places"));
    }
}
