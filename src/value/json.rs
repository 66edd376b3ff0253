//! Strict reading of JSON: what a lenient reader passes over in silence is a defect here.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::pointer;

mod integers;

/// What bytes were read as, and what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed {
    /// The value, where there is one: defects that leave the meaning clear do not prevent it.
    pub value: Option<Value>,
    /// What is wrong, one kind after the other. Of duplicate keys and inexact integers the first thousand each.
    pub defects: Vec<Defect>,
}

/// Something wrong with bytes that should be JSON (RFC 8259).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defect {
    /// Nothing but white space.
    Empty,
    /// It starts with a byte order mark; the rest is read (RFC 8259, 8.1).
    ByteOrderMark,
    /// Not UTF-8.
    InvalidUtf8 {
        /// The first byte that is none, from zero.
        offset: usize,
    },
    /// Not JSON.
    Syntax {
        /// From one.
        line: usize,
        /// In bytes, from one.
        column: usize,
        /// What the reader says.
        message: String,
    },
    /// Something follows the value; the value is kept.
    TrailingBytes {
        /// Its first byte, from zero.
        offset: usize,
    },
    /// A member's name comes again in its object; the last one is kept.
    DuplicateKey {
        /// The member's pointer.
        pointer: String,
    },
    /// An integer that neither 64 bits with a sign nor 64 without hold; the value has the nearest float.
    InexactInteger {
        /// Its pointer.
        pointer: String,
        /// The integer as it is written.
        text: String,
    },
    /// Nested deeper than 128 levels.
    TooDeep,
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing in it"),
            Self::ByteOrderMark => f.write_str("it starts with a byte order mark"),
            Self::InvalidUtf8 { offset } => write!(f, "byte {offset} is not UTF-8"),
            Self::Syntax {
                line,
                column,
                message,
            } => write!(f, "line {line}, column {column}: {message}"),
            Self::TrailingBytes { offset } => {
                write!(f, "something follows the value at byte {offset}")
            }
            Self::DuplicateKey { pointer } => write!(f, "the member `{pointer}` comes twice"),
            Self::InexactInteger { pointer, text } => {
                write!(f, "the integer {text} at `{pointer}` does not fit 64 bits")
            }
            Self::TooDeep => f.write_str("it is nested deeper than 128 levels"),
        }
    }
}

/// Reads bytes as one JSON value.
pub fn parse(bytes: &[u8]) -> Parsed {
    let mut parsed = Parsed::default();
    let mark = b"\xEF\xBB\xBF";
    let (skipped, bytes) = match bytes.strip_prefix(mark) {
        Some(rest) => {
            parsed.defects.push(Defect::ByteOrderMark);
            (mark.len(), rest)
        }
        None => (0, bytes),
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let offset = skipped + error.valid_up_to();
            parsed.defects.push(Defect::InvalidUtf8 { offset });
            return parsed;
        }
    };
    if text.bytes().all(is_space) {
        parsed.defects.push(Defect::Empty);
        return parsed;
    }
    read(text, skipped, &mut parsed);
    parsed
}

/// Of one kind of defect no more than this are told, so that a hostile body cannot fill the memory with pointers.
const MOST: usize = 1000;

/// Nor more than this many bytes of pointers.
const MOST_BYTES: usize = 1 << 20;

fn read(text: &str, skipped: usize, parsed: &mut Parsed) {
    let seen = Seen {
        inexact: integers::inexact(text, MOST),
        floats: Cell::new(0),
        integers: Told::default(),
        duplicates: Told::default(),
    };
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Seed {
        place: Place::Root,
        seen: &seen,
    }
    .deserialize(&mut reader);
    parsed.defects.extend(seen.duplicates.defects.into_inner());
    parsed.defects.extend(seen.integers.defects.into_inner());
    match value {
        Ok(value) => {
            parsed.value = Some(value);
            if let Err(error) = reader.end() {
                let offset = skipped + offset(text, error.line(), error.column());
                parsed.defects.push(Defect::TrailingBytes { offset });
            }
        }
        Err(error) => parsed.defects.push(unreadable(&error)),
    }
}

fn unreadable(error: &serde_json::Error) -> Defect {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        return Defect::TooDeep;
    }
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    Defect::Syntax {
        line: error.line(),
        column: error.column().max(1),
        message: message.to_owned(),
    }
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    before + column.saturating_sub(1)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Where the reader is: a chain on the stack that becomes a pointer only when something is wrong there.
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(parent, name) => pointer::join(&parent.pointer(), name),
            Self::Item(parent, index) => pointer::join(&parent.pointer(), index.to_string()),
        }
    }
}

/// What the reader came across.
struct Seen<'t> {
    /// The integers that become floats, each with its number among all floats; found before reading.
    inexact: Vec<(usize, &'t str)>,
    /// How many floats were read.
    floats: Cell<usize>,
    integers: Told,
    duplicates: Told,
}

impl Seen<'_> {
    fn float(&self, place: &Place<'_>) {
        if self.inexact.is_empty() {
            return;
        }
        let nth = self.floats.replace(self.floats.get() + 1);
        let found = self.inexact.binary_search_by_key(&nth, |(nth, _)| *nth);
        if let Some((_, text)) = found.ok().and_then(|at| self.inexact.get(at)) {
            self.integers.tell(place, |pointer| Defect::InexactInteger {
                pointer,
                text: (*text).to_owned(),
            });
        }
    }
}

/// Defects of one kind, up to the limits.
#[derive(Default)]
struct Told {
    defects: RefCell<Vec<Defect>>,
    bytes: Cell<usize>,
}

impl Told {
    fn tell(&self, place: &Place<'_>, defect: impl FnOnce(String) -> Defect) {
        let mut defects = self.defects.borrow_mut();
        if defects.len() < MOST && self.bytes.get() < MOST_BYTES {
            let pointer = place.pointer();
            self.bytes.set(self.bytes.get() + pointer.len());
            defects.push(defect(pointer));
        }
    }
}

struct Seed<'a> {
    place: Place<'a>,
    seen: &'a Seen<'a>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.into()))
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        self.seen.float(&self.place);
        Number::from_f64(v)
            .map(Value::Number)
            .ok_or_else(|| E::custom("a number out of range"))
    }

    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(v.to_owned()))
    }

    fn visit_string<E>(self, v: String) -> Result<Value, E> {
        Ok(Value::String(v))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Seed {
            place: Place::Item(&self.place, items.len()),
            seen: self.seen,
        })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(Seed {
                place: Place::Member(&self.place, &name),
                seen: self.seen,
            })?;
            match members.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let place = Place::Member(&self.place, entry.key());
                    let told = &self.seen.duplicates;
                    told.tell(&place, |pointer| Defect::DuplicateKey { pointer });
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests;
