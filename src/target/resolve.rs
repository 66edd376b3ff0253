//! Getting a credential's secret from where the target says it is.

use std::io;
use std::path::Path;

use super::CredentialSource;
use crate::value::Secret;

/// A shorter secret is in every other text by chance: masking it would hide half of a record and tell it all the same.
const SHORTEST: usize = 4;

/// Where secrets are looked up.
#[derive(Clone, Copy)]
pub struct Lookups<'a> {
    /// Environment variables (in the program, `|name| std::env::var(name).ok()`).
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Files (in the program, [`read_file`]).
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
}

/// The secret of a source: one line of text. `None` where it is only known once it is asked for: a command or a recipe.
///
/// # Errors
/// When the source has none, an empty one, or one that no header field can carry. The text names the source, says what
/// to do, and never shows the secret.
pub fn resolve(source: &CredentialSource, lookups: Lookups<'_>) -> Result<Option<Secret>, String> {
    let Some((from, text)) = looked_up(source, lookups)? else {
        return Ok(None);
    };
    one_line(&from, text.expose()).map(Some)
}

/// The secret of a source that may have several lines, such as a key.
///
/// # Errors
/// As of [`resolve`].
pub fn resolve_lines(
    source: &CredentialSource,
    lookups: Lookups<'_>,
) -> Result<Option<Secret>, String> {
    Ok(looked_up(source, lookups)?.map(|(_, text)| text))
}

/// A secret that is one line of text, or why it is none; `from` names its source.
///
/// # Errors
/// When it is empty, has control characters, or is too short to be masked.
pub fn one_line(from: &str, text: &str) -> Result<Secret, String> {
    let text = Secret::new(without_final_newline(text));
    if text.expose().trim().is_empty() {
        return Err(format!("{from} is empty"));
    }
    if text.expose().chars().any(char::is_control) {
        return Err(format!(
            "{from} holds a line break or another control character"
        ));
    }
    if text.expose().chars().count() < SHORTEST {
        return Err(format!(
            "{from} holds fewer than {SHORTEST} characters: so short a secret cannot be masked in what is recorded"
        ));
    }
    Ok(text)
}

fn looked_up(
    source: &CredentialSource,
    lookups: Lookups<'_>,
) -> Result<Option<(String, Secret)>, String> {
    match source {
        CredentialSource::Env(name) => {
            let from = format!("the environment variable `{name}`");
            let text = (lookups.env)(name).ok_or_else(|| format!("{from} is not set"))?;
            Ok(Some((from, Secret::new(text))))
        }
        CredentialSource::File(path) => {
            let from = format!("the file `{}`", path.display());
            let read = (lookups.read)(path);
            let text = read.map_err(|error| format!("{from} cannot be read: {error}"))?;
            Ok(Some((from, Secret::new(text))))
        }
        CredentialSource::Value(secret) => {
            Ok(Some(("the target's `value`".to_owned(), secret.clone())))
        }
        CredentialSource::Command(_) | CredentialSource::Recipe(_) => Ok(None),
    }
}

/// Reads a file from the disk.
///
/// # Errors
/// Those of the system; a file that is not UTF-8 is one.
pub fn read_file(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

fn without_final_newline(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(source: &CredentialSource) -> Result<String, String> {
        let env = |name: &str| match name {
            "TOKEN" => Some("s3cret".to_owned()),
            "EMPTY" => Some(" ".to_owned()),
            "LINES" => Some("a\nb".to_owned()),
            _ => None,
        };
        let read = |path: &Path| match path.to_str() {
            Some("unix") => Ok("s3cret\n".to_owned()),
            Some("windows") => Ok("s3cret\r\n".to_owned()),
            Some("bare") => Ok(" s3cret ".to_owned()),
            Some("short") => Ok("abc\n".to_owned()),
            Some("two") => Ok("s3cret\n\n".to_owned()),
            _ => Err(io::Error::new(io::ErrorKind::NotFound, "no such file")),
        };
        let lookups = Lookups {
            env: &env,
            read: &read,
        };
        let found = resolve(source, lookups)?;
        Ok(found.map_or_else(String::new, |secret| secret.expose().to_owned()))
    }

    #[test]
    fn a_secret_comes_from_where_the_target_says() {
        let env = |name: &str| told(&CredentialSource::Env(name.to_owned()));
        let file = |name: &str| told(&CredentialSource::File(name.into()));
        let secret = || Ok("s3cret".to_owned());
        assert_eq!(env("TOKEN"), secret());
        let command = CredentialSource::Command(vec!["true".to_owned()]);
        assert_eq!(told(&command), Ok(String::new()), "known when it is run");
        assert_eq!(file("unix"), secret());
        assert_eq!(file("windows"), secret());
        assert_eq!(file("bare"), Ok(" s3cret ".to_owned()));
        assert_eq!(
            told(&CredentialSource::Value(Secret::new("s3cret"))),
            secret()
        );
        assert_eq!(
            env("NONE"),
            Err("the environment variable `NONE` is not set".to_owned())
        );
        assert_eq!(
            env("EMPTY"),
            Err("the environment variable `EMPTY` is empty".to_owned())
        );
        assert_eq!(
            file("none"),
            Err("the file `none` cannot be read: no such file".to_owned())
        );
        let short = file("short").expect_err("short");
        assert!(short.contains("fewer than 4 characters"), "{short}");
        let lines = |from: &str| {
            Err(format!(
                "{from} holds a line break or another control character"
            ))
        };
        assert_eq!(env("LINES"), lines("the environment variable `LINES`"));
        assert_eq!(file("two"), lines("the file `two`"));
    }
}
