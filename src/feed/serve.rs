//! The other end of `duty-feed.v1`: a feed server that plays a scenario, with faults on request.
//!
//! Decides: what a client is sent, what is kept for those who come back, what is lost on purpose.
//! Must not know: the desk.
//!
//! Invariants:
//! - a number stands for the same event for the life of a stream, over restarts too;
//! - each number that a client is due is sent, told as skipped, or told as a gap; only a fault on request breaks that;
//! - a client that does not read holds up no other one.
//!
//! Read on: `player` makes events, `store` keeps them, `client` sends them; `receiver` takes deliveries.

mod client;
pub mod faults;
mod player;
mod position;
pub mod receiver;
mod store;

use crate::feed::encode::{self, Body};
use crate::feed::scenario::Scenario;
use crate::feed::serve::store::Store;
use crate::feed::transport::Token;
use crate::units::Instant;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

pub use faults::Faults;

/// Events that are kept for clients that come back (reference: at least a million).
pub const RETAINED_MAX: usize = 1_000_000;
/// The heartbeat that is stated and kept.
pub const HEARTBEAT: Duration = Duration::from_secs(5);

/// The slowest and the fastest that a scenario is played by the clock; beyond that there is `max`.
const SPEED_LEAST: f64 = 0.001;
/// See [`SPEED_LEAST`].
const SPEED_MOST: f64 = 1e6;

/// How fast a scenario is played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Speed {
    /// So many times as fast as it happens.
    Times(f64),
    /// As fast as clients take it; begins with the first client.
    Max,
}

impl FromStr for Speed {
    type Err = ServeError;

    fn from_str(text: &str) -> Result<Self, ServeError> {
        if text == "max" {
            return Ok(Self::Max);
        }
        match text.parse::<f64>() {
            Ok(times) if (SPEED_LEAST..=SPEED_MOST).contains(&times) => Ok(Self::Times(times)),
            Ok(_) | Err(_) => Err(ServeError::Speed { text: text.to_owned() }),
        }
    }
}

/// How a scenario is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// The wall clock at the start; every stamp follows from it.
    pub now: Instant,
    /// How fast.
    pub speed: Speed,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// Where the position is kept over restarts.
    pub position: Option<PathBuf>,
    /// The heartbeat.
    pub heartbeat: Duration,
    /// Events that are kept.
    pub retained_max: usize,
    /// What a client must prove.
    pub token: Option<Token>,
}

impl Options {
    /// Makes the usual ones.
    pub fn at(now: Instant) -> Self {
        Self {
            now,
            speed: Speed::Times(1.0),
            faults: Faults::default(),
            position: None,
            heartbeat: HEARTBEAT,
            retained_max: RETAINED_MAX,
            token: None,
        }
    }
}

/// Why a server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be had.
    #[error("cannot listen on `{address}`: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The position cannot be read or written.
    #[error("cannot use the position file `{}`: {why}", file.display())]
    Position {
        /// The file.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// A speed that is none.
    #[error("speed `{text}` is neither `max` nor a number from {SPEED_LEAST} to {SPEED_MOST}")]
    Speed {
        /// As it was written.
        text: String,
    },
    /// A hook that is none.
    #[error("`{text}` is none of: cut, freeze, forget NUMBER")]
    Hook {
        /// As it was written.
        text: String,
    },
}

/// Something that is done to the feed from outside, to see what its clients make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hook {
    /// Closes every connection without a word.
    Cut,
    /// Leaves every connection open and silent; new ones are served.
    Freeze,
    /// Forgets the events up to this number.
    Forget(u64),
}

impl FromStr for Hook {
    type Err = ServeError;

    fn from_str(line: &str) -> Result<Self, ServeError> {
        let mut words = line.split_whitespace();
        let hook = match (words.next(), words.next(), words.next()) {
            (Some("cut"), None, None) => Some(Self::Cut),
            (Some("freeze"), None, None) => Some(Self::Freeze),
            (Some("forget"), Some(upto), None) => upto.parse().ok().map(Self::Forget),
            _ => None,
        };
        hook.ok_or_else(|| ServeError::Hook { text: line.to_owned() })
    }
}

/// A running server; dropping it cuts every client.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    playing: JoinHandle<()>,
    accepting: JoinHandle<()>,
}

/// What the server's tasks share.
#[derive(Debug)]
struct Shared {
    options: Options,
    began: tokio::time::Instant,
    store: Mutex<Store>,
    clients: Mutex<BTreeMap<String, Client>>,
    /// The newest number; a client that has sent everything waits for it to change.
    last: watch::Sender<u64>,
    /// How often every connection was cut, and how often silenced.
    hooks: watch::Sender<(u64, u64)>,
    /// Set when the scenario has ended.
    played: watch::Sender<bool>,
    /// Set when the server closes.
    closing: watch::Sender<bool>,
}

/// What is known of a client by its name.
#[derive(Clone, Debug)]
struct Client {
    replaced: Arc<Notify>,
    /// Which connection holds the name.
    serial: u64,
    connected: bool,
    /// The next number that it is sent.
    cursor: u64,
    acked: u64,
}

impl Shared {
    /// A task that panicked while it held the lock left plain data behind, good enough to serve.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn clients(&self) -> MutexGuard<'_, BTreeMap<String, Client>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The wall clock, carried by the monotonic one.
    fn now(&self) -> Instant {
        Instant(self.options.now.0.saturating_add(self.began.elapsed().as_millis() as i64))
    }

    fn append(&self, body: &Body, time: Instant) -> u64 {
        let sequence = self.store().append(body, time, tokio::time::Instant::now());
        self.last.send_replace(sequence);
        sequence
    }
}

impl Server {
    /// Listens, takes up the position of an earlier run, and plays.
    ///
    /// Errors: the address is taken, or the position file cannot be used.
    pub async fn bind<A: ToSocketAddrs + std::fmt::Debug>(
        address: A,
        scenario: Scenario,
        options: Options,
    ) -> Result<Self, ServeError> {
        let named = format!("{address:?}");
        let listen = |source| ServeError::Listen { address: named.clone(), source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (player, store) = player::Player::take_up(scenario, &options)?;
        let last = store.last();
        let shared = Arc::new(Shared {
            options,
            began: tokio::time::Instant::now(),
            store: Mutex::new(store),
            clients: Mutex::default(),
            last: watch::Sender::new(last),
            hooks: watch::Sender::default(),
            played: watch::Sender::default(),
            closing: watch::Sender::default(),
        });
        let playing = tokio::spawn(player.run(Arc::clone(&shared)));
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, playing, accepting })
    }

    /// Returns the address that it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address as a client writes it.
    pub fn url(&self) -> String {
        format!("ws://{}/", self.address)
    }

    /// Returns the newest number.
    pub fn last(&self) -> u64 {
        *self.shared.last.borrow()
    }

    /// Returns the stream's identity.
    pub fn stream(&self) -> String {
        self.shared.store().stream().to_owned()
    }

    /// Returns up to which number a client has acknowledged.
    pub fn acked(&self, client: &str) -> Option<u64> {
        self.shared.clients().get(client).map(|client| client.acked)
    }

    /// Adds an event that no scenario has; a stream with such events forgets its past when it is restarted.
    pub fn push(&self, body: &Body, time: Instant) -> u64 {
        self.shared.append(body, time)
    }

    /// Does something to the feed.
    pub fn act(&self, hook: Hook) {
        match hook {
            Hook::Cut => self.shared.hooks.send_modify(|hooks| hooks.0 += 1),
            Hook::Freeze => self.shared.hooks.send_modify(|hooks| hooks.1 += 1),
            Hook::Forget(upto) => self.shared.store().forget(upto),
        }
    }

    /// Closes every connection without a word.
    pub fn cut(&self) {
        self.act(Hook::Cut);
    }

    /// Leaves every connection open and silent.
    pub fn freeze(&self) {
        self.act(Hook::Freeze);
    }

    /// Forgets the events up to a number.
    pub fn forget(&self, upto: u64) {
        self.act(Hook::Forget(upto));
    }

    /// Waits until the scenario has ended; never, when it begins again.
    pub async fn played(&self) {
        raised(&mut self.shared.played.subscribe()).await;
    }

    /// Says goodbye to every client, keeps the position, and ends.
    pub async fn close(mut self) {
        self.shared.closing.send_replace(true);
        self.accepting.abort();
        // Awaited, so that the address is free and the position written when this returns; both give nothing.
        let _ = (&mut self.accepting).await;
        let _ = (&mut self.playing).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closing.send_replace(true);
        self.shared.hooks.send_modify(|hooks| hooks.0 += 1);
        self.playing.abort();
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut serial = 0;
    loop {
        match listener.accept().await {
            Ok((socket, peer)) => {
                serial += 1;
                tokio::spawn(client::serve(socket, Arc::clone(&shared), serial));
                tracing::debug!(%peer, serial, "a client connects");
            }
            // Out of descriptors: those that end make room.
            Err(error) => {
                tracing::warn!(%error, "cannot accept a client");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Returns the text that a frame's `now` holds.
fn clock(shared: &Shared) -> String {
    encode::stamp(shared.now())
}

/// Waits until a flag is set; the tasks that wait here share the flag's sender, so it cannot go first.
async fn raised(flag: &mut watch::Receiver<bool>) {
    let _ = flag.wait_for(|flag| *flag).await;
}
