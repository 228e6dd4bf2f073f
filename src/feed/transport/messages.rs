//! A WebSocket that only sends: a public source, which numbers nothing and sends nothing twice on request.
//!
//! Decides: which number a message gets, when such a source is dead.
//! Must not know: what a message says.
//!
//! Invariants:
//! - a number is given once, in the order of arrival, also over a restart;
//! - what was sent while nobody was connected is lost, and the desk is told that the feed began anew;
//! - time spent waiting for the desk is never taken for the source's silence, nor what waits unread in the socket.

use crate::feed::inlet::{Arrival, Bytes, DeskGone, Inlet};
use crate::feed::transport::backoff::Backoff;
use crate::feed::transport::dial::{CONNECT_MAX, dial};
use crate::feed::transport::native::stopped;
use crate::feed::transport::session::{End, Socket, broken};
use crate::feed::transport::silence::{self, Silence};
use crate::feed::transport::{Ended, Spec, Start};
use crate::operations::feed::{Health, LostCause};
use crate::text;
use futures_util::{SinkExt, StreamExt};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::error::Error;

/// The name of a stream that the desk numbers itself.
const OWN_STREAM: &str = "own";
/// Pings, pongs and empty messages that a source may send in a second; more is a flood.
const CONTROLS_MAX: u32 = 64;

/// What outlives a connection.
struct Position {
    next: u64,
    told: Option<LostCause>,
}

/// Keeps a feed until it is stopped or refused.
///
/// # Cancel safety
/// May be dropped at any time; what was read and not yet given to the inlet is lost, as it is when nobody is connected.
pub async fn run(spec: Spec, start: Start, mut inlet: Inlet, mut stop: watch::Receiver<bool>) -> Ended {
    let mut position = Position { next: start.after.map_or(1, |after| after.saturating_add(1)), told: None };
    let mut backoff = Backoff::new(spec.retry_max);
    loop {
        let began = Instant::now();
        let ended = tokio::select! {
            biased;
            () = stopped(&mut stop) => return Ended::Stopped,
            ended = once(&spec, &mut position, &mut inlet) => ended,
        };
        let Ok(end) = ended else { return Ended::DeskGone };
        tracing::info!(feed = spec.id.0, cause = ?end.cause, "feed connection ended");
        if end.started {
            position.told = None;
        }
        if position.told.replace(end.cause) != Some(end.cause) {
            let lost = Arrival::Health(Health::Lost { cause: end.cause }, Instant::now());
            if inlet.send(lost).await.is_err() {
                return Ended::DeskGone;
            }
        }
        if let LostCause::Refused(code) = end.cause {
            return Ended::Refused(code);
        }
        let wait = backoff.wait(began.elapsed(), end.asked);
        tokio::select! {
            biased;
            () = stopped(&mut stop) => return Ended::Stopped,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

async fn once(spec: &Spec, position: &mut Position, inlet: &mut Inlet) -> Result<End, DeskGone> {
    let mut socket = match dial(spec, &[]).await {
        Ok((socket, _)) => socket,
        Err(end) => return Ok(end),
    };
    for line in &spec.hello {
        if let Err(end) = say(&mut socket, Message::text(line.reveal()), CONNECT_MAX).await {
            return Ok(end);
        }
    }
    let started = Health::Started { stream: text::bounded(OWN_STREAM), from: position.next, resumed: false };
    inlet.send(Arrival::Health(started, Instant::now())).await?;
    let end = listen(socket, spec, position, inlet).await?;
    Ok(End { started: true, ..end })
}

/// Takes messages until the connection ends, or says nothing for two and a half heartbeats.
async fn listen(
    mut socket: Socket,
    spec: &Spec,
    position: &mut Position,
    inlet: &mut Inlet,
) -> Result<End, DeskGone> {
    let patience = spec.heartbeat.mul_f64(2.5);
    let (mut silence, mut pinged) = (Silence::since(Instant::now()), Instant::now());
    let (mut controls, mut counted_from) = (0_u32, Instant::now());
    loop {
        if silence.is_over(patience, Instant::now(), silence::Bytes::of(&socket)) {
            return Ok(End::of(LostCause::Silent));
        }
        let due = silence.due(patience).min(pinged + spec.heartbeat);
        let message = tokio::select! {
            message = socket.next() => Some(message),
            () = tokio::time::sleep_until(due.into()) => None,
        };
        let now = Instant::now();
        match message {
            None if now < pinged + spec.heartbeat => {}
            None => {
                pinged = now;
                if let Err(end) = say(&mut socket, Message::Ping(Bytes::new()), patience).await {
                    return Ok(end);
                }
            }
            Some(message) => {
                silence = Silence::since(now);
                let Some(bytes) = (match taken(message) {
                    Ok(bytes) => bytes,
                    Err(end) => return Ok(end),
                }) else {
                    if now.duration_since(counted_from) >= Duration::from_secs(1) {
                        (controls, counted_from) = (0, now);
                        inlet.send(Arrival::Health(Health::Beat { last: position.next - 1 }, now)).await?;
                    }
                    controls += 1;
                    if controls > CONTROLS_MAX {
                        return Ok(End::of(LostCause::Protocol));
                    }
                    continue;
                };
                let sequence = position.next;
                position.next += 1;
                inlet.send(Arrival::Message { sequence, topic: "".into(), bytes, read: now }).await?;
                // The desk may have been busy for longer than the source may be silent.
                silence = Silence::since(Instant::now());
            }
        }
    }
}

/// Writes, but never longer than the source may be silent: one that does not read is as dead.
async fn say(socket: &mut Socket, message: Message, patience: Duration) -> Result<(), End> {
    match tokio::time::timeout(patience, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(broken(&error)),
        Err(_) => Err(End::of(LostCause::Silent)),
    }
}

/// Returns what a message brings; none for what only says that the other end lives.
fn taken(message: Option<Result<Message, Error>>) -> Result<Option<Bytes>, End> {
    match message {
        Some(Ok(Message::Text(text))) if !text.is_empty() => Ok(Some(text.into())),
        Some(Ok(Message::Binary(bytes))) if !bytes.is_empty() => Ok(Some(bytes)),
        Some(Ok(
            Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
        )) => Ok(None),
        Some(Ok(Message::Close(_))) | None => Err(End::of(LostCause::Closed)),
        Some(Err(error)) => Err(broken(&error)),
    }
}
