//! The ways in which a character of a secret can be spelled.

/// What stands behind a run of backslashes: most of them, in JSON, begin no secret.
#[derive(Clone, Copy)]
pub(super) enum Escape {
    /// Any character, by its number.
    Any,
    /// This character, or a backslash.
    Of(char),
}

impl Escape {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes.get(backslashes(bytes)) {
            Some(b'u') => Self::Any,
            Some(kind) => Self::Of(short_escape(*kind)),
            None => Self::Of('\\'),
        }
    }

    pub(super) fn can_spell(self, character: Option<&char>) -> bool {
        match (self, character) {
            (Self::Any, _) => true,
            (Self::Of(own), Some(c)) => *c == own || *c == '\\',
            (Self::Of(_), None) => false,
        }
    }
}

/// Whether a byte stands for itself alone: it begins none of the other spellings. Most bytes do, so this is asked first.
pub(super) fn spells_itself(byte: u8) -> bool {
    !matches!(byte, b'%' | b'\\' | b'&' | b'\'' | b'+')
}

/// How many bytes a character takes where the bytes begin with it as it is.
pub(super) fn itself(bytes: &[u8], character: char) -> Option<usize> {
    let mut buffer = [0; 4];
    let raw = character.encode_utf8(&mut buffer).as_bytes();
    bytes.starts_with(raw).then_some(raw.len())
}

/// How many bytes a character takes where it is spelled as it is, percent-encoded or escaped in JSON, at whatever depth
/// of JSON within JSON.
pub(super) fn spellings(bytes: &[u8], character: char) -> [Option<usize>; 9] {
    let mut buffer = [0; 4];
    let raw = character.encode_utf8(&mut buffer).as_bytes();
    let plus = character == ' ' && bytes.first() == Some(&b'+');
    let run = backslashes(bytes);
    // A backslash is two of them at each further depth.
    let deep = |length: usize| (character == '\\' && run >= length).then_some(length);
    [
        (bytes.starts_with(raw) || plus).then_some(raw.len()),
        percent_encoded(bytes, raw, b"%"),
        percent_encoded(bytes, raw, b"%25"),
        entity(bytes).and_then(|(c, length)| (c == character).then_some(length)),
        (character == '\'' && bytes.starts_with(SHELL_QUOTE)).then_some(SHELL_QUOTE.len()),
        json_escaped(bytes, run, character),
        deep(2),
        deep(4),
        deep(8),
    ]
}

/// How many backslashes the bytes begin with, as far as anybody nests JSON.
fn backslashes(bytes: &[u8]) -> usize {
    bytes.iter().take(32).take_while(|b| **b == b'\\').count()
}

/// A single quote within a shell's single quotes.
const SHELL_QUOTE: &[u8] = b"'\\''";

/// Each byte behind a percent sign, which may itself be encoded.
fn percent_encoded(bytes: &[u8], raw: &[u8], sign: &[u8]) -> Option<usize> {
    let length = sign.len() + 2;
    let mut groups = bytes.chunks(length);
    let all = raw.iter().all(|byte| {
        let digits = groups.next().and_then(|group| group.strip_prefix(sign));
        digits.is_some_and(|d| d.len() == 2 && hex(d) == Some(u32::from(*byte)))
    });
    all.then_some(raw.len() * length)
}

/// The character of an HTML entity that the bytes begin with (those that everybody escapes by name, and any number), and its
/// length.
pub(super) fn entity(bytes: &[u8]) -> Option<(char, usize)> {
    let body = bytes.strip_prefix(b"&")?;
    // `&#x0010FFFF;` is as long as any.
    let end = body.iter().take(11).position(|b| *b == b';')?;
    let name = body.get(..end)?;
    let character = match name {
        b"amp" => '&',
        b"quot" => '"',
        b"lt" => '<',
        b"gt" => '>',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] if !digits.is_empty() => char::from_u32(hex(digits)?)?,
        [b'#', digits @ ..] => char::from_u32(std::str::from_utf8(digits).ok()?.parse().ok()?)?,
        _ => return None,
    };
    Some((character, end + 2))
}

/// The length of an escape behind a run of backslashes: one, or more where JSON is within JSON.
fn json_escaped(bytes: &[u8], run: usize, character: char) -> Option<usize> {
    if run == 0 {
        return None;
    }
    let (kind, rest) = bytes.get(run..)?.split_first()?;
    if *kind == b'u' {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        return unicode_escaped(rest, run, units);
    }
    (short_escape(*kind) == character).then_some(run + 1)
}

/// The character that a letter behind a backslash stands for.
fn short_escape(kind: u8) -> char {
    match kind {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        other => char::from(other),
    }
}

/// The length with each `\u` of the UTF-16 units whose first four digits `bytes` starts with.
fn unicode_escaped(bytes: &[u8], run: usize, units: &[u16]) -> Option<usize> {
    let mut rest = bytes;
    for (index, unit) in units.iter().enumerate() {
        if index > 0 {
            let between = backslashes(rest);
            rest = rest.get(between..)?.strip_prefix(b"u")?;
            if between != run {
                return None;
            }
        }
        let (digits, after) = rest.split_at_checked(4)?;
        if hex(digits)? != u32::from(*unit) {
            return None;
        }
        rest = after;
    }
    Some(units.len() * (run + 5))
}

/// The number of hexadecimal digits, eight at most.
pub(super) fn hex(digits: &[u8]) -> Option<u32> {
    let few = digits.len() <= 8;
    few.then_some(digits)?
        .iter()
        .try_fold(0, |sum: u32, digit| {
            Some(sum.wrapping_mul(16) + char::from(*digit).to_digit(16)?)
        })
}
