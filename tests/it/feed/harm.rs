//! Servers that mean harm to the connection itself: each is left by name in its time, costs no memory, and is heard again
//! when it relents.

use super::cutter::{Cutter, Fate};
use super::harm_server::{HARMS, Harm, HarmServer, Speech};
use super::listener::{self, Listener};
use super::nats::{Nats, consumer, is_there};
use super::wire::{self, Desk, runtime};
use dutydesk::feed::transport::{Spec, Start, Trust, Way, messages};
use dutydesk::operations::feed::LostCause;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// A line that breaks is tried again at once.
const RETRY_MAX: Duration = Duration::from_millis(5);
/// A heartbeat of the tests: a source that says nothing is left after two and a half.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// Names the worker of [`thousands_of_reconnects_leave_memory_and_descriptors_flat`], with how many.
const RECONNECTS: &str = "DUTYDESK_TEST_RECONNECTS";
/// Rounds of connections that come and go, each of which is weighed.
const ROUNDS: u64 = 5;
/// Bytes that a connection may leave behind in the round that keeps least.
const KEPT_MAX: u64 = 1_024;
/// Connections after which the allocator has what it keeps.
const WARM: u64 = 800;

/// A feed at a server that does harm.
struct Victim {
    harm: Harm,
    speech: Speech,
    server: HarmServer,
    desk: Hearer,
    is_encrypted: bool,
}

/// The desk's side of it.
enum Hearer {
    Native(Box<Desk>),
    Messages {
        listener: Box<Listener>,
        /// The task runs as long as this stands.
        _stop: watch::Sender<bool>,
    },
}

impl Victim {
    fn new(runtime: &Runtime, harm: Harm, speech: Speech, retry_max: Duration) -> Self {
        let server = HarmServer::serve(runtime.handle(), harm, speech);
        // Half of those who never answer are asked for TLS.
        let is_encrypted = harm == Harm::Mute && speech == Speech::Messages;
        let url = server.url(if is_encrypted { "wss" } else { "ws" });
        let desk = match speech {
            Speech::Native => {
                let spec = Spec { retry_max, ..wire::spec(&url) };
                Hearer::Native(Box::new(Desk::new(runtime, spec, Start::default(), 256)))
            }
            Speech::Messages => {
                let (inlet, listener) = Listener::new(None);
                let (stop, stop_seen) = watch::channel(false);
                let trust = is_encrypted.then(|| Trust::public().unwrap());
                let spec = listener::spec(&url, Way::Messages);
                let spec = Spec { retry_max, trust, heartbeat: HEARTBEAT, ..spec };
                runtime.spawn(messages::run(spec, Start::default(), inlet, stop_seen));
                Hearer::Messages { listener: Box::new(listener), _stop: stop }
            }
        };
        Self { harm, speech, server, desk, is_encrypted }
    }

    /// Waits until the desk was told of the loss by its name; returns what it was told before.
    fn left(&mut self) -> Vec<LostCause> {
        let wanted = wanted(self.harm, self.speech);
        let what = format!("{wanted:?} of {:?} {:?}", self.speech, self.harm);
        let is_told = |lost: &[LostCause]| lost.iter().any(|cause| wanted.contains(cause));
        let lost = match &mut self.desk {
            Hearer::Native(desk) => {
                desk.until(&what, |desk| is_told(&desk.lost));
                &desk.lost
            }
            Hearer::Messages { listener, .. } => {
                listener.until(&what, |it| is_told(&it.lost));
                &listener.lost
            }
        };
        lost.iter().copied().take_while(|cause| !wanted.contains(cause)).collect()
    }

    /// Takes what was told, and forgets it: what a test remembers is no memory of the program.
    fn take(&mut self) {
        match &mut self.desk {
            Hearer::Native(desk) => {
                desk.take_waiting();
                desk.lost.clear();
                desk.started.clear();
                desk.gaps.clear();
                desk.rejects.clear();
            }
            Hearer::Messages { listener, .. } => {
                listener.take_waiting();
                listener.lost.clear();
                listener.started.clear();
            }
        }
    }

    /// Waits until the feed is heard after the server relented.
    fn heard_again(&mut self) {
        let what = format!("{:?} {:?} after it relented", self.speech, self.harm);
        if self.is_encrypted {
            // It has learnt to speak, and no TLS.
            return;
        }
        match &mut self.desk {
            Hearer::Native(desk) => {
                let beats = desk.beats;
                desk.until(&what, |desk| desk.beats > beats + 2);
            }
            Hearer::Messages { listener, .. } => {
                let taken = listener.taken.len();
                listener.until(&what, |it| it.taken.len() > taken);
            }
        }
    }
}

/// By which name each harm is told.
fn wanted(harm: Harm, speech: Speech) -> &'static [LostCause] {
    match (harm, speech) {
        (Harm::Closes, _) => &[LostCause::Handshake, LostCause::Unreachable, LostCause::Closed],
        (Harm::Mute | Harm::Unavailable | Harm::SlowHandshake, _) => &[LostCause::Handshake],
        (Harm::SlowFrame | Harm::EmptyFragments, _) => &[LostCause::Silent],
        // Two megabytes or so many a second, or five seconds: whichever a busy machine comes to first.
        (Harm::Fragments | Harm::Pings, _) => &[LostCause::Protocol, LostCause::Silent],
        (Harm::Oversize | Harm::Masked | Harm::NotText | Harm::Reserved, _) => &[LostCause::Protocol],
    }
}

#[test]
fn every_harm_is_left_by_name_and_heard_again_when_it_relents() {
    let (runtime, began) = (runtime(), Instant::now());
    let mut victims: Vec<Victim> = [Speech::Native, Speech::Messages]
        .into_iter()
        .flat_map(|speech| HARMS.map(|harm| Victim::new(&runtime, harm, speech, Duration::from_millis(100))))
        .collect();
    for victim in &mut victims {
        // Servers and desks share this process: one that had no time to shake hands or to speak in five seconds is told as
        // what it then was, and is dialled again.
        let before = victim.left();
        let is_starved = |cause: &LostCause| matches!(cause, LostCause::Handshake | LostCause::Silent);
        let told = format!("{:?} {:?} is told as {before:?}", victim.speech, victim.harm);
        assert!(before.iter().all(is_starved), "{told}");
        if !before.is_empty() {
            eprintln!("harm: {told} first");
        }
    }
    let left = began.elapsed();
    assert!(left < Duration::from_secs(180), "a handshake may take five seconds, not {left:?}");
    for victim in &victims {
        victim.server.relent();
    }
    for victim in &mut victims {
        victim.heard_again();
    }
    eprintln!("harm: {} feeds left by {left:?}, all heard again by {:?}", victims.len(), began.elapsed());
}

/// Runs the reconnects in a process of their own: other tests open and close what they like.
#[test]
fn thousands_of_reconnects_leave_memory_and_descriptors_flat() {
    let full = std::env::var("SCALE").is_ok_and(|scale| scale == "full");
    let count = if full { 10_000 } else { 1_000 };
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "feed::harm::reconnects_of_a_process_of_its_own", "--nocapture"])
        .env(RECONNECTS, count.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && said.contains("reconnects: "), "{said}");
    eprintln!("{}", said.lines().find(|line| line.contains("reconnects: ")).unwrap_or_default());
}

/// The worker of the test above; alone it has nothing to do.
#[test]
fn reconnects_of_a_process_of_its_own() {
    let Some(count) = std::env::var(RECONNECTS).ok().and_then(|count| count.parse::<u64>().ok()) else {
        return;
    };
    let (runtime, began) = (runtime(), Instant::now());
    let quick = [
        Harm::Closes,
        Harm::Unavailable,
        Harm::Oversize,
        Harm::Fragments,
        Harm::Masked,
        Harm::NotText,
        Harm::Reserved,
    ];
    let mut victims: Vec<Victim> = [Speech::Native, Speech::Messages]
        .into_iter()
        .flat_map(|speech| quick.map(|harm| Victim::new(&runtime, harm, speech, RETRY_MAX)))
        .collect();
    // Slow ones beside them, connected all the time.
    let slow = [Harm::SlowHandshake, Harm::SlowFrame, Harm::EmptyFragments, Harm::Pings];
    victims.extend(slow.map(|harm| Victim::new(&runtime, harm, Speech::Messages, RETRY_MAX)));
    // A stream's line, which breaks in every phase of it. Its library connects once more for each of its ends.
    let nats = is_there("nats-server").then(Nats::start);
    let cuts: Vec<Fate> = (0..(count / 20).min(40)).map(|at| Fate::Cut(at * 137 % 2_900)).collect();
    let mut stream = nats.as_ref().map(|nats| {
        let line = Cutter::to(&runtime, nats.websocket(), &cuts);
        let desk = consumer(&runtime, &line.url(), "desk-1", Start::default(), (RETRY_MAX, 1));
        (line, desk)
    });
    let connections = |victims: &[Victim]| victims.iter().map(|it| it.server.connections()).sum::<u64>();
    let mut upto = |victims: &mut [Victim], count: u64| {
        let deadline = Instant::now() + Duration::from_secs(600);
        while connections(victims) < count {
            assert!(Instant::now() < deadline, "{} connections", connections(victims));
            victims.iter_mut().for_each(Victim::take);
            if let Some((_, (_, listener))) = &mut stream {
                listener.take_waiting();
            }
            std::thread::park_timeout(Duration::from_millis(5));
        }
    };
    upto(&mut victims, WARM);
    let before = (resident(), descriptors());
    let mut held = vec![before.0];
    for round in 1..=ROUNDS {
        upto(&mut victims, WARM + count * round / ROUNDS);
        held.push(resident());
    }
    let after = (held[ROUNDS as usize], descriptors());
    assert_flat(&held, count / ROUNDS);
    // Each side of each connection that stands just now.
    assert!(after.1 <= before.1 + 4 * victims.len(), "descriptors: {before:?} {after:?}");
    if let Some((line, (_, listener))) = &mut stream {
        listener.until("a stream that stands", |_| line.seen(|it| it.passed.len() > cuts.len()));
        wait_for_descriptors(before.1 + victims.len(), listener);
    }
    for victim in &victims {
        victim.server.relent();
    }
    for victim in &mut victims {
        victim.heard_again();
    }
    eprintln!(
        "reconnects: {} connections, {} of a stream, memory {} to {} KiB, descriptors {} to {}, {:.1} s",
        connections(&victims),
        stream.as_ref().map_or(0, |it| it.0.seen(|it| it.passed.len())),
        before.0 / 1_024,
        after.0 / 1_024,
        before.1,
        after.1,
        began.elapsed().as_secs_f32()
    );
}

/// Waits until no more are open than this.
fn wait_for_descriptors(most: usize, listener: &mut Listener) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while descriptors() > most {
        assert!(Instant::now() < deadline, "descriptors: {} of {most}", descriptors());
        listener.take_waiting();
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// A leak grows in every round; an allocator that takes another page for a busy moment does not.
fn assert_flat(held: &[u64], connections: u64) {
    let least = held.windows(2).map(|two| two[1].saturating_sub(two[0])).min().unwrap_or_default();
    let kept = least / connections;
    assert!(kept < KEPT_MAX, "{kept} bytes a connection in the round that kept least: {held:?}");
}

/// Bytes of memory that this process holds.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
}

/// Files and sockets that this process has open.
fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}
