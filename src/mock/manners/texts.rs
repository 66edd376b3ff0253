//! Texts, names, numbers and how they compare, by manner.

use std::cmp::Ordering;

use super::super::manner::{Collation, Integers, Manner, Manners, Names, Texts};

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

/// The integer at a limit; every index gives another one.
pub(in super::super) fn integer(kind: Integers, index: u64) -> i64 {
    let step = i64::try_from(index).unwrap_or(0);
    match kind {
        Integers::Greatest => i64::MAX - step,
        Integers::Least => i64::MIN + step,
        Integers::BeyondDouble => (1 << 53) + 1 + 2 * step,
        Integers::Zero => 0,
    }
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
        assert_eq!(integer(Integers::Greatest, 0), 9_223_372_036_854_775_807);
        assert_eq!(integer(Integers::Least, 0), -9_223_372_036_854_775_808);
        assert_eq!(integer(Integers::BeyondDouble, 0), 9_007_199_254_740_993);
    }
}
