//! Content codings (RFC 9110, 8.4.1): what a body says once they are undone.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::Response;

/// More codings than this on one body are an attack, not a message.
const MOST_CODINGS: usize = 4;

/// Why a body could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// A coding that docproof cannot undo.
    Unknown(String),
    /// More codings than docproof undoes; how many.
    TooMany(usize),
    /// The bytes are not in the coding that the header names.
    Corrupt {
        /// The coding.
        coding: &'static str,
        /// What the decoder says.
        message: String,
    },
    /// More bytes than the limit, decoded.
    TooLarge(usize),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(coding) => write!(f, "the content coding `{coding}` is unknown"),
            Self::TooMany(count) => write!(f, "{count} content codings are too many"),
            Self::Corrupt { coding, message } => write!(f, "the body is not {coding}: {message}"),
            Self::TooLarge(limit) => write!(
                f,
                "the body without its coding is larger than {limit} bytes (body_limit)"
            ),
        }
    }
}

impl std::error::Error for DecodeError {}

#[derive(Clone, Copy)]
enum Coding {
    Gzip,
    Deflate,
}

impl Response {
    /// The body without its content codings, of at most `limit` bytes once each is undone. An empty body stays empty.
    pub fn decoded(&self, limit: usize) -> Result<Cow<'_, [u8]>, DecodeError> {
        let codings = self.codings()?;
        let mut body = Cow::Borrowed(self.body.as_ref());
        if codings.is_empty() && body.len() > limit {
            return Err(DecodeError::TooLarge(limit));
        }
        if body.is_empty() {
            return Ok(body);
        }
        for coding in codings.into_iter().rev() {
            let mut plain = Vec::new();
            undo(coding, &body, limit, &mut plain)?;
            body = Cow::Owned(plain);
        }
        Ok(body)
    }

    /// What can be read of a body whatever is wrong with it, and whether that is all of it: masking must look into what is
    /// cut off or corrupt too. Nothing of one in a coding that docproof cannot undo.
    pub(super) fn legible(&self, limit: usize) -> (Vec<u8>, bool) {
        let Ok(codings) = self.codings() else {
            return (Vec::new(), false);
        };
        let mut body = self.body.to_vec();
        let mut whole = true;
        for coding in codings.into_iter().rev() {
            let mut plain = Vec::new();
            // What was read before an error is all there is.
            whole &= undo(coding, &body, limit, &mut plain).is_ok();
            body = plain;
        }
        (body, whole)
    }

    /// The codings in the order they were applied; `identity` is none.
    fn codings(&self) -> Result<Vec<Coding>, DecodeError> {
        let mut codings = Vec::new();
        let named = self.headers.all("content-encoding");
        for name in named.flat_map(|value| value.split(',')).map(str::trim) {
            match name.to_ascii_lowercase().as_str() {
                "" | "identity" => {}
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                _ => return Err(DecodeError::Unknown(name.to_owned())),
            }
        }
        if codings.len() > MOST_CODINGS {
            return Err(DecodeError::TooMany(codings.len()));
        }
        Ok(codings)
    }
}

/// Adds what a body says to `plain`, before an error as much as there is.
fn undo(coding: Coding, body: &[u8], limit: usize, plain: &mut Vec<u8>) -> Result<(), DecodeError> {
    let (name, read) = match coding {
        Coding::Gzip => ("gzip", read(MultiGzDecoder::new(body), limit, plain)),
        Coding::Deflate => ("deflate", inflate(body, limit, plain)),
    };
    read.map_err(|error| DecodeError::Corrupt {
        coding: name,
        message: error.to_string(),
    })?;
    if plain.len() > limit {
        return Err(DecodeError::TooLarge(limit));
    }
    Ok(())
}

/// `deflate` means the zlib format (RFC 9110, 8.4.1.2), which ends itself: nothing may follow.
fn inflate(body: &[u8], limit: usize, plain: &mut Vec<u8>) -> io::Result<()> {
    let mut zlib = ZlibDecoder::new(body);
    read(&mut zlib, limit, plain)?;
    if plain.len() <= limit && !zlib.get_ref().is_empty() {
        return Err(io::Error::other("something follows its end"));
    }
    Ok(())
}

/// Reads one byte more than the limit at most.
fn read(decoder: impl Read, limit: usize, plain: &mut Vec<u8>) -> io::Result<()> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut bounded = decoder.take(most.saturating_add(1));
    bounded.read_to_end(plain).map(|_| ())
}

#[cfg(test)]
mod tests;
