//! Writing a record: one line an event.

use std::io::{self, Write};

use super::Event;

/// Writes events as lines and flushes wherever a process may be killed without harm: after everything but exchanges, which are
/// nothing without the verdict that follows them.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Writes to `out`, which should buffer: an event is written whole, in one call.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    /// Writes one event.
    ///
    /// # Errors
    /// Whatever the sink says. It is the caller's to tell: a run without its record is not to be trusted.
    pub fn write(&mut self, event: &Event) -> io::Result<()> {
        self.write_as(event, serde_json::to_vec(event)?)
    }

    /// Writes one event as a line that was made of it.
    ///
    /// # Errors
    /// As of [`Writer::write`].
    pub fn write_as(&mut self, event: &Event, mut line: Vec<u8>) -> io::Result<()> {
        line.push(b'\n');
        self.out.write_all(&line)?;
        match event {
            Event::Exchanged(_) => Ok(()),
            _ => self.out.flush(),
        }
    }

    /// Gives back what was written to, flushed.
    ///
    /// # Errors
    /// Where the last flush fails.
    pub fn into_inner(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}
