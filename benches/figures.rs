//! The figures of design section 11, each from a loop of its own that prints: `cargo bench --bench figures`.
//!
//! One thread, one run, the mix of `support/mix.rs`. A loop that only touches memory runs beside the core's, so that a
//! slow machine is told from a slow desk.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a bench fails by panicking"
)]

#[path = "support/mix.rs"]
#[allow(dead_code, reason = "the test of allocations uses more of it")]
mod mix;

#[path = "../tests/support/counting.rs"]
mod counting;

use counting::sealed;
use dutydesk::correlation::change::Changes;
use dutydesk::correlation::event::Event;
use dutydesk::correlation::{Capacity, Correlation, Progress};
use dutydesk::engine::driver::Driver;
use dutydesk::feed::decode::{Context, Decoded, native};
use dutydesk::ipc::frame;
use dutydesk::ipc::protocol::ToScreen;
use dutydesk::journal::draft::Draft;
use dutydesk::journal::writer::Journal;
use dutydesk::operations::fact::Fact;
use dutydesk::operations::publish::{Frame, Publisher};
use dutydesk::operations::snapshot::Snapshot;
use dutydesk::screen::{Options, Screen};
use dutydesk::terminal::output::{FrameEnd, Output};
use dutydesk::units::DeviceId;
use mix::{Mix, Read};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Frames of the measured loops; as many again warm up.
const FRAMES: usize = 200_000;
/// Inputs between two snapshots, as the engine drains them.
const BATCH: usize = 64;

fn main() {
    // `cargo test --benches` wants to know that it runs, not how fast.
    let frames = if std::env::args().any(|argument| argument == "--test") { 2_000 } else { FRAMES };
    let mut mix = Mix::default();
    let mut driver = Driver::new(mix::registry());
    let mut facts = Vec::with_capacity(64 * 1_024);
    mix.open(&mut driver, &mut facts);
    let warm = reads(&mut mix, frames);
    let measured = reads(&mut mix, frames);
    core(&driver, &warm, &measured);
    path(&mut driver, &mut facts, &warm, &measured);
    let snapshot = snapshots(&driver);
    screens(&mut mix, &mut driver, snapshot);
    journal(&facts);
}

fn reads(mix: &mut Mix, count: usize) -> Vec<Read> {
    (0..count).map(|_| mix.read()).collect()
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// The core alone on decoded events, in blocks, beside a loop that touches as much memory and decides nothing.
fn core(driver: &Driver, warm: &[Read], measured: &[Read]) {
    let reference = &driver.registry().correlation;
    let mut core = Correlation::new(reference, Capacity::of(reference.devices.len()));
    let mut changes = Changes::new();
    let (warm, measured) = (events(driver, warm), events(driver, measured));
    let mut said = 0_usize;
    let mut run = |events: &[Event]| {
        let begin = Instant::now();
        for block in events.chunks(BATCH) {
            for event in block {
                core.begin_input(event.input);
                while core.advance(event.received, &mut changes) == Progress::More {
                    changes.clear();
                }
                core.step(event, &mut changes);
                said += changes.len();
                changes.clear();
            }
        }
        begin.elapsed()
    };
    run(&warm);
    let took = run(&measured);
    println!(
        "core: {:.0} events/s in blocks of {BATCH}, {} devices, {} open, {said} changes",
        rate(measured.len(), took),
        reference.devices.len(),
        core.counts().open
    );
    let bare = touch(&measured, reference.devices.len());
    println!(
        "memory touched bare (a 64-byte row and a 64-byte member an event): {:.0} events/s, {:.1} times the core",
        rate(measured.len(), bare),
        took.as_secs_f64() / bare.as_secs_f64()
    );
}

fn events(driver: &Driver, reads: &[Read]) -> Vec<Event> {
    let event = |read: &Read| {
        let context = Context { feed: read.feed, received: read.at, test_trusted: true };
        let Ok(Decoded::Sensor(sensor)) = native::decode(&read.bytes, &context) else { return None };
        let device: DeviceId = driver.registry().device(&sensor.device)?;
        Some(Event { device, input: read.number, ..sensor.event })
    };
    reads.iter().filter_map(event).collect()
}

/// Reads and writes two rows of a cache line an event, where the core reads and writes its own.
fn touch(events: &[Event], devices: usize) -> Duration {
    let mut rows = vec![[0_u64; 8]; devices];
    let mut members = vec![[0_u64; 8]; devices];
    let mut run = || {
        let begin = Instant::now();
        for event in events {
            let at = event.device.index();
            rows[at][0] = rows[at][0].wrapping_add(event.sequence);
            rows[at][7] ^= event.received.0 as u64;
            let other = rows[at][0] as usize % members.len();
            members[other][3] = members[other][3].wrapping_add(1);
        }
        black_box((&mut rows, &mut members));
        begin.elapsed()
    };
    run();
    run()
}

/// The whole path on one thread: decode, core, operations, facts; and the same with a snapshot a batch.
fn path(driver: &mut Driver, facts: &mut Vec<Fact>, warm: &[Read], measured: &[Read]) {
    let (mut publisher, mut snapshot) = (Publisher::default(), Box::<Snapshot>::default());
    let mut run = |reads: &[Read], with_snapshots: bool| {
        let begin = Instant::now();
        for block in reads.chunks(BATCH) {
            for read in block {
                driver.take(read.number, read.at, &read.input(), facts);
            }
            if with_snapshots {
                publisher.fill(&driver.state, Frame::default(), &mut snapshot);
            }
        }
        begin.elapsed()
    };
    run(warm, false);
    let (plain, shown) = measured.split_at(measured.len() / 2);
    let took = run(plain, false);
    println!("decode, core, operations: {:.0} frames/s on one thread", rate(plain.len(), took));
    let took = run(shown, true);
    println!("the same with a snapshot every {BATCH} frames: {:.0} frames/s", rate(shown.len(), took));
    println!("{} facts of {} frames", facts.len(), warm.len() + measured.len());
}

fn snapshots(driver: &Driver) -> Box<Snapshot> {
    const ROUNDS: u32 = 200;
    let (mut publisher, mut snapshot) = (Publisher::default(), Box::<Snapshot>::default());
    publisher.fill(&driver.state, Frame::default(), &mut snapshot);
    let begin = Instant::now();
    for _ in 0..ROUNDS {
        publisher.fill(&driver.state, Frame::default(), &mut snapshot);
    }
    let filled = begin.elapsed() / ROUNDS;
    let message = ToScreen::Snapshot(snapshot);
    let mut bytes = 0;
    let begin = Instant::now();
    for _ in 0..ROUNDS {
        bytes = black_box(frame::Frame::of(&message).unwrap()).bytes().len();
    }
    let encoded = begin.elapsed() / ROUNDS;
    let ToScreen::Snapshot(snapshot) = message else { unreachable!("it was made above") };
    println!(
        "snapshot of {} rows ({} open): filled in {filled:?}, encoded in {encoded:?}, {bytes} bytes",
        snapshot.incidents.len(),
        snapshot.status.open
    );
    snapshot
}

/// Warm frames of 200x60, each of a newer snapshot.
fn screens(mix: &mut Mix, driver: &mut Driver, first: Box<Snapshot>) {
    const ROUNDS: u32 = 300;
    let (columns, rows) = (200, 60);
    let mut screen = Screen::new(Options { size: (columns, rows), ..Options::default() }).unwrap();
    let mut output = Output::new(columns, rows, FrameEnd::Local);
    let (mut publisher, mut facts) = (Publisher::default(), Vec::new());
    let mut now = Instant::now();
    screen.snapshot(first, now);
    let (mut whole, mut most, mut bytes, mut allocations) = (Duration::ZERO, Duration::ZERO, 0, 0);
    for _ in 0..ROUNDS {
        for _ in 0..BATCH {
            let read = mix.read();
            driver.take(read.number, read.at, &read.input(), &mut facts);
        }
        facts.clear();
        let mut snapshot = Box::<Snapshot>::default();
        publisher.fill(&driver.state, Frame::default(), &mut snapshot);
        now += Duration::from_millis(100);
        screen.snapshot(snapshot, now);
        let begin = Instant::now();
        allocations += sealed(|| bytes += output.frame(|buffer| screen.paint(buffer)).unwrap().len());
        let took = begin.elapsed();
        (whole, most) = (whole + took, most.max(took));
    }
    println!(
        "warm frame of {columns}x{rows}: {:?} on average, {most:?} at most, {} bytes to the terminal, \
         {allocations} allocations in {ROUNDS} frames",
        whole / ROUNDS,
        bytes / ROUNDS as usize
    );
}

/// Entries into a journal on this disk, synced, in transactions of a batch.
fn journal(facts: &[Fact]) {
    let directory = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(&directory.path().join("journal.sqlite")).unwrap();
    // The acts of the mix stand in the journal once.
    let drafts = Draft::all(&facts[..facts.len().min(20_000)]);
    for group in [BATCH, 1_024] {
        let begin = Instant::now();
        let mut commits = 0;
        for chunk in drafts.chunks(group).take(100) {
            journal.commit(chunk, &[]).unwrap();
            commits += 1;
        }
        let took = begin.elapsed();
        let entries = drafts.len().min(100 * group);
        println!(
            "journal: {:.0} entries/s in transactions of {group}, {:.1} ms a transaction",
            rate(entries, took),
            took.as_secs_f64() * 1e3 / f64::from(commits)
        );
    }
}
