//! GitHub Actions reads commands in what is printed. While docproof prints what servers answered, it must not.

use std::cell::Cell;
use std::env;

use docproof::report::github;
use ring::rand::{SecureRandom, SystemRandom};

/// Whether GitHub Actions reads what is printed.
pub(crate) fn is_on_github() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|v| v == "true")
}

/// While it lives, the runner of GitHub Actions takes nothing that is printed for a command. Elsewhere it does nothing.
pub(crate) struct Hush {
    token: Cell<Option<String>>,
    say: fn(&str),
}

impl Hush {
    /// Begins, by way of `say`; the end goes the same way, so that it comes after all that was said there.
    pub(crate) fn begin(say: fn(&str)) -> Self {
        let token = is_on_github().then(token).flatten();
        if let Some(token) = &token {
            say(&github::ignore(token));
        }
        let token = Cell::new(token);
        Self { token, say }
    }

    /// Ends: what is said from now on may be a command.
    pub(crate) fn end(&self) {
        if let Some(token) = self.token.take() {
            (self.say)(&github::heed(&token));
        }
    }
}

impl Drop for Hush {
    fn drop(&mut self) {
        self.end();
    }
}

/// 128 bits that nobody can guess, in hexadecimal.
fn token() -> Option<String> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
