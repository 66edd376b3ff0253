//! The shape of bodies: which places there are, which types of JSON stand there, and whether a member is in every object of
//! its kind or in some only.

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

/// The places of bodies, list indices left out (`/data/[]/id`), each with what was seen there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    places: BTreeMap<String, Seen>,
    cut: bool,
}

/// What was seen at a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Seen {
    types: BTreeSet<&'static str>,
    /// Whether some object at the place above lacks this member.
    lacking: bool,
    /// Of objects: how many members no object lacks.
    always: usize,
}

impl Seen {
    fn is_object(&self) -> bool {
        self.types.contains("object")
    }
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
        // A member that one of the two does not know is lacking where that one has an object to hold it.
        let lacks = |shape: &Self, place: &str| {
            let above = member_of(place).and_then(|above| shape.places.get(above));
            above.is_some_and(Seen::is_object) && !shape.places.contains_key(place)
        };
        let new = other.places.keys().filter(|place| lacks(self, place));
        let gone = self.places.keys().filter(|place| lacks(other, place));
        let lacking: Vec<String> = new.chain(gone).cloned().collect();
        for (place, seen) in &other.places {
            let is_full = self.places.len() >= PLACES;
            match self.places.get_mut(place) {
                Some(known) => {
                    known.types.extend(&seen.types);
                    known.lacking |= seen.lacking;
                }
                None if is_full => self.cut = true,
                None => {
                    self.places.insert(place.clone(), seen.clone());
                }
            }
        }
        for place in &lacking {
            if let Some(seen) = self.places.get_mut(place) {
                seen.lacking = true;
            }
        }
        self.count_always();
    }

    /// Counts the members that no object lacks anew.
    fn count_always(&mut self) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (place, seen) in &self.places {
            if let Some(above) = member_of(place).filter(|_| !seen.lacking) {
                *counts.entry(above.to_owned()).or_default() += 1;
            }
        }
        for (place, seen) in &mut self.places {
            seen.always = counts.get(place).copied().unwrap_or(0);
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
        let seen = self.places.entry(place.clone()).or_default();
        let (is_first, always) = (!seen.is_object(), seen.always);
        seen.types.insert(match value {
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
                let (mut here, mut new) = (0, 0);
                for (name, member) in members {
                    place.push('/');
                    place.push_str(&pointer::escape(name));
                    let known = self.places.get(place.as_str());
                    here += usize::from(known.is_some_and(|seen| !seen.lacking));
                    let is_new = known.is_none();
                    self.at(place, member);
                    if is_new && let Some(seen) = self.places.get_mut(place.as_str()) {
                        // The objects before this one lack it.
                        seen.lacking = !is_first;
                        new += usize::from(is_first);
                    }
                    place.truncate(end);
                }
                if !is_first && here < always {
                    self.lack(place, members);
                }
                if let Some(seen) = self.places.get_mut(place.as_str()) {
                    seen.always = if is_first { new } else { here };
                }
            }
            _ => {}
        }
        place.truncate(end);
    }

    /// Notes which members an object lacks that others at its place have.
    fn lack(&mut self, place: &str, members: &serde_json::Map<String, Value>) {
        let below = format!("{place}/");
        let has: BTreeSet<String> = members
            .keys()
            .map(|name| format!("{below}{}", pointer::escape(name)))
            .collect();
        let from = self.places.range_mut(below.clone()..);
        let inside = from.take_while(|(known, _)| known.starts_with(&below));
        for (known, seen) in inside {
            if member_of(known) == Some(place) && !has.contains(known) {
                seen.lacking = true;
            }
        }
    }

    /// A line for each place, sorted.
    fn lines(&self) -> String {
        let line = |(place, seen): (&String, &Seen)| {
            let place = if place.is_empty() {
                "(the body)"
            } else {
                place
            };
            let types: Vec<&str> = seen.types.iter().copied().collect();
            let some = if seen.lacking { ", not in all" } else { "" };
            format!("{}  {}{some}\n", visible(place), types.join(" or "))
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

/// The object that a member is in; nothing for the body and for the items of a list.
fn member_of(place: &str) -> Option<&str> {
    let (above, name) = place.rsplit_once('/')?;
    (name != "[]").then_some(above)
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
            "(the body)  object\n/data  array\n/data/[]  object\n/data/[]/id  number or string\n/data/[]/x~1y  null, not in all\n"
        );
    }

    #[test]
    fn a_member_that_some_objects_lack_is_told() {
        let item = |names: &[&str]| {
            let members = names.iter().map(|n| ((*n).to_owned(), json!(1)));
            Value::Object(members.collect())
        };
        let body = |items: &[&[&str]]| {
            let items: Vec<Value> = items.iter().map(|names| item(names)).collect();
            json!({"data": items})
        };
        let told = |bodies: &[Value]| {
            let lines = shape(bodies).lines();
            let places = lines.lines().filter_map(|l| l.strip_prefix("/data/[]/"));
            places.map(str::to_owned).collect::<Vec<_>>()
        };
        let all = ["a  number", "b  number"];
        let some = ["a  number", "b  number, not in all"];
        assert_eq!(told(&[body(&[&["a", "b"], &["b", "a"]])]), all);
        assert_eq!(told(&[body(&[&["a", "b"], &["a"]])]), some, "gone later");
        assert_eq!(told(&[body(&[&["a"], &["a", "b"]])]), some, "there later");
        let several = [
            body(&[&["a", "b"], &["a"], &["a", "b"]]),
            body(&[&["a", "b"]]),
        ];
        assert_eq!(told(&several), some, "again there");
        assert_eq!(
            told(&[body(&[&["a", "b"]]), body(&[])]),
            all,
            "nothing that lacks it"
        );
        let mut put = shape(&[body(&[&["a", "b"]])]);
        put.add_all(&shape(&[body(&[&["a"]])]));
        assert_eq!(put, shape(&[body(&[&["a", "b"], &["a"]])]), "put together");
        let mut put = shape(&[body(&[&["a"]])]);
        put.add_all(&shape(&[body(&[&["a", "b"]])]));
        assert_eq!(
            put,
            shape(&[body(&[&["a"], &["a", "b"]])]),
            "the other way round"
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
