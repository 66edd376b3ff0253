//! What somebody else writes, passed on to standard output line by line, so that it never meets what stands on the terminal.

use std::io::{self, PipeReader, PipeWriter, Read};
use std::thread::{self, JoinHandle};

use super::out;

/// So many bytes are passed on at once.
const PIECE: usize = 64 << 10;

/// A file that passes on what is written to it, until it is dropped.
pub(crate) struct Relay {
    path: String,
    writer: Option<PipeWriter>,
    thread: Option<JoinHandle<()>>,
}

impl Relay {
    /// Begins. Nothing where pipes have no path.
    pub(crate) fn start() -> Option<Self> {
        let (reader, writer) = io::pipe().ok()?;
        let path = path(&writer)?;
        let thread = thread::spawn(move || pass_on(reader));
        Some(Self {
            path,
            writer: Some(writer),
            thread: Some(thread),
        })
    }

    /// The file to write to.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.writer.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Whether a pipe can be opened by a path here.
pub(crate) fn is_possible() -> bool {
    io::pipe().is_ok_and(|(_reader, writer)| path(&writer).is_some())
}

#[cfg(unix)]
fn path(pipe: &PipeWriter) -> Option<String> {
    use std::os::fd::AsRawFd;
    let path = format!("/dev/fd/{}", pipe.as_raw_fd());
    std::path::Path::new(&path).exists().then_some(path)
}

#[cfg(not(unix))]
fn path(_: &PipeWriter) -> Option<String> {
    None
}

/// Passes whole lines on, and at the end what is left of one.
fn pass_on(mut from: PipeReader) {
    let mut piece = vec![0; PIECE];
    let mut held = Vec::new();
    // A pipe that cannot be read has ended.
    while let Ok(read @ 1..) = from.read(&mut piece) {
        held.extend_from_slice(piece.get(..read).unwrap_or_default());
        if let Some(end) = held.iter().rposition(|byte| *byte == b'\n') {
            let rest = held.split_off(end + 1);
            out::pass(&held);
            held = rest;
        }
    }
    out::pass(&held);
}
