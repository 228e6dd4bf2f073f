//! Where a command prints: data to stdout, messages to stderr.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// The two streams of a command.
#[derive(Debug)]
pub(super) struct Output {
    closed: bool,
    messages: io::Stderr,
}

impl Output {
    /// Takes the process's own streams.
    pub(super) fn of_process() -> Self {
        Self { closed: false, messages: io::stderr() }
    }

    /// Prints a line of data.
    ///
    /// A reader that has gone is told nothing more; the command goes on to its end, for its effects.
    pub(super) fn data(&mut self, line: impl Display) {
        if self.closed {
            return;
        }
        let mut out = io::stdout().lock();
        let written = writeln!(out, "{line}").and_then(|()| out.flush());
        self.closed = written.is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
    }

    /// Prints a message.
    pub(super) fn message(&self, line: impl Display) {
        // There is no third place to say that stderr is gone.
        let _ = writeln!(self.messages.lock(), "{line}");
    }

    /// Returns whether whoever read the data has gone.
    pub(super) const fn is_closed(&self) -> bool {
        self.closed
    }
}
