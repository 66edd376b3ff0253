//! The last look at what is about to be written: a field that still holds a secret is not.

use serde_json::Value;

use super::Redactor;

/// What stands where a field still held a secret.
pub const WITHHELD: &str = "[withheld]";

/// Replaces every text in a value that holds a secret, names of members included; how many.
pub fn withhold(value: &mut Value, redactor: &Redactor) -> usize {
    match value {
        Value::String(text) if redactor.finds_hidden(text.as_bytes()) => {
            WITHHELD.clone_into(text);
            1
        }
        Value::Array(items) => items.iter_mut().map(|i| withhold(i, redactor)).sum(),
        Value::Object(members) => {
            let mut found = 0;
            let names: Vec<String> = members
                .keys()
                .filter(|name| redactor.finds_hidden(name.as_bytes()))
                .cloned()
                .collect();
            for name in names {
                members.remove(&name);
                members.insert(WITHHELD.to_owned(), Value::Null);
                found += 1;
            }
            found
                + members
                    .values_mut()
                    .map(|v| withhold(v, redactor))
                    .sum::<usize>()
        }
        Value::Number(number) if redactor.finds_hidden(number.to_string().as_bytes()) => {
            *value = WITHHELD.into();
            1
        }
        _ => 0,
    }
}

/// Replaces every line of a text that holds a secret; how many. A secret over several lines takes all of them.
pub fn withhold_lines(text: &str, redactor: &Redactor) -> Option<(String, usize)> {
    if !redactor.finds_hidden(text.as_bytes()) {
        return None;
    }
    let mut found = 0;
    let mut told = |line: &str| {
        if redactor.finds_hidden(line.as_bytes()) {
            found += 1;
            WITHHELD.to_owned()
        } else {
            line.to_owned()
        }
    };
    let lines: Vec<String> = text.split('\n').map(&mut told).collect();
    match found {
        0 => Some((WITHHELD.to_owned(), 1)),
        found => Some((lines.join("\n"), found)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::value::Secret;

    fn redactor(secret: &str) -> Redactor {
        Redactor::new([("s", Secret::new(secret))])
    }

    #[test]
    fn fields_that_hold_a_secret_are_withheld() {
        let mut value = json!({
            "a": "clean", "b": ["x s3cret y", 7], "s3cret": 1, "c": { "d": "czNjcmV0" }
        });
        assert_eq!(withhold(&mut value, &redactor("s3cret")), 3);
        let expected = json!({
            "a": "clean", "b": ["[withheld]", 7], "[withheld]": null, "c": { "d": "[withheld]" }
        });
        assert_eq!(value, expected);
        let mut number = json!([5_417_532]);
        assert_eq!(withhold(&mut number, &redactor("5417532")), 1);
        assert_eq!(number, json!(["[withheld]"]));
    }

    #[test]
    fn lines_that_hold_a_secret_are_withheld() {
        let told = withhold_lines("one\ns3cret two\nthree", &redactor("s3cret"));
        assert_eq!(told, Some(("one\n[withheld]\nthree".to_owned(), 1)));
        assert_eq!(withhold_lines("one", &redactor("s3cret")), None);
        let over = withhold_lines("a\nb c\nd", &redactor("b c\nd"));
        assert_eq!(over, Some(("[withheld]".to_owned(), 1)));
    }
}
