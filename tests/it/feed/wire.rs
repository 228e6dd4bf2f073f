//! Both ends over real sockets: whatever the connection does, each number counts once or is told as lost.

use crate::feed::decode::context;
use crate::feed::scenario::sample;
use crate::feed::sources::{alarm, flood, options, quiet, serve, warning};
use dutydesk::feed::control::Filter;
use dutydesk::feed::decode::Decoded;
use dutydesk::feed::decode::native::{Peek, decode, peek};
use dutydesk::feed::decode::words::Type;
use dutydesk::feed::inlet::{Arrival, Outlet, channel_of};
use dutydesk::feed::serve::{Faults, Options, Server, Speed};
use dutydesk::feed::transport::{Ended, RETRY_MAX, Spec, Start, Token, native};
use dutydesk::limits::FRAMES_WAITING_MAX;
use dutydesk::operations::feed::window::{Novelty, Window};
use dutydesk::operations::feed::{Health, LostCause};
use dutydesk::text::Text;
use dutydesk::units::FeedId;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Generous: a machine that does seven other things at once still makes it.
const PATIENCE: Duration = Duration::from_secs(180);

/// A desk thread: takes what a feed brings as the engine does, and remembers it.
pub(crate) struct Desk {
    outlet: Outlet,
    window: Window,
    pub(crate) durable: watch::Sender<u64>,
    stop: watch::Sender<bool>,
    pub(crate) task: Option<JoinHandle<Ended>>,
    pub(crate) taken: Vec<u64>,
    pub(crate) devices: Vec<String>,
    pub(crate) repeats: usize,
    pub(crate) rejects: Vec<&'static str>,
    pub(crate) gaps: Vec<(u64, u64, String)>,
    pub(crate) lost: Vec<LostCause>,
    pub(crate) started: Vec<(String, u64, bool)>,
    pub(crate) skipped: Vec<u64>,
    pub(crate) beats: usize,
    pub(crate) anew: Vec<u64>,
}

impl Desk {
    pub(crate) fn new(runtime: &Runtime, spec: Spec, start: Start, arrivals_max: usize) -> Self {
        let (inlet, outlet) = channel_of(std::thread::current(), arrivals_max);
        let (durable, durable_seen) = watch::channel(0);
        let (stop, stop_seen) = watch::channel(false);
        let task = runtime.spawn(native::run(spec, start, inlet, durable_seen, stop_seen));
        Self {
            outlet,
            window: Window::starting(start.after.map_or(1, |after| after + 1)),
            durable,
            stop,
            task: Some(task),
            taken: Vec::new(),
            devices: Vec::new(),
            repeats: 0,
            rejects: Vec::new(),
            gaps: Vec::new(),
            lost: Vec::new(),
            started: Vec::new(),
            skipped: Vec::new(),
            beats: 0,
            anew: Vec::new(),
        }
    }

    /// Takes arrivals until a condition holds.
    pub(crate) fn until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !condition(self) {
            assert!(Instant::now() < deadline, "{what} does not come: {}", self.story());
            match self.outlet.pop() {
                Some(arrival) => self.arrive(arrival),
                // An arrival unparks; the bound only lets the deadline be seen.
                None => std::thread::park_timeout(Duration::from_millis(50)),
            }
        }
    }

    /// Takes what waits.
    pub(crate) fn take_waiting(&mut self) {
        while let Some(arrival) = self.outlet.pop() {
            self.arrive(arrival);
        }
    }

    fn story(&self) -> String {
        format!(
            "taken {} up to {}, repeats {}, gaps {:?}, lost {:?}, started {:?}, skipped {:?}, rejects {:?}",
            self.taken.len(),
            self.window.next() - 1,
            self.repeats,
            self.gaps,
            self.lost,
            self.started,
            self.skipped,
            self.rejects,
        )
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Frame { bytes, .. } => match decode(&bytes, &context()) {
                Ok(Decoded::Sensor(sensor)) => {
                    let device = sensor.device.into_owned();
                    self.take(sensor.event.sequence, Some(device));
                }
                Ok(Decoded::Warning { sequence, .. } | Decoded::Ignored { sequence, .. }) => {
                    self.take(sequence, None);
                }
                Ok(other @ (Decoded::Standing(_) | Decoded::Heartbeat)) => {
                    panic!("no frame says that: {other:?}")
                }
                Ok(Decoded::Control(control)) => panic!("the transport keeps control frames: {control:?}"),
                Err(reject) => {
                    self.rejects.push(reject.code());
                    if let Peek::Event(sequence) = peek(&bytes) {
                        self.window.take(sequence);
                    }
                }
            },
            Arrival::Message { .. } => panic!("a native feed numbers its own frames"),
            Arrival::Health(health, _) => self.health(&health),
        }
    }

    fn take(&mut self, sequence: u64, device: Option<String>) {
        match self.window.take(sequence) {
            Novelty::New => {
                self.taken.push(sequence);
                self.devices.extend(device);
            }
            Novelty::Repeat => self.repeats += 1,
            Novelty::TooFar => panic!("the transport lets nothing through that the desk cannot take"),
        }
    }

    fn health(&mut self, health: &Health) {
        match health {
            Health::Started { stream, from, resumed } => {
                if !*resumed {
                    self.window = Window::starting(*from);
                }
                self.started.push((stream.to_string(), *from, *resumed));
            }
            Health::Lost { cause } => self.lost.push(*cause),
            Health::Beat { .. } => self.beats += 1,
            Health::CountsAnew { last } => self.anew.push(*last),
            Health::Gap { from, to, reason } => {
                self.window.give_up(*from, *to);
                self.gaps.push((*from, *to, reason.to_string()));
            }
            Health::Skipped { to } => {
                self.window.skip_to(*to);
                self.skipped.push(*to);
            }
        }
    }

    /// Every number up to `last` came exactly once, and none was told as lost.
    pub(crate) fn has_all(&self, last: u64) {
        let mut numbers = self.taken.clone();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=last).collect::<Vec<_>>(), "{}", self.story());
        assert_eq!(self.gaps, [], "nothing is told as lost");
    }

    pub(crate) fn next(&self) -> u64 {
        self.window.next()
    }

    /// Waits for the task's own end.
    fn ended(&mut self, runtime: &Runtime) -> Ended {
        let task = self.task.take().unwrap();
        runtime.block_on(async { tokio::time::timeout(PATIENCE, task).await }).unwrap().unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

pub(crate) fn spec(url: &str) -> Spec {
    Spec {
        id: FeedId(1),
        url: url.to_owned(),
        client: "desk-1".to_owned(),
        token: None,
        filter: Filter::default(),
        terms: dutydesk::operations::feed::Terms::default(),
        way: dutydesk::feed::transport::Way::Native,
        trust: None,
        hello: Vec::new(),
        heartbeat: Duration::from_secs(5),
        retry_max: RETRY_MAX,
    }
}

#[test]
fn a_cut_connection_resumes_and_nothing_is_lost_or_doubled() {
    let runtime = runtime();
    let server = serve(&runtime, flood(500, 4), Options { speed: Speed::Times(2.0), ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    for part in 1..=3 {
        desk.until("a part", |desk| desk.taken.len() >= part * 300);
        let connections = desk.started.len();
        server.cut();
        desk.until("the connection after a cut", |desk| desk.started.len() > connections);
    }
    desk.until("the whole flood", |desk| desk.next() > 2_000);
    desk.has_all(2_000);
    assert!(desk.started[1..].iter().all(|started| started.2), "every later connection resumes");
    assert_eq!(desk.lost, [LostCause::Closed; 3]);
}

#[test]
fn a_silent_half_open_connection_is_noticed_within_two_and_a_half_heartbeats() {
    let runtime = runtime();
    let heartbeat = Duration::from_millis(200);
    let server = serve(&runtime, quiet(), Options { heartbeat, ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    server.push(&alarm("S-1", Type::Alarm), context().received);
    desk.until("the first event", |desk| desk.taken.len() == 1);
    desk.take_waiting();
    desk.lost.clear();
    let frozen = Instant::now();
    server.freeze();
    server.push(&alarm("S-2", Type::Alarm), context().received);
    desk.until("the loss", |desk| !desk.lost.is_empty());
    let noticed = frozen.elapsed();
    assert_eq!(desk.lost[0], LostCause::Silent);
    assert!(noticed >= Duration::from_millis(250), "not before: {noticed:?}");
    // 500 ms; the rest is for a machine that is busy.
    assert!(noticed < Duration::from_secs(10), "not later: {noticed:?}");
    desk.until("what happened meanwhile", |desk| desk.taken.len() == 2);
    desk.has_all(2);
}

#[test]
fn reordered_doubled_and_dropped_events_count_once_each() {
    let runtime = runtime();
    let faults = Faults { drop: 0.1, duplicate: 0.1, reorder: 7, seed: 42, ..Faults::default() };
    let server = serve(&runtime, flood(1_000, 2), Options { faults, speed: Speed::Times(2.0), ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the whole flood", |desk| desk.next() > 2_000);
    desk.has_all(2_000);
    assert!(desk.repeats > 50, "duplicates were sent: {}", desk.repeats);
    assert!(desk.taken.windows(2).any(|pair| pair[0] > pair[1]), "events overtook each other");
}

#[test]
fn a_flood_at_full_speed_with_faults_arrives_whole() {
    let runtime = runtime();
    let faults = Faults { drop: 0.01, duplicate: 0.01, reorder: 50, seed: 7, ..Faults::default() };
    let server = serve(&runtime, flood(2_000, 20), Options { faults, speed: Speed::Max, ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the whole flood", |desk| desk.next() > 40_000);
    desk.has_all(40_000);
}

#[test]
fn what_the_server_forgot_is_told_as_a_gap() {
    let runtime = runtime();
    let faults = Faults { drop: 1.0, ..Faults::default() };
    let server = serve(&runtime, quiet(), Options { faults, ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the start", |desk| !desk.started.is_empty());
    for number in 1..=10 {
        server.push(&alarm(&format!("S-{number}"), Type::Alarm), context().received);
    }
    server.forget(7);
    desk.until("everything accounted for", |desk| desk.next() == 11);
    // In one piece, or in several where the desk had asked for one number alone; each number once.
    let mut told: Vec<u64> = desk.gaps.iter().flat_map(|(from, to, _)| *from..=*to).collect();
    told.sort_unstable();
    assert_eq!(told, (1..=7).collect::<Vec<_>>(), "{:?}", desk.gaps);
    assert!(desk.gaps.iter().all(|(.., reason)| reason == "retention"));
    assert_eq!(desk.taken, [8, 9, 10]);
}

#[test]
fn a_desk_that_stood_too_far_back_is_told_what_it_lost() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    for number in 1..=20 {
        server.push(&alarm(&format!("S-{}", number % 5), Type::Alarm), context().received);
    }
    server.push(&alarm("S-99", Type::Alarm), context().received);
    for _ in 22..=30 {
        server.push(&alarm("S-1", Type::Alarm), context().received);
    }
    server.forget(25);
    let start = Start { stream: Text::from(&server.stream()).ok(), after: Some(5) };
    let mut desk = Desk::new(&runtime, spec(&server.url()), start, FRAMES_WAITING_MAX);
    desk.until("everything accounted for", |desk| desk.next() == 31);
    let lost: u64 = desk.gaps.iter().map(|gap| gap.1 - gap.0 + 1).sum();
    assert_eq!(lost + desk.taken.len() as u64, 25, "each number from 6 to 30 is an event or a told loss");
    assert!(
        desk.devices.iter().any(|device| device == "S-99"),
        "an alarm that still stands is told, however old"
    );
    assert_eq!(desk.started, [(server.stream(), 6, false)]);
}

#[test]
fn a_fresh_desk_gets_the_present_state_and_no_gap() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    for number in 1..=100 {
        let kind = if number % 2 == 0 { Type::Restore } else { Type::Alarm };
        server.push(&alarm(&format!("S-{}", number % 10), kind), context().received);
    }
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    desk.until("everything accounted for", |desk| desk.next() == 101);
    assert_eq!(desk.taken, (91..=100).collect::<Vec<_>>(), "the newest word of each device");
    assert_eq!(desk.gaps, []);
    server.push(&alarm("S-1", Type::Alarm), context().received);
    desk.until("the next event", |desk| desk.next() == 102);
}

#[test]
fn a_stream_that_began_while_the_desk_was_away_comes_raise_by_raise() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    for number in 1..=100 {
        let kind = if number % 2 == 0 { Type::Restore } else { Type::Alarm };
        server.push(&alarm(&format!("S-{}", number % 10), kind), context().received);
    }
    let start = Start { stream: Text::from("another").ok(), after: Some(50) };
    let mut desk = Desk::new(&runtime, spec(&server.url()), start, FRAMES_WAITING_MAX);
    desk.until("everything accounted for", |desk| desk.next() == 101);
    assert_eq!(desk.taken, (1..=100).collect::<Vec<_>>(), "an alarm that was restored was an alarm");
    assert_eq!((&desk.gaps[..], desk.started[0].1, desk.started[0].2), (&[][..], 1, false));
}

#[test]
fn a_source_that_was_reset_under_its_old_stream_is_told() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    server.push(&alarm("S-1", Type::Alarm), context().received);
    let start = Start { stream: Text::from(&server.stream()).ok(), after: Some(5_000) };
    let mut desk = Desk::new(&runtime, spec(&server.url()), start, FRAMES_WAITING_MAX);
    desk.until("a word of it", |desk| !desk.anew.is_empty());
    assert_eq!(desk.anew, [1]);
    let start = Start { stream: Text::from(&server.stream()).ok(), after: Some(1) };
    let mut other = Desk::new(
        &runtime,
        Spec { client: "desk-2".into(), ..spec(&server.url()) },
        start,
        FRAMES_WAITING_MAX,
    );
    other.until("a start", |desk| !desk.started.is_empty());
    assert_eq!(other.anew, [0_u64; 0], "a desk that has all there is stands where its source stands");
}

#[test]
fn a_server_that_restarts_keeps_its_position() {
    let runtime = runtime();
    let folder = tempfile::tempdir().unwrap();
    let position = Some(folder.path().join("position.json"));
    let with = || Options { position: position.clone(), speed: Speed::Times(2.0), ..options() };
    let server = serve(&runtime, flood(500, 4), with());
    let (address, stream) = (server.address(), server.stream());
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the first part", |desk| desk.taken.len() >= 500);
    runtime.block_on(server.close());
    let server = runtime.block_on(Server::bind(address, flood(500, 4), with())).unwrap();
    assert_eq!(server.stream(), stream);
    assert!(server.last() >= 500);
    desk.until("the whole flood", |desk| desk.next() > 2_000);
    desk.has_all(2_000);
    // Another desk, later, reads the numbers of the first run from the second server.
    let start = Start { stream: Text::from(&stream).ok(), after: Some(0) };
    let mut other =
        Desk::new(&runtime, Spec { client: "desk-2".into(), ..spec(&server.url()) }, start, 8_192);
    other.until("the whole flood again", |desk| desk.next() > 2_000);
    other.has_all(2_000);
    assert_eq!(other.devices, desk.devices, "a number stands for the same event over a restart");
    runtime.block_on(server.close());
    let other = serve(&runtime, flood(600, 4), with());
    assert_ne!(other.stream(), stream, "another scenario is another stream");
}

#[test]
fn only_what_is_durable_is_acknowledged() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    for number in 1..=250 {
        server.push(&alarm(&format!("S-{number}"), Type::Alarm), context().received);
    }
    desk.until("the events", |desk| desk.next() == 251);
    assert_eq!(server.acked("desk-1"), Some(0));
    desk.durable.send_replace(120);
    desk.until("the acknowledgement", |_| server.acked("desk-1") == Some(120));
    desk.durable.send_replace(9_999);
    server.push(&alarm("S-1", Type::Alarm), context().received);
    desk.until("the next event", |desk| desk.next() == 252);
    assert_eq!(server.acked("desk-1"), Some(120), "a number of another stream is not acknowledged");
    desk.durable.send_replace(251);
    desk.until("the acknowledgement", |_| server.acked("desk-1") == Some(251));
}

#[test]
fn a_second_desk_of_the_same_name_and_a_wrong_token_stop_for_good() {
    let runtime = runtime();
    let token = Some(Token::new("right".to_owned()));
    let server = serve(&runtime, quiet(), Options { token: token.clone(), ..options() });
    let known = || Spec { token: token.clone(), ..spec(&server.url()) };
    let mut first = Desk::new(&runtime, known(), Start::default(), FRAMES_WAITING_MAX);
    first.until("the start", |desk| !desk.started.is_empty());
    let mut second = Desk::new(&runtime, known(), Start::default(), FRAMES_WAITING_MAX);
    second.until("the start", |desk| !desk.started.is_empty());
    first.until("the refusal", |desk| desk.lost == [LostCause::Refused(4009)]);
    assert_eq!(first.ended(&runtime), Ended::Refused(4009));
    let wrong = Spec { token: Some(Token::new("wrong".to_owned())), ..spec(&server.url()) };
    let mut stranger = Desk::new(&runtime, wrong, Start::default(), FRAMES_WAITING_MAX);
    stranger.until("the refusal", |desk| desk.lost == [LostCause::Refused(401)]);
    assert_eq!(stranger.ended(&runtime), Ended::Refused(401));
}

#[test]
fn a_wait_for_the_desk_is_not_taken_for_a_dead_feed() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), Options { heartbeat: Duration::from_secs(1), ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), 4);
    desk.until("the start", |desk| !desk.started.is_empty());
    for number in 1..=5_000 {
        server.push(&alarm(&format!("S-{number}"), Type::Alarm), context().received);
    }
    // Six heartbeats in which the desk takes nothing.
    let busy = Instant::now();
    while busy.elapsed() < Duration::from_secs(6) {
        std::thread::park_timeout(Duration::from_millis(100));
    }
    desk.until("everything", |desk| desk.next() > 5_000);
    desk.has_all(5_000);
    assert_eq!(desk.lost, []);
}

#[test]
fn what_is_not_wanted_is_skipped_and_not_missing() {
    let runtime = runtime();
    let server = serve(&runtime, quiet(), options());
    let filter =
        Filter { adcode: vec!["3203".into()], kinds: vec!["warning.*".into(), "sensor.alarm".into()] };
    let start = Start { stream: Text::from(&server.stream()).ok(), after: Some(0) };
    for body in [
        alarm("S-1", Type::Alarm),
        alarm("S-1", Type::Restore),
        warning(320_321),
        warning(110_100),
        warning(320_000),
        alarm("S-2", Type::Restore),
    ] {
        server.push(&body, context().received);
    }
    let mut desk = Desk::new(&runtime, Spec { filter, ..spec(&server.url()) }, start, FRAMES_WAITING_MAX);
    desk.until("everything accounted for", |desk| desk.next() == 7);
    assert_eq!(desk.taken, [1, 3, 5]);
    assert_eq!(desk.gaps, []);
}

#[test]
fn the_sample_reaches_a_desk() {
    let runtime = runtime();
    let server = serve(&runtime, sample(), Options { speed: Speed::Times(60.0), ..options() });
    let mut desk = Desk::new(&runtime, spec(&server.url()), Start::default(), FRAMES_WAITING_MAX);
    // In any order: a desk that comes late is told the newest word of each.
    for device in ["S-2031", "S-2033", "S-2034", "T-2007", "G-1101", "W-3001", "GW-07"] {
        desk.until(device, |desk| desk.devices.iter().any(|known| known == device));
    }
    assert_eq!(desk.rejects, [""; 0]);
}

#[test]
fn a_feed_that_is_not_there_is_told_once() {
    let runtime = runtime();
    let mut desk = Desk::new(&runtime, spec("ws://127.0.0.1:1/"), Start::default(), FRAMES_WAITING_MAX);
    desk.until("the loss", |desk| desk.lost == [LostCause::Unreachable]);
    desk.stop.send_replace(true);
    assert_eq!(desk.ended(&runtime), Ended::Stopped);
    desk.until("the end", |desk| desk.outlet.is_ended());
    assert_eq!(desk.lost.len(), 1);
}
