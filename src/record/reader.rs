//! Reading a record line by line.

use std::io::BufRead;
use std::sync::Arc;

use super::Event;
use crate::text::{Diagnostic, Span};

/// An event and the line it stands in, from one.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The line's number.
    pub number: u32,
    /// What it says.
    pub event: Event,
}

/// Reads the events of one file. A line that is no event is an error with its place, and reading goes on behind it. A
/// last line without its line break that cannot be read is what a run that was killed leaves: a warning.
#[derive(Debug)]
pub struct Reader<R: BufRead> {
    file: Arc<str>,
    input: R,
    number: u32,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads from `input`, which the messages call `file`.
    pub fn new(file: &str, input: R) -> Self {
        Self {
            file: Arc::from(file),
            input,
            number: 0,
            ended: false,
        }
    }

    fn at(&self, column: usize) -> Span {
        Span {
            line: self.number,
            column: u32::try_from(column.max(1)).unwrap_or(u32::MAX),
        }
    }

    fn parse(&self, bytes: &[u8]) -> Result<Line, Diagnostic> {
        let (whole, text) = match bytes.strip_suffix(b"\n") {
            Some(text) => (true, text),
            None => (false, bytes),
        };
        let number = self.number;
        serde_json::from_slice(text)
            .map(|event| Line { number, event })
            .map_err(|error| {
                let told = if whole {
                    format!("no event of a record: {}", without_place(&error))
                } else {
                    "the last line is torn: the run was cut off while it was written".to_owned()
                };
                let told = Diagnostic::error(&self.file, self.at(error.column()), told);
                if whole {
                    told.expected("one JSON object a line, as docproof writes it")
                } else {
                    told.warning()
                }
            })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<Line, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let mut bytes = Vec::new();
            self.number = self.number.saturating_add(1);
            match self.input.read_until(b'\n', &mut bytes) {
                Ok(0) => self.ended = true,
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(_) => return Some(self.parse(&bytes)),
                Err(error) => {
                    self.ended = true;
                    let told = format!("cannot be read: {error}");
                    return Some(Err(Diagnostic::error(&self.file, self.at(1), told)));
                }
            }
        }
        None
    }
}

/// serde's message without the line and column that it counts within the one line.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(at) => message.get(..at).unwrap_or(&message).to_owned(),
        None => message,
    }
}
