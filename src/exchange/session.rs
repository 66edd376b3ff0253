//! A credential that is fetched when it is first needed, shared, and renewed.

use std::fmt;
use std::fs::File;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::clock::{self, unix_now};
use super::fetch::{self, FetchError, Fetched, Ingredients};
use super::store::{Held, Store, Stored};
use super::{Client, Dice, Halt, Patience, Tried, command};
use crate::contract::Credential;
use crate::target::{Logout, Recipe};
use crate::value::{Masks, Secret};

/// How long a refusal, or a renewed token that no server took, is remembered, in seconds: until then nobody tries
/// again, because logins are counted and accounts get locked.
const REMEMBERED: f64 = 60.0;

/// A shorter lifetime is none to plan by: each request would ask for a token. Such a token is used until it is refused.
const SHORTEST: Duration = Duration::from_millis(200);

/// How often another process is asked whether it is done.
const POLL: Duration = Duration::from_millis(10);

/// How a session is got.
pub(super) enum What {
    /// A program prints it.
    Command(Vec<String>),
    /// A server gives it, at this URL, for these secrets.
    Recipe {
        recipe: Box<Recipe>,
        url: String,
        secrets: Vec<Ingredient>,
        logout: Option<Logout>,
    },
}

/// A secret of a recipe.
pub(super) enum Ingredient {
    /// One that is known.
    Ready(Secret),
    /// One that a program prints, asked when it is needed; whether it may have several lines.
    Command(Vec<String>, bool),
}

/// A credential that is fetched once, when it is first needed.
pub struct Session {
    pub(super) what: What,
    /// The security scheme, with `insufficient` where it is that one.
    pub(super) label: String,
    /// Where the target says it: file, line, column.
    pub(super) place: String,
    /// How it is sent.
    pub(super) field: Credential,
    pub(super) client: Client,
    /// How long it waits for a server that asks to come back later.
    pub(super) patience: Patience,
    pub(super) masks: Masks,
    /// Whether the run is being stopped.
    pub(super) halt: Halt,
    /// Where the processes of this machine share it.
    pub(super) store: Option<Result<Store, String>>,
    pub(super) state: Mutex<State>,
}

/// What a process knows of a session.
#[derive(Default)]
pub(super) struct State {
    current: Option<Stored>,
    /// Why it cannot be had: asked once a run.
    failed: Option<String>,
    /// Marks this process as one that uses the session.
    user: Option<File>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.label)
    }
}

impl Session {
    /// The token, fetched where there is none that is still good.
    ///
    /// # Errors
    /// Why there is none, with the place in the target's file; no secret is shown.
    pub async fn token(&self) -> Result<Secret, String> {
        let mut state = self.state.lock().await;
        if let Some(current) = state.current.as_ref().filter(|s| is_fresh(s)) {
            return Ok(Secret::new(current.token.as_str()));
        }
        if let Some(why) = &state.failed {
            return Err(why.clone());
        }
        self.obtain(&mut state, None).await?;
        let current = state.current.as_ref();
        let none = || self.failed("there is no token");
        current
            .map(|s| Secret::new(s.token.as_str()))
            .ok_or_else(none)
    }

    /// Another token for one that a server refused; whether there is another. A renewed one that is refused at once is
    /// not renewed again.
    ///
    /// # Errors
    /// As of [`Session::token`].
    pub async fn renew(&self, refused: &Secret) -> Result<bool, String> {
        let mut state = self.state.lock().await;
        if let Some(current) = &state.current
            && current.token != refused.expose()
        {
            return Ok(true);
        }
        if let Some(why) = &state.failed {
            return Err(why.clone());
        }
        self.obtain(&mut state, Some(refused)).await
    }

    /// A server took this token: the next refusal is worth another renewal.
    pub async fn accepted(&self, token: &Secret) {
        let mut state = self.state.lock().await;
        let Some(current) = state.current.as_mut() else {
            return;
        };
        if !current.unproven || current.token != token.expose() {
            return;
        }
        current.unproven = false;
        let proven = current.clone();
        if let Ok(Some(held)) = self.hold().await
            && held.read().is_some_and(|s| s.token == proven.token)
        {
            // Other processes would only be more careful than they need be.
            let _ = held.write(&proven);
        }
    }

    /// How it is got, in words.
    pub fn words(&self) -> String {
        match &self.what {
            What::Command(words) => {
                format!(
                    "printed by the program `{}`",
                    words.first().map_or("", |w| w)
                )
            }
            What::Recipe { recipe, url, .. } => {
                format!("fetched by `{}` from {}", recipe.word(), fetch::shown(url))
            }
        }
    }

    /// Ends the session where the target says how and no other process uses it; what went wrong.
    pub(super) async fn end(&self) -> Option<String> {
        let What::Recipe {
            logout: Some(logout),
            ..
        } = &self.what
        else {
            return None;
        };
        let mut state = self.state.lock().await;
        let current = state.current.take()?;
        let held = self.hold().await.ok()?;
        if let Some(user) = state.user.take()
            && !Store::is_last(&user).unwrap_or(false)
        {
            return None;
        }
        if let Some(held) = &held {
            // Whoever comes next finds out when the server refuses it.
            let _ = held.remove();
        }
        let value = self.field.field_value(&current.token);
        let field = (self.field.header(), value.as_str());
        let ended = fetch::logout(&self.client, &logout.method, &logout.url, field).await;
        let why = match ended {
            Ok(200..=299) => return None,
            Ok(status) => format!("{} answered {status}", fetch::shown(&logout.url)),
            Err(error) => format!("{}: {}", fetch::shown(&logout.url), error.message),
        };
        Some(self.failed(&format!("the session was not ended: {why}")))
    }

    /// Takes what another process has fetched, or fetches it; whether there is a token other than the refused one.
    async fn obtain(&self, state: &mut State, refused: Option<&Secret>) -> Result<bool, String> {
        self.halt.pass().await;
        let held = self.hold().await?;
        self.halt.pass().await;
        let stored = held.as_ref().and_then(Held::read);
        let stored = stored.or_else(|| state.current.clone());
        if let Some(stored) = stored {
            let is_recent = unix_now() - stored.fetched < REMEMBERED;
            if let Some(why) = stored.refused.as_ref().filter(|_| is_recent) {
                let why = self.failed(why);
                state.failed = Some(why.clone());
                return Err(why);
            }
            let other = refused.is_none_or(|r| r.expose() != stored.token);
            let usable = stored.refused.is_none() && !stored.token.is_empty();
            if usable && other && is_fresh(&stored) {
                self.take(state, stored)?;
                return Ok(true);
            }
            if refused.is_some() && !other && stored.unproven && is_recent {
                return Ok(false);
            }
        }
        match self.fetch_in_time().await {
            Ok(fetched) => {
                let now = unix_now();
                let lifetime = fetched.lifetime.filter(|d| *d >= SHORTEST);
                let lifetime = lifetime.map(|d| d.as_secs_f64());
                let stored = Stored {
                    token: fetched.token.expose().to_owned(),
                    until: lifetime.map(|seconds| now + seconds),
                    fetched: now,
                    lifetime,
                    unproven: refused.is_some(),
                    refused: None,
                };
                if let Some(held) = &held {
                    let kept = held.write(&stored);
                    kept.map_err(|e| self.failed(&format!("the session cannot be kept: {e}")))?;
                }
                self.take(state, stored)?;
                Ok(true)
            }
            Err(error) => {
                if let (true, Some(held)) = (error.refused, &held) {
                    let told = Stored {
                        token: String::new(),
                        until: None,
                        fetched: unix_now(),
                        lifetime: None,
                        unproven: false,
                        refused: Some(error.message.clone()),
                    };
                    // Without it every process asks for itself.
                    let _ = held.write(&told);
                }
                let why = self.failed(&error.message);
                state.failed = Some(why.clone());
                Err(why)
            }
        }
    }

    fn take(&self, state: &mut State, stored: Stored) -> Result<(), String> {
        self.masks
            .learn(self.label.clone(), Secret::new(stored.token.as_str()));
        state.current = Some(stored);
        if let (None, Some(Ok(store))) = (&state.user, &self.store) {
            let user = store.use_it();
            let user = user.map_err(|e| self.failed(&format!("the session cannot be kept: {e}")));
            state.user = Some(user?);
        }
        Ok(())
    }

    /// Fetches it; a server that is busy or out of order is asked again as long as patience lasts, as for any request: one bad
    /// answer must not be the end of every case.
    async fn fetch_in_time(&self) -> Result<Fetched, FetchError> {
        let (mut tried, mut waited) = (Tried::default(), Duration::ZERO);
        let mut dice = Dice::new(u64::from(std::process::id()));
        loop {
            let mut error = match self.fetch().await {
                Ok(fetched) => return Ok(fetched),
                Err(error) => error,
            };
            let Some(later) = error.passing.take() else {
                return Err(error);
            };
            let times = (waited, clock::now());
            let pause = self
                .patience
                .pause(&later, false, &mut tried, times, &mut dice);
            let Some(pause) = pause else {
                return Err(error);
            };
            waited += pause.length;
            sleep(pause.length).await;
        }
    }

    async fn fetch(&self) -> Result<Fetched, FetchError> {
        let other = |message| FetchError {
            message,
            refused: false,
            passing: None,
        };
        match &self.what {
            What::Command(words) => {
                let token = self.printed(words, false).await.map_err(other)?;
                Ok(Fetched {
                    token,
                    lifetime: None,
                })
            }
            What::Recipe {
                recipe,
                url,
                secrets,
                ..
            } => {
                let mut known = Vec::new();
                for secret in secrets {
                    known.push(match secret {
                        Ingredient::Ready(secret) => secret.clone(),
                        Ingredient::Command(words, lines) => {
                            self.printed(words, *lines).await.map_err(other)?
                        }
                    });
                }
                let with = Ingredients {
                    recipe,
                    url,
                    secrets: &known,
                    masks: &self.masks,
                    label: &self.label,
                };
                fetch::fetch(&self.client, &with).await
            }
        }
    }

    /// What a program prints.
    async fn printed(&self, words: &[String], lines: bool) -> Result<Secret, String> {
        self.halt.pass().await;
        let apart = self.halt.sets_apart();
        let secret = if lines {
            command::run_lines(words, apart).await?
        } else {
            command::run(words, apart).await?
        };
        self.masks
            .learn(format!("{} command", self.label), secret.clone());
        Ok(secret)
    }

    /// The session's file, once no other process has it; `None` where sessions are not shared.
    async fn hold(&self) -> Result<Option<Held<'_>>, String> {
        let store = match &self.store {
            None => return Ok(None),
            Some(Err(why)) => return Err(self.failed(why)),
            Some(Ok(store)) => store,
        };
        // Another process may fetch twice, each time as long as a request may take, and be asked to wait.
        let limit = self.client.limits().total * 3 + self.patience.most;
        let began = Instant::now();
        while began.elapsed() < limit {
            let held = store.try_hold();
            let held = held.map_err(|e| self.failed(&format!("the session cannot be kept: {e}")));
            if let Some(held) = held? {
                return Ok(Some(held));
            }
            sleep(POLL).await;
        }
        let seconds = limit.as_secs();
        Err(self.failed(&format!(
            "another process has held the session for {seconds} s"
        )))
    }

    fn failed(&self, why: &str) -> String {
        let how = match &self.what {
            What::Command(_) => "command",
            What::Recipe { recipe, .. } => recipe.word(),
        };
        format!("{}: `{}` by `{how}`: {why}", self.place, self.label)
    }
}

/// Whether a token is good for a while: a tenth of its lifetime, at most a minute, is left for requests under way.
fn is_fresh(stored: &Stored) -> bool {
    let margin = stored.lifetime.map_or(0.0, |all| (all / 10.0).min(60.0));
    stored.until.is_none_or(|until| unix_now() + margin < until)
}
