//! What a recording holds from its first input to its last, and how an incident of it is looked for.
//!
//! Decides: which places there are. Must not know: how one is gone to (`places`).

use crate::correlation::BEFORE_FIRST;
use crate::engine::drill::run::is_run;
use crate::engine::drill::watch::places::{clock_time, elapsed_time};
use crate::engine::drill::watch::{Error, Watch, refused};
use crate::operations::drill::{Refusal, Seek};
use crate::operations::outcome::Outcome;
use crate::operations::state::State;
use crate::recording::reader::Reader;
use crate::units::{ActionId, IncidentId, InputNumber, Instant};
use std::path::Path;
use tokio::sync::oneshot;

/// From when to when a recording is, and what is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    first: Instant,
    last: Instant,
    inputs: InputNumber,
    newest: Newest,
}

/// The newest incident of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Newest {
    /// Its end was not reached yet.
    Unknown,
    /// As it stood at the end; none: there is no incident at all.
    Known(Option<IncidentId>),
}

/// An incident that is looked for: nobody knows whether it comes before the recording was played up to it.
#[derive(Debug)]
pub(super) struct Look {
    /// Where the recording stood.
    pub(super) from: InputNumber,
    /// The act, and whoever waits to hear whether it is there.
    pub(super) asked: Option<ActionId>,
    pub(super) replies: Vec<oneshot::Sender<Outcome>>,
}

impl Extent {
    /// Reads a recording through, without playing it; one that is damaged reaches as far as it can be read.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn of(recording: &Path) -> Result<Self, Error> {
        let mut reader = Reader::open(recording, InputNumber(1))?;
        let mut extent = Self {
            first: Instant::UNSTATED,
            last: Instant::UNSTATED,
            inputs: InputNumber(0),
            newest: Newest::Unknown,
        };
        while let Some(Ok(record)) = reader.read() {
            if !extent.first.is_stated() {
                extent.first = record.at;
            }
            (extent.last, extent.inputs) = (record.at.max(extent.last), record.number);
        }
        Ok(extent)
    }

    /// Returns why a place is not in it; nothing where it is, or where nobody knows yet.
    pub(super) fn lacks(&self, to: Seek) -> Option<Refusal> {
        let beyond = |at: Instant| {
            (at > self.last).then_some(Refusal::NotInRecording { from: self.first, to: self.last })
        };
        match to {
            Seek::Clock(of_day) => beyond(clock_time(self.first, of_day)),
            Seek::Elapsed(milli) => beyond(elapsed_time(self.first, milli)),
            Seek::Input(input) => {
                let is_there = (1..=self.inputs.0).contains(&input.0);
                (!is_there).then_some(Refusal::NoSuchInput { inputs: self.inputs })
            }
            Seek::Incident(incident) => {
                let Newest::Known(newest) = self.newest else { return None };
                let is_there = incident > BEFORE_FIRST && newest.is_some_and(|newest| incident <= newest);
                (!is_there).then_some(Refusal::NoIncidentSo { newest })
            }
            // Resolved before it is looked for.
            Seek::Bookmark(_) => None,
        }
    }

    /// Returns whether a place that it does not lack is surely there.
    pub(super) const fn knows(&self, to: Seek) -> bool {
        !matches!(to, Seek::Incident(_)) || matches!(self.newest, Newest::Known(_))
    }

    /// Notes which incidents there are at the end.
    pub(super) fn note_end(&mut self, state: &State) {
        self.newest = Newest::Known(newest(state));
    }
}

/// Returns the newest incident so far: numbers count up, and the newest is kept longest.
pub(super) fn newest(state: &State) -> Option<IncidentId> {
    state.incidents.all().map(|incident| incident.id).max()
}

impl Watch {
    /// Returns whether what is watched is a drill: it stands among the stores of a run.
    pub(super) fn is_of_a_drill(&self) -> bool {
        self.recording.parent().is_some_and(is_run)
    }

    /// Notes who waits for what is being looked for.
    pub(super) fn wait_for_look(&mut self, action: ActionId, reply: oneshot::Sender<Outcome>) {
        if let Some(look) = &mut self.look {
            look.asked = Some(action);
            look.replies.push(reply);
        }
    }

    /// Returns whether an act is what is being looked for.
    pub(super) fn is_looked_for(&self, action: ActionId) -> bool {
        self.look.as_ref().is_some_and(|look| look.asked == Some(action))
    }

    /// Says whether the place that was looked for is there; from one that is not it goes back to where it stood.
    pub(super) fn arrive(&mut self, at: Seek) -> Result<(), Error> {
        if self.waiting.is_none() {
            self.extent.note_end(&self.driver.state);
        }
        let Some(look) = self.look.take() else { return Ok(()) };
        let refusal = self.extent.lacks(at);
        if refusal.is_some() {
            let from = Seek::Input(look.from);
            self.go_back(from)?;
            self.target = Some(from);
        }
        self.tell(look, refusal.map_or(Outcome::Done, refused));
        Ok(())
    }

    /// Gives a look up for something else: whoever waits for it hears that the recording stands.
    pub(super) fn give_up_look(&mut self) {
        if let Some(look) = self.look.take() {
            self.tell(look, refused(Refusal::AlreadyHeld));
        }
    }

    fn tell(&mut self, look: Look, outcome: Outcome) {
        if let Some(action) = look.asked {
            self.remember(action, outcome);
        }
        for reply in look.replies {
            // Whoever asked may be gone.
            let _ = reply.send(outcome);
        }
    }
}
