//! Numbers in sentences.

/// A number of things, in the singular where it is one: `1 case`, `1,234 cases`, `2 properties`.
pub fn counted(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    let noun = match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    };
    format!("{} {noun}", grouped(number))
}

/// A number with its thousands parted: `1,234`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_singular_and_thousands_are_parted() {
        let rows = [
            (0, "case", "0 cases"),
            (1, "case", "1 case"),
            (1, "property", "1 property"),
            (2, "property", "2 properties"),
            (1_000, "case", "1,000 cases"),
            (12_345_678, "byte", "12,345,678 bytes"),
        ];
        for (number, noun, expected) in rows {
            assert_eq!(counted(number, noun), expected);
        }
    }
}
