//! Texts of a form: formats of JSON Schema, regular expressions, the look of an example.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::dice::Dice;

/// Seconds of 2020-01-01T00:00:00Z.
const EPOCH: i64 = 1_577_836_800;

/// How often a repetition goes beyond its minimum, at most.
const SPARE: u32 = 6;

/// A text of a format; nothing for a format that is not known.
pub(super) fn of_format(format: &str, dice: &mut Dice) -> Option<String> {
    Some(match format {
        "uuid" => format!(
            "{}-{}-4{}-{}{}-{}",
            dice.hex(8),
            dice.hex(4),
            dice.hex(3),
            ["8", "9", "a", "b"]
                .get(usize::try_from(dice.below(4)).unwrap_or(0))
                .unwrap_or(&"8"),
            dice.hex(3),
            dice.hex(12)
        ),
        "date-time" => timestamp(dice).to_string(),
        "date" => timestamp(dice).strftime("%Y-%m-%d").to_string(),
        "http-date" => timestamp(dice)
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string(),
        "email" => format!("user{}@example.com", dice.below(1_000_000)),
        "uri" | "uri-reference" => format!("https://example.com/{}", dice.hex(6)),
        _ => return None,
    })
}

/// A whole second of one of some forty days.
fn timestamp(dice: &mut Dice) -> jiff::Timestamp {
    let days = i64::try_from(dice.below(40)).unwrap_or(0);
    let hours = i64::try_from(dice.below(3)).unwrap_or(0);
    jiff::Timestamp::from_second(EPOCH + days * 86_400 + hours * 3_600).unwrap_or_default()
}

/// A text that a regular expression matches, without what lookarounds ask; nothing when it cannot be read.
pub(super) fn of_pattern(pattern: &str, dice: &mut Dice) -> Option<String> {
    let hir = regex_syntax::Parser::new().parse(pattern).ok()?;
    let mut text = String::new();
    write(&hir, dice, &mut text)?;
    Some(text)
}

fn write(hir: &Hir, dice: &mut Dice, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => text.push(character(class, dice)?),
        HirKind::Repetition(repetition) => {
            let least = repetition.min;
            let most = repetition.max.unwrap_or(u32::MAX);
            let spare = u64::from(most.saturating_sub(least).min(SPARE)) + 1;
            let times = least.saturating_add(u32::try_from(dice.below(spare)).unwrap_or(0));
            for _ in 0..times {
                write(&repetition.sub, dice, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, dice, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, dice, text)?;
            }
        }
        HirKind::Alternation(choices) => write(dice.pick(choices)?, dice, text)?,
    }
    Some(())
}

/// A printable ASCII character of a class where it has one, else the first of a range.
fn character(class: &Class, dice: &mut Dice) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => class
            .iter()
            .map(|r| (char::from(r.start()), char::from(r.end())))
            .collect(),
    };
    let plain: Vec<char> = ranges
        .iter()
        .flat_map(|(start, end)| (*start.max(&'!'))..=(*end.min(&'~')))
        .filter(char::is_ascii_graphic)
        .collect();
    let letters: Vec<char> = plain
        .iter()
        .copied()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let first = dice.pick(&ranges).map(|(start, _)| *start);
    dice.pick(if letters.is_empty() { &plain } else { &letters })
        .copied()
        .or(first)
}

/// Another text of the same look: digits for digits, letters for letters (hexadecimal where all are).
pub(super) fn like(example: &str, dice: &mut Dice) -> String {
    let hexadecimal = example
        .chars()
        .filter(char::is_ascii_alphabetic)
        .all(|c| c.is_ascii_hexdigit());
    let letters = if hexadecimal { 6 } else { 26 };
    let mut letter = |first: u8| {
        let step = u8::try_from(dice.below(letters)).unwrap_or(0);
        char::from(first.saturating_add(step))
    };
    let mut changed = String::with_capacity(example.len());
    for character in example.chars() {
        changed.push(match character {
            'a'..='z' => letter(b'a'),
            'A'..='Z' => letter(b'A'),
            '0'..='9' => loop {
                let digit = letter(b'0');
                if digit.is_ascii_digit() {
                    break digit;
                }
            },
            other => other,
        });
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_their_pattern() {
        let patterns = [
            "^[0-9A-Z]{20,21}$",
            "^[0-9A-Fa-f]+@AdobeOrg$",
            "^(a|b)?c{2}\\d*[^x]$",
            "^([A-Za-z0-9._~=-]|%[0-9A-Fa-f]{2})*$",
            "[Tt][Ee][Ss][Tt]",
            "^[Bb][Ee][Aa][Rr][Ee][Rr]( |$)",
        ];
        for pattern in patterns {
            let schema = serde_json::json!({"type": "string", "pattern": pattern});
            let schemas = crate::contract::Schemas::new(serde_json::json!({}));
            for index in 0..50 {
                let text = of_pattern(pattern, &mut Dice::new(1, "p", index)).expect(pattern);
                let errors = schemas.errors_of(&schema, &text.clone().into());
                assert_eq!(errors, Ok(vec![]), "{pattern}: {text}");
            }
        }
    }

    #[test]
    fn dates_have_their_form() {
        let dice = || Dice::new(1, "d", 1);
        let http = of_format("http-date", &mut dice()).expect("known");
        assert!(httpdate::parse_http_date(&http).is_ok(), "{http}");
        let time = of_format("date-time", &mut dice()).expect("known");
        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        assert_eq!(of_format("colour", &mut dice()), None);
    }

    #[test]
    fn the_look_of_an_example_is_kept() {
        let text = like("5c5a-7D1f/x", &mut Dice::new(1, "l", 1));
        assert_eq!(text.len(), 11);
        assert_eq!((text.as_bytes()[4], text.as_bytes()[9]), (b'-', b'/'));
        assert!(text.as_bytes()[5].is_ascii_digit() && text.as_bytes()[6].is_ascii_uppercase());
        let hexadecimal = like("deadbeef00", &mut Dice::new(1, "l", 2));
        assert!(hexadecimal.bytes().all(|b| b.is_ascii_hexdigit()));
    }
}
