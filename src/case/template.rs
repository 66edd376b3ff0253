//! Templates: `{{name}}` inside the texts of a value, filled in when a step is bound.

use std::fmt;

use serde_json::Value;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// The name between `{{` and `}}`.
    Variable(&'a str),
}

/// A text that is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// Where in the text, in characters from one.
    pub at: usize,
    /// What was found there.
    pub found: String,
    /// What belongs there.
    pub expected: &'static str,
}

/// A variable that has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingVar(pub String);

impl fmt::Display for MissingVar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing supplies the variable `{}`", self.0)
    }
}

impl std::error::Error for MissingVar {}

/// Whether a variable may have this name: letters, digits, `_`, `-` and `.`.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(in_name)
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Takes a text apart.
///
/// # Errors
/// Where a `{{` is not closed, or what it holds is no name.
pub fn parse(text: &str) -> Result<Vec<Piece<'_>>, TemplateError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let at = characters(text, rest) + before.chars().count();
        let Some((name, behind)) = after.split_once("}}") else {
            let found = "a `{{` that is never closed".to_owned();
            return Err(TemplateError {
                at: at + 1,
                found,
                expected: "`}}` behind the name",
            });
        };
        check_name(name, at + 3)?;
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Variable(name));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// How many characters of `text` come before its tail `rest`.
fn characters(text: &str, rest: &str) -> usize {
    text.chars().count() - rest.chars().count()
}

fn check_name(name: &str, at: usize) -> Result<(), TemplateError> {
    const EXPECTED: &str = "a name of letters, digits, `_`, `-` and `.`";
    if name.is_empty() {
        return Err(TemplateError {
            at,
            found: "a template without a name".to_owned(),
            expected: EXPECTED,
        });
    }
    match name.chars().enumerate().find(|(_, c)| !in_name(*c)) {
        None => Ok(()),
        Some((offset, c)) => {
            let found = format!("the character {c:?} in the name of a template");
            Err(TemplateError {
                at: at + offset,
                found,
                expected: EXPECTED,
            })
        }
    }
}

/// The variable that a value is nothing but a template of.
pub fn whole(value: &Value) -> Option<&str> {
    match parse(value.as_str()?).as_deref() {
        Ok([Piece::Variable(name)]) => Some(name),
        _ => None,
    }
}

/// The names that the templates of a value hold, in order, each as often as it is there. Keys are not templates.
pub fn names(value: &Value) -> impl Iterator<Item = &str> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found.into_iter()
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.extend(parse(text).into_iter().flatten().filter_map(
            |piece| match piece {
                Piece::Variable(name) => Some(name),
                Piece::Text(_) => None,
            },
        )),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(object) => object.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// The value with its templates filled in. A text that is nothing but one template becomes the variable's value
/// with its type; in a longer text a variable's text is used, which for all but a string is its JSON.
/// Texts that are no templates (see [`parse`]) stay as they are.
///
/// # Errors
/// The first variable that `lookup` does not know.
pub fn fill(value: &Value, lookup: &dyn Fn(&str) -> Option<Value>) -> Result<Value, MissingVar> {
    Ok(match value {
        Value::String(text) => match parse(text) {
            Ok(pieces) => fill_text(&pieces, lookup)?,
            Err(_) => value.clone(),
        },
        Value::Array(items) => items
            .iter()
            .map(|item| fill(item, lookup))
            .collect::<Result<_, _>>()?,
        Value::Object(object) => {
            let filled = object
                .iter()
                .map(|(key, value)| Ok((key.clone(), fill(value, lookup)?)));
            Value::Object(filled.collect::<Result<_, _>>()?)
        }
        other => other.clone(),
    })
}

fn fill_text(
    pieces: &[Piece<'_>],
    lookup: &dyn Fn(&str) -> Option<Value>,
) -> Result<Value, MissingVar> {
    let find = |name: &str| lookup(name).ok_or_else(|| MissingVar(name.to_owned()));
    if let [Piece::Variable(name)] = pieces {
        return find(name);
    }
    let mut filled = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Variable(name) => filled.push_str(&text_of(&find(name)?)),
        }
    }
    Ok(Value::String(filled))
}

/// A value as text: a string as it is, anything else as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn lookup(name: &str) -> Option<Value> {
        match name {
            "n" => Some(json!(60)),
            "b" => Some(json!(false)),
            "t" => Some(json!("a b")),
            "braces" => Some(json!("{{n}}")),
            _ => None,
        }
    }

    #[test]
    fn a_text_that_is_one_template_takes_the_type() {
        let rows = [
            (json!("{{n}}"), json!(60)),
            (json!("{{b}}"), json!(false)),
            (json!("{{t}}"), json!("a b")),
            (json!("{{n}} of {{t}}"), json!("60 of a b")),
            (json!("x{{b}}"), json!("xfalse")),
            (json!("{{n}}{{n}}"), json!("6060")),
            (json!("{n} }}"), json!("{n} }}")),
            (json!("{{braces}}"), json!("{{n}}")),
            (
                json!({"a": ["{{n}}", 1, {"{{n}}": "{{t}}"}]}),
                json!({"a": [60, 1, {"{{n}}": "a b"}]}),
            ),
        ];
        for (template, filled) in rows {
            assert_eq!(fill(&template, &lookup), Ok(filled), "{template}");
        }
    }

    #[test]
    fn a_variable_without_a_value_is_named() {
        let error =
            fill(&json!(["{{n}}", {"x": "a {{who}}"}]), &lookup).expect_err("nobody supplies it");
        assert_eq!(error.to_string(), "nothing supplies the variable `who`");
    }

    #[test]
    fn mistakes_have_a_place() {
        let rows = [
            ("a {{n", 3, "a `{{` that is never closed"),
            ("é{{}}", 4, "a template without a name"),
            (
                "{{a}} {{ b }}",
                9,
                "the character ' ' in the name of a template",
            ),
            ("{{a{{b}}", 4, "the character '{' in the name of a template"),
        ];
        for (text, at, found) in rows {
            let error = parse(text).expect_err(text);
            assert_eq!((error.at, error.found.as_str()), (at, found), "{text}");
        }
    }

    #[test]
    fn names_come_in_order_and_not_from_keys() {
        let value = json!({"{{key}}": "{{a}}-{{b}}", "l": ["{{a}}", 1, "{{"]});
        assert_eq!(names(&value).collect::<Vec<_>>(), ["a", "b", "a"]);
        assert_eq!(whole(&json!("{{a}}")), Some("a"));
        assert_eq!(whole(&json!("{{a}} ")), None);
        assert_eq!(whole(&json!(1)), None);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[a-z{} ]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z{}]{0,6}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_text_parses_or_has_a_place_in_it(text in "[{}a-z é]{0,16}") {
            match parse(&text) {
                Ok(pieces) => {
                    let written: String = pieces.iter().map(|piece| match piece {
                        Piece::Text(text) => (*text).to_owned(),
                        Piece::Variable(name) => format!("{{{{{name}}}}}"),
                    }).collect();
                    prop_assert_eq!(written, text);
                }
                Err(error) => prop_assert!(error.at >= 1 && error.at <= text.chars().count()),
            }
        }

        #[test]
        fn a_value_without_templates_stays_as_it_is(value in any_json()) {
            prop_assume!(names(&value).next().is_none());
            prop_assert_eq!(fill(&value, &|_| None), Ok(value));
        }

        #[test]
        fn a_whole_template_gives_back_any_value(value in any_json()) {
            prop_assert_eq!(fill(&json!({"a": ["{{x}}"]}), &|_| Some(value.clone())), Ok(json!({"a": [value]})));
        }

        #[test]
        fn filling_needs_exactly_the_names(value in any_json()) {
            let known: Vec<String> = names(&value).map(str::to_owned).collect();
            let lookup = |name: &str| known.iter().any(|k| k == name).then(|| json!(1));
            prop_assert!(fill(&value, &lookup).is_ok());
            prop_assert_eq!(fill(&value, &|_| None).is_err(), !known.is_empty());
        }
    }
}
