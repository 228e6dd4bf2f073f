//! A way between a desk and its feed that can be closed, and one that swallows everything without a word.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering::SeqCst};
use std::time::Duration;

/// How often a way looks whether it still stands.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How the way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Bytes pass.
    Open,
    /// Connections are closed at once.
    Closed,
    /// Connections stand, and nothing passes: a cable that was pulled somewhere.
    Silent,
}

/// The gate; everything ends when it is dropped.
pub(crate) struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    way: AtomicU8,
    gone: AtomicBool,
    to: SocketAddr,
}

impl Gate {
    /// Opens a way to an address.
    pub(crate) fn to(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        let shared = Arc::new(Shared { way: AtomicU8::new(0), gone: AtomicBool::new(false), to });
        let seen = Arc::clone(&shared);
        std::thread::spawn(move || seen.accept(&listener));
        Self { address, shared }
    }

    /// Returns the address that a desk is told.
    pub(crate) fn url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    /// Changes the way.
    pub(crate) fn set(&self, way: Way) {
        self.shared.way.store(way as u8, SeqCst);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.gone.store(true, SeqCst);
    }
}

impl Shared {
    fn way(&self) -> Way {
        match self.way.load(SeqCst) {
            0 => Way::Open,
            1 => Way::Closed,
            _ => Way::Silent,
        }
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        let mut held = Vec::new();
        while !self.gone.load(SeqCst) {
            let Ok((inner, _)) = listener.accept() else {
                std::thread::park_timeout(LOOK_EVERY);
                continue;
            };
            match self.way() {
                Way::Closed => drop(inner),
                Way::Silent => held.push(inner),
                Way::Open => self.join(&inner),
            }
        }
    }

    fn join(self: &Arc<Self>, inner: &TcpStream) {
        let Ok(outer) = TcpStream::connect(self.to) else { return };
        for (from, to) in [(inner, &outer), (&outer, inner)] {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            from.set_nonblocking(false).unwrap();
            from.set_read_timeout(Some(LOOK_EVERY)).unwrap();
            let shared = Arc::clone(self);
            std::thread::spawn(move || shared.carry(from, to));
        }
    }

    /// Carries bytes as long as the way is open; once it was not, never again.
    fn carry(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut chunk = vec![0; 64 * 1_024];
        while !self.gone.load(SeqCst) {
            match self.way() {
                Way::Open => {}
                Way::Closed => break,
                Way::Silent => {
                    while !self.gone.load(SeqCst) {
                        std::thread::park_timeout(LOOK_EVERY);
                    }
                    break;
                }
            }
            match from.read(&mut chunk) {
                Ok(0) => break,
                Ok(bytes) => {
                    if to.write_all(&chunk[..bytes]).is_err() {
                        break;
                    }
                }
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => break,
            }
        }
        for end in [from, to] {
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}
