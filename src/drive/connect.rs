//! Whether a target works: names, connections, TLS, credentials, one request a contract. Nothing is judged.

use super::send::{Asking, Then};
use super::visit::Visit;
use super::{Destination, Drive};
use crate::contract::Contract;
use crate::exchange::{Probed, Supply};
use crate::http::{Exchange, Leg, TransportKind};
use crate::judge;
use crate::plan::{self, BoundStep, Planned};
use crate::verdict::{AccessState, LookupState};

/// What was tried for a contract, in order; whatever does not work is an error with what to do.
#[derive(Debug)]
pub struct Connected {
    /// The contract's id.
    pub contract: String,
    /// Where its requests go.
    pub base_url: String,
    /// What was tried, and what came of it.
    pub tried: Vec<Probed>,
}

impl Drive {
    /// Tries every contract that the target has, as long as nobody stops it: to be called from a thread that is none of the
    /// runtime's own.
    pub fn connect(&self) -> Vec<Connected> {
        let own = self
            .contracts
            .iter()
            .filter_map(|contract| Some((contract, self.destinations.get(&contract.id)?)));
        own.map_while(|(contract, to)| {
            let trying = self.connect_to(contract, to);
            self.engine.wait(self.engine.stop.until(trying))
        })
        .collect()
    }

    async fn connect_to(&self, contract: &Contract, to: &Destination) -> Connected {
        let mut tried = self.client.reach(&to.base_url).await;
        let reached = tried.iter().all(|(_, came)| came.is_ok());
        for (id, scheme, why) in &self.lacking {
            if *id == contract.id {
                tried.push((format!("credential {scheme}"), Err(why.clone())));
            }
        }
        for (label, supply) in to.credentials.supplies() {
            let came = match supply {
                Supply::Fixed(_) => Ok("is there".to_owned()),
                Supply::Session(session) => session.token().await.map(|_| session.words()),
            };
            tried.push((format!("credential {label}"), came));
        }
        if reached && tried.iter().all(|(_, came)| came.is_ok()) {
            tried.extend(self.one_request(contract, to).await);
        }
        let redactor = self.engine.masks.redactor();
        for (_, came) in &mut tried {
            let (Ok(words) | Err(words)) = came;
            *words = redactor.redact(words).into_owned();
        }
        Connected {
            contract: contract.id.clone(),
            base_url: redactor.redact(&to.base_url).into_owned(),
            tried,
        }
    }

    /// The first request of the first case that should be answered with what was asked for.
    async fn one_request(&self, contract: &Contract, to: &Destination) -> Vec<Probed> {
        let own = self.planned.iter().filter(|p| p.contract.id == contract.id);
        let plain = own.filter_map(|planned| Some((planned, plain_step(planned, to)?)));
        let Some((planned, bound)) = plain.into_iter().next() else {
            let mut skipped = self.planned.iter().filter(|p| p.contract.id == contract.id);
            let why = skipped.find_map(|p| p.skip.clone());
            let why = why.unwrap_or_else(|| "no case asks for what is there".to_owned());
            return vec![("request".to_owned(), Err(format!("none was sent: {why}")))];
        };
        let Some(request) = plan::opening(&planned.contract, &bound, &Leg::Main) else {
            return Vec::new();
        };
        let refuses = |e: &Exchange| judge::refuses_credential(contract, &bound, e);
        let mut visit = Visit::begin(&self.engine, to, &contract.id).await;
        let mut asking = Asking::new(to, &bound.intent, &refuses);
        let exchange = loop {
            let attempt = self
                .engine
                .attempt(request.clone(), &mut asking, &mut visit)
                .await;
            match attempt.then {
                Then::Renewed => {}
                // What the server says is told at once; only what was lost is tried again.
                Then::Paused(pause) if !pause.for_all => visit.pause(pause).await,
                Then::Paused(_) | Then::Answered => break attempt.exchange,
            }
        };
        let what = format!("{} {}", exchange.request.method, exchange.request.url);
        let mut tried = Vec::new();
        if to.base_url.starts_with("https:") {
            let came = match &exchange.outcome {
                Err(error) if error.kind == TransportKind::Tls => Some(Err(format!(
                    "{}; a certificate of your own authority is given as `ca: FILE`",
                    error.message
                ))),
                // Without an answer it is not known whether it came to TLS at all.
                Err(_) => None,
                Ok(_) if self.insecure => {
                    Some(Ok("works, but nothing is VERIFIED (`insecure`)".to_owned()))
                }
                Ok(_) => Some(Ok("works, the certificate is verified".to_owned())),
            };
            tried.extend(came.map(|came| ("TLS".to_owned(), came)));
        }
        let came = match &exchange.outcome {
            Err(error) => Err(format!("{what}: {}", error.message)),
            Ok(response) => match response.status {
                status @ 200..=299 => Ok(format!("{what} was answered {status}")),
                status => Err(format!("{what} was answered {status}: {}", hint(status))),
            },
        };
        tried.push(("request".to_owned(), came));
        tried
    }
}

/// A case's first step, where everything in it is as it should be.
fn plain_step(planned: &Planned, to: &Destination) -> Option<BoundStep> {
    if planned.skip.is_some() {
        return None;
    }
    let bound = plan::bind(planned, 0, &to.base_url, &|_| None).ok()?;
    let given = |state: AccessState| state == AccessState::Given;
    let known = |state: &LookupState| matches!(state, LookupState::Kind(_));
    let is_plain = bound.intent.provokes.is_none()
        && bound.intent.access.iter().all(|(_, state)| given(*state))
        && bound.intent.lookup.iter().all(|(_, state)| known(state))
        && (bound.status.is_empty() || bound.status.iter().any(|s| (200..300).contains(s)));
    is_plain.then_some(bound)
}

fn hint(status: u16) -> &'static str {
    match status {
        300..=399 => "is `base_url` right? redirects are not followed",
        401 => "the credential is refused",
        403 => "the credential lacks a permission",
        404 => "are `base_url` and the variables right?",
        400 | 422 => "are the variables right?",
        429 => "too many requests; wait",
        _ => "the server does not answer as it should",
    }
}
