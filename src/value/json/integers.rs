//! Integers of a JSON text that no 64 bits hold: `serde_json` makes floats of them in silence.

/// The integers that will become floats, each with its number among all floats of the text.
///
/// Told are the first `most`. A text without 19 digits in a row has none and costs next to nothing.
pub(super) fn inexact(text: &str, most: usize) -> Vec<(usize, &str)> {
    if !has_long_digits(text.as_bytes()) {
        return Vec::new();
    }
    let is_inexact = |number: &str| !number.contains(['.', 'e', 'E']) && number != "-0";
    numbers(text)
        .filter(|number| is_float(number))
        .enumerate()
        .filter(|(_, number)| is_inexact(number))
        .take(most)
        .collect()
}

/// Whether 19 digits stand in a row, as in every integer past 64 bits.
fn has_long_digits(bytes: &[u8]) -> bool {
    const RUN: usize = 19;
    // Every run of 19 covers one of the bytes 18, 37, 56, …: look around those that are digits.
    let mut at = RUN - 1;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_digit() {
            let (left, right) = bytes.split_at(at);
            let before = left.iter().rev().take_while(|b| b.is_ascii_digit());
            let after = right.iter().take_while(|b| b.is_ascii_digit());
            if before.take(RUN).count() + after.take(RUN).count() >= RUN {
                return true;
            }
        }
        at += RUN;
    }
    false
}

/// Every number of a JSON text, as written.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(byte) = bytes.get(at) {
            let rest = bytes.get(at..).unwrap_or_default();
            match byte {
                b'"' => at += string_length(rest),
                b'-' | b'0'..=b'9' => {
                    let from = at;
                    at += rest.iter().take_while(|b| in_number(**b)).count();
                    return text.get(from..at);
                }
                _ => at += 1,
            }
        }
        None
    })
}

fn in_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// The length of the string that starts there, with its quotes.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Whether `serde_json` makes a float of it: it does so with `-0` too.
fn is_float(number: &str) -> bool {
    number == "-0" || (number.parse::<i64>().is_err() && number.parse::<u64>().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_digits_are_found_wherever_they_stand() {
        for before in 0..40 {
            for (digits, expected) in [(18, false), (19, true), (20, true), (60, true)] {
                let text = "x".repeat(before) + &"7".repeat(digits) + "yy";
                assert_eq!(has_long_digits(text.as_bytes()), expected, "{text}");
            }
        }
    }
}
