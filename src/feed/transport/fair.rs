//! A socket that gives way: however much waits in it, a turn takes only so many bytes.
//!
//! Decides: how much one feed is read before the others have their turn.
//! Must not know: what the bytes say.
//!
//! A library that reads frames goes on as long as there are bytes, and a peer that sends empty frames without end makes
//! that very long: the other feeds of the thread would wait for it, and so would its own time-outs.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Bytes that end a turn: 32,768 of the smallest frames, a hundred and sixty alarms.
const TURN_BYTES: usize = 64 * 1_024;

/// A stream of bytes, read in turns.
#[derive(Debug)]
pub(super) struct Fair<S> {
    inner: S,
    taken: usize,
    read: u64,
}

impl<S> Fair<S> {
    /// Reads a stream in turns.
    pub(super) const fn new(inner: S) -> Self {
        Self { inner, taken: 0, read: 0 }
    }

    /// Returns how many bytes were read so far.
    pub(super) const fn read(&self) -> u64 {
        self.read
    }
}

impl Fair<TcpStream> {
    /// Returns how many bytes wait to be read, by the system's own word: the runtime may not have looked yet.
    pub(super) fn waiting(&self) -> u64 {
        // A socket that cannot be asked has nothing to give.
        rustix::io::ioctl_fionread(&self.inner).unwrap_or_default()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Fair<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken >= TURN_BYTES {
            self.taken = 0;
            // Ready at once again, behind the others.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let Poll::Ready(read) = Pin::new(&mut self.inner).poll_read(cx, buffer) else {
            self.taken = 0;
            return Poll::Pending;
        };
        let bytes = buffer.filled().len() - before;
        self.taken += bytes;
        self.read += bytes as u64;
        Poll::Ready(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Fair<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
