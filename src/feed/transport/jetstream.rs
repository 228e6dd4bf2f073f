//! NATS JetStream over WebSocket: a cluster keeps what the sensors publish until this desk has it on disk.
//!
//! Decides: from which number a consumer goes on, when a message is acknowledged, which numbers were never for this desk.
//! Must not know: what a message says.
//!
//! Invariants:
//! - a message is acknowledged only after the desk says that its number is durable;
//! - what the desk has not made durable comes again, in order, whatever the server thinks that it acknowledged;
//! - a connection that broke is never taken up by the library, which would go on behind what was under way;
//! - numbers that the stream no longer has are told as a gap, numbers of other subjects as skipped;
//! - a stream that has less than the desk was put back or lost its end: it is told, and what is new under old numbers is taken;
//! - a desk that was held up lets the library read what waits before it judges the silence.

use crate::feed::inlet::{Arrival, DeskGone, Inlet};
use crate::feed::transport::backoff::Backoff;
use crate::feed::transport::dial::CONNECT_MAX;
use crate::feed::transport::native::stopped;
use crate::feed::transport::session::End;
use crate::feed::transport::{Ended, JetStream, Spec, Start};
use crate::limits::FRAME_BYTES_MAX;
use crate::operations::feed::{Health, LostCause};
use crate::text::{self, Text};
use async_nats::connection::State;
use async_nats::jetstream::consumer::pull::{MessagesError, MessagesErrorKind};
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer, pull};
use async_nats::jetstream::message::Acker;
use async_nats::jetstream::stream::{self, Stream};
use async_nats::jetstream::{self, Context};
use async_nats::{Client, ConnectOptions, datetime};
use futures_util::StreamExt;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

/// Messages that may be under way without an acknowledgement: two rings of the desk.
const UNACKED_MAX: i64 = 16_384;
/// The server sends again what it did not hear of for so long; a disk may be slow.
const ACK_WAIT: Duration = Duration::from_secs(60);
/// How often the server says that it lives while it has nothing to send, at least.
const IDLE_MAX: Duration = Duration::from_secs(5);
/// How long the library waits before it connects again by itself. By then it was dropped: the end is seen within
/// [`LOOK_EVERY`].
const LIBRARY_WAITS: Duration = LOOK_EVERY.saturating_mul(4);
/// How often the connection is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Bytes that may come between two looks without a message among them: eight of the largest. The library has no bound of its
/// own for what it puts together.
const UNREAD_BYTES_MAX: u64 = 8 * FRAME_BYTES_MAX as u64;
/// A stream that the desk has to make keeps messages for three days, as a feed of its own does.
const KEPT: Duration = Duration::from_secs(72 * 60 * 60);
/// Messages of one identity are one message within this time.
const DUPLICATES: Duration = Duration::from_secs(2 * 60);

/// What outlives a connection.
struct Position {
    stream: Option<Text<64>>,
    /// The highest number that the desk was given; none when it has nothing of the stream.
    given: Option<u64>,
    /// Where what is newer than that begins by the server's clock; none when this process was given nothing.
    newer: Option<DeliverPolicy>,
    told: Option<LostCause>,
}

/// A consumer that stands, and where it begins.
struct Subscription {
    client: Client,
    messages: pull::Stream,
    idle: Duration,
}

/// What is known of a connection that stands.
struct Line {
    unacked: VecDeque<(u64, Acker)>,
    /// Messages that the consumer has sent on it.
    consumed: u64,
    /// Whether one came since it was looked at last.
    is_read: bool,
    /// Bytes that came by it when it was looked at last.
    bytes: u64,
    heard: Instant,
    /// When it was looked at last.
    looked: Instant,
    /// Whether that was late: what came meanwhile may wait in the socket.
    is_late: bool,
    /// Whether a look found silence since it was heard, and put it down to that.
    is_doubted: bool,
    /// When a heartbeat that the library missed was last put down to that.
    forgiven: Option<Instant>,
}

/// Keeps a feed until it is stopped.
///
/// # Cancel safety
/// May be dropped at any time; what was not acknowledged comes again.
pub async fn run(
    spec: Spec,
    way: JetStream,
    start: Start,
    mut inlet: Inlet,
    mut durable: watch::Receiver<u64>,
    mut stop: watch::Receiver<bool>,
) -> Ended {
    let mut position = Position { stream: start.stream, given: start.after, newer: None, told: None };
    let mut backoff = Backoff::new(spec.retry_max);
    loop {
        let began = Instant::now();
        let ended = tokio::select! {
            biased;
            () = stopped(&mut stop) => return Ended::Stopped,
            ended = once(&spec, &way, &mut position, &mut inlet, &mut durable) => ended,
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
        tokio::select! {
            biased;
            () = stopped(&mut stop) => return Ended::Stopped,
            () = tokio::time::sleep(backoff.wait(began.elapsed(), None)) => {}
        }
    }
}

async fn once(
    spec: &Spec,
    way: &JetStream,
    position: &mut Position,
    inlet: &mut Inlet,
    durable: &mut watch::Receiver<u64>,
) -> Result<End, DeskGone> {
    let client = match connect(spec).await {
        Ok(client) => client,
        Err(cause) => return Ok(End::of(cause)),
    };
    let subscribing = subscribe(client.clone(), spec, way, position, inlet);
    let subscription = tokio::select! {
        found = tokio::time::timeout(4 * CONNECT_MAX, subscribing) => found.unwrap_or(Ok(None))?,
        () = gone(&client) => return Ok(End::of(LostCause::Closed)),
    };
    let Some(subscription) = subscription else { return Ok(End::of(LostCause::Handshake)) };
    let end = listen(subscription, position, inlet, durable).await?;
    Ok(End { started: true, ..end })
}

async fn connect(spec: &Spec) -> Result<Client, LostCause> {
    let addresses: Vec<&str> = spec.url.split(',').map(str::trim).collect();
    let stands = Arc::new(AtomicBool::new(false));
    let stood = Arc::clone(&stands);
    let mut options =
        ConnectOptions::new()
            .name(&spec.client)
            .connection_timeout(CONNECT_MAX)
            .request_timeout(Some(CONNECT_MAX))
            .ignore_discovered_servers()
            .ping_interval(idle(spec))
            // Each server is tried once.
            .max_reconnects(addresses.len())
            // The way back is this module's: it begins where the desk stands, not where the library does.
            .reconnect_delay_callback(move |_| {
                if stood.load(Ordering::Acquire) { LIBRARY_WAITS } else { Duration::ZERO }
            });
    if let Some(trust) = &spec.trust {
        options = options.require_tls(true).tls_client_config(trust.config());
    }
    if let Some(token) = &spec.token {
        options = options.token(token.reveal().to_owned());
    }
    let client = options.connect(addresses).await.map_err(|error| {
        use async_nats::ConnectErrorKind as Kind;
        tracing::info!(feed = spec.id.0, %error, "no connection to NATS");
        match error.kind() {
            Kind::Authentication | Kind::AuthorizationViolation => LostCause::Refused(401),
            Kind::Tls => LostCause::Untrusted,
            Kind::TimedOut => LostCause::Handshake,
            _ => LostCause::Unreachable,
        }
    })?;
    stands.store(true, Ordering::Release);
    Ok(client)
}

/// Waits until a connection has broken.
async fn gone(client: &Client) {
    let mut look = tokio::time::interval(LOOK_EVERY / 4);
    while client.connection_state() == State::Connected {
        look.tick().await;
    }
}

/// Returns how long the server may have nothing to say before it says so.
fn idle(spec: &Spec) -> Duration {
    spec.heartbeat.min(IDLE_MAX)
}

/// Finds or makes stream and consumer, and tells the desk how the feed goes on; none when the server will not.
async fn subscribe(
    client: Client,
    spec: &Spec,
    way: &JetStream,
    position: &mut Position,
    inlet: &mut Inlet,
) -> Result<Option<Subscription>, DeskGone> {
    let context = jetstream::new(client.clone());
    let Some(stream) = find(&context, way).await else { return Ok(None) };
    let info = stream.cached_info();
    let identity: Text<64> =
        text::bounded(&format!("{}@{}", info.config.name, info.created.unix_timestamp()));
    let known = position.given.filter(|_| position.stream == Some(identity));
    let last = info.state.last_sequence;
    // Its store was put back from a copy, or a power cut took its end: it will call new alarms by numbers that the desk has.
    let is_anew = known.is_some_and(|given| given > last);
    let after = known.filter(|_| !is_anew);
    let resumed = after.is_some();
    // A stream that is younger than its name begins anew; an empty one has its next number as the first.
    let first = info.state.first_sequence.max(1);
    let (from, begin) = match position.newer.filter(|_| is_anew) {
        Some(newer) => (first, newer),
        None if is_anew => by_number(last.saturating_add(1)),
        None => by_number(after.map_or(first, |after| after.saturating_add(1))),
    };
    let Some(consumer) = consume(&stream, spec, way, begin).await else { return Ok(None) };
    let idle = idle(spec);
    let Ok(messages) = consumer.stream().heartbeat(idle).expires(3 * idle).messages().await else {
        return Ok(None);
    };
    (position.stream, position.given) = (Some(identity), Some(from - 1));
    let now = Instant::now();
    if is_anew {
        inlet.send(Arrival::Health(Health::CountsAnew { last }, now)).await?;
    }
    inlet.send(Arrival::Health(Health::Started { stream: identity, from, resumed }, now)).await?;
    if first > from {
        let reason = text::bounded("retention");
        inlet.send(Arrival::Health(Health::Gap { from, to: first - 1, reason }, now)).await?;
        position.given = Some(first - 1);
    }
    Ok(Some(Subscription { client, messages, idle }))
}

/// Begins at a number; returns that too.
const fn by_number(from: u64) -> (u64, DeliverPolicy) {
    (from, DeliverPolicy::ByStartSequence { start_sequence: from })
}

/// Finds the stream, or makes it where nobody has.
async fn find(context: &Context, way: &JetStream) -> Option<Stream> {
    let config = stream::Config {
        name: way.stream.clone(),
        subjects: way.subjects.clone(),
        num_replicas: usize::from(way.replicas),
        max_age: KEPT,
        duplicate_window: DUPLICATES,
        storage: stream::StorageType::File,
        ..stream::Config::default()
    };
    match context.get_or_create_stream(config).await {
        Ok(stream) => Some(stream),
        Err(error) => {
            tracing::warn!(stream = way.stream, %error, "the stream cannot be had");
            None
        }
    }
}

/// Finds the desk's consumer as it must stand, or makes it anew: what the desk has is told by the desk alone.
async fn consume(
    stream: &Stream,
    spec: &Spec,
    way: &JetStream,
    begin: DeliverPolicy,
) -> Option<PullConsumer> {
    let wanted = pull::Config {
        durable_name: Some(spec.client.clone()),
        deliver_policy: begin,
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACK_WAIT,
        max_ack_pending: UNACKED_MAX,
        filter_subject: way.subjects.first().filter(|_| way.subjects.len() == 1).cloned().unwrap_or_default(),
        ..pull::Config::default()
    };
    // What is under way to a connection that is gone would come again only after its time, behind what is newer.
    if let Err(error) = stream.delete_consumer(&spec.client).await {
        tracing::debug!(consumer = spec.client, %error, "there was no consumer");
    }
    match stream.create_consumer(wanted).await {
        Ok(consumer) => Some(consumer),
        Err(error) => {
            tracing::warn!(consumer = spec.client, %error, "the consumer cannot be had");
            None
        }
    }
}

/// Takes messages and acknowledges what is durable, until the connection ends.
async fn listen(
    subscription: Subscription,
    position: &mut Position,
    inlet: &mut Inlet,
    durable: &mut watch::Receiver<u64>,
) -> Result<End, DeskGone> {
    let Subscription { client, mut messages, idle } = subscription;
    let statistics = client.statistics();
    let patience = idle.mul_f64(2.5);
    let every = LOOK_EVERY.min(idle / 2);
    let mut line = Line::new(Instant::now());
    let mut look = tokio::time::interval(every);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(Ok(message)) => {
                    let Some((sequence, newer)) = line.next(&message) else {
                        return Ok(End::of(LostCause::Protocol));
                    };
                    position.newer = newer;
                    let (message, acker) = message.split();
                    give(position, inlet, sequence, message).await?;
                    line.unacked.push_back((sequence, acker));
                    // The desk may have been busy for longer than the server may be silent.
                    line.hear(Instant::now());
                }
                Some(Err(error)) if line.forgives(&error, idle, every) => {}
                Some(Err(error)) => {
                    tracing::info!(%error, "the stream of messages ended");
                    return Ok(End::of(LostCause::Silent));
                }
                None => return Ok(End::of(LostCause::Closed)),
            },
            changed = durable.changed() => {
                if changed.is_err() {
                    return Err(DeskGone);
                }
                let upto = *durable.borrow_and_update();
                // A peer that does not read is as dead as one that says nothing.
                let told = tokio::time::timeout(patience, acknowledge(&mut line.unacked, upto)).await;
                if told.is_err() {
                    return Ok(End::of(LostCause::Silent));
                }
            }
            _ = look.tick() => {
                if client.connection_state() != State::Connected {
                    return Ok(End::of(LostCause::Closed));
                }
                let now = Instant::now();
                line.is_late = line.is_held_up(now, every);
                line.looked = now;
                let bytes = statistics.in_bytes.load(Ordering::Relaxed);
                let more = bytes.wrapping_sub(std::mem::replace(&mut line.bytes, bytes));
                if !std::mem::take(&mut line.is_read) && more > UNREAD_BYTES_MAX {
                    return Ok(End::of(LostCause::Protocol));
                }
                if more > 0 {
                    line.hear(now);
                    let last = position.given.unwrap_or_default();
                    inlet.send(Arrival::Health(Health::Beat { last }, now)).await?;
                } else if now >= line.heard + patience && !line.is_too_early() {
                    return Ok(End::of(LostCause::Silent));
                }
            }
        }
    }
}

impl Line {
    fn new(now: Instant) -> Self {
        Self {
            unacked: VecDeque::new(),
            consumed: 0,
            is_read: true,
            bytes: 0,
            heard: now,
            looked: now,
            is_late: false,
            is_doubted: false,
            forgiven: None,
        }
    }

    fn hear(&mut self, now: Instant) {
        self.heard = now;
        self.is_doubted = false;
    }

    /// Returns whether this task was held up: it should have looked long ago.
    fn is_held_up(&self, now: Instant, every: Duration) -> bool {
        now > self.looked + 2 * every
    }

    /// Returns whether a look that finds silence came late, for the first time: until the next one the library can read.
    const fn is_too_early(&mut self) -> bool {
        self.is_late && !std::mem::replace(&mut self.is_doubted, true)
    }

    /// Returns whether the library missed a heartbeat while it could not read; a consumer that has gone is missed again
    /// two heartbeats later, which is forgiven to nobody.
    fn forgives(&mut self, error: &MessagesError, idle: Duration, every: Duration) -> bool {
        let now = Instant::now();
        let held_up = self.is_late || self.is_held_up(now, every);
        let again = self.forgiven.is_some_and(|at| now < at + 6 * idle);
        let forgives = error.kind() == MessagesErrorKind::MissingHeartbeat && held_up && !again;
        if forgives {
            self.forgiven = Some(now);
        }
        forgives
    }

    /// Returns a message's number in the stream, and where what is newer begins; none when it is no message of the consumer,
    /// or one before it is missing.
    fn next(&mut self, message: &jetstream::Message) -> Option<(u64, Option<DeliverPolicy>)> {
        let info = message.info().ok()?;
        let is_next = info.consumer_sequence == self.consumed + 1;
        self.consumed = info.consumer_sequence;
        self.is_read = true;
        let newer = datetime::from_nanos(info.published.unix_timestamp_nanos() + 1).ok();
        let newer = newer.map(|start_time| DeliverPolicy::ByStartTime { start_time });
        is_next.then_some((info.stream_sequence, newer))
    }
}

/// Gives one message to the desk; numbers between it and the one before belong to other subjects, or were deleted.
async fn give(
    position: &mut Position,
    inlet: &mut Inlet,
    sequence: u64,
    message: async_nats::Message,
) -> Result<(), DeskGone> {
    let given = position.given.unwrap_or_default();
    let read = Instant::now();
    if sequence > given + 1 {
        inlet.send(Arrival::Health(Health::Skipped { to: sequence - 1 }, read)).await?;
    }
    position.given = Some(given.max(sequence));
    let topic = message.subject.as_str().into();
    inlet.send(Arrival::Message { sequence, topic, bytes: message.payload, read }).await
}

/// Acknowledges everything up to a number; what fails is sent again, and recognised.
async fn acknowledge(unacked: &mut VecDeque<(u64, Acker)>, upto: u64) {
    while unacked.front().is_some_and(|(sequence, _)| *sequence <= upto) {
        if let Some((sequence, acker)) = unacked.pop_front()
            && let Err(error) = acker.ack().await
        {
            tracing::debug!(sequence, %error, "an acknowledgement was not sent");
        }
    }
}
