//! Lines that break at every byte of a frame, and lines that fall silent without a word: for a native feed, a source that
//! only sends, and a JetStream consumer.
//!
//! What a source can send again arrives once each. What it cannot is no half message, no second one, and is told as the
//! end of one connection and the beginning of another.

use super::cutter::{Cutter, Fate};
use super::listener::{self, Listener};
use super::nats::{Nats, consumer, is_there, publish};
use super::sources::{alarm, options, quiet, serve};
use super::wire::{self, Desk, runtime};
use crate::feed::decode::context;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::serve::Options;
use dutydesk::feed::transport::{Ended, Spec, Start, Way, messages};
use dutydesk::operations::feed::LostCause;
use dutydesk::text::Text;
use futures_util::{SinkExt as _, StreamExt as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

/// Lines that break at the same time.
const AT_ONCE: usize = 60;
/// A broken line is tried again at once: the wait is tested elsewhere.
const RETRY_MAX: Duration = Duration::from_millis(20);
/// Offsets that are cut at: the last frames, byte by byte.
const OFFSETS: u64 = 600;

fn is_full() -> bool {
    std::env::var("SCALE").is_ok_and(|scale| scale == "full")
}

/// Returns after how many bytes to cut, a batch at a time: the last [`OFFSETS`] of a conversation, in full all of it.
fn offsets(all: u64, step: usize) -> Vec<Vec<u64>> {
    let first = if is_full() { 0 } else { all - OFFSETS };
    let step = if is_full() { 1 } else { step };
    let offsets: Vec<u64> = (first..all).step_by(step).collect();
    offsets.chunks(AT_ONCE).map(<[u64]>::to_vec).collect()
}

#[test]
fn a_native_feed_cut_at_every_byte_loses_and_doubles_nothing() {
    const EVENTS: u64 = 5;
    let (runtime, began) = (runtime(), Instant::now());
    let server = serve(&runtime, quiet(), Options { heartbeat: Duration::from_secs(20), ..options() });
    for number in 1..=EVENTS {
        server.push(&alarm(&format!("S-{number}-{}", "x".repeat(40)), Type::Alarm), context().received);
    }
    let stream = Text::from(&server.stream()).ok();
    let desk = |line: &Cutter, client: &str| {
        let known = wire::spec(&line.url());
        let spec = Spec { client: client.to_owned(), retry_max: RETRY_MAX, ..known };
        Desk::new(&runtime, spec, Start { stream, after: Some(0) }, 64)
    };
    let line = Cutter::to(&runtime, server.address(), &[]);
    desk(&line, "whole").until("every event", |desk| desk.next() > EVENTS);
    let all = line.seen(|it| it.passed[0]);
    let mut cuts = 0;
    for batch in offsets(all, 1) {
        let mut lines: Vec<_> = batch
            .iter()
            .map(|&bytes| {
                let line = Cutter::to(&runtime, server.address(), &[Fate::Cut(bytes)]);
                let desk = desk(&line, &format!("desk-{bytes}"));
                (bytes, line, desk)
            })
            .collect();
        for (bytes, line, desk) in &mut lines {
            desk.until("every event", |desk| desk.next() > EVENTS && !desk.lost.is_empty());
            desk.has_all(EVENTS);
            assert_eq!(line.seen(|it| it.passed[0]), *bytes);
            assert!(desk.lost.len() == 1 && desk.repeats == 0, "cut at {bytes}: {:?}", desk.lost);
            cuts += 1;
        }
    }
    eprintln!("native: {cuts} cuts of {all} bytes, {:.1} s", began.elapsed().as_secs_f32());
}

/// A source that numbers its messages for the test, and sends nothing twice.
fn source(runtime: &Runtime, each: u32) -> SocketAddr {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let next = Arc::new(AtomicU32::new(1));
    runtime.spawn(async move {
        loop {
            let Ok((socket, _)) = listener.accept().await else { return };
            let next = Arc::clone(&next);
            tokio::spawn(async move {
                // A desk whose line breaks leaves in the middle.
                let Ok(mut socket) = accept_async(socket).await else { return };
                for _ in 0..each {
                    let number = next.fetch_add(1, SeqCst);
                    if socket.send(Message::text(said(number))).await.is_err() {
                        return;
                    }
                }
                while let Some(Ok(_)) = socket.next().await {}
            });
        }
    });
    address
}

/// A message that is whole only from end to end.
fn said(number: u32) -> String {
    format!("{number:04}{}{number:04}", "·".repeat(260))
}

/// What a desk of a source was given, each message whole.
fn heard(listener: &Listener) -> Vec<u32> {
    let numbers = listener.taken.iter().map(|(_, _, bytes)| {
        let text = std::str::from_utf8(bytes).unwrap();
        let number = text[..4].parse().unwrap();
        assert_eq!(text, said(number), "a message is whole");
        number
    });
    numbers.collect()
}

/// A desk's task of a source that only sends.
struct Hearing {
    listener: Listener,
    stop: watch::Sender<bool>,
    task: JoinHandle<Ended>,
}

fn hearing(runtime: &Runtime, line: &Cutter, heartbeat: Duration) -> Hearing {
    let (inlet, listener) = Listener::new(None);
    let (stop, stop_seen) = watch::channel(false);
    let spec = Spec { retry_max: RETRY_MAX, heartbeat, ..listener::spec(&line.url(), Way::Messages) };
    let task = runtime.spawn(messages::run(spec, Start::default(), inlet, stop_seen));
    Hearing { listener, stop, task }
}

impl Hearing {
    fn end(self, runtime: &Runtime) {
        self.stop.send_replace(true);
        assert_eq!(runtime.block_on(self.task).unwrap(), Ended::Stopped);
    }
}

#[test]
fn a_source_that_only_sends_cut_at_every_byte_gives_whole_messages_and_says_where_some_may_be_missing() {
    const EACH: u32 = 3;
    /// What is cut is tested here, and not what falls silent.
    const HEARTBEAT: Duration = Duration::from_secs(10);
    let (runtime, began) = (runtime(), Instant::now());
    let line = Cutter::to(&runtime, source(&runtime, EACH), &[]);
    let mut whole = hearing(&runtime, &line, HEARTBEAT);
    whole.listener.until("every message", |it| it.taken.len() == EACH as usize);
    let all = line.seen(|it| it.passed[0]);
    // Four bytes before the payload say how long it is.
    let frame = 4 + said(1).len() as u64;
    let handshake = all - frame * u64::from(EACH);
    let mut cuts = 0;
    for batch in offsets(all, 1) {
        let lines: Vec<_> = batch
            .iter()
            .map(|&bytes| {
                let line = Cutter::to(&runtime, source(&runtime, EACH), &[Fate::Cut(bytes)]);
                let desk = hearing(&runtime, &line, HEARTBEAT);
                (bytes, line, desk)
            })
            .collect();
        for (bytes, line, mut desk) in lines {
            let whole = (bytes.saturating_sub(handshake) / frame) as u32;
            // What the source had not begun to say is said on the next connection.
            desk.listener.until("what comes after the cut", |it| {
                it.lost.len() == 1 && heard(it).last() >= Some(&EACH) && it.taken.len() >= EACH as usize
            });
            let numbers = heard(&desk.listener);
            let (before, after) = numbers.split_at(whole as usize);
            assert_eq!(before, (1..=whole).collect::<Vec<_>>(), "cut at {bytes}");
            assert!(after.windows(2).all(|pair| pair[1] == pair[0] + 1), "cut at {bytes}: {numbers:?}");
            assert!(after.first() > before.last(), "nothing twice: cut at {bytes}: {numbers:?}");
            let starts = 1 + usize::from(bytes >= handshake);
            assert_eq!(desk.listener.started.len(), starts, "the break is told: cut at {bytes}");
            assert!(desk.listener.started.iter().all(|it| !it.1), "a new beginning resumes nothing");
            assert_eq!(line.seen(|it| it.passed[0]), bytes);
            desk.end(&runtime);
            cuts += 1;
        }
    }
    eprintln!("messages: {cuts} cuts of {all} bytes, {:.1} s", began.elapsed().as_secs_f32());
}

#[test]
fn a_stream_cut_at_every_byte_loses_and_doubles_nothing() {
    const EVENTS: u32 = 4;
    if !is_there("nats-server") {
        return;
    }
    let (runtime, began) = (runtime(), Instant::now());
    let nats = Nats::start();
    let (start, wish) = (Start::default, (RETRY_MAX, 1));
    // The first desk makes the stream.
    let (task, mut first) = consumer(&runtime, &nats.url(), "first", start(), wish);
    first.until("the start", |it| !it.started.is_empty());
    runtime.block_on(publish(&nats.url(), 0..EVENTS, &|number| format!("{number}{}", " ".repeat(200))));
    first.until("every message", |it| it.taken.len() == EVENTS as usize);
    drop(task);
    let line = Cutter::to(&runtime, nats.websocket(), &[]);
    let (task, mut whole) = consumer(&runtime, &line.url(), "whole", start(), wish);
    whole.until("every message", |it| it.taken.len() == EVENTS as usize);
    let all = line.seen(|it| it.passed[0]);
    drop(task);
    let mut cuts = 0;
    // A consumer costs the server more than a socket: in CI every fourth byte.
    for batch in offsets(all, 4) {
        let lines: Vec<_> = batch
            .iter()
            .map(|&bytes| {
                let line = Cutter::to(&runtime, nats.websocket(), &[Fate::Cut(bytes)]);
                let desk = consumer(&runtime, &line.url(), &format!("desk-{bytes}"), start(), wish);
                (bytes, line, desk)
            })
            .collect();
        for (bytes, line, (task, mut desk)) in lines {
            desk.until("every message", |it| it.taken.len() == EVENTS as usize && !it.lost.is_empty());
            let numbers: Vec<u64> = desk.taken.iter().map(|it| it.0).collect();
            assert_eq!(numbers, (1..=u64::from(EVENTS)).collect::<Vec<_>>(), "cut at {bytes}");
            assert_eq!((desk.gaps.len(), desk.lost.len()), (0, 1), "cut at {bytes}: {:?}", desk.lost);
            assert_eq!(line.seen(|it| it.passed[0]), bytes);
            drop(task);
            cuts += 1;
        }
    }
    eprintln!("jetstream: {cuts} cuts of {all} bytes, {:.1} s", began.elapsed().as_secs_f32());
}

/// A peer that vanished without a word: nothing more is ever sent, and nothing is ever refused.
#[test]
fn a_line_that_falls_silent_is_left_and_dialled_again() {
    /// What a busy machine may add.
    const SLACK: Duration = Duration::from_secs(30);
    let runtime = runtime();
    // A native feed: silent in the middle of its second event.
    let heartbeat = Duration::from_secs(2);
    let server = serve(&runtime, quiet(), Options { heartbeat, ..options() });
    (1..=3).for_each(|number| {
        server.push(&alarm(&format!("S-{number}"), Type::Alarm), context().received);
    });
    let line = Cutter::to(&runtime, server.address(), &[Fate::HalfOpen(900)]);
    let known = wire::spec(&line.url());
    let start = Start { stream: Text::from(&server.stream()).ok(), after: Some(0) };
    let mut native = Desk::new(&runtime, Spec { retry_max: RETRY_MAX, ..known }, start, 64);
    native.until("the loss", |desk| !desk.lost.is_empty());
    let silent = line.seen(|it| it.silent[0].elapsed());
    assert!(silent < heartbeat.mul_f64(2.5) + SLACK, "{silent:?}");
    native.until("every event", |desk| desk.next() > 3);
    native.has_all(3);
    assert!(matches!(native.lost[0], LostCause::Silent | LostCause::Handshake), "{:?}", native.lost);

    // A source that only sends: silent in the middle of its second message, which is lost.
    let heartbeat = Duration::from_secs(1);
    let frame = 4 + said(1).len() as u64;
    let whole = Cutter::to(&runtime, source(&runtime, 1), &[]);
    let mut first = hearing(&runtime, &whole, heartbeat);
    first.listener.until("a message", |it| it.taken.len() == 1);
    let handshake = whole.seen(|it| it.passed[0]) - frame;
    let line = Cutter::to(&runtime, source(&runtime, 3), &[Fate::HalfOpen(handshake + frame * 3 / 2)]);
    let mut desk = hearing(&runtime, &line, heartbeat);
    desk.listener.until("the loss", |it| !it.lost.is_empty());
    let silent = line.seen(|it| it.silent[0].elapsed());
    assert!(silent < heartbeat.mul_f64(2.5) + SLACK, "{silent:?}");
    desk.listener.until("the next connection", |it| it.taken.len() == 4);
    assert_eq!((heard(&desk.listener), desk.listener.lost[0]), (vec![1, 4, 5, 6], LostCause::Silent));
    assert!(desk.listener.started.len() >= 2, "where some may be missing is told");
    desk.end(&runtime);
    first.end(&runtime);
}

/// Lines that break, fall silent and are slow, one after another, under a stream that goes on.
#[test]
fn a_stream_over_bad_lines_loses_and_doubles_nothing() {
    const EVENTS: u32 = 500;
    if !is_there("nats-server") {
        return;
    }
    let (runtime, began) = (runtime(), Instant::now());
    let nats = Nats::start();
    let fates = [
        Fate::Cut(9_000),
        Fate::HalfOpen(15_000),
        Fate::Late(Duration::from_millis(20)),
        Fate::Cut(4_500),
        Fate::HalfOpen(2_000),
    ];
    let line = Cutter::to(&runtime, nats.websocket(), &fates[..2]);
    let (task, mut desk) = consumer(&runtime, &line.url(), "desk-1", Start::default(), (RETRY_MAX, 1));
    desk.until("the start", |it| !it.started.is_empty());
    let publisher = runtime.spawn({
        let url = nats.url();
        async move { publish(&url, 0..EVENTS, &|number| format!("{number}{}", " ".repeat(100))).await }
    });
    desk.until("the first two lines", |it| it.lost.len() == 2);
    let silent = line.seen(|it| it.silent[0].elapsed());
    assert!(silent < Duration::from_secs(30), "two and a half seconds without a word: {silent:?}");
    runtime.block_on(publisher).unwrap();
    desk.until("everything so far", |it| it.taken.len() == EVENTS as usize);
    // Another desk comes late, over the worst of them.
    line.doom(&fates[2..]);
    let (_late, mut other) = consumer(&runtime, &line.url(), "desk-2", Start::default(), (RETRY_MAX, 1));
    other.until("everything", |it| it.taken.len() == EVENTS as usize);
    for (name, desk) in [("desk-1", &desk), ("desk-2", &other)] {
        let numbers: Vec<u64> = desk.taken.iter().map(|it| it.0).collect();
        assert_eq!(numbers, (1..=u64::from(EVENTS)).collect::<Vec<_>>(), "{name}: once each, in order");
        assert_eq!(desk.gaps, []);
    }
    drop(task);
    eprintln!("bad lines: {:?}, {:.1} s", desk.lost, began.elapsed().as_secs_f32());
}
