//! The tty raw while a screen runs, and as it was found afterwards.

use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
use std::io;
use std::os::fd::{AsFd, OwnedFd};

/// Alternate screen, no cursor, no line wrap, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[2J";

/// Ends an open synchronized update first: a terminal that waits for its end would show nothing.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[0m\x1b[?25h\x1b[?1049l";

/// Holds a tty raw; gives it back as it was when dropped.
///
/// HUP and TERM end the main loop, which drops the guard; a panic unwinds and drops it too.
#[derive(Debug)]
pub struct Guard {
    tty: OwnedFd,
    found: Termios,
}

impl Guard {
    /// Makes a tty raw and opens the alternate screen.
    ///
    /// # Errors
    /// What the system says when `tty` is no terminal, or is gone.
    pub fn enter(tty: OwnedFd) -> io::Result<Self> {
        let found = tcgetattr(&tty)?;
        let mut raw = found.clone();
        raw.make_raw();
        tcsetattr(&tty, OptionalActions::Now, &raw)?;
        let guard = Self { tty, found };
        write_all(&guard.tty, ENTER)?;
        Ok(guard)
    }

    /// Lets a panic restore the tty before its message is written, so that the message can be read.
    ///
    /// # Errors
    /// When the descriptor cannot be doubled.
    pub fn restore_on_panic(&self) -> io::Result<()> {
        let (tty, found) = (self.tty.try_clone()?, self.found.clone());
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore(&tty, &found);
            before(info);
        }));
        Ok(())
    }

    /// Returns the tty, to read and to write.
    pub const fn tty(&self) -> &OwnedFd {
        &self.tty
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore(&self.tty, &self.found);
    }
}

/// A tty that is gone cannot be restored, and nobody is left to tell.
fn restore(tty: &OwnedFd, found: &Termios) {
    let _ = write_all(tty, LEAVE);
    // What was typed and not read must not reach the shell. The mode is set without waiting for the output to drain:
    // a stopped terminal would hold the screen's end for ever.
    let _ = tcflush(tty, QueueSelector::IFlush);
    let _ = tcsetattr(tty, OptionalActions::Now, found);
}

fn write_all(tty: impl AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(&tty, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
