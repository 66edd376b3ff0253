//! Texts, names, numbers and how they compare, by manner.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use super::super::manner::{Collation, Integers, Manner, Manners, Names, Texts, Times};

/// A text of a kind; every index gives another one where the kind has several.
pub(super) fn text(kind: Texts, index: usize) -> String {
    let turn = |of: &[&str]| {
        of.get(index % of.len().max(1))
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    match kind {
        Texts::Spaces => turn(&["  two  spaces  ", "\u{a0}no-break ", "tab\tand\nline", " x"]),
        Texts::Syntax => turn(&[
            r#"O'Neil "the" <b>"#,
            r"back\slash %2F %",
            "{{value}} ${x} null",
            "a,b;c|d&e=f",
        ]),
        Texts::Scripts => turn(&[
            "Ольга",
            "שלום עולם",
            "編集部",
            "İstanbul ß ſ",
            "e\u{301}cole",
        ]),
        Texts::Emoji => turn(&["🙂", "👩‍👩‍👧‍👦 family", "🏳️‍🌈", "a🙂b"]),
        Texts::Long => "long ".repeat(200) + &index.to_string(),
        Texts::Collated => turn(&[
            "coop",
            "Élan",
            "co-op",
            "zebra",
            "Coop",
            "elan",
            "Äpfel",
            "apple",
            "O'Brien",
            "obrien",
            "Zulu",
            "_under",
            "éclair",
            "Ångström",
            "Apple 2",
            "apple-1",
        ]),
    }
}

/// What a group is called: its own title, or one of a kind.
pub(in super::super) fn title(manners: &Manners, own: &str) -> String {
    let kind = manners.find(|m| match m {
        Manner::Names(kind) => Some(*kind),
        _ => None,
    });
    let Some(kind) = kind else {
        return own.to_owned();
    };
    match kind {
        Names::Spaces => format!("a  {own}  z"),
        Names::Slashes => format!(r"R/D\x ?#% %2F/{own}"),
        Names::Quotes => format!(r#""{own}" 'x' <i>[{{}}]</i>`^|"#),
        Names::Scripts => format!("שלום 編集部 Ёлка e\u{301} {own}"),
        Names::Emoji => format!("🙂👩‍👩‍👧 {own} 🏳️‍🌈"),
        Names::Signs => format!("a+b&c=d;e@f:g!$*~ {own}"),
        Names::Long => format!("{own} {}", "long ".repeat(40).trim_end()),
    }
}

/// Integers at a limit, that of 64 bits first and narrower ones after it; every index gives others.
pub(in super::super) fn integers(kind: Integers, index: u64) -> Vec<i64> {
    let step = i64::try_from(index).unwrap_or(0);
    match kind {
        Integers::Greatest => vec![i64::MAX - step, i64::from(i32::MAX) - step],
        Integers::Least => vec![i64::MIN + step, i64::from(i32::MIN) + step, step, 1 + step],
        Integers::BeyondDouble => vec![(1 << 53) + 1 + 2 * step],
        Integers::Zero => vec![0],
    }
}

/// Whether a value is a UUID in small letters (RFC 9562).
pub(super) fn is_uuid(value: &Value) -> bool {
    let lengths = |text: &str| text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b) || b == b'-';
    let text = value.as_str();
    text.is_some_and(|text| lengths(text) && text.bytes().all(digit))
}

/// A date-time in another form; nothing for other values.
pub(super) fn time(form: Times, index: usize, value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| text.contains('T'))?;
    let instant: Timestamp = text.parse().ok()?;
    let hours = |hours: i8| jiff::tz::Offset::constant(hours);
    let offset = match (form, index % 3) {
        (Times::Offsets, 0) => hours(9),
        (Times::Offsets, 1) => hours(-8),
        _ => hours(0),
    };
    let there = offset.to_datetime(instant);
    let format = match form {
        Times::Offsets => "%Y-%m-%dT%H:%M:%S",
        Times::Fractions => "%Y-%m-%dT%H:%M:%S.%6f",
    };
    let sign = if offset.is_negative() { '-' } else { '+' };
    let hours = offset.seconds().unsigned_abs() / 3600;
    let zone = match form {
        Times::Offsets => format!("{sign}{hours:02}:00"),
        Times::Fractions => "Z".to_owned(),
    };
    Some(format!("{}{zone}", there.strftime(format)))
}

/// How two texts come in an order.
pub(in super::super) fn collate(collation: Collation, a: &str, b: &str) -> Ordering {
    match collation {
        Collation::Ordinal => a.cmp(b),
        Collation::Caseless => a.to_lowercase().cmp(&b.to_lowercase()),
        Collation::Language => letters(a).cmp(&letters(b)).then_with(|| a.cmp(b)),
        Collation::Punctuated => weighed(a).cmp(&weighed(b)).then_with(|| a.cmp(b)),
    }
}

/// The letters and digits, small, without their accents.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(plain)
        .collect()
}

/// The same, with signs before digits and letters.
fn weighed(text: &str) -> Vec<(u8, char)> {
    let weigh = |c: char| (u8::from(c.is_alphanumeric()), c);
    text.chars().flat_map(plain).map(weigh).collect()
}

/// A letter in small, without its accent where it is one of Latin-1.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let base = |c: char| match c {
        'à'..='å' => 'a',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    };
    letter.to_lowercase().map(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collations_differ_where_languages_do() {
        let mut words = vec!["zebra", "Äpfel", "apple", "co-op", "coop", "Zulu"];
        words.sort_by(|a, b| collate(Collation::Language, a, b));
        assert_eq!(words, ["Äpfel", "apple", "co-op", "coop", "zebra", "Zulu"]);
        words.sort_by(|a, b| collate(Collation::Ordinal, a, b));
        assert_eq!(words, ["Zulu", "apple", "co-op", "coop", "zebra", "Äpfel"]);
    }

    #[test]
    fn limits_are_those_of_the_type() {
        let first = |kind| integers(kind, 0).first().copied();
        assert_eq!(first(Integers::Greatest), Some(9_223_372_036_854_775_807));
        assert_eq!(first(Integers::Least), Some(-9_223_372_036_854_775_808));
        assert_eq!(first(Integers::BeyondDouble), Some(9_007_199_254_740_993));
    }

    #[test]
    fn times_are_the_same_instant() {
        let noon = Value::from("2024-02-29T12:00:00Z");
        let form = |form, index| time(form, index, &noon);
        assert_eq!(
            form(Times::Offsets, 0).as_deref(),
            Some("2024-02-29T21:00:00+09:00")
        );
        assert_eq!(
            form(Times::Offsets, 1).as_deref(),
            Some("2024-02-29T04:00:00-08:00")
        );
        assert_eq!(
            form(Times::Fractions, 0).as_deref(),
            Some("2024-02-29T12:00:00.000000Z")
        );
        assert_eq!(time(Times::Offsets, 0, &Value::from("Tuesday")), None);
    }
}
