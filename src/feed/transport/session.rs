//! One connection of `duty-feed.v1`, from hello to its end.
//!
//! Decides: what is sent when, and why the connection is over.
//! Must not know: what comes after it.
//!
//! Invariants:
//! - every frame that is no control frame goes to the desk as it came, refused ones too; only a number too far ahead
//!   to be remembered is left for a fetch;
//! - time spent waiting for the desk is never taken for the server's silence, nor what waits unread in the socket.

use crate::feed::control::{Close, Control, Mode};
use crate::feed::decode::json;
use crate::feed::decode::native::{self, Peek};
use crate::feed::inlet::{Arrival, Bytes, DeskGone, Inlet};
use crate::feed::transport::Spec;
use crate::feed::transport::dial::CONNECT_MAX;
use crate::feed::transport::fair::Fair;
use crate::feed::transport::native::Position;
use crate::feed::transport::repair::{Repair, Step};
use crate::feed::transport::silence::{self, Silence};
use crate::operations::feed::window::Novelty;
use crate::operations::feed::{Health, LostCause};
use crate::text::{self, Text};
use futures_util::{FutureExt, SinkExt, StreamExt};
use std::borrow::Cow;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A connection as the client has it.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<Fair<TcpStream>>>;

/// The version that this client speaks.
const VERSION: u64 = 1;
/// The heartbeat of a server that states none.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// What a server may state.
const HEARTBEAT_RANGE_MS: (u64, u64) = (50, 60_000);
/// At least this long between two acknowledgements, unless [`ACK_EVENTS`] are due.
const ACK_EVERY: Duration = Duration::from_secs(1);
/// So many durable events are acknowledged at once.
const ACK_EVENTS: u64 = 100;
/// Frames that are taken before the clock is looked at again.
const BURST: usize = 64;

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    /// Why.
    pub(super) cause: LostCause,
    /// How long the server asked to stay away.
    pub(super) asked: Option<Duration>,
    /// Whether the server had begun to send.
    pub(super) started: bool,
    /// Whether a frame that could not be read ended it.
    pub(super) unreadable: bool,
}

impl End {
    /// Makes the end of a connection that never began to send.
    pub(super) const fn of(cause: LostCause) -> Self {
        Self { cause, asked: None, started: false, unreadable: false }
    }
}

/// Why the loop is left.
enum Leave {
    End(End),
    DeskGone,
}

impl From<DeskGone> for Leave {
    fn from(_: DeskGone) -> Self {
        Self::DeskGone
    }
}

impl From<LostCause> for Leave {
    fn from(cause: LostCause) -> Self {
        Self::End(End::of(cause))
    }
}

/// How far the two ends have come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    /// The server has not said who it is.
    Greeting,
    /// It has; it has not said how it goes on.
    Starting {
        /// Its stream.
        stream: Text<64>,
    },
    /// It sends.
    Started,
}

struct Session<'a> {
    socket: Socket,
    spec: &'a Spec,
    position: &'a mut Position,
    inlet: &'a mut Inlet,
    phase: Phase,
    heartbeat: Duration,
    silence: Silence,
    pinged: Instant,
    acked: u64,
    acked_at: Instant,
}

/// Speaks with the server until the connection ends.
pub(super) async fn run(
    socket: Socket,
    spec: &Spec,
    position: &mut Position,
    inlet: &mut Inlet,
    durable: &mut watch::Receiver<u64>,
) -> Result<End, DeskGone> {
    let now = Instant::now();
    position.repair.reconnected();
    let mut session = Session {
        socket,
        spec,
        position,
        inlet,
        phase: Phase::Greeting,
        heartbeat: HEARTBEAT,
        silence: Silence::since(now),
        pinged: now,
        acked: 0,
        acked_at: now,
    };
    let left = loop {
        match session.turn(durable).await {
            Ok(()) => {}
            Err(left) => break left,
        }
    };
    match left {
        Leave::DeskGone => Err(DeskGone),
        Leave::End(end) => Ok(End { started: session.phase == Phase::Started, ..end }),
    }
}

impl Session<'_> {
    /// Waits for a frame, the desk or a time, and does what follows.
    async fn turn(&mut self, durable: &mut watch::Receiver<u64>) -> Result<(), Leave> {
        let due = self.due(durable)?;
        let message = tokio::select! {
            message = self.socket.next() => Some(message),
            () = tokio::time::sleep_until(due.into()) => None,
            // A desk that will never make anything durable again is ending; the stop comes by its own way.
            changed = durable.changed() => {
                if changed.is_err() {
                    tokio::time::sleep_until(due.into()).await;
                }
                None
            }
        };
        if let Some(message) = message {
            self.message(message).await?;
            for _ in 1..BURST {
                match self.socket.next().now_or_never() {
                    Some(message) => self.message(message).await?,
                    None => break,
                }
            }
        }
        self.duties(durable).await
    }

    /// Returns when something is to be done even if nothing comes.
    fn due(&mut self, durable: &watch::Receiver<u64>) -> Result<Instant, Leave> {
        let patience = self.patience();
        if self.silence.is_over(patience, Instant::now(), silence::Bytes::of(&self.socket)) {
            return Err(match self.phase {
                Phase::Greeting | Phase::Starting { .. } => LostCause::Handshake.into(),
                Phase::Started => LostCause::Silent.into(),
            });
        }
        let mut due = self.silence.due(patience);
        if self.phase == Phase::Started {
            due = due.min(self.pinged + self.heartbeat);
            due = due.min(self.position.repair.due().unwrap_or(due));
            if self.is_to_acknowledge(*durable.borrow()) {
                due = due.min(self.acked_at + ACK_EVERY);
            }
        }
        Ok(due)
    }

    /// Returns whether a durable number is news to the server; one that this stream has not reached is an old stream's.
    fn is_to_acknowledge(&self, upto: u64) -> bool {
        upto > self.acked && upto < self.position.repair.next()
    }

    /// How long the server may say nothing.
    fn patience(&self) -> Duration {
        match self.phase {
            Phase::Greeting | Phase::Starting { .. } => CONNECT_MAX,
            Phase::Started => self.heartbeat.mul_f64(2.5),
        }
    }

    async fn message(&mut self, message: Option<Result<Message, Error>>) -> Result<(), Leave> {
        let bytes: Bytes = match message {
            Some(Ok(Message::Text(text))) => text.into(),
            Some(Ok(Message::Binary(bytes))) => bytes,
            // Only what the server's own program sends proves that it lives: a pong comes from its library.
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => return Ok(()),
            Some(Ok(Message::Close(frame))) => return Err(closed(frame.as_ref()).into()),
            Some(Err(error)) => return Err(Leave::End(broken(&error))),
            None => return Err(LostCause::Closed.into()),
        };
        match native::peek(&bytes) {
            Peek::Control => self.control(bytes).await?,
            Peek::Event(sequence) => {
                if self.position.repair.take(sequence) != Novelty::TooFar {
                    self.forward(bytes).await?;
                    self.tell_skipped().await?;
                }
            }
            Peek::Unknown => self.forward(bytes).await?,
        }
        // A handshake has its time as a whole: what is said in it does not prolong it.
        if self.phase == Phase::Started {
            self.silence = Silence::since(Instant::now());
        }
        Ok(())
    }

    async fn forward(&mut self, bytes: Bytes) -> Result<(), Leave> {
        if self.phase != Phase::Started {
            return Err(LostCause::Protocol.into());
        }
        Ok(self.inlet.send(Arrival::Frame { bytes, read: Instant::now() }).await?)
    }

    async fn health(&mut self, health: Health) -> Result<(), Leave> {
        Ok(self.inlet.send(Arrival::Health(health, Instant::now())).await?)
    }

    async fn tell_skipped(&mut self) -> Result<(), Leave> {
        match self.position.repair.skipped() {
            Some(to) => self.health(Health::Skipped { to }).await,
            None => Ok(()),
        }
    }

    async fn control(&mut self, bytes: Bytes) -> Result<(), Leave> {
        let Ok(control) = json::frame(&bytes).and_then(Control::read) else {
            // A control frame of a later version: the desk counts it.
            return self.forward(bytes.clone()).await;
        };
        if self.phase != Phase::Started && control.speaks_of_events() {
            return Err(LostCause::Protocol.into());
        }
        match control {
            Control::Hello { v: VERSION, stream, hb_ms, last, .. } => self.hello(&stream, hb_ms, last).await,
            Control::Started { mode, from } => self.started(mode, from).await,
            Control::Beat { last, .. } => {
                self.position.repair.beat(last);
                self.health(Health::Beat { last }).await
            }
            Control::Gap { from, to, reason } => {
                let missing = self.position.repair.give_up(from, to);
                if missing > 0 {
                    self.health(Health::Gap { from, to, reason: text::bounded(&reason) }).await?;
                }
                self.tell_skipped().await
            }
            Control::Skip { from, to } => {
                self.position.repair.skip(from, to);
                self.tell_skipped().await
            }
            Control::SnapshotEnd { last } => {
                self.position.repair.beat(last);
                Ok(())
            }
            Control::Error { code, msg } => {
                tracing::warn!(feed = self.spec.id.0, %code, %msg, "the feed reports an error");
                Ok(())
            }
            Control::Bye { reconnect_after_ms } => {
                let asked = Some(Duration::from_millis(reconnect_after_ms));
                Err(Leave::End(End { asked, ..End::of(LostCause::Closed) }))
            }
            Control::Hello { .. } | Control::Start { .. } | Control::Ack { .. } | Control::Fetch { .. } => {
                self.close(Close::Protocol).await;
                Err(LostCause::Protocol.into())
            }
        }
    }

    async fn hello(&mut self, stream: &str, hb_ms: u64, last: u64) -> Result<(), Leave> {
        let kept: Text<64> = text::bounded(stream);
        if self.phase != Phase::Greeting || kept.as_str() != stream || stream.is_empty() {
            self.close(Close::Protocol).await;
            return Err(LostCause::Protocol.into());
        }
        if hb_ms > 0 {
            let (least, most) = HEARTBEAT_RANGE_MS;
            self.heartbeat = Duration::from_millis(hb_ms.clamp(least, most));
        }
        let known = self.position.stream.filter(|_| self.position.begun);
        // One that has less than it sent was reset, and will call new alarms by old numbers.
        if known == Some(kept) && last < self.position.repair.next().saturating_sub(1) {
            self.health(Health::CountsAnew { last }).await?;
        }
        let start = Control::Start {
            client: Cow::Borrowed(&self.spec.client),
            stream: known.as_ref().map(|known| Cow::Borrowed(known.as_str())),
            after: known.map(|_| self.position.repair.next().saturating_sub(1)),
            filter: self.spec.filter.clone(),
        }
        .write();
        self.say(start).await?;
        self.phase = Phase::Starting { stream: kept };
        self.silence = Silence::since(Instant::now());
        Ok(())
    }

    async fn started(&mut self, mode: Mode, from: u64) -> Result<(), Leave> {
        let Phase::Starting { stream } = self.phase else {
            self.close(Close::Protocol).await;
            return Err(LostCause::Protocol.into());
        };
        let same = self.position.stream == Some(stream) && self.position.begun;
        let next = self.position.repair.next();
        if same && mode != Mode::Resume && from > next {
            let reason = text::bounded("reset");
            self.health(Health::Gap { from: next, to: from - 1, reason }).await?;
        }
        if !same || mode != Mode::Resume {
            self.position.repair = Repair::starting(from);
            self.position.stream = Some(stream);
            self.position.begun = true;
        }
        self.phase = Phase::Started;
        self.health(Health::Started { stream, from, resumed: same && mode == Mode::Resume }).await
    }

    /// Does what is due: asks for what is missing, acknowledges, pings.
    async fn duties(&mut self, durable: &watch::Receiver<u64>) -> Result<(), Leave> {
        if self.phase != Phase::Started {
            return Ok(());
        }
        let now = Instant::now();
        match self.position.repair.step(now) {
            Step::Wait => {}
            Step::Fetch(from, to) => self.say(Control::Fetch { from, to }.write()).await?,
            Step::GaveUp(from, to) => {
                let reason = text::bounded("unanswered");
                self.health(Health::Gap { from, to, reason }).await?;
                self.tell_skipped().await?;
            }
        }
        let upto = *durable.borrow();
        let due = upto.saturating_sub(self.acked) >= ACK_EVENTS || now >= self.acked_at + ACK_EVERY;
        if due && self.is_to_acknowledge(upto) {
            self.say(Control::Ack { upto }.write()).await?;
            self.acked = upto;
            self.acked_at = now;
        }
        if now >= self.pinged + self.heartbeat {
            self.pinged = now;
            self.send(Message::Ping(Bytes::new())).await?;
        }
        Ok(())
    }

    async fn say(&mut self, frame: String) -> Result<(), Leave> {
        self.send(Message::text(frame)).await
    }

    /// Writes, but never longer than the server may be silent: a peer that does not read is as dead.
    async fn send(&mut self, message: Message) -> Result<(), Leave> {
        match tokio::time::timeout(self.patience(), self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Leave::End(broken(&error))),
            Err(_) => Err(LostCause::Silent.into()),
        }
    }

    async fn close(&mut self, close: Close) {
        let frame = CloseFrame { code: close.code().into(), reason: "".into() };
        // The connection is given up either way.
        let _ = self.send(Message::Close(Some(frame))).await;
    }
}

fn closed(frame: Option<&CloseFrame>) -> LostCause {
    match frame.map(|frame| u16::from(frame.code)) {
        Some(code) if Close::is_fatal(code) => LostCause::Refused(code),
        Some(_) | None => LostCause::Closed,
    }
}

pub(super) fn broken(error: &Error) -> End {
    match error {
        Error::Protocol(
            ProtocolError::ResetWithoutClosingHandshake
            | ProtocolError::SendAfterClosing
            | ProtocolError::ReceivedAfterClosing,
        )
        | Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_) => End::of(LostCause::Closed),
        Error::Capacity(_) | Error::Utf8(_) | Error::Protocol(_) => {
            End { unreadable: true, ..End::of(LostCause::Protocol) }
        }
        _ => End::of(LostCause::Protocol),
    }
}
