//! A million inputs played again: `cargo bench --bench replay`.
//!
//! Prints how long the decoded events take through the desk's state, and beside it the whole path: the recording read,
//! decompressed and checked, every frame decoded, every fact hashed into a chain. One thread, the mix of `support/mix.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    missing_docs,
    reason = "a bench fails by panicking"
)]

#[path = "support/mix.rs"]
#[allow(dead_code, reason = "other benches use the rest")]
mod mix;

use dutydesk::correlation::Progress;
use dutydesk::correlation::event::Event;
use dutydesk::drill::replay::{End, replay};
use dutydesk::engine::driver::Driver;
use dutydesk::engine::input::Input;
use dutydesk::engine::replay::Replay;
use dutydesk::feed::decode::native;
use dutydesk::feed::decode::{Context, Decoded};
use dutydesk::operations::state::Turn;
use dutydesk::recording::Record;
use dutydesk::recording::writer::Writer;
use dutydesk::registry::Registry;
use dutydesk::units::{InputNumber, Instant};
use mix::{Mix, Read};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

const INPUTS: usize = 1_000_000;
const BLOCK: usize = 4_096;

fn main() {
    // `cargo test --benches` wants to know that it runs, not how fast.
    let count = if std::env::args().any(|argument| argument == "--test") { 5_000 } else { INPUTS };
    let registry = mix::registry();
    let directory = tempfile::tempdir().unwrap();
    let recording = directory.path().join("recording");
    let events = record(&registry, &recording, count);
    let decoded = play_decoded(&registry, &events);
    let whole = play_whole(&registry, &recording, count);
    println!(
        "{count} inputs: {} decoded events {decoded:.3} s ({:.2} M/s); the whole path {whole:.3} s ({:.0} k/s), {:.1} times that",
        events.len(),
        events.len() as f64 / decoded / 1e6,
        count as f64 / whole / 1e3,
        whole / decoded
    );
}

/// Writes the recording; returns the events of registered devices in it, decoded.
fn record(registry: &Arc<Registry>, recording: &Path, count: usize) -> Vec<Event> {
    let (mut writer, _) = Writer::open(recording, "bench").unwrap();
    let mut mix = Mix::default();
    let mut events = Vec::with_capacity(count);
    let mut left = count;
    while left > 0 {
        let reads: Vec<Read> = (0..left.min(BLOCK)).map(|_| mix.read()).collect();
        left -= reads.len();
        events.extend(reads.iter().filter_map(|read| event(registry, read)));
        let records: Vec<Record<'_>> = reads
            .iter()
            .map(|read| {
                let (kind, source) = read.input().header();
                Record { number: read.number, at: read.at, kind, source, bytes: &read.bytes }
            })
            .collect();
        writer.append(&records).unwrap();
    }
    writer.sync().unwrap();
    events
}

fn event(registry: &Registry, read: &Read) -> Option<Event> {
    let context = Context { feed: read.feed, received: read.at, test_trusted: true };
    let Ok(Decoded::Sensor(sensor)) = native::decode(&read.bytes, &context) else { return None };
    let device = registry.device(&sensor.device)?;
    Some(Event { device, input: read.number, received: read.at, ..sensor.event })
}

/// Plays events through the state, timers and facts with them; returns the seconds.
fn play_decoded(registry: &Arc<Registry>, events: &[Event]) -> f64 {
    let mut state = Driver::new(Arc::clone(registry)).state;
    let mut turn = Turn::default();
    let began = std::time::Instant::now();
    for event in events {
        state.begin(event.input, event.received);
        while state.advance(&mut turn) == Progress::More {
            turn.clear();
        }
        state.take_event(event, &mut turn);
        black_box(&turn.facts);
        turn.clear();
    }
    assert!(state.input > InputNumber(0) && state.now > Instant::UNSTATED);
    began.elapsed().as_secs_f64()
}

/// Plays the recording headless, without a journal to compare with; returns the seconds.
fn play_whole(registry: &Arc<Registry>, recording: &Path, count: usize) -> f64 {
    let mut player = Replay::new(Arc::clone(registry), None, BTreeSet::new());
    let began = std::time::Instant::now();
    match replay(recording, &mut player) {
        Ok(End::Whole { inputs }) => assert_eq!(inputs, count as u64),
        other => panic!("{:?}", other.map(|_| "stopped")),
    }
    assert!(Input::Tick.header().0 > 0 && player.head().entry.0 > 0);
    began.elapsed().as_secs_f64()
}
