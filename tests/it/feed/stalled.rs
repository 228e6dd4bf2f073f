//! A desk that is held up itself: what its feeds said meanwhile waits in the sockets, and is read before anybody is taken
//! for dead.

use super::cutter::Cutter;
use super::listener::{self, Listener};
use super::nats::{Nats, consumer, is_there, publish};
use super::sources::{alarm, options, quiet, serve};
use super::wire::{self, Desk, runtime, spec};
use crate::feed::decode::context;
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::serve::Options;
use dutydesk::feed::transport::{Spec, Start, Way, messages};
use dutydesk::limits::FRAMES_WAITING_MAX;
use dutydesk::operations::feed::LostCause;
use dutydesk::text::Text;
use futures_util::SinkExt as _;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

/// A source that says nothing is left after two and a half of these.
const HEARTBEAT: Duration = Duration::from_millis(400);
/// Feeds of one desk: which of its duties each of them does first is left to chance.
const FEEDS: usize = 12;
/// More than a few signs of life.
const LONG: usize = 1_500;
/// Generous: a machine that does seven other things at once still makes it.
const PATIENCE: Duration = Duration::from_secs(180);

/// The one thread of a desk's feeds, held up from its beginning to its end.
struct Stall {
    began: Instant,
    end: mpsc::Sender<()>,
}

impl Stall {
    fn begin(desks: &Runtime) -> Self {
        let (began, begun) = mpsc::channel();
        let (end, ended) = mpsc::channel::<()>();
        desks.spawn(async move {
            began.send(()).unwrap();
            // The test that fails has dropped it.
            let _ = ended.recv();
        });
        begun.recv().unwrap();
        Self { began: Instant::now(), end }
    }

    /// Ends it when it has lasted three heartbeats and each line has given so many bytes.
    fn end(self, heartbeat: Duration, lines: &[Cutter], before: &[u64], bytes: u64) {
        let given = |line: &Cutter| line.seen(|it| it.given);
        while self.began.elapsed() < 3 * heartbeat
            || lines.iter().zip(before).any(|(line, before)| given(line) < before + bytes)
        {
            assert!(self.began.elapsed() < PATIENCE, "the feeds say nothing");
            std::thread::park_timeout(Duration::from_millis(5));
        }
        self.end.send(()).unwrap();
    }
}

/// Where the feeds of a desk run: all of them on one thread.
fn one_thread() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn given(lines: &[Cutter]) -> Vec<u64> {
    lines.iter().map(|line| line.seen(|it| it.given)).collect()
}

#[test]
fn native_feeds_of_a_desk_that_was_held_up_are_not_lost() {
    let (sources, desks) = (runtime(), one_thread());
    let server = serve(&sources, quiet(), Options { heartbeat: HEARTBEAT, ..options() });
    let lines: Vec<Cutter> = (0..FEEDS).map(|_| Cutter::to(&sources, server.address(), &[])).collect();
    let start = |(at, line): (usize, &Cutter)| {
        let spec = Spec { client: format!("desk-{at}"), ..wire::spec(&line.url()) };
        let mut desk = Desk::new(&desks, spec, Start::default(), 256);
        desk.until("the start", |desk| !desk.started.is_empty());
        desk
    };
    let mut feeds: Vec<Desk> = lines.iter().enumerate().map(start).collect();
    let (stall, before) = (Stall::begin(&desks), given(&lines));
    // A source that was slow before the stall is not what is tested.
    for desk in &mut feeds {
        desk.take_waiting();
        desk.lost.clear();
    }
    server.push(&alarm(&"x".repeat(LONG), Type::Alarm), context().received);
    stall.end(HEARTBEAT, &lines, &before, LONG as u64);
    for desk in &mut feeds {
        desk.until("the alarm", |desk| !desk.taken.is_empty() || !desk.lost.is_empty());
        assert_eq!((desk.lost.as_slice(), desk.taken.len()), (&[] as &[LostCause], 1));
    }
}

/// A source that pings, and says what it is told to.
fn source(runtime: &Runtime, words: &watch::Receiver<String>) -> SocketAddr {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let words = words.clone();
    runtime.spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let mut words = words.clone();
            tokio::spawn(async move {
                let Ok(mut socket) = accept_async(socket).await else { return };
                let mut beat = tokio::time::interval(HEARTBEAT / 4);
                loop {
                    let said = tokio::select! {
                        changed = words.changed() => match changed {
                            Ok(()) => Message::text(words.borrow_and_update().clone()),
                            Err(_) => return,
                        },
                        _ = beat.tick() => Message::Ping(Vec::new().into()),
                    };
                    if socket.send(said).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

#[test]
fn sources_that_only_send_are_not_lost_by_a_desk_that_was_held_up() {
    let (sources, desks) = (runtime(), one_thread());
    let (say, words) = watch::channel(String::new());
    let (_stop, stop_seen) = watch::channel(false);
    let lines: Vec<Cutter> =
        (0..FEEDS).map(|_| Cutter::to(&sources, source(&sources, &words), &[])).collect();
    let start = |line: &Cutter| {
        let (inlet, mut desk) = Listener::new(None);
        let spec = Spec { heartbeat: HEARTBEAT, ..listener::spec(&line.url(), Way::Messages) };
        desks.spawn(messages::run(spec, Start::default(), inlet, stop_seen.clone()));
        desk.until("the start", |desk| !desk.started.is_empty());
        desk
    };
    let mut feeds: Vec<Listener> = lines.iter().map(start).collect();
    let (stall, before) = (Stall::begin(&desks), given(&lines));
    for desk in &mut feeds {
        desk.take_waiting();
        desk.lost.clear();
    }
    say.send_replace("x".repeat(LONG));
    stall.end(HEARTBEAT, &lines, &before, LONG as u64);
    for desk in &mut feeds {
        desk.until("the message", |desk| !desk.taken.is_empty() || !desk.lost.is_empty());
        assert_eq!((desk.lost.as_slice(), desk.taken.len()), (&[] as &[LostCause], 1));
    }
}

#[test]
fn a_stream_is_not_lost_by_a_desk_that_was_held_up() {
    /// That of the desk which [`consumer`] starts.
    const HEARTBEAT: Duration = Duration::from_secs(1);
    if !is_there("nats-server") {
        return;
    }
    let (sources, desks) = (runtime(), one_thread());
    let nats = Nats::start();
    let lines: Vec<Cutter> = (0..4).map(|_| Cutter::to(&sources, nats.websocket(), &[])).collect();
    let start = |(at, line): (usize, &Cutter)| {
        let wish = (Duration::from_millis(20), 1);
        let (task, mut desk) = consumer(&desks, &line.url(), &format!("desk-{at}"), Start::default(), wish);
        desk.until("the start", |desk| !desk.started.is_empty());
        (task, desk)
    };
    let mut feeds: Vec<_> = lines.iter().enumerate().map(start).collect();
    let (stall, before) = (Stall::begin(&desks), given(&lines));
    for (_, desk) in &mut feeds {
        desk.take_waiting();
        desk.lost.clear();
    }
    sources.block_on(publish(&nats.url(), 0..1, &|_| "x".repeat(LONG)));
    // A sign of life, if not the message: who did not ask again for so long is sent none.
    stall.end(HEARTBEAT, &lines, &before, 1);
    for (_, desk) in &mut feeds {
        desk.until("the message", |desk| !desk.taken.is_empty() || !desk.lost.is_empty());
        assert_eq!((desk.lost.as_slice(), desk.taken.len()), (&[] as &[LostCause], 1));
    }
}

/// A stream that began anew while the desk's disk takes nothing: what is durable is a number of the old one, which nobody can
/// acknowledge, and for which nobody needs to look again and again.
#[test]
fn a_durable_number_of_an_old_stream_keeps_no_core_busy() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    let start = Start { stream: Text::from("the old one").ok(), after: Some(5_000) };
    let mut desk = Desk::new(&runtime, spec(&server.url()), start, FRAMES_WAITING_MAX);
    desk.durable.send_replace(5_000);
    desk.until("the start of the new one", |desk| !desk.started.is_empty());
    let metrics = runtime.metrics();
    let busy =
        || -> Duration { (0..metrics.num_workers()).map(|at| metrics.worker_total_busy_duration(at)).sum() };
    // The first acknowledgement is due after a second.
    pass(Duration::from_millis(1_500));
    let (before, began) = (busy(), Instant::now());
    pass(Duration::from_secs(1));
    let share = busy().saturating_sub(before).as_secs_f64() / began.elapsed().as_secs_f64();
    assert!(share < 0.5, "{share:.2} of a core");
}

/// Lets real time pass.
fn pass(time: Duration) {
    let over = Instant::now() + time;
    while let Some(left) = over.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
}
