//! SEC, the Simple Event Correlator (Debian package `sec`), and the desk on the same alarms in one run:
//! `cargo bench --bench peers`.
//!
//! The rules on paper: a device is heard once in 300 s, a zone has one incident in 300 s. SEC's are in `peers/sec.rules`,
//! two rules, as few as can be. The night of `support/mix.rs` lies within one such window, on SEC's clock too. What SEC said
//! is held against what the frames mean, and so is what the desk did. Runs alternate, and the best of each is taken.
//!
//! Where `sec` is not installed this says so; in a CI it fails.
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

#[path = "peers/cost.rs"]
mod cost;

#[path = "peers/night.rs"]
mod night;

#[path = "peers/sec.rs"]
mod sec;

#[path = "peers/ours.rs"]
mod ours;

use cost::Cost;
use dutydesk::engine::driver::Driver;
use mix::Mix;
use night::Night;
use std::process::ExitCode;

/// Frames of the night: a millisecond apart they lie within the rules' 300 s.
const FRAMES: usize = 250_000;
/// Runs of each.
const ROUNDS: usize = 2;
/// Runs of the core in each: it is over in an instant.
const CORE_ROUNDS: usize = 10;
/// How often as fast as SEC the core, and the whole path, should be.
const GOALS: (f64, f64) = (100.0, 5.0);

fn main() -> ExitCode {
    let Some(version) = sec::version() else {
        println!("sec is not installed, nothing is compared: apt-get install sec");
        return if std::env::var_os("CI").is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    let is_test = std::env::args().any(|argument| argument == "--test");
    let (frames, rounds) = if is_test { (4_000, 1) } else { (FRAMES, ROUNDS) };
    let registry = mix::registry();
    let mut mix = Mix::default();
    // The feeds are opened first, as the path's own desk does: the frames' numbers follow.
    mix.open(&mut Driver::new(registry.clone()), &mut Vec::new());
    let night = Night::new(&mut mix, &registry, frames);
    let bytes: usize = night.frames.iter().map(|frame| frame.bytes.len()).sum();
    println!(
        "{frames} frames, {} bytes each as JSON, {} as a line; {} devices and {} zones are heard",
        bytes / frames,
        night.lines.len() / frames,
        night.meant.devices.len() + night.meant.unregistered.len(),
        night.meant.zones.len()
    );
    let mut best = [Cost::MAX; 3];
    let mut said = [0; 3];
    for _ in 0..rounds {
        let directory = tempfile::tempdir().unwrap();
        let (took, text) = sec::run(&night, directory.path());
        sec::check(&text, &night.meant);
        (best[0], said[0]) = (best[0].min(took), text.lines().count());
        for _ in 0..CORE_ROUNDS {
            let (took, done) = ours::core(&night);
            done.check("core", &night);
            (best[1], said[1]) = (best[1].min(took), done.said);
        }
        let (took, done) = ours::path(&night, directory.path());
        done.check("path", &night);
        (best[2], said[2]) = (best[2].min(took), done.said);
    }
    print(&version, &night, best, said);
    ExitCode::SUCCESS
}

fn print(version: &str, night: &Night, best: [Cost; 3], said: [usize; 3]) {
    let counts = [night.frames.len(), night.events.len(), night.frames.len()];
    let names = ["SEC", "core", "whole path"];
    let things = ["lines", "events", "frames"];
    let rate = |at: usize| counts[at] as f64 / best[at].wall.as_secs_f64();
    let each_us = |at: usize| best[at].processor.as_secs_f64() * 1e6 / counts[at] as f64;
    println!("{version}, rounds interleaved, the best of each:");
    for (at, (name, thing)) in names.iter().zip(things).enumerate() {
        let (rate, each_us, said) = (rate(at), each_us(at), said[at]);
        println!("{name}: {rate:.0} {thing}/s by the wall, {each_us:.3} us of processor each, {said} said");
    }
    for (at, goal) in [(1, GOALS.0), (2, GOALS.1)] {
        let (wall, processor) = (rate(at) / rate(0), each_us(0) / each_us(at));
        let word = if wall >= goal { "reached" } else { "NOT reached" };
        println!(
            "{}: {wall:.1} x SEC by the wall (goal: {goal}, {word}), {processor:.1} x by processor time",
            names[at]
        );
    }
    println!(
        "SEC: one process; reads lines from a cached file, matches two patterns, remembers devices and zones; keeps \
         nothing on disk, knows no restore, no state, no time but the wall's.\n\
         core: one thread, decoded events in blocks of 64, empty tables at the start; all that SEC does, with every rule \
         of the desk on: states, restores, chatter, silence, levels, test lane, isolation, surge.\n\
         whole path: two threads as serve has them; JSON from memory (no socket), core, operations; every frame recorded \
         and every entry chained and synced to this disk before it counts."
    );
}
