//! Places of a recording that is watched: how they are found, forwards and backwards.
//!
//! Must not know: who looks for them.

use crate::correlation::BEFORE_FIRST;
use crate::engine::drill::watch::extent::{Look, newest};
use crate::engine::drill::watch::{Error, Kept, Watch, refused};
use crate::engine::driver::Driver;
use crate::journal::Head;
use crate::operations::dossier;
use crate::operations::drill::{self, Halt, Seek};
use crate::operations::outcome::Outcome;
use crate::operations::state::State;
use crate::recording::reader::Reader;
use crate::units::{InputNumber, Instant, Span};
use std::sync::Arc;

impl Watch {
    /// Goes to a place; backwards by a state that was kept.
    ///
    /// Whether an incident comes is unknown until it does, or the recording ends: who asked hears of it then.
    pub(super) fn seek(&mut self, to: Seek) -> Result<Outcome, Error> {
        let to = match to {
            Seek::Bookmark(number) => {
                let place = usize::from(number).checked_sub(1).and_then(|at| self.bookmarks.get(at));
                match place {
                    Some(bookmark) => Seek::Input(bookmark.input),
                    None => return Ok(refused(drill::Refusal::NoSuchPlace)),
                }
            }
            other @ (Seek::Clock(_) | Seek::Incident(_) | Seek::Input(_) | Seek::Elapsed(_)) => other,
        };
        if let Some(refusal) = self.extent.lacks(to) {
            return Ok(refused(refusal));
        }
        self.give_up_look();
        let (from, is_past) = (self.driver.state.input, self.has_reached(to, &self.driver.state));
        if is_past {
            self.go_back(to)?;
        }
        self.held.get_or_insert(Halt::Director);
        self.target = Some(to);
        if is_past || self.extent.knows(to) {
            return Ok(Outcome::Done);
        }
        self.look = Some(Look { from, asked: None, replies: Vec::new() });
        Ok(Outcome::Unknown)
    }

    /// Goes back to the newest kept state that has not reached a place yet; to the beginning, where none has.
    pub(super) fn go_back(&mut self, to: Seek) -> Result<(), Error> {
        while self.kept.back().is_some_and(|kept| self.has_reached(to, &kept.state)) {
            self.kept.pop_back();
        }
        let registry = || Arc::clone(&self.registry);
        let (driver, from, head) = match self.kept.back() {
            Some(Kept { state, head }) => {
                (Driver::resume(state.clone(), registry()), state.input.next(), *head)
            }
            None => (Driver::before_rules(registry()), InputNumber(1), Head::default()),
        };
        self.history.go_back(head);
        self.driver = driver;
        self.reader = Reader::open(&self.recording, from)?;
        self.waiting = None;
        self.fetch()?;
        if from == InputNumber(1) {
            self.play_one()?;
        }
        self.stand_at(self.driver.state.now);
        Ok(())
    }

    pub(super) fn has_reached(&self, to: Seek, state: &State) -> bool {
        match to {
            Seek::Clock(of_day) => state.now >= clock_time(self.first, of_day),
            Seek::Elapsed(milli) => state.now >= elapsed_time(self.first, milli),
            Seek::Incident(incident) => {
                incident > BEFORE_FIRST && newest(state).is_some_and(|newest| newest >= incident)
            }
            Seek::Input(input) => state.input >= input,
            // Resolved before it is looked for.
            Seek::Bookmark(_) => true,
        }
    }
}

/// Returns the instant so long after the first.
pub(super) fn elapsed_time(first: Instant, milli: u32) -> Instant {
    first.after(Span(i64::from(milli)))
}

/// Returns the first time of a day at or after an instant, where the desk stands.
pub(super) fn clock_time(first: Instant, of_day: u32) -> Instant {
    const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
    let zone = dossier::ZONE.0;
    let midnight = (first.0 + zone).div_euclid(DAY_MS) * DAY_MS - zone;
    let today = Instant(midnight + i64::from(of_day));
    if today >= first { today } else { Instant(today.0 + DAY_MS) }
}
