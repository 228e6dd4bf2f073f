//! A feed that goes away and comes back: it is seen in time, and nothing is lost or counted twice without a word.

use crate::chance::scaled;
use crate::gate::{Gate, Way};
use crate::seen;
use crate::support::desk::{self, Desk};
use crate::support::wait;
use dutydesk::feed::scenario::Scenario;
use dutydesk::feed::serve::{Options, Server, Speed};
use dutydesk::operations::feed::view::Link;
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::units::Instant as DeskInstant;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// A feed is away for so many heartbeats: 40 s of five seconds each.
const AWAY_HEARTBEATS: u32 = 8;
/// A feed is dead after so many.
const DEAD_HEARTBEATS: f64 = 2.5;
/// What the test's own looking may take on a busy machine.
const LOOKING: Duration = Duration::from_secs(30);

/// Writes a configuration of the sample's park with one real feed.
pub(crate) fn configuration(directory: &Path, url: &str) -> PathBuf {
    let registry = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample");
    let file = directory.join("dutydesk.toml");
    let text = format!(
        "[desk]\nname = \"丰县值班台\"\nregistry = {registry:?}\n\n[[feed]]\ncode = \"sensors\"\nname = \"传感\"\nurl = {url:?}\n"
    );
    std::fs::write(&file, text).unwrap();
    file
}

/// A feed in this process, with a heartbeat of the test's own.
pub(crate) struct Feed {
    runtime: Runtime,
    server: Option<Server>,
}

impl Feed {
    /// Serves a scenario by the clock.
    pub(crate) fn serve(scenario: &str, heartbeat: Duration) -> Self {
        Self::serve_at(scenario, heartbeat, 1.0)
    }

    /// Serves a scenario so many times as fast.
    pub(crate) fn serve_at(scenario: &str, heartbeat: Duration, speed: f64) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let scenario = Scenario::read("a test's", scenario).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let options = Options { heartbeat, speed: Speed::Times(speed), ..Options::at(now()) };
        let server = runtime.block_on(Server::bind("127.0.0.1:0", scenario, options)).unwrap();
        Self { runtime, server: Some(server) }
    }

    /// Returns the server.
    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// Waits until the scenario has ended; returns its events.
    pub(crate) fn play(&self) -> u64 {
        let patience = scaled(Duration::from_secs(60), Duration::from_secs(300));
        let playing = async { tokio::time::timeout(patience, self.server().played()).await };
        self.runtime.block_on(playing).expect("a scenario that ends");
        self.server().last()
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        let _inside = self.runtime.enter();
        drop(self.server.take());
    }
}

/// Events that happen now.
fn now() -> DeskInstant {
    dutydesk::engine::clock::wall()
}

/// Sensors that speak for so many seconds, and raise alarms among it.
pub(crate) fn scenario(seconds: u64) -> String {
    let lasts = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!(
        "[scenario]\nname = \"a link\"\n\
         [[generate]]\npattern = \"heartbeats\"\nrate = 200.0\nfor = \"{lasts}\"\ndevices = [\"S-{{4001..4018}}\"]\n\
         [[generate]]\npattern = \"chatter\"\nrate = 20.0\nfor = \"{lasts}\"\ndevices = [\"S-{{2001..2008}}\"]\n"
    )
}

#[test]
fn a_closed_link_is_seen_and_taken_up_again() {
    away("closed", Way::Closed);
}

#[test]
fn a_silent_link_is_seen_and_taken_up_again() {
    away("silent", Way::Silent);
}

fn away(name: &str, way: Way) {
    let began = Instant::now();
    let heartbeat = scaled(Duration::from_secs(1), Duration::from_secs(5));
    let feed = Feed::serve(&scenario(scaled(40, 68)), heartbeat);
    let gate = Gate::to(feed.server().address());
    let directory = tempfile::tempdir().unwrap();
    let desk = Desk::configured(&configuration(directory.path(), &gate.url()));
    let start = seen::wait_for(&desk, "a feed that speaks", |seen| is_up(seen) && seen.feeds[0].events > 200);
    let superseded = superseded(&start);

    gate.set(way);
    let cut = Instant::now();
    let down = seen::wait_for(&desk, "a link that is down", |seen| !is_up(seen));
    let noticed = cut.elapsed();
    assert!(noticed <= heartbeat.mul_f64(DEAD_HEARTBEATS) + LOOKING, "noticed after {noticed:?}");
    let shown = seen::status_json(&desk);
    let link = &shown["snapshot"]["feeds"][0]["link"];
    assert!(link.get("Down").is_some(), "{link}");
    seen::pass((heartbeat * AWAY_HEARTBEATS).saturating_sub(cut.elapsed()));
    let still = seen::snapshot(&desk);
    assert!(!is_up(&still), "still away: {:?}", still.feeds);
    assert!(still.feeds[0].cursor < feed.server().last(), "the feed went on without the desk");

    gate.set(Way::Open);
    let sent = feed.play();
    let seen = seen::wait_for(&desk, "the feed's end, over a link that stands", |seen| {
        is_up(seen) && seen.feeds[0].cursor >= sent && seen::is_saved(seen)
    });
    let row = &seen.feeds[0];
    assert_eq!(
        (row.events + superseded, row.cursor, row.missing, row.rejects),
        (sent, sent, 0, 0),
        "{row:?}"
    );
    let entries = seen::export(&desk);
    let (ups, downs) = (seen::of_kind(&entries, "feed.up"), seen::of_kind(&entries, "feed.down"));
    // A machine that does other things may lose it once more, and has it again.
    assert!(!downs.is_empty() && ups.len() == downs.len() + 1, "{ups:?} {downs:?}");
    let resumes = |up: &&Value| up["body"].to_string().contains("\"resumed\":true");
    assert!(ups[1..].iter().all(resumes), "{ups:?}");
    assert!(seen::of_kind(&entries, "feed.gap").is_empty());
    eprintln!(
        "{name}: heartbeat {heartbeat:?}, noticed after {noticed:?}, {} of {sent} events after it, repeats {}, {:.1} s",
        sent - down.feeds[0].cursor,
        row.duplicates,
        began.elapsed().as_secs_f32()
    );
}

/// Returns how many numbers the first snapshot left out: the feed spoke before the desk came, and said later what it
/// had said before.
pub(crate) fn superseded(start: &Snapshot) -> u64 {
    let row = &start.feeds[0];
    row.cursor - row.events
}

fn is_up(seen: &Snapshot) -> bool {
    matches!(seen.feeds[0].link, Link::Up)
}

/// `dutydesk simulate`, with its standard input at hand.
struct Simulate {
    child: Child,
    hooks: ChildStdin,
    done: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Simulate {
    fn start(scenario: &Path) -> Self {
        let mut command = desk::program("simulate");
        command.arg(scenario).arg("--until-stdin-ends");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (hooks, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (mut url, mut done) = (String::new(), BufReader::new(stdout));
        done.read_line(&mut url).unwrap();
        let address = url.trim().trim_start_matches("ws://").trim_end_matches('/').parse().unwrap();
        Self { child, hooks, done, address }
    }

    /// Does something to the feed; it is done when this returns.
    fn hook(&mut self, line: &str) {
        writeln!(self.hooks, "{line}").unwrap();
        let mut done = String::new();
        self.done.read_line(&mut done).unwrap();
        assert_eq!(done.trim_end(), line, "what was done");
    }
}

impl Drop for Simulate {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_simulator_can_cut_freeze_and_forget() {
    let began = Instant::now();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("link.toml");
    std::fs::write(&file, scenario(120)).unwrap();
    let mut simulate = Simulate::start(&file);
    let gate = Gate::to(simulate.address);
    let desk = Desk::configured(&configuration(directory.path(), &gate.url()));
    let start = seen::wait_for(&desk, "a feed that speaks", |seen| is_up(seen) && seen.feeds[0].events > 100);
    let superseded = superseded(&start);

    simulate.hook("cut");
    wait_for_entries(&desk, "feed.up", 2);
    let after_cut = seen::snapshot(&desk);
    assert_eq!(after_cut.feeds[0].missing, 0);

    // What is said while nobody listens is forgotten: the desk must say that it is missing.
    gate.set(Way::Closed);
    let before = seen::wait_for(&desk, "a link that is down", |seen| !is_up(seen)).feeds[0];
    seen::pass(Duration::from_secs(1));
    simulate.hook("forget 1000000");
    gate.set(Way::Open);
    let gaps = wait_for_entries(&desk, "feed.gap", 1);
    let first: u64 = gaps[0]["body"]
        .to_string()
        .split("\"from\":")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(first > before.cursor, "what was taken is no gap: {}", gaps[0]);
    let seen = seen::wait_for(&desk, "a feed that goes on", |seen| {
        is_up(seen) && seen.feeds[0].cursor > before.cursor + 400
    });
    let row = seen.feeds[0];
    assert!(row.missing > 0, "{row:?}");
    assert_eq!(
        row.events + row.missing + superseded,
        row.cursor,
        "each number is here or told as missing: {row:?}"
    );

    // Half-open: the connection stands and says nothing.
    simulate.hook("freeze");
    let frozen = Instant::now();
    wait_for_entries(&desk, "feed.down", 3);
    let noticed = frozen.elapsed();
    assert!(noticed <= Duration::from_secs(5).mul_f64(DEAD_HEARTBEATS) + LOOKING, "{noticed:?}");
    wait_for_entries(&desk, "feed.up", 4);
    let row = seen::wait_for(&desk, "a feed that goes on", |seen| seen.feeds[0].cursor > row.cursor + 3_000)
        .feeds[0];
    assert_eq!(row.events + row.missing + superseded, row.cursor, "{row:?}");
    eprintln!(
        "hooks: {} events, {} told as missing, a frozen link noticed after {noticed:?}, {:.1} s",
        row.events,
        row.missing,
        began.elapsed().as_secs_f32()
    );
}

fn wait_for_entries(desk: &Desk, kind: &str, count: usize) -> Vec<Value> {
    let look = || {
        let entries: Vec<Value> = seen::of_kind(&seen::export(desk), kind).into_iter().cloned().collect();
        (entries.len() >= count).then_some(entries)
    };
    wait::until(kind, look, || format!("{:?}", seen::snapshot(desk).feeds))
}
