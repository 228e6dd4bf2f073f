//! A line between a desk and its source that breaks where it is told to: after so many bytes, with a word or without one.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// What becomes of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It ends after so many bytes from the source.
    Cut(u64),
    /// After so many bytes from the source nothing passes any more, either way, and nobody is told.
    HalfOpen(u64),
    /// The source's bytes come so much later, a kilobyte at a time.
    Late(Duration),
}

/// The line; connections beyond those with a fate are whole.
pub(super) struct Cutter {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// What passed.
#[derive(Debug, Default)]
pub(super) struct Seen {
    fates: VecDeque<Fate>,
    /// Bytes from the source, a number a connection.
    pub(super) passed: Vec<u64>,
    /// Bytes that have reached the desk's end, over all connections.
    pub(super) given: u64,
    /// When a line fell silent.
    pub(super) silent: Vec<Instant>,
}

impl Cutter {
    /// Lays a line to an address.
    pub(super) fn to(runtime: &Runtime, to: SocketAddr, fates: &[Fate]) -> Self {
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen { fates: fates.iter().copied().collect(), ..Seen::default() }));
        let shared = Arc::clone(&seen);
        runtime.spawn(async move {
            loop {
                let Ok((desk, _)) = listener.accept().await else { return };
                // A source that is down ends the connection at once.
                let Ok(source) = TcpStream::connect(to).await else { continue };
                let (place, fate) = {
                    let mut seen = shared.lock().unwrap();
                    seen.passed.push(0);
                    (seen.passed.len() - 1, seen.fates.pop_front())
                };
                tokio::spawn(carry(desk, source, fate, place, Arc::clone(&shared)));
            }
        });
        Self { address, seen }
    }

    /// Returns the address that a desk is told.
    pub(super) fn url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    /// Returns what passed so far.
    pub(super) fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap())
    }

    /// Gives the next connections their fates.
    pub(super) fn doom(&self, fates: &[Fate]) {
        self.seen.lock().unwrap().fates.extend(fates);
    }
}

async fn carry(desk: TcpStream, source: TcpStream, fate: Option<Fate>, place: usize, seen: Arc<Mutex<Seen>>) {
    let (mut from_desk, mut to_desk) = desk.into_split();
    let (mut from_source, mut to_source) = source.into_split();
    let up = tokio::io::copy(&mut from_desk, &mut to_source);
    let down = async {
        let mut left = match fate {
            Some(Fate::Cut(bytes) | Fate::HalfOpen(bytes)) => bytes,
            Some(Fate::Late(_)) | None => u64::MAX,
        };
        let mut late = match fate {
            Some(Fate::Late(by)) => Some(tokio::time::interval(by)),
            Some(Fate::Cut(_) | Fate::HalfOpen(_)) | None => None,
        };
        let mut chunk = vec![0; if late.is_some() { 1_024 } else { 65_536 }];
        while left > 0 {
            let room = chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let Ok(read @ 1..) = from_source.read(&mut chunk[..room]).await else { return };
            if let Some(late) = &mut late {
                late.tick().await;
            }
            // Counted first: who has seen the bytes may look.
            seen.lock().unwrap().passed[place] += read as u64;
            left -= read as u64;
            if to_desk.write_all(&chunk[..read]).await.is_err() {
                return;
            }
            seen.lock().unwrap().given += read as u64;
        }
    };
    tokio::select! {
        _ = up => return,
        () = down => {}
    }
    if let Some(Fate::HalfOpen(_)) = fate {
        seen.lock().unwrap().silent.push(Instant::now());
        // Both ends stay as they are until the test is over.
        std::future::pending::<()>().await;
    }
}
