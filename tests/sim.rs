//! The whole program in storms: kills, floods, lost links, hostile feeds; real processes over real sockets.
//!
//! `SCALE=full` makes every number larger and changes nothing else. Each test prints its figures on stderr.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

mod support;

#[path = "sim/acks.rs"]
mod acks;
#[path = "sim/chance.rs"]
mod chance;
#[path = "sim/deliveries.rs"]
mod deliveries;
#[path = "sim/drills.rs"]
mod drills;
#[path = "sim/evidence.rs"]
mod evidence;
#[path = "sim/faults.rs"]
mod faults;
#[path = "sim/gate.rs"]
mod gate;
#[path = "sim/harm.rs"]
mod harm;
#[path = "sim/hostile.rs"]
mod hostile;
#[path = "sim/hostile_server.rs"]
mod hostile_server;
#[path = "sim/images.rs"]
mod images;
#[path = "sim/kills.rs"]
mod kills;
#[path = "sim/links.rs"]
mod links;
#[path = "sim/marks.rs"]
mod marks;
#[path = "sim/promises.rs"]
mod promises;
#[path = "sim/readers.rs"]
mod readers;
#[path = "sim/recipes.rs"]
mod recipes;
#[path = "sim/replays.rs"]
mod replays;
#[path = "sim/rules.rs"]
mod rules;
#[path = "sim/screens.rs"]
mod screens;
#[path = "sim/seen.rs"]
mod seen;
#[path = "sim/soak.rs"]
mod soak;
#[path = "sim/ssh.rs"]
mod ssh;
#[path = "sim/stages.rs"]
mod stages;
#[path = "sim/storage.rs"]
mod storage;
#[path = "sim/tapes.rs"]
mod tapes;
#[path = "sim/world.rs"]
mod world;
