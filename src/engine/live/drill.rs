//! What a drill adds to the desk thread: its scenario goes on, its clock is held, a real alarm breaks in.
//!
//! On a desk that serves the source is silent and none of this happens.

use crate::engine::clock::Clock;
use crate::engine::drill::team::Said;
use crate::engine::input::Input;
use crate::engine::live::Live;
use crate::engine::private;
use crate::engine::purpose::{Beginning, Happening, Source};
use crate::ipc::server::Change;
use crate::limits::BATCH_MAX;
use crate::operations::actor::{Actor, Officer};
use crate::operations::command::{Command, Seen};
use crate::operations::drill::view::LiveDesk;
use crate::operations::drill::{Fact as DrillFact, Halt};
use crate::operations::fact::{Body, Fact};
use crate::operations::outcome::Outcome;
use crate::operations::publish::Frame;
use crate::operations::state::{State, Verdict};
use crate::units::{ActionId, FeedId, Instant};

impl<S: Source> Live<S> {
    /// Begins the drill, where none runs yet; a drill that was held or over stands still again.
    ///
    /// One that waits is held from its first moment on; a rehearsal says that it is one.
    pub fn begin_drill(&mut self, Beginning { waits, rehearsed, .. }: Beginning) {
        if let Some(run) = self.driver.state.drills.run() {
            let milli = if run.is_running() { run.milli } else { 0 };
            set_milli(&mut self.clock, &mut self.frame, milli);
            return;
        }
        let Some(script) = self.driver.state.reference().drill.as_deref() else { return };
        let fact = DrillFact::Began {
            scenario: script.digest,
            name: script.name.zh,
            injects: script.injects.len() as u16,
        };
        let milli = self.frame.clock_milli;
        let paced = (1..=u32::MAX).contains(&milli) && milli != 1_000;
        let paced = paced.then_some(DrillFact::Paced { milli });
        let held = waits.then_some(DrillFact::Held { why: Halt::Director });
        let rehearsed = rehearsed.map(|lines| DrillFact::Rehearsed { lines });
        for fact in [Some(fact), rehearsed, paced, held].into_iter().flatten() {
            let at = self.clock.now();
            self.take(at, &Input::Drill { actor: Actor::Desk, fact });
        }
    }

    /// Takes what the source has for now.
    pub(super) fn drain_source(&mut self) -> usize {
        let mut taken = 0;
        let now = self.clock.now();
        while taken < BATCH_MAX {
            let Some((at, happening)) = self.source.next(now, &self.driver.state) else { break };
            taken += 1;
            self.happen(at, happening);
        }
        taken
    }

    fn happen(&mut self, at: Instant, happening: Happening) {
        // What a source brings is answered to nobody; only a team hears what it may not do.
        let _ = match happening {
            Happening::Said(said) => return self.hear(at, said),
            Happening::Frame { feed, bytes } => self.take(at, &Input::Frame { feed, bytes: &bytes }),
            Happening::Health { feed, health } => self.take(at, &Input::Health { feed, health }),
            Happening::Drill(fact) => self.take(at, &Input::Drill { actor: Actor::Desk, fact }),
            Happening::Delivery { delivery, outcome } => {
                self.take(at, &Input::Delivery { delivery, outcome })
            }
            Happening::Terms(terms) => self.take(at, &Input::Terms { terms }),
            Happening::Recorded { header: (kind, source), bytes } => {
                match Input::read(kind, source, &bytes) {
                    Ok(input) => self.take(at, &input),
                    Err(error) => {
                        tracing::error!("feed {}: a recorded input: {error}", FeedId(source).0);
                        None
                    }
                }
            }
        };
    }

    /// Takes a line of a rehearsal's team as an act of whom it names, proved: nobody sits there who could be somebody else.
    fn hear(&mut self, at: Instant, said: Said) {
        let reference = self.driver.state.reference();
        let officer =
            |code: &str| reference.person(code).map(|(person, known)| Officer { person, code: known.code });
        let actor = officer(&said.line.officer).map_or(Actor::Unclaimed, Actor::Proved);
        let signed_by = said.line.signed_by.as_deref().and_then(officer);
        let (body, texts) = match private::tokenise(said.draft.clone()) {
            Ok(put_aside) => put_aside,
            Err(error) => {
                tracing::error!("{}: {error}", said.line.text);
                return self.source.refused(said, Outcome::Unknown);
            }
        };
        // No screen waits for its answer: the number of the input is nobody else's.
        let action = ActionId(u128::from(self.next.0));
        let command = Command { action, actor, signed_by, seen: Seen::default(), body };
        match self.take(at, &Input::Command(Box::new(command))) {
            Some(Verdict::Refused(refusal)) => self.source.refused(said, Outcome::Refused(refusal)),
            Some(Verdict::Decided { .. }) => self.batch.private.extend(texts),
            None => {}
        }
    }

    /// Takes how the live desk stands; a new alarm there that endangers life holds the drill.
    ///
    /// Source: design, invariant 8: a real life-risk alarm breaks into a drill.
    pub(super) fn note_live_desk(&mut self, live: LiveDesk) {
        let before = self.beside.replace(live).unwrap_or_default();
        self.change = Change::Some;
        let Some(incident) = live.breaks_in(&before) else { return };
        if self.driver.state.drills.run().is_some_and(|run| run.ended.is_none()) {
            let at = self.clock.now();
            let fact = DrillFact::Held { why: Halt::RealAlarm { incident } };
            self.take(at, &Input::Drill { actor: Actor::Desk, fact });
        }
    }
}

/// Lets the clock of a drill run as its facts say: not at all while it is held, or over.
pub(super) fn obey(clock: &mut Clock, frame: &mut Frame, facts: &[Fact], state: &State) {
    let is_told = facts.iter().any(|fact| matches!(fact.body, Body::Drill(_)));
    let Some(run) = state.drills.run().filter(|_| is_told) else { return };
    let milli = if run.is_running() { run.milli } else { 0 };
    if milli != frame.clock_milli {
        set_milli(clock, frame, milli);
    }
}

fn set_milli(clock: &mut Clock, frame: &mut Frame, milli: u32) {
    clock.set_milli(milli);
    frame.clock_milli = milli;
}
