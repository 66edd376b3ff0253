//! Masking secrets in what is about to be kept or shown.

mod hidden;
mod spelling;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Secret;
use spelling::{Escape, itself, spellings, spells_itself};

/// Secrets below this many characters are masked only where they are a whole header value: `ab` as a password would
/// otherwise mask half of every body, and what is masked around it would tell it all the same.
const SHORT: usize = 4;

/// Masks every occurrence of its secrets by `[label]`.
///
/// A secret is found as it is, percent-encoded once or twice (hexadecimal digits in either case, a space also as `+`), escaped in
/// JSON (short escapes and `\u` escapes, JSON within JSON too), as HTML entities, in a shell's single quotes, any mixture of
/// these, with its UTF-8 taken for Latin-1, in hexadecimal digits, and inside base64 (standard and URL-safe) at each of the three offsets it can have there.
#[derive(Clone, Default)]
pub struct Redactor {
    needles: Vec<Needle>,
    short: Vec<(String, String)>,
    /// Which needles can start with a byte.
    starts: Vec<Vec<usize>>,
    /// A secret has a character that JSON escapes, and so another form at each level of JSON in JSON.
    escaped: bool,
}

#[derive(Clone)]
struct Needle {
    characters: Vec<char>,
    mask: String,
    /// The characters left and right of it hold some of the secret's bits (base64).
    partial: (bool, bool),
}

impl Redactor {
    /// A redactor of secrets with their labels. Empty secrets are ignored.
    pub fn new<L: Into<String>>(secrets: impl IntoIterator<Item = (L, Secret)>) -> Self {
        let mut redactor = Self::default();
        for (label, secret) in secrets {
            let mask = format!("[{}]", label.into());
            let text = secret.expose();
            let is_escaped = |c: char| c.is_control() || matches!(c, '"' | '\\');
            redactor.escaped |= text.chars().count() >= SHORT && text.contains(is_escaped);
            match text.chars().count() {
                0 => {}
                n if n < SHORT => redactor.short.push((text.to_owned(), mask)),
                _ => redactor.needles.extend(needles(text, &mask)),
            }
        }
        redactor.starts = starts(&redactor.needles);
        redactor
    }

    /// Whether it knows no secret that it looks for everywhere.
    fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// The text with every secret masked.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.redact_bytes(text.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(bytes) => Cow::Owned(match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
            }),
        }
    }

    /// The bytes with every secret masked.
    pub fn redact_bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let spans = self.spans(bytes);
        if spans.is_empty() {
            return Cow::Borrowed(bytes);
        }
        let mut redacted = Vec::with_capacity(bytes.len());
        let mut done = 0;
        for (span, mask) in spans {
            redacted.extend_from_slice(bytes.get(done..span.start).unwrap_or_default());
            redacted.extend_from_slice(mask.as_bytes());
            done = span.end;
        }
        redacted.extend_from_slice(bytes.get(done..).unwrap_or_default());
        Cow::Owned(redacted)
    }

    /// The bytes with every secret masked, one whose end is cut off too: bytes that were not read to their end.
    pub fn redact_cut<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        // A character can take twelve bytes (two UTF-16 units, each as `\uXXXX`), and more where JSON is within JSON.
        let longest = self.needles.iter().map(|n| n.characters.len() * 16).max();
        let from = bytes.len().saturating_sub(longest.unwrap_or(0));
        let cut = (from..bytes.len()).find_map(|at| {
            let needle = self.needles.iter().find(|n| n.begins(bytes, at))?;
            Some((at, needle))
        });
        let Some((at, needle)) = cut else {
            return self.redact_bytes(bytes);
        };
        let mut masked = self
            .redact_bytes(bytes.get(..at).unwrap_or_default())
            .into_owned();
        masked.extend_from_slice(needle.mask.as_bytes());
        Cow::Owned(masked)
    }

    /// A header's value with every secret masked; a short one too, when it is the whole value.
    pub fn redact_header<'a>(&self, value: &'a str) -> Cow<'a, str> {
        let short = self.short.iter().find(|(text, _)| text == value);
        match short {
            Some((_, mask)) => Cow::Owned(mask.clone()),
            None => self.redact(value),
        }
    }

    /// Whether a secret may be in a JSON text, whose strings may themselves hold JSON. It never misses one; it may be wrong
    /// where it says yes.
    pub fn finds_in_json(&self, text: &[u8]) -> bool {
        self.escaped || self.finds_hidden(text)
    }

    /// Whether a secret (not a short one) is in there.
    pub fn finds(&self, bytes: &[u8]) -> bool {
        (0..bytes.len()).any(|at| self.at(bytes, at).is_some())
    }

    /// Where secrets are, in order; those that overlap as one.
    fn spans(&self, bytes: &[u8]) -> Vec<(Range<usize>, &str)> {
        if self.needles.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> = (0..bytes.len())
            .filter_map(|at| self.at(bytes, at))
            .collect();
        found.sort_by_key(|(span, _)| span.start);
        found.dedup_by(|(later, _), (earlier, _)| {
            let overlaps = later.start < earlier.end;
            if overlaps {
                earlier.end = earlier.end.max(later.end);
            }
            overlaps
        });
        found
    }

    /// The longest secret that starts at a place (for base64, with its partial neighbours).
    fn at(&self, bytes: &[u8], at: usize) -> Option<(Range<usize>, &str)> {
        let first = *bytes.get(at)?;
        let escaped = (first == b'\\').then(|| Escape::of(bytes.get(at..).unwrap_or_default()));
        self.starts
            .get(usize::from(first))?
            .iter()
            .filter_map(|index| self.needles.get(*index))
            .filter(|needle| escaped.is_none_or(|e| e.can_spell(needle.characters.first())))
            .filter_map(|needle| Some((needle.span(bytes, at)?, needle.mask.as_str())))
            .max_by_key(|(span, _)| span.end)
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor(..)")
    }
}

impl Needle {
    /// What it covers when it stands at a place.
    fn span(&self, bytes: &[u8], at: usize) -> Option<Range<usize>> {
        let mut span = at..self.end(bytes, at)?;
        let base64 = |at: usize| bytes.get(at).is_some_and(|b| is_base64(*b));
        if self.partial.0 && span.start.checked_sub(1).is_some_and(base64) {
            span.start -= 1;
        }
        if self.partial.1 && base64(span.end) {
            span.end += 1;
        }
        Some(span)
    }

    /// Whether the bytes from a place to their end are the beginning of it, long enough to tell something.
    fn begins(&self, bytes: &[u8], at: usize) -> bool {
        let mut end = at;
        for (known, character) in self.characters.iter().enumerate() {
            let rest = bytes.get(end..).unwrap_or_default();
            // What is left may be a piece of one character's spelling.
            let is_piece =
                rest.len() < 12 && matches!(rest.first(), None | Some(b'%' | b'\\' | b'&'));
            let length = spellings(rest, *character).into_iter().flatten().next();
            match length {
                Some(length) => end += length,
                None => return is_piece && known >= SHORT,
            }
        }
        false
    }

    /// Where it ends when it starts at a place.
    fn end(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let mut end = at;
        let mut characters = self.characters.as_slice();
        while let Some((character, others)) = characters.split_first() {
            let rest = bytes.get(end..)?;
            if rest.first().is_some_and(|b| spells_itself(*b)) {
                end += itself(rest, *character)?;
                characters = others;
                continue;
            }
            let mut lengths = spellings(rest, *character).into_iter().flatten();
            let length = lengths.next()?;
            if lengths.next().is_some() {
                return end_of_any(characters, bytes, end);
            }
            end += length;
            characters = others;
        }
        Some(end)
    }
}

/// Where characters end that can be read in several ways: `%` and `\` spell themselves and begin other spellings.
fn end_of_any(characters: &[char], bytes: &[u8], at: usize) -> Option<usize> {
    let mut ends = vec![at];
    for character in characters {
        let mut next = Vec::with_capacity(ends.len());
        for end in ends {
            let rest = bytes.get(end..).unwrap_or_default();
            for length in spellings(rest, *character).into_iter().flatten() {
                if !next.contains(&(end + length)) {
                    next.push(end + length);
                }
            }
        }
        ends = next;
    }
    ends.into_iter().max()
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// The secret itself and what base64 makes of it at each offset, as far as its own bits alone decide it.
fn needles(text: &str, mask: &str) -> Vec<Needle> {
    let mut needles = vec![Needle {
        characters: text.chars().collect(),
        mask: mask.to_owned(),
        partial: (false, false),
    }];
    if !text.is_ascii() {
        // UTF-8 taken for Latin-1, byte by byte, as servers do with header fields.
        needles.push(Needle {
            characters: text.bytes().map(char::from).collect(),
            mask: mask.to_owned(),
            partial: (false, false),
        });
    }
    let digits: String = text.bytes().map(|b| format!("{b:02x}")).collect();
    for characters in [digits.to_ascii_uppercase(), digits] {
        needles.push(Needle {
            characters: characters.chars().collect(),
            mask: mask.to_owned(),
            partial: (false, false),
        });
    }
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(text.as_bytes());
        let encoded = STANDARD_NO_PAD.encode(&bytes);
        let from = (before * 8).div_ceil(6);
        let to = bytes.len() * 8 / 6;
        let decided = encoded.get(from..to).unwrap_or_default();
        let partial = (before > 0, to < encoded.len());
        let url_safe = decided.replace('+', "-").replace('/', "_");
        let mut push = |characters: &str| {
            needles.push(Needle {
                characters: characters.chars().collect(),
                mask: mask.to_owned(),
                partial,
            });
        };
        if url_safe != decided {
            push(&url_safe);
        }
        push(decided);
    }
    needles
}

fn starts(needles: &[Needle]) -> Vec<Vec<usize>> {
    let mut starts = vec![Vec::new(); 256];
    for (index, needle) in needles.iter().enumerate() {
        let Some(first) = needle.characters.first() else {
            continue;
        };
        let mut buffer = [0; 4];
        let raw = first.encode_utf8(&mut buffer).as_bytes();
        let plus = (*first == ' ').then_some(b'+');
        let mut bytes = vec![b'%', b'\\', b'&'];
        bytes.extend(raw.first().copied().into_iter().chain(plus));
        bytes.sort_unstable();
        bytes.dedup();
        for byte in bytes {
            if let Some(list) = starts.get_mut(usize::from(byte)) {
                list.push(index);
            }
        }
    }
    starts
}

#[cfg(test)]
mod tests;
