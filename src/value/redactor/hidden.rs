//! The last look for secrets: what is written is undone, a few layers deep, and looked through again.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::spelling::{entity, hex};
use super::{Redactor, is_base64};

/// So many layers of escaping are undone, whatever each of them is.
const LAYERS: usize = 3;

/// Reads base64 that was cut out of more of it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A shorter run of base64 holds no base64 of a secret.
const RUN: usize = 8;

impl Redactor {
    /// Whether a secret is in there, behind up to three layers of escapes (percent-encoding, HTML, JSON, a shell's quotes)
    /// or of base64 in base64: forms that are told here and not masked are withheld.
    pub fn finds_hidden(&self, bytes: &[u8]) -> bool {
        if self.is_empty() {
            return false;
        }
        if self.finds(bytes) || self.finds_in_base64(bytes) {
            return true;
        }
        let mut plain = undone(bytes);
        for _ in 0..LAYERS {
            let Some(text) = plain else {
                return false;
            };
            if self.finds(&text) {
                return true;
            }
            plain = undone(&text);
        }
        false
    }

    /// Whether what stands in base64 holds a secret: in base64 once more, which masks do not know.
    fn finds_in_base64(&self, bytes: &[u8]) -> bool {
        let runs = bytes.split(|b| !is_base64(*b)).filter(|r| r.len() >= RUN);
        runs.flat_map(|run| (0..4).filter_map(|from| run.get(from..)))
            .any(|run| {
                let whole = run.len() - usize::from(run.len() % 4 == 1);
                let standard: Vec<u8> = run
                    .iter()
                    .take(whole)
                    .map(|byte| match byte {
                        b'-' => b'+',
                        b'_' => b'/',
                        other => *other,
                    })
                    .collect();
                let inner = LENIENT.decode(standard);
                inner.is_ok_and(|inner| self.finds(&inner))
            })
    }
}

/// The bytes with one layer of escapes undone; `None` where there is none.
fn undone(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    let mut is_changed = false;
    while let Some((first, after)) = rest.split_first() {
        if let Some((text, length)) = escape(rest) {
            plain.extend_from_slice(&text);
            rest = rest.get(length..).unwrap_or_default();
            is_changed = true;
        } else {
            plain.push(*first);
            rest = after;
        }
    }
    is_changed.then_some(plain)
}

/// What the escape that the bytes begin with stands for, and its length.
fn escape(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    match bytes {
        [b'%', high, low, ..] => {
            let byte = u8::try_from(hex(&[*high, *low])?).ok()?;
            Some((vec![byte], 3))
        }
        [b'&', ..] => entity(bytes).map(|(c, length)| (c.to_string().into_bytes(), length)),
        [b'\'', b'\\', b'\'', b'\'', ..] => Some((vec![b'\''], 4)),
        [b'\\', b'u', ..] => {
            let unit = |at: usize| u16::try_from(hex(bytes.get(at..at + 4)?)?).ok();
            let first = unit(2)?;
            let pair = (bytes.get(6..8) == Some(b"\\u")).then(|| unit(8)).flatten();
            let both = char::decode_utf16([first].into_iter().chain(pair)).next()?;
            let c = both.ok()?;
            Some((
                c.to_string().into_bytes(),
                if c.len_utf16() == 2 { 12 } else { 6 },
            ))
        }
        [b'\\', kind, ..] => {
            let byte = match kind {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                b'"' | b'\\' | b'/' => *kind,
                _ => return None,
            };
            Some((vec![byte], 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::value::Secret;

    #[test]
    fn layers_are_undone() {
        let redactor = Redactor::new([("s", Secret::new("p&ss\"w0rd<é"))]);
        let hidden = [
            "x p&ss\"w0rd<é y".to_owned(),
            "p%252526ss%252522w0rd%25253C%2525C3%2525A9".to_owned(),
            "p&amp;amp;ss&amp;quot;w0rd&amp;lt;é".to_owned(),
            r"p\\u0026ss\\\u0022w0rd&lt;%C3%A9".to_owned(),
            "p%26amp%3Bss&quot;w0rd&#x3c;&#233;".to_owned(),
            STANDARD.encode(STANDARD.encode("user:p&ss\"w0rd<é")),
            format!("x{}", STANDARD.encode(STANDARD.encode("p&ss\"w0rd<é"))),
        ];
        for text in hidden {
            assert!(redactor.finds_hidden(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "nothing %41 &amp; \\n \\u00",
            "%",
            "&#;",
            "\\",
            "\\ud83e",
            "p&ss w0rd",
        ] {
            assert!(!redactor.finds_hidden(text.as_bytes()), "{text}");
        }
        assert!(!Redactor::default().finds_hidden(b"%41%42"));
    }
}
