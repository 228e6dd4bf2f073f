//! A seeded world over the real desk: a bad link, dying gateways, strangers, people; checked after every step.
//!
//! `SEED=n cargo test --test sim world::` repeats one seed, on one thread, with the same steps.

#[path = "world/checks.rs"]
mod checks;
#[path = "world/desk.rs"]
mod desk;
#[path = "world/dice.rs"]
mod dice;
#[path = "world/harm.rs"]
mod harm;
#[path = "world/ledger.rs"]
mod ledger;
#[path = "world/life.rs"]
mod life;
#[path = "world/link.rs"]
mod link;
#[path = "world/night.rs"]
mod night;
#[path = "world/people.rs"]
mod people;
#[path = "world/restart.rs"]
mod restart;

use crate::chance::scaled;
use crate::world::checks::Found;
use crate::world::night::Night;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Steps of one world.
const STEPS: usize = 220;

/// What all worlds together were about.
#[derive(Debug, Default)]
struct Tally {
    worlds: u64,
    inputs: u64,
    restarts: u64,
    folds: u64,
    kinds: BTreeMap<String, u64>,
}

#[test]
fn no_world_loses_an_alarm() {
    let began = Instant::now();
    let tally = Mutex::new(Tally::default());
    let failures = Mutex::new(Vec::new());
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse::<u64>().ok());
    let (first, count) = seed.map_or((1, scaled(100, 1_000)), |seed| (seed, 1));
    let next = AtomicU64::new(first);
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count || failures.lock().unwrap().len() >= 3 * workers {
                        return;
                    }
                    if let Err(why) = world(seed, &tally) {
                        failures.lock().unwrap().push(why);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    let tally = tally.into_inner().unwrap();
    eprintln!(
        "world: {} worlds, {} inputs, {} restarts from a checkpoint, {} folds, {:.1} s",
        tally.worlds,
        tally.inputs,
        tally.restarts,
        tally.folds,
        began.elapsed().as_secs_f32()
    );
    assert!(failures.is_empty(), "{} worlds failed\n{}", failures.len(), failures.join("\n\n"));
    if seed.is_none() {
        for kind in KINDS {
            assert!(tally.kinds.contains_key(kind), "no {kind} in any world: {:?}", tally.kinds);
        }
        eprintln!("world: {:?}", tally.kinds);
    }
}

/// What worlds are worth their name by.
const KINDS: [&str; 32] = [
    "incident.opened",
    "alarm.joined",
    "incident.level",
    "incident.severity",
    "incident.life-risk",
    "incident.quieted",
    "incident.first-out",
    "incident.acknowledged",
    "incident.renewed",
    "incident.verified",
    "incident.closed",
    "incident.reopened",
    "incident.noted",
    "incident.merged",
    "incident.merge-proposed",
    "incident.follows",
    "incident.repeats",
    "alarm.suppressed",
    "alarm.unsuppressed",
    "suppression.ended",
    "dispatch.ordered",
    "deadline.started",
    "deadline.met",
    "deadline.passed",
    "warning.taken",
    "warning.expired",
    "feed.down",
    "feed.gap",
    "feed.rejected",
    "device.admitted",
    "desk.turned-away",
    "desk.clock",
];

/// Lives one world, and lives it again in every way that must not matter.
fn world(seed: u64, tally: &Mutex<Tally>) -> Result<(), String> {
    let mut night = Night::new(seed);
    attempt(seed, &mut night, |night| (0..STEPS).try_for_each(|_| night.step(true)))?;
    attempt(seed, &mut night, Night::end)?;
    attempt(seed, &mut night, |night| same_again(seed, night))?;
    attempt(seed, &mut night, restart::however_often_somebody_looks)?;
    let mut restarts = 0;
    attempt(seed, &mut night, |night| {
        restarts = restart::from_checkpoints(night)?;
        Ok(())
    })?;
    let mut folds = 0;
    attempt(seed, &mut night, |night| {
        folds = restart::by_folding(night)?;
        Ok(())
    })?;
    let mut tally = tally.lock().unwrap();
    tally.worlds += 1;
    tally.inputs += night.told.len() as u64;
    tally.restarts += restarts;
    tally.folds += folds;
    for fact in &night.facts {
        *tally.kinds.entry(fact.body.kind().to_owned()).or_default() += 1;
    }
    Ok(())
}

/// Runs a part of a world; says seed, step and the last inputs where it fails.
fn attempt(seed: u64, night: &mut Night, part: impl FnOnce(&mut Night) -> Found) -> Result<(), String> {
    let why = match catch_unwind(AssertUnwindSafe(|| part(night))) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(why)) => why,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            format!("panicked: {}", text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?"))
        }
    };
    let last = night.told.len().saturating_sub(12);
    let lines: Vec<String> = night.told[last..].iter().map(desk::Told::line).collect();
    Err(format!("SEED={seed} step {}: {why}\n{}", night.steps, lines.join("\n")))
}

/// The same seed gives the same inputs, facts and state.
fn same_again(seed: u64, night: &Night) -> Found {
    let mut again = Night::new(seed);
    (0..night.steps).try_for_each(|_| again.step(false))?;
    again.end()?;
    if again.facts != night.facts || again.head() != night.head() {
        return Err("the same seed gave other facts".to_owned());
    }
    let (one, other) = (restart::bytes(&night.driver), restart::bytes(&again.driver));
    if one == other { Ok(()) } else { Err("the same seed gave another state".to_owned()) }
}
