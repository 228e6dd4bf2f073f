//! When a peer that says nothing is taken for dead.
//!
//! Decides: whether a silence is the peer's, or that of a desk which was held up and has not read yet.
//! Must not know: what the peer says.
//!
//! Invariants:
//! - a peer is dead only after everything was read that had come from it when its time was over;
//! - what comes after that moment buys no time, and a flood that is still being read after [`LOOKS_MAX`] looks neither: a
//!   peer that sends bytes and never a word is left all the same.

use crate::feed::transport::fair::Fair;
use crate::feed::transport::session::Socket;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::MaybeTlsStream;

/// When it is looked again whether what waited was read; short beside the least patience, 125 ms.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// So often it is looked: a second of reading. Looks and not the clock, which runs on while the desk is held up.
const LOOKS_MAX: u32 = 50;

/// Since when a peer has said nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Silence {
    since: Instant,
    look: Option<Look>,
}

/// Its time is over, and something of it still waited to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    /// Bytes of the connection that had come by then.
    came: u64,
    again: Instant,
    looks: u32,
}

/// Bytes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bytes {
    /// Those that were read.
    pub(super) read: u64,
    /// Those that wait in the socket.
    pub(super) waiting: u64,
}

impl Bytes {
    /// Looks at a connection.
    pub(super) fn of(socket: &Socket) -> Self {
        let line: Option<&Fair<TcpStream>> = match socket.get_ref() {
            MaybeTlsStream::Plain(line) => Some(line),
            MaybeTlsStream::Rustls(line) => Some(line.get_ref().0),
            // The library may learn of other kinds of TLS; this program is built with one.
            _ => None,
        };
        line.map_or(Self { read: 0, waiting: 0 }, |line| Self { read: line.read(), waiting: line.waiting() })
    }
}

impl Silence {
    /// Begins when a peer was heard.
    pub(super) const fn since(now: Instant) -> Self {
        Self { since: now, look: None }
    }

    /// Returns when it is to be looked at.
    pub(super) fn due(&self, patience: Duration) -> Instant {
        self.look.map_or(self.since + patience, |look| look.again)
    }

    /// Returns whether the peer is dead: it has said nothing for so long, also in what had come from it by then.
    pub(super) fn is_over(&mut self, patience: Duration, now: Instant, bytes: Bytes) -> bool {
        if now < self.due(patience) {
            return false;
        }
        let (came, looks) =
            self.look.map_or((bytes.read + bytes.waiting, 0), |look| (look.came, look.looks + 1));
        self.look = Some(Look { came, again: now + LOOK_AGAIN, looks });
        bytes.read >= came || looks >= LOOKS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, LOOK_AGAIN, LOOKS_MAX, Silence};
    use std::time::{Duration, Instant};

    const PATIENCE: Duration = Duration::from_secs(1);

    #[test]
    fn a_peer_is_dead_only_after_what_had_come_was_read() {
        let (begin, bytes) = (Instant::now(), |read, waiting| Bytes { read, waiting });
        let over = begin + PATIENCE;
        let mut silence = Silence::since(begin);
        assert!(!silence.is_over(PATIENCE, begin, bytes(0, 0)));
        assert!(silence.is_over(PATIENCE, over, bytes(7, 0)), "nothing waits");

        let mut silence = Silence::since(begin);
        assert!(!silence.is_over(PATIENCE, over, bytes(7, 3)), "three bytes wait");
        assert_eq!(silence.due(PATIENCE), over + LOOK_AGAIN);
        assert!(!silence.is_over(PATIENCE, over + LOOK_AGAIN, bytes(9, 100)), "one of them still does");
        let again = over + 2 * LOOK_AGAIN;
        assert!(silence.is_over(PATIENCE, again, bytes(10, 200)), "what came later buys no time");

        // A flood that is not read to its end.
        let mut flooded = Silence::since(begin);
        let mut now = over;
        let looks = (1..=2 * LOOKS_MAX).find(|_| {
            now += LOOK_AGAIN;
            flooded.is_over(PATIENCE, now, bytes(7, 1_000_000))
        });
        assert_eq!(looks, Some(LOOKS_MAX + 1));

        // What was read was a word.
        silence = Silence::since(again);
        assert_eq!(silence.due(PATIENCE), again + PATIENCE);
        assert!(!silence.is_over(PATIENCE, again, bytes(10, 0)));
    }
}
