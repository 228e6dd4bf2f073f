//! The core alone, all rules on, at three sizes: `cargo bench --bench core`.
//!
//! Prints events a second in blocks of 64 beside a loop that only touches tables of the same size, the blocks' p99.9, and
//! with valgrind at hand the instructions of an event. A slow machine is told from a slow core by the ratio.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a bench fails by panicking"
)]

#[path = "support/events.rs"]
mod events;

use dutydesk::correlation::change::Changes;
use dutydesk::correlation::event::Event;
use dutydesk::correlation::{Capacity, Correlation, Progress};
use dutydesk::limits::INCIDENTS_MAX;
use events::Events;
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Events that the engine drains at once.
const BLOCK: usize = 64;
/// Events that are measured; as many again warm up.
const EVENTS: usize = 1_000_000;
/// Runs of which the median counts.
const RUNS: usize = 5;
/// The argument by which the bench, under valgrind, only plays so many events.
const PLAY: &str = "--play";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == PLAY) {
        let count = arguments[at + 1].parse().unwrap();
        let devices = arguments.get(at + 2).and_then(|word| word.parse().ok()).unwrap_or(20_000);
        play(devices, count);
        return;
    }
    // `cargo test --benches` wants to know that it runs, not how fast.
    let count = if arguments.iter().any(|argument| argument == "--test") { 2_000 } else { EVENTS };
    for devices in [20_000, 200_000, 1_000_000] {
        measure(devices, count);
    }
    instructions();
}

/// One size: the core, and the bare loop on the same events.
fn measure(devices: u32, count: usize) {
    let mut core = core(devices);
    let mut source = Events::of(devices);
    let mut changes = Changes::new();
    run(&mut core, &mut changes, &mut source, count, &mut Vec::new());
    let mut took = Vec::with_capacity(RUNS);
    let mut blocks = Vec::with_capacity(RUNS * count.div_ceil(BLOCK));
    for _ in 0..RUNS {
        took.push(run(&mut core, &mut changes, &mut source, count, &mut blocks));
    }
    took.sort_unstable();
    blocks.sort_unstable();
    let took = took[RUNS / 2];
    let bytes = core.memory_bytes();
    let bare = touch(devices, count, bytes);
    let late = blocks[blocks.len() - 1 - blocks.len() / 1_000];
    println!(
        "{devices} devices, {} MB, {} open: {:.2} M events/s ({:.0} ns), touched bare {:.2} M/s, {:.1} times that; a block of {BLOCK} p50 {:?} p99.9 {late:?}",
        bytes >> 20,
        core.counts().open,
        count as f64 / took.as_secs_f64() / 1e6,
        took.as_nanos() as f64 / count as f64,
        count as f64 / bare.as_secs_f64() / 1e6,
        took.as_secs_f64() / bare.as_secs_f64(),
        blocks[blocks.len() / 2],
    );
}

fn core(devices: u32) -> Correlation {
    let reference = events::reference(devices);
    let capacity = Capacity { devices: devices as usize + 1_024, incidents: INCIDENTS_MAX, warnings: 64 };
    Correlation::new(&reference, capacity)
}

/// Plays events in blocks that were made before; returns how long the core took, and notes each block's time.
fn run(
    core: &mut Correlation,
    changes: &mut Changes,
    source: &mut Events,
    count: usize,
    blocks: &mut Vec<Duration>,
) -> Duration {
    let made: Vec<Event> = (0..count).map(|_| source.next()).collect();
    let mut took = Duration::ZERO;
    for block in made.chunks(BLOCK) {
        let begin = Instant::now();
        for event in block {
            turn(core, changes, event);
        }
        let spent = begin.elapsed();
        took += spent;
        blocks.push(spent);
    }
    took
}

/// The engine's turn: time, then the event.
fn turn(core: &mut Correlation, changes: &mut Changes, event: &Event) {
    core.begin_input(event.input);
    while core.advance(event.received, changes) == Progress::More {
        changes.clear();
    }
    core.step(event, changes);
    black_box(&*changes);
    changes.clear();
}

/// Touches, for each event, a line of a table as large as all of the core's: its device's, and three that hang on it.
fn touch(devices: u32, count: usize, bytes: usize) -> Duration {
    let mut lines = vec![[0_u64; 8]; bytes / 64];
    let part = lines.len() / 4;
    let mut source = Events::of(devices);
    let made: Vec<Event> = (0..count).map(|_| source.next()).collect();
    let mut once = || {
        let begin = Instant::now();
        for event in &made {
            let at = event.device.index() * part / devices as usize;
            for table in 0..4 {
                let line = &mut lines[table * part + at];
                line[table] = line[table].wrapping_add(event.sequence);
                line[7] ^= event.received.0 as u64;
            }
        }
        black_box(&mut lines);
        begin.elapsed()
    };
    once();
    once().min(once())
}

/// What runs under valgrind or a profiler: a desk of so many devices, and so many events.
fn play(devices: u32, count: usize) {
    let (mut core, mut changes, mut source) = (core(devices), Changes::new(), Events::of(devices));
    for _ in 0..count {
        let event = source.next();
        turn(&mut core, &mut changes, &event);
    }
}

/// Counts the instructions of an event: of a longer run less those of a shorter one.
fn instructions() {
    const SHORT: usize = 100_000;
    let refs = |count: usize| -> Option<f64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?)
            .args([PLAY, &count.to_string()])
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = said.lines().find(|line| line.contains("Collected"))?;
        line.split_whitespace().last()?.parse().ok()
    };
    match refs(2 * SHORT).zip(refs(SHORT)) {
        Some((long, short)) => {
            println!(
                "callgrind: {:.0} instructions an event, its making included",
                (long - short) / SHORT as f64
            );
        }
        None => println!("callgrind: valgrind is not at hand"),
    }
}
