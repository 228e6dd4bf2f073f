//! What a desk is for: it serves, or it practises.
//!
//! Decides: which stores, sinks and sources a desk of each purpose has. Must not know: what they do.
//!
//! The purpose is a type: what leaves a desk that practises cannot be what leaves one that serves, because the compiler
//! refuses to put the two together.
//!
//! ```compile_fail
//! use dutydesk::engine::{effects, purpose::{Drill, Purpose}};
//! // A desk that practises takes no sinks of a desk that serves: webhooks, the sound command.
//! let outward: <Drill as Purpose>::Outward = effects::Options::default();
//! ```
//!
//! ```
//! use dutydesk::engine::{effects, purpose::{Duty, Purpose}};
//! let outward: <Duty as Purpose>::Outward = effects::Options::default();
//! ```
//!
//! ```compile_fail
//! use dutydesk::engine::{paths::Paths, purpose::{Drill, Purpose}};
//! // Nor does it take a data directory that was not made for a drill.
//! let place: <Drill as Purpose>::Place = Paths::of("/var/lib/dutydesk".as_ref());
//! ```
//!
//! ```
//! use dutydesk::engine::{paths::Paths, purpose::{Duty, Purpose}};
//! let place: <Duty as Purpose>::Place = Paths::of("/var/lib/dutydesk".as_ref());
//! ```

use crate::engine::drill::run::Run;
use crate::engine::drill::script::Script;
use crate::engine::drill::tape::Tape;
use crate::engine::drill::team::{Said, Team};
use crate::engine::drill::{self, World};
use crate::engine::effects::{self, Effect, Effects};
use crate::engine::paths::Paths;
use crate::engine::readers::Readers;
use crate::engine::stores::Note;
use crate::feed::transport::Spec;
use crate::operations::drill::Fact as DrillFact;
use crate::operations::fact::Fact;
use crate::operations::feed::Health;
use crate::operations::listing::Window;
use crate::operations::outcome::Outcome;
use crate::operations::state::State;
use crate::operations::{delivery, feed};
use crate::units::{DeliveryId, FeedId, Instant};
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread::Thread;
use tokio::runtime::Handle;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Duty {}
    impl Sealed for super::Drill {}
}

/// What a desk is for; there are two, and nobody makes a third.
pub trait Purpose: sealed::Sealed + Sized + 'static {
    /// Where its stores stand.
    type Place;
    /// What its sinks are made of.
    type Outward;
    /// What leaves it.
    type Sinks: Sinks;
    /// The world that it hears.
    type World;
    /// What goes on beside its feeds and its screens.
    type Source: Source;

    /// Whether its clock may be held and scaled by its facts.
    const PRACTISES: bool;

    /// Returns where its stores stand.
    fn paths(place: &Self::Place) -> &Paths;

    /// Makes its sinks.
    fn sinks(outward: Self::Outward, ends: SinkEnds<'_>) -> Self::Sinks;

    /// Returns how it begins.
    fn begins(world: &Self::World) -> Beginning;

    /// Returns the feeds that it connects to, and what goes on beside them.
    fn hear(world: Self::World, state: &State, ends: SinkEnds<'_>) -> (Vec<Spec>, Self::Source);
}

/// How a desk begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// When its time begins; unstated: now.
    pub at: Instant,
    /// Whether its clock stands until somebody lets it run.
    pub waits: bool,
    /// How many lines its team says, where nobody plays it.
    pub rehearsed: Option<u16>,
}

/// What sinks and sources are joined to.
#[derive(Clone, Debug)]
pub struct SinkEnds<'a> {
    /// The runtime that they work on.
    pub runtime: &'a Handle,
    /// The journal and the recording.
    pub stores: (Readers, PathBuf),
    /// Where outcomes go, and the desk thread that is woken for them.
    pub desk: (Sender<Note>, Thread),
}

/// What leaves a desk when its intent is on disk.
pub trait Sinks: Send + 'static {
    /// Executes an effect.
    fn run(&mut self, effect: Effect);

    /// Does what can be done when the intent is not on disk.
    fn run_unrecorded(&mut self, effect: Effect);
}

/// What goes on beside a desk's feeds and screens, on the desk thread.
pub trait Source {
    /// Takes what is due by now; its time is that of what happens.
    fn next(&mut self, now: Instant, state: &State) -> Option<(Instant, Happening)>;

    /// Returns when something is due next.
    fn due(&self) -> Option<Instant>;

    /// Hears what was decided.
    fn hear(&mut self, facts: &[Fact], state: &State);

    /// Tells a window of the script what it alone knows: which entry facts of a phase stand.
    fn tell(&self, window: &mut Window);

    /// Hears that a line of its team was refused.
    fn refused(&mut self, said: Said, why: Outcome);

    /// Returns whether the desk has nothing more to do: a rehearsal ends with its team's last line.
    fn is_over(&self) -> bool;
}

/// Something that a source brings.
#[derive(Debug)]
pub enum Happening {
    /// A frame of a feed.
    Frame {
        /// The feed.
        feed: FeedId,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// An input of a recording, as it was.
    Recorded {
        /// Its kind and source, as the recording files it.
        header: (u8, u16),
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// The state of a feed.
    Health {
        /// The feed.
        feed: FeedId,
        /// How it is.
        health: Health,
    },
    /// The drill went on.
    Drill(DrillFact),
    /// What became of a delivery.
    Delivery {
        /// Which.
        delivery: DeliveryId,
        /// What.
        outcome: delivery::Outcome,
    },
    /// How the feeds speak.
    Terms(Box<[feed::Terms]>),
    /// Somebody of a rehearsal's team says a line.
    Said(Said),
}

/// A desk that serves: real alarms, or the sample's.
#[derive(Debug)]
pub enum Duty {}

/// A desk that practises: nothing leaves it.
#[derive(Debug)]
pub enum Drill {}

impl Purpose for Duty {
    type Place = Paths;
    type Outward = effects::Options;
    type Sinks = Effects;
    type World = Vec<Spec>;
    type Source = Quiet;

    const PRACTISES: bool = false;

    fn paths(place: &Paths) -> &Paths {
        place
    }

    fn sinks(outward: effects::Options, ends: SinkEnds<'_>) -> Effects {
        Effects::new(ends.runtime, outward, ends.stores, ends.desk)
    }

    fn begins(_: &Vec<Spec>) -> Beginning {
        Beginning::default()
    }

    fn hear(feeds: Vec<Spec>, _: &State, _: SinkEnds<'_>) -> (Vec<Spec>, Quiet) {
        (feeds, Quiet)
    }
}

impl Purpose for Drill {
    type Place = Run;
    type Outward = Nowhere;
    type Sinks = Nowhere;
    type World = World;
    type Source = Script;

    const PRACTISES: bool = true;

    fn paths(place: &Run) -> &Paths {
        place.paths()
    }

    fn sinks(outward: Nowhere, _: SinkEnds<'_>) -> Nowhere {
        outward
    }

    /// A night happens when it happened; another scenario when it is played.
    fn begins(world: &World) -> Beginning {
        let written = world.scenario.world.start;
        let at = world.tape.as_ref().map(Tape::first).or(written).unwrap_or(Instant::UNSTATED);
        Beginning { at, waits: world.waits, rehearsed: world.team.as_ref().map(Team::lines) }
    }

    /// A drill connects to no feed: what it hears is its scenario's.
    fn hear(world: World, state: &State, ends: SinkEnds<'_>) -> (Vec<Spec>, Script) {
        if let Some(socket) = world.live {
            ends.runtime.spawn(drill::beside::watch(socket, ends.desk.0, ends.desk.1));
        }
        let told = drill::told(&ends.stores.0, state);
        let tape = world.tape.map(|mut tape| {
            tape.pass(&ends.stores.1, state);
            tape
        });
        let mut script = Script::new(world.scenario, tape, state, told.into_iter());
        script.team = world.team;
        (Vec::new(), script)
    }
}

/// Nothing goes on by itself.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Source for Quiet {
    fn next(&mut self, _: Instant, _: &State) -> Option<(Instant, Happening)> {
        None
    }

    fn due(&self) -> Option<Instant> {
        None
    }

    fn hear(&mut self, _: &[Fact], _: &State) {}

    fn tell(&self, _: &mut Window) {}

    fn refused(&mut self, _: Said, _: Outcome) {}

    fn is_over(&self) -> bool {
        false
    }
}

/// Nothing leaves the desk; the scenario says what would have become of it.
#[derive(Clone, Copy, Debug)]
pub struct Nowhere;

impl Sinks for Nowhere {
    fn run(&mut self, effect: Effect) {
        tracing::info!(?effect, "kept in the drill");
    }

    fn run_unrecorded(&mut self, effect: Effect) {
        self.run(effect);
    }
}

impl Sinks for Effects {
    fn run(&mut self, effect: Effect) {
        self.execute(effect);
    }

    fn run_unrecorded(&mut self, effect: Effect) {
        self.execute_unrecorded(effect);
    }
}
