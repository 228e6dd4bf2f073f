//! The client of `duty-feed.v1`: one task a feed, for the life of the desk.
//!
//! Decides: whether a lost connection is tried again, after how long, and from which number.
//! Must not know: what one connection says from second to second (`session`).
//!
//! Invariants:
//! - every number of a stream reaches the desk, or the desk is told that it never will;
//! - a frame that breaks the connection twice at the same number is told as a gap and passed;
//! - a close code that needs a person is never retried.

use crate::feed::control::{PROTOCOL, PROTOCOL_CLOUDEVENTS};
use crate::feed::inlet::{Arrival, DeskGone, Inlet};
use crate::feed::transport::backoff::Backoff;
use crate::feed::transport::dial::dial;
use crate::feed::transport::repair::Repair;
use crate::feed::transport::session::{self, End, Socket};
use crate::feed::transport::{Ended, Spec, Start};
use crate::operations::feed::{Health, LostCause};
use crate::text::Text;
use std::time::Instant;
use tokio::sync::watch;

/// What outlives a connection.
#[derive(Debug)]
pub(super) struct Position {
    /// The stream; none before the first one.
    pub(super) stream: Option<Text<64>>,
    /// Its numbers.
    pub(super) repair: Repair,
    /// Whether the desk has anything of the stream.
    pub(super) begun: bool,
    /// The number at which a frame broke the last connection.
    poison: Option<u64>,
    /// What the desk was told last, so that a feed that stays away is told once.
    told: Option<LostCause>,
}

impl Position {
    fn new(start: &Start) -> Self {
        let next = start.after.map_or(1, |after| after.saturating_add(1));
        Self {
            stream: start.stream,
            repair: Repair::starting(next),
            begun: start.after.is_some(),
            poison: None,
            told: None,
        }
    }
}

/// Keeps a feed until it is stopped or refused.
///
/// `durable` holds the number up to which everything of the present stream is safe at the desk; 0 for nothing. Only
/// that is acknowledged. `stop` ends the task when it turns true or its sender is gone.
///
/// # Cancel safety
/// May be dropped at any time; what was read and not yet given to the inlet comes again from the server.
pub async fn run(
    spec: Spec,
    start: Start,
    mut inlet: Inlet,
    mut durable: watch::Receiver<u64>,
    mut stop: watch::Receiver<bool>,
) -> Ended {
    let mut position = Position::new(&start);
    let mut backoff = Backoff::new(spec.retry_max);
    loop {
        let began = Instant::now();
        let ended = tokio::select! {
            biased;
            () = stopped(&mut stop) => return Ended::Stopped,
            ended = once(&spec, &mut position, &mut inlet, &mut durable) => ended,
        };
        let end = match ended {
            Ok(end) => end,
            Err(DeskGone) => return Ended::DeskGone,
        };
        tracing::info!(feed = spec.id.0, cause = ?end.cause, "feed connection ended");
        if tell(&end, &mut position, &mut inlet).await.is_err() {
            return Ended::DeskGone;
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

/// Waits until the task is to end.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // A sender that is gone will never say stop: the desk is ending.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn once(
    spec: &Spec,
    position: &mut Position,
    inlet: &mut Inlet,
    durable: &mut watch::Receiver<u64>,
) -> Result<End, DeskGone> {
    match connect(spec).await {
        Ok(socket) => session::run(socket, spec, position, inlet, durable).await,
        Err(end) => Ok(end),
    }
}

/// Tells the desk how a connection ended, and passes a frame that broke two of them.
async fn tell(end: &End, position: &mut Position, inlet: &mut Inlet) -> Result<(), DeskGone> {
    let now = Instant::now();
    if end.started {
        position.told = None;
    }
    if position.told != Some(end.cause) {
        position.told = Some(end.cause);
        inlet.send(Arrival::Health(Health::Lost { cause: end.cause }, now)).await?;
    }
    // Before the start no event is under way whose number could be given up.
    if !(end.unreadable && end.started) {
        return Ok(());
    }
    let at = position.repair.next();
    if position.poison.replace(at) != Some(at) {
        return Ok(());
    }
    position.poison = None;
    position.repair.give_up(at, at);
    let reason = crate::text::bounded("unreadable frame");
    inlet.send(Arrival::Health(Health::Gap { from: at, to: at, reason }, now)).await
}

async fn connect(spec: &Spec) -> Result<Socket, End> {
    let (socket, headers) = dial(spec, &[PROTOCOL, PROTOCOL_CLOUDEVENTS]).await?;
    let chosen = headers.get("Sec-WebSocket-Protocol");
    if chosen.is_none_or(|chosen| chosen != PROTOCOL) {
        return Err(End::of(LostCause::Handshake));
    }
    Ok(socket)
}
