//! The timing wheel: one timer for each thing that waits, exact to the millisecond.
//!
//! A thing is a number: a device, an incident's row, a suppression's row ([`crate::correlation::tables::timers`]).
//!
//! Eleven levels of 64 slots hold any 64-bit instant, so that no far deadline needs a case of its own; a bitmap a level
//! says which slots hold timers, so that empty time costs nothing.
//!
//! Invariants:
//! - timers come out in order of their due instants, timers due together in the order they were filed;
//! - the order does not depend on how often [`Wheel::next`] was asked in between.
//!
//! Source: Varghese and Lauck, Hashed and Hierarchical Timing Wheels, SOSP 1987.

use crate::correlation::tables::{NONE, rows};
use crate::units::Instant;
use serde::{Deserialize, Serialize};

const SLOT_BITS: u32 = 6;
const SLOTS: usize = 1 << SLOT_BITS;
const LEVELS: usize = 11;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Timer {
    due: Instant,
    next: u32,
    previous: u32,
    /// The slot that it is chained in, levels counted through.
    slot: u16,
    filed: bool,
}

impl Default for Timer {
    fn default() -> Self {
        Self { due: Instant::UNSTATED, next: NONE, previous: NONE, slot: 0, filed: false }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Slot {
    first: u32,
    last: u32,
}

impl Default for Slot {
    fn default() -> Self {
        Self { first: NONE, last: NONE }
    }
}

/// The wheel.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Wheel {
    timers: Box<[Timer]>,
    slots: Box<[Slot]>,
    occupied: [u64; LEVELS],
    now: u64,
    started: bool,
    /// No occupied slot begins before it: what spares a busy desk the search. Zero: not known.
    #[serde(skip)]
    quiet_until: u64,
}

/// Where the next timers are: a slot, and the instant that it begins.
struct Place {
    level: usize,
    slot: usize,
    begins: u64,
}

impl Wheel {
    /// Makes a wheel without timers.
    pub(crate) fn new(things: usize) -> Self {
        Self {
            timers: rows(things),
            slots: rows(LEVELS * SLOTS),
            occupied: [0; LEVELS],
            now: 0,
            started: false,
            quiet_until: 0,
        }
    }

    /// Returns the bytes that the wheel takes.
    pub(crate) const fn bytes(&self) -> usize {
        self.timers.len() * size_of::<Timer>() + self.slots.len() * size_of::<Slot>()
    }

    /// Sets the first instant; returns whether this was the first.
    ///
    /// What was filed before, by the journal's fold, is due now at the earliest.
    pub(crate) fn start(&mut self, now: Instant) -> bool {
        let first = !self.started;
        if first {
            self.started = true;
            self.now = tick(now);
            self.place_anew();
        }
        first
    }

    /// Returns the instant that the wheel stands at; none before the first.
    pub(crate) fn now(&self) -> Option<Instant> {
        self.started.then_some(Instant(self.now as i64))
    }

    /// Returns whether the timer runs.
    pub(crate) fn is_filed(&self, thing: u32) -> bool {
        self.timers.get(thing as usize).is_some_and(|timer| timer.filed)
    }

    /// Starts the timer; one that runs is brought forward, never put off: who put it off is told too early, and files it
    /// again. What should have been in the past is due now.
    pub(crate) fn file(&mut self, thing: u32, due: Instant) {
        let due = self.now().map_or(due, |now| due.max(now));
        let Some(timer) = self.timers.get_mut(thing as usize) else { return };
        if timer.filed {
            if timer.due <= due {
                return;
            }
            self.unlink(thing);
        }
        if let Some(timer) = self.timers.get_mut(thing as usize) {
            timer.due = due;
            timer.filed = true;
        }
        self.place(thing, due);
    }

    /// Stops the timer.
    pub(crate) fn cancel(&mut self, thing: u32) {
        if self.is_filed(thing) {
            self.unlink(thing);
        }
    }

    /// Returns an instant that is never later than the first timer's due; none without timers.
    ///
    /// It may be earlier: then asking for timers at that instant moves them closer and none comes out.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.next().map(|place| Instant(place.begins.max(self.now) as i64))
    }

    /// Takes out the first timer that is due by `now`; at the end the wheel stands at `now`.
    ///
    /// Cost: a timer is moved at most once a level.
    pub(crate) fn expire(&mut self, now: Instant) -> Option<(u32, Instant)> {
        let until = tick(now);
        if until < self.quiet_until {
            self.now = self.now.max(until);
            return None;
        }
        while let Some(place) = self.next().filter(|place| place.begins <= until) {
            self.now = self.now.max(place.begins);
            if place.level == 0 {
                return self.pop(place.slot);
            }
            self.cascade(&place);
        }
        self.now = self.now.max(until);
        self.quiet_until = self.next().map_or(u64::MAX, |place| place.begins);
        None
    }

    /// Finds the first occupied slot.
    ///
    /// A lower level lies inside the present slot of the level above, so the first hit is the earliest.
    fn next(&self) -> Option<Place> {
        self.occupied.iter().enumerate().find_map(|(level, occupied)| {
            let shift = level as u32 * SLOT_BITS;
            let digit = self.now >> shift & (SLOTS as u64 - 1);
            let ahead = occupied >> digit << digit;
            let slot = u64::from(ahead.trailing_zeros());
            let above = self.now.checked_shr(shift + SLOT_BITS).unwrap_or(0);
            let base = above.checked_shl(shift + SLOT_BITS).unwrap_or(0);
            (ahead != 0).then_some(Place { level, slot: slot as usize, begins: base | slot << shift })
        })
    }

    /// Chains a timer into the slot that its due instant falls in, seen from now.
    fn place(&mut self, timer: u32, due: Instant) {
        let due = tick(due).max(self.now);
        let level = (due ^ self.now | 1).ilog2() / SLOT_BITS;
        let slot = (due >> (level * SLOT_BITS)) as usize % SLOTS;
        self.quiet_until = self.quiet_until.min(due >> (level * SLOT_BITS) << (level * SLOT_BITS));
        let level = level as usize;
        self.occupied[level] |= 1 << slot;
        let index = level * SLOTS + slot;
        let chain = &mut self.slots[index];
        let last = std::mem::replace(&mut chain.last, timer);
        if last == NONE {
            chain.first = timer;
        }
        if let Some(last) = self.timers.get_mut(last as usize) {
            last.next = timer;
        }
        if let Some(timer) = self.timers.get_mut(timer as usize) {
            (timer.next, timer.previous, timer.slot) = (NONE, last, index as u16);
        }
    }

    /// Takes a timer out of its slot.
    fn unlink(&mut self, thing: u32) {
        let Some(timer) = self.timers.get_mut(thing as usize) else { return };
        let (next, previous, slot) = (timer.next, timer.previous, usize::from(timer.slot));
        (timer.next, timer.previous, timer.filed) = (NONE, NONE, false);
        match self.timers.get_mut(previous as usize) {
            Some(before) => before.next = next,
            None => self.slots[slot].first = next,
        }
        match self.timers.get_mut(next as usize) {
            Some(after) => after.previous = previous,
            None => self.slots[slot].last = previous,
        }
        if self.slots[slot].first == NONE {
            self.occupied[slot / SLOTS] &= !(1 << (slot % SLOTS));
        }
    }

    /// Moves the timers of a slot that has begun one level or more down, in order.
    fn cascade(&mut self, place: &Place) {
        self.occupied[place.level] &= !(1 << place.slot);
        let chain = std::mem::take(&mut self.slots[place.level * SLOTS + place.slot]);
        let mut next = chain.first;
        while let Some((due, after)) = self.timers.get(next as usize).map(|timer| (timer.due, timer.next)) {
            self.place(next, due);
            next = after;
        }
    }

    /// Chains every timer anew as it is seen from now; those due together stay in the order they were filed.
    fn place_anew(&mut self) {
        for slot in 0..self.slots.len() {
            // What is put into a slot further on is moved once more, and stays where it belongs.
            let mut next = std::mem::take(&mut self.slots[slot]).first;
            self.occupied[slot / SLOTS] &= !(1 << (slot % SLOTS));
            while let Some(timer) = self.timers.get_mut(next as usize) {
                timer.due = timer.due.max(Instant(self.now as i64));
                let (index, due) = (next, timer.due);
                next = timer.next;
                self.place(index, due);
            }
        }
    }

    /// Takes the first timer out of a slot of the lowest level.
    fn pop(&mut self, slot: usize) -> Option<(u32, Instant)> {
        let first = self.slots[slot].first;
        let due = self.timers.get(first as usize)?.due;
        self.unlink(first);
        Some((first, due))
    }
}

/// Returns the wheel's count of an instant; before 1970 is 1970.
const fn tick(instant: Instant) -> u64 {
    if instant.0 < 0 { 0 } else { instant.0 as u64 }
}

#[cfg(test)]
mod tests {
    use super::Wheel;
    use crate::units::Instant;

    #[test]
    fn timers_come_out_in_due_order_however_often_the_wheel_is_asked() {
        let dues = [5_i64, 5, 64, 63, 4_096, 70, 4_097, 1 << 40, i64::MAX, 0, 262_144];
        let start = Instant((1 << 36) - 50);
        for step in [1_i64 << 50, 1_000, 61] {
            let mut wheel = Wheel::new(dues.len());
            wheel.start(start);
            for (device, due) in (0..).zip(dues) {
                wheel.file(device, Instant(start.0.saturating_add(due)));
            }
            let mut order = Vec::new();
            let mut now = start;
            while now.0 < start.0 + 300_000 {
                now = Instant(now.0 + step);
                while let Some((device, due)) = wheel.expire(now) {
                    assert!(due <= now);
                    order.push(device);
                }
            }
            while let Some((device, _)) = wheel.expire(Instant(i64::MAX)) {
                order.push(device);
            }
            assert_eq!(order, [9, 0, 1, 3, 2, 5, 4, 6, 10, 7, 8], "step {step}");
            assert_eq!(wheel.next_due(), None);
        }
    }

    #[test]
    fn what_was_filed_before_the_first_instant_never_takes_the_wheel_back() {
        let mut wheel = Wheel::new(4);
        let start = Instant(1_800_000_000_000);
        for (thing, due) in [(0, start.0 + 5_000), (1, start.0 - 9_000), (2, start.0 + 5_000), (3, 40)] {
            wheel.file(thing, Instant(due));
        }
        assert!(wheel.start(start));
        assert_eq!(wheel.now(), Some(start));
        let mut came = Vec::new();
        while let Some((thing, due)) = wheel.expire(Instant(start.0 + 60_000)) {
            assert!(due >= start, "{thing} is due before the wheel's first instant");
            came.push(thing);
        }
        came[..2].sort_unstable();
        assert_eq!(came, [1, 3, 0, 2]);
    }

    #[test]
    fn a_timer_is_brought_forward_and_never_put_off() {
        let mut wheel = Wheel::new(3);
        wheel.start(Instant(1_000));
        wheel.file(0, Instant(9_000));
        wheel.file(1, Instant(9_000));
        wheel.file(2, Instant(700_000));
        wheel.file(0, Instant(5_000));
        wheel.file(1, Instant(20_000));
        wheel.cancel(2);
        assert_eq!(wheel.expire(Instant(8_999)), Some((0, Instant(5_000))));
        assert_eq!(wheel.expire(Instant(8_999)), None);
        assert_eq!(wheel.expire(Instant(i64::MAX)), Some((1, Instant(9_000))));
        assert_eq!(wheel.expire(Instant(i64::MAX)), None);
        assert_eq!(wheel.next_due(), None);
    }
}
