//! What goes wrong on purpose, the same for the same seed.

use crate::feed::chance::Chance;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Utf8Bytes;

/// Faults of a connection; answers to a fetch are never faulty.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Faults {
    /// The share of events that are not sent, from 0 to 1.
    pub drop: f64,
    /// The share of events that are sent twice, from 0 to 1.
    pub duplicate: f64,
    /// By how many places an event may be late.
    pub reorder: u64,
    /// How late every event is.
    pub delay: Duration,
    /// The seed.
    pub seed: u64,
}

/// The faults of one connection.
#[derive(Debug)]
pub(super) struct Mischief {
    faults: Faults,
    chance: Chance,
    /// Events that others overtake, each with how many more.
    held: Vec<(u64, Utf8Bytes)>,
}

impl Mischief {
    /// Starts for one connection.
    pub(super) fn new(faults: Faults, serial: u64) -> Self {
        Self { faults, chance: Chance::seeded(faults.seed ^ serial), held: Vec::new() }
    }

    /// Passes one event through; what leaves now is added to `out`.
    pub(super) fn pass(&mut self, frame: &Utf8Bytes, out: &mut Vec<Utf8Bytes>) {
        if self.faults.drop > 0.0 && self.chance.unit() < self.faults.drop {
            return;
        }
        let copies = if self.chance.unit() < self.faults.duplicate { 2 } else { 1 };
        for _ in 0..copies {
            if self.faults.reorder > 0 && self.chance.below(2) == 0 {
                let places = 1 + self.chance.below(self.faults.reorder);
                self.held.push((places, frame.clone()));
            } else {
                out.push(frame.clone());
                self.overtake(out);
            }
        }
    }

    /// Lets go of everything that is held.
    pub(super) fn release(&mut self, out: &mut Vec<Utf8Bytes>) {
        out.extend(self.held.drain(..).map(|held| held.1));
    }

    fn overtake(&mut self, out: &mut Vec<Utf8Bytes>) {
        self.held.retain_mut(|(places, frame)| {
            *places = places.saturating_sub(1);
            if *places == 0 {
                out.push(frame.clone());
            }
            *places > 0
        });
    }
}
