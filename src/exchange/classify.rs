//! What went wrong before a response head, as a kind and in words.

use std::error::Error;
use std::io::{self, ErrorKind};

use crate::http::{Response, TransportError, TransportKind};

/// A failed request's error, which must have lost its URL.
pub(super) fn failure(error: &reqwest::Error) -> TransportError {
    TransportError {
        kind: kind(error),
        message: words(error),
    }
}

/// An error and its causes, outermost first, each said once.
pub(super) fn words(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    for cause in causes(error).skip(1) {
        let cause = cause.to_string();
        if !words.ends_with(&cause) {
            words.push_str(": ");
            words.push_str(&cause);
        }
    }
    words
}

/// Why a body ended before its end.
pub(super) fn broken_off(error: &reqwest::Error) -> String {
    let words = words(error);
    // The HTTP/2 library keeps only the words of the system's error.
    let is_reset = causes(error).any(is_reset) || words.contains("Connection reset");
    if is_reset {
        return Response::reset(&words);
    }
    words
}

fn is_reset(cause: &(dyn Error + 'static)) -> bool {
    let Some(error) = cause.downcast_ref::<io::Error>() else {
        return false;
    };
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted
    ) || error.get_ref().is_some_and(|inner| is_reset(inner))
}

fn kind(error: &reqwest::Error) -> TransportKind {
    // The innermost causes know best, whatever they are wrapped in.
    let causes: Vec<_> = causes(error).collect();
    let known = causes.iter().rev().find_map(|cause| kind_of(*cause));
    match known {
        Some(TransportKind::Timeout) if error.is_connect() => TransportKind::Unreachable,
        Some(kind) => kind,
        None if error.is_timeout() && error.is_connect() => TransportKind::Unreachable,
        None if error.is_timeout() => TransportKind::Timeout,
        None => TransportKind::Other,
    }
}

fn kind_of(cause: &(dyn Error + 'static)) -> Option<TransportKind> {
    if cause.is::<rustls::Error>() {
        return Some(TransportKind::Tls);
    }
    if let Some(error) = cause.downcast_ref::<hyper::Error>() {
        let ended = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
        return ended.then_some(TransportKind::Reset);
    }
    if let Some(error) = cause.downcast_ref::<io::Error>() {
        return kind_of_io(error);
    }
    // hyper-util has no public type for it.
    (cause.to_string() == "dns error").then_some(TransportKind::Dns)
}

fn kind_of_io(error: &io::Error) -> Option<TransportKind> {
    // An `io::Error` names the cause of what it wraps as its own and leaves out the wrapped error itself.
    if let Some(inner) = error.get_ref()
        && let Some(kind) = kind_of(inner)
    {
        return Some(kind);
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => Some(TransportKind::Refused),
        ErrorKind::TimedOut => Some(TransportKind::Timeout),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof => Some(TransportKind::Reset),
        _ => None,
    }
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

#[cfg(test)]
mod tests;
