//! One client's connection, from the handshake to its end.
//!
//! Invariants:
//! - numbers are sent in order; what the client does not want is told as skipped before the next event and before each
//!   heartbeat, with both ends of the run;
//! - a heartbeat names the newest number that this client was sent, so that a reader who is behind sees no loss.

use crate::feed::control::{Close, Control, Filter, Mode, PROTOCOL};
use crate::feed::decode::json;
use crate::feed::serve::faults::Mischief;
use crate::feed::serve::store::{Store, Stored};
use crate::feed::serve::{Client, Shared, clock, raised};
use crate::limits::FRAME_BYTES_MAX;
use crate::operations::feed::window::AHEAD_MAX;
use futures_util::{SinkExt, StreamExt};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::MissedTickBehavior;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};

/// The handshake and the start frame may each take so long.
const START_MAX: Duration = Duration::from_secs(5);
/// Events that are sent before the client is listened to again.
const BATCH: usize = 256;
/// A client may be so far ahead of the newest number: the position of a server that crashed is up to a second old.
const AHEAD_OF_LAST: u64 = 1_000_000;
/// Ids that a heartbeat names.
const RECENT: u64 = 10;

/// Serves one client until either end has enough.
pub(super) async fn serve(socket: TcpStream, shared: Arc<Shared>, serial: u64) {
    let mut hooks = shared.hooks.subscribe();
    let (cuts, freezes) = *hooks.borrow_and_update();
    let inner = converse(socket, &shared, serial);
    tokio::pin!(inner);
    let frozen = tokio::select! {
        ended = &mut inner => {
            if let Err(error) = ended {
                tracing::debug!(serial, %error, "a client is gone");
            }
            false
        }
        hooks = hooks.wait_for(|hooks| hooks.0 > cuts || hooks.1 > freezes) => {
            hooks.is_ok_and(|hooks| hooks.0 == cuts)
        }
    };
    if frozen {
        // The socket stays open and nobody touches it. Its end is the server's, which drops the sender.
        let _ = hooks.wait_for(|hooks| hooks.0 > cuts).await;
    }
    leave(&shared, serial);
}

fn leave(shared: &Shared, serial: u64) {
    for client in shared.clients().values_mut().filter(|client| client.serial == serial) {
        client.connected = false;
    }
}

/// A connection that was started.
struct Connection<'a> {
    socket: WebSocketStream<TcpStream>,
    shared: &'a Shared,
    name: String,
    filter: Filter,
    mischief: Mischief,
    cursor: u64,
    /// The first number of a run that the client does not want and was not told of.
    skipped_from: Option<u64>,
    replaced: Arc<Notify>,
}

async fn converse(socket: TcpStream, shared: &Shared, serial: u64) -> Result<(), Error> {
    // A socket that refuses the option is only slower.
    let _ = socket.set_nodelay(true);
    let config = WebSocketConfig::default()
        .max_message_size(Some(FRAME_BYTES_MAX))
        .max_frame_size(Some(FRAME_BYTES_MAX))
        .max_write_buffer_size(4 * FRAME_BYTES_MAX);
    #[expect(clippy::result_large_err, reason = "the library's own type")]
    let check = |request: &Request, response: Response| admit(shared, request, response);
    let handshake = accept_hdr_async_with_config(socket, check, Some(config));
    let Ok(accepted) = tokio::time::timeout(START_MAX, handshake).await else {
        return Ok(());
    };
    let mut socket = accepted?;
    let hello = {
        let store = shared.store();
        Control::Hello {
            v: 1,
            stream: Cow::Owned(store.stream().to_owned()),
            first: store.first(),
            last: store.last(),
            hb_ms: shared.options.heartbeat.as_millis() as u64,
            max_bytes: FRAME_BYTES_MAX as u64,
            now: Cow::Owned(clock(shared)),
        }
        .write()
    };
    socket.send(Message::text(hello)).await?;
    let first = tokio::time::timeout(START_MAX, socket.next()).await;
    let Ok(Some(Ok(Message::Text(frame)))) = first else {
        return refuse(&mut socket, Close::BadStart).await;
    };
    let start = json::frame(frame.as_bytes()).and_then(Control::read);
    let Ok(Control::Start { client, stream, after, filter }) = start else {
        return refuse(&mut socket, Close::BadStart).await;
    };
    if client.is_empty() {
        return refuse(&mut socket, Close::BadStart).await;
    }
    let plan = Plan::new(&shared.store(), stream.as_deref().zip(after), &filter);
    let replaced = register(shared, &client, serial, plan.cursor);
    let mut connection = Connection {
        socket,
        shared,
        name: client.into_owned(),
        filter,
        mischief: Mischief::new(shared.options.faults, serial),
        cursor: plan.cursor,
        skipped_from: None,
        replaced,
    };
    for frame in plan.frames {
        connection.socket.feed(Message::Text(frame)).await?;
    }
    connection.socket.flush().await?;
    connection.run().await
}

#[expect(clippy::result_large_err, reason = "the library's own type")]
fn admit(shared: &Shared, request: &Request, mut response: Response) -> Result<Response, ErrorResponse> {
    let refused = |status| {
        let mut response = ErrorResponse::new(None);
        *response.status_mut() = status;
        response
    };
    if let Some(token) = &shared.options.token {
        let header = request.headers().get("Authorization").and_then(|value| value.to_str().ok());
        if header != Some(token.header().as_str()) {
            return Err(refused(StatusCode::UNAUTHORIZED));
        }
    }
    let offered = request.headers().get("Sec-WebSocket-Protocol").and_then(|value| value.to_str().ok());
    if !offered.unwrap_or_default().split(',').any(|offer| offer.trim() == PROTOCOL) {
        return Err(refused(StatusCode::BAD_REQUEST));
    }
    response.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static(PROTOCOL));
    Ok(response)
}

async fn refuse(socket: &mut WebSocketStream<TcpStream>, close: Close) -> Result<(), Error> {
    let frame = CloseFrame { code: close.code().into(), reason: Utf8Bytes::default() };
    socket.close(Some(frame)).await
}

/// Takes the name, and wakes the connection that had it.
fn register(shared: &Shared, name: &str, serial: u64, cursor: u64) -> Arc<Notify> {
    let replaced = Arc::new(Notify::new());
    let mut clients = shared.clients();
    let acked = clients.get(name).map_or(0, |client| client.acked);
    let client = Client { replaced: Arc::clone(&replaced), serial, connected: true, cursor, acked };
    if let Some(before) = clients.insert(name.to_owned(), client) {
        before.replaced.notify_one();
    }
    replaced
}

/// What the numbers are that a snapshot leaves out.
#[derive(Clone, Copy, Debug)]
enum Absent {
    /// The client never had them, and never will.
    Lost,
    /// Later ones say all that they said.
    Superseded,
}

/// What a client is sent first, and the number that it goes on from.
struct Plan {
    frames: Vec<Utf8Bytes>,
    cursor: u64,
}

impl Plan {
    fn new(store: &Store, known: Option<(&str, u64)>, filter: &Filter) -> Self {
        let (first, last) = (store.first(), store.last());
        let same =
            known.filter(|(stream, after)| *stream == store.stream() && *after <= last + AHEAD_OF_LAST);
        match same {
            Some((_, after)) if after + 1 >= first => {
                let started = Control::Started { mode: Mode::Resume, from: after + 1 };
                Self { frames: vec![started.write().into()], cursor: after + 1 }
            }
            // Too far back in this stream: what is lost is told, what is kept is sent whole.
            Some((_, after)) => Self::told(store, (Mode::Reset, Absent::Lost), (after + 1, first), filter),
            // It listened before, to another stream: all of this one that is kept is news to it, raise by raise.
            None if known.is_some() => {
                let from = store.state().keys().next().map_or(first, |number| first.min(*number));
                Self::told(store, (Mode::Reset, Absent::Superseded), (from, first), filter)
            }
            None => {
                let from = store.state().keys().next().map_or(last + 1, |number| *number);
                Self::told(store, (Mode::Snapshot, Absent::Superseded), (from, last + 1), filter)
            }
        }
    }

    /// Tells the present state by the events that made it, from one number up to another.
    fn told(store: &Store, (mode, absent): (Mode, Absent), (from, end): (u64, u64), filter: &Filter) -> Self {
        let mut frames = vec![Control::Started { mode, from }.write().into()];
        let mut next = from;
        let run = |next: u64, end: u64, frames: &mut Vec<Utf8Bytes>| {
            let to = end.saturating_sub(1);
            let told = match absent {
                Absent::Lost => Control::Gap { from: next, to, reason: Cow::Borrowed("retention") },
                Absent::Superseded => Control::Skip { from: Some(next), to },
            };
            if next < end {
                frames.push(told.write().into());
            }
        };
        for (number, stored) in store.state().range(from..end) {
            run(next, *number, &mut frames);
            if stored.passes(filter) {
                frames.push(stored.frame.clone());
            } else {
                frames.push(Control::Skip { from: Some(*number), to: *number }.write().into());
            }
            next = number + 1;
        }
        run(next, end, &mut frames);
        frames.push(Control::SnapshotEnd { last: end - 1 }.write().into());
        Self { frames, cursor: end }
    }
}

impl Connection<'_> {
    async fn run(mut self) -> Result<(), Error> {
        let mut last = self.shared.last.subscribe();
        let mut closing = self.shared.closing.subscribe();
        let mut beat = tokio::time::interval(self.shared.options.heartbeat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let replaced = Arc::clone(&self.replaced);
        loop {
            let newest = *last.borrow_and_update();
            let due = self.due(newest);
            tokio::select! {
                biased;
                () = replaced.notified() => return refuse(&mut self.socket, Close::Replaced).await,
                () = raised(&mut closing) => return self.goodbye().await,
                message = self.socket.next() => match message {
                    Some(message) => {
                        if !self.heard(message?).await? {
                            return Ok(());
                        }
                    }
                    None => return Ok(()),
                },
                _ = beat.tick() => self.beat().await?,
                () = ready_at(due), if due.is_some() => self.batch().await?,
                changed = last.changed(), if due.is_none() => if changed.is_err() { return Ok(()) },
            }
        }
    }

    /// Returns when the next event may leave; none when there is none.
    fn due(&self, newest: u64) -> Option<tokio::time::Instant> {
        if self.cursor > newest {
            return None;
        }
        let store = self.shared.store();
        let made = store.event(self.cursor).map(|event| event.made);
        Some(made.map_or_else(tokio::time::Instant::now, |made| made + self.shared.options.faults.delay))
    }

    /// Sends what is due.
    async fn batch(&mut self) -> Result<(), Error> {
        let mut out = Vec::with_capacity(BATCH);
        let idle = self.collect(&mut out);
        if idle {
            self.mischief.release(&mut out);
            self.tell_skipped(self.cursor, &mut out);
        }
        for frame in out {
            self.socket.feed(Message::Text(frame)).await?;
        }
        self.socket.flush().await?;
        if let Some(client) = self.shared.clients().get_mut(&self.name) {
            client.cursor = self.cursor;
        }
        Ok(())
    }

    /// Collects the next events; returns whether nothing more is due.
    fn collect(&mut self, out: &mut Vec<Utf8Bytes>) -> bool {
        let now = tokio::time::Instant::now();
        let shared = self.shared;
        let store = shared.store();
        if self.cursor < store.first() {
            self.tell_skipped(self.cursor, out);
            let reason = Cow::Borrowed("retention");
            let gap = Control::Gap { from: self.cursor, to: store.first() - 1, reason };
            out.push(gap.write().into());
            self.cursor = store.first();
        }
        for _ in 0..BATCH {
            let Some(event) = store.event(self.cursor) else {
                return true;
            };
            if event.made + shared.options.faults.delay > now {
                return true;
            }
            self.pass(event, out);
            self.cursor += 1;
        }
        false
    }

    fn pass(&mut self, event: &Stored, out: &mut Vec<Utf8Bytes>) {
        if event.passes(&self.filter) {
            self.tell_skipped(event.sequence, out);
            self.mischief.pass(&event.frame, out);
        } else {
            self.skipped_from.get_or_insert(event.sequence);
        }
    }

    fn tell_skipped(&mut self, end: u64, out: &mut Vec<Utf8Bytes>) {
        if let Some(from) = self.skipped_from.take() {
            out.push(Control::Skip { from: Some(from), to: end - 1 }.write().into());
        }
    }

    async fn beat(&mut self) -> Result<(), Error> {
        let mut out = Vec::new();
        self.mischief.release(&mut out);
        self.tell_skipped(self.cursor, &mut out);
        let last = self.cursor.saturating_sub(1);
        let recent = {
            let store = self.shared.store();
            (self.cursor.saturating_sub(RECENT).max(1)..self.cursor)
                .map(|number| format!("{number}:{}-{number}", store.stream()))
                .collect()
        };
        out.push(Control::Beat { now: Cow::Owned(clock(self.shared)), last, recent }.write().into());
        for frame in out {
            self.socket.feed(Message::Text(frame)).await?;
        }
        self.socket.flush().await
    }

    /// Hears the client; returns whether it goes on.
    async fn heard(&mut self, message: Message) -> Result<bool, Error> {
        let bytes = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => return Ok(true),
            Message::Close(_) => return Ok(false),
            Message::Binary(_) => {
                refuse(&mut self.socket, Close::Protocol).await?;
                return Ok(false);
            }
        };
        match json::frame(bytes.as_bytes()).and_then(Control::read) {
            Ok(Control::Ack { upto }) => {
                if let Some(client) = self.shared.clients().get_mut(&self.name) {
                    client.acked = client.acked.max(upto);
                }
                Ok(true)
            }
            Ok(Control::Fetch { from, to }) => self.fetch(from, to).await.map(|()| true),
            Ok(_) | Err(_) => {
                refuse(&mut self.socket, Close::Protocol).await?;
                Ok(false)
            }
        }
    }

    /// Sends again what the client misses; a number that is gone is told as such.
    async fn fetch(&mut self, from: u64, to: u64) -> Result<(), Error> {
        let mut out = Vec::new();
        {
            let store = self.shared.store();
            let to = to.min(store.last());
            let mut next = from.max(1);
            if next < store.first() && next <= to {
                let end = to.min(store.first() - 1);
                let reason = Cow::Borrowed("retention");
                out.push(Control::Gap { from: next, to: end, reason }.write().into());
                next = end + 1;
            }
            for number in next..=to.min(next.saturating_add(AHEAD_MAX - 1)) {
                match store.event(number) {
                    Some(event) if event.passes(&self.filter) => out.push(event.frame.clone()),
                    Some(_) | None => {
                        out.push(Control::Skip { from: Some(number), to: number }.write().into());
                    }
                }
            }
        }
        for frame in out {
            self.socket.feed(Message::Text(frame)).await?;
        }
        self.socket.flush().await
    }

    async fn goodbye(&mut self) -> Result<(), Error> {
        let bye = Control::Bye { reconnect_after_ms: 1_000 };
        self.socket.send(Message::text(bye.write())).await?;
        self.socket.close(None).await
    }
}

async fn ready_at(due: Option<tokio::time::Instant>) {
    if let Some(due) = due.filter(|due| *due > tokio::time::Instant::now()) {
        tokio::time::sleep_until(due).await;
    }
}
