//! A scenario at the desk thread: what is due becomes inputs, what was decided is told to the director.
//!
//! Decides: how a device of the scenario reaches the desk (as a frame of the drill's own feed), when that feed beats.
//! Must not know: what is due and why (`drill::director`).
//!
//! Invariants:
//! - a frame of a drill goes the way of every frame: it is recorded, decoded and counted like one from a socket;
//! - a restart repeats nothing: numbers go on where the desk's own windows stand.

use crate::drill::director::{Cue, Director};
use crate::drill::scenario::Scenario;
use crate::engine::drill::team::{Said, Team};
use crate::engine::input::Input;
use crate::engine::purpose::{Happening, Source};
use crate::feed::encode::{self, Envelope};
use crate::operations::fact::{Body, Fact};
use crate::operations::feed::{Health, LostCause, Terms};
use crate::operations::listing::{self, Window};
use crate::operations::outcome::Outcome;
use crate::operations::state::State;
use crate::operations::{drill, feed};
use crate::recording::Record;
use crate::recording::reader::Reader;
use crate::text;
use crate::units::{FeedId, InputNumber, Instant, Span};
use std::path::Path;
use std::sync::Arc;

/// How often a feed of a drill says that it lives.
const BEAT: Span = Span::seconds(5);
/// What the events of a drill say of where they come from.
const FROM: &str = "/drill";

/// The scenario of a drill, and the recording that may stand in the place of its events.
#[derive(Debug)]
pub struct Script {
    director: Director,
    tape: Option<Tape>,
    /// The name of the stream: the scenario's digest.
    stream: String,
    feeds: Vec<Line>,
    /// What goes before anything that the director says.
    ready: Vec<Happening>,
    runs: bool,
    /// Who plays where nobody sits at a screen.
    pub team: Option<Team>,
}

/// A feed of the drill.
#[derive(Clone, Copy, Debug)]
struct Line {
    is_heard: bool,
    beats: Instant,
    /// The newest number that was given.
    last: u64,
}

impl Script {
    /// Begins a scenario, or goes on where a desk stood.
    ///
    /// `told` are the facts of the drill's journal, from its first entry on.
    pub fn new(
        scenario: Arc<Scenario>,
        tape: Option<Tape>,
        state: &State,
        told: impl Iterator<Item = Fact>,
    ) -> Self {
        let digest = scenario.script.digest.to_string();
        let stream = format!("drill-{}", &digest[..16.min(digest.len())]);
        let sequences: Vec<u64> = state.feeds.all().map(|(_, feed)| feed.window.next()).collect();
        let mut director = Director::new(scenario);
        for fact in told {
            director.hear(&fact, state);
        }
        let mut script =
            Self { director, tape, stream, feeds: Vec::new(), ready: Vec::new(), runs: false, team: None };
        if let Some(run) = state.drills.run() {
            script.director.resume(&sequences, state.now);
            script.begin(run.began, state);
            script.skip(run.began, state.now);
        }
        script
    }

    /// Lets the feeds be heard from the beginning on.
    fn begin(&mut self, began: Instant, state: &State) {
        self.runs = state.drills.run().is_none_or(|run| run.ended.is_none());
        if let Some(team) = &mut self.team {
            team.begin(began);
        }
        if let Some(tape) = &mut self.tape {
            tape.began = Some(began);
            if !tape.is_own_time {
                return;
            }
        }
        // A desk that was opened anew waits for its feeds; those of a night that goes on are there.
        let is_taped = self.tape.is_some();
        for (feed, row) in state.feeds.all() {
            let from = row.window.next();
            let resumed = from > 1;
            let stream = if is_taped { row.stream } else { text::bounded(&self.stream) };
            let health = Health::Started { stream, from, resumed };
            self.ready.push(Happening::Health { feed, health });
            if is_taped {
                continue;
            }
            self.feeds.push(Line { is_heard: true, beats: state.now.after(BEAT), last: from - 1 });
        }
    }

    /// Passes what of the recording was played before a restart.
    fn skip(&mut self, began: Instant, now: Instant) {
        let Some(tape) = &mut self.tape else { return };
        tape.began = Some(began);
        while tape.due().is_some_and(|due| due < now) && tape.next(now).is_some() {}
    }

    fn beat(&mut self, now: Instant) -> Option<(Instant, Happening)> {
        let due = |line: &Line| line.is_heard && line.beats <= now;
        let place = self.feeds.iter().position(due)?;
        let line = &mut self.feeds[place];
        let at = line.beats;
        // A desk that stood still owes one beat, not a thousand.
        line.beats = at.max(now).after(BEAT);
        let health = Health::Beat { last: line.last };
        Some((at, Happening::Health { feed: FeedId(place as u16), health }))
    }

    fn happening(&mut self, cue: Cue) -> Happening {
        match cue {
            Cue::Drill(fact) => Happening::Drill(fact),
            Cue::Delivery { delivery, outcome } => Happening::Delivery { delivery, outcome },
            Cue::Feed { feed, is_heard } => self.heard(feed, is_heard),
            Cue::Event { feed, sequence, body, at, expires } => {
                if let Some(line) = self.feeds.get_mut(usize::from(feed.0)) {
                    line.last = line.last.max(sequence);
                }
                let body = with_expiry(*body, expires);
                let id = format!("{}-{}-{sequence}", self.stream, feed.0);
                let envelope = Envelope { stream: &self.stream, sequence, id: &id, source: FROM, time: at };
                Happening::Frame { feed, bytes: encode::event(&envelope, &body).into_bytes() }
            }
        }
    }

    fn heard(&mut self, feed: FeedId, is_heard: bool) -> Happening {
        let mut last = 0;
        if let Some(line) = self.feeds.get_mut(usize::from(feed.0)) {
            line.is_heard = is_heard;
            last = line.last;
        }
        let health = if is_heard {
            Health::Started { stream: text::bounded(&self.stream), from: last + 1, resumed: true }
        } else {
            Health::Lost { cause: LostCause::Silent }
        };
        Happening::Health { feed, health }
    }
}

fn with_expiry(mut body: encode::Body, expires: Option<Instant>) -> encode::Body {
    if let encode::Body::Warning(warning) = &mut body {
        warning.expires = expires.or(warning.expires);
    }
    body
}

impl Source for Script {
    fn next(&mut self, now: Instant, _: &State) -> Option<(Instant, Happening)> {
        if !self.runs {
            return None;
        }
        if !self.ready.is_empty() {
            return Some((now, self.ready.remove(0)));
        }
        let director = self.director.due();
        let tape = self.tape.as_ref().and_then(Tape::due);
        if tape.is_some_and(|due| due <= now && director.is_none_or(|other| due <= other)) {
            return self.tape.as_mut().and_then(|tape| tape.next(now));
        }
        if let Some((at, cue)) = self.director.next(now) {
            return Some((at, self.happening(cue)));
        }
        let said = self.team.as_mut().and_then(|team| team.next(now));
        said.map(|(at, said)| (at, Happening::Said(said))).or_else(|| self.beat(now))
    }

    fn due(&self) -> Option<Instant> {
        if !self.runs {
            return None;
        }
        let beats = self.feeds.iter().filter(|line| line.is_heard).map(|line| line.beats).min();
        let tape = self.tape.as_ref().and_then(Tape::due);
        let team = self.team.as_ref().and_then(Team::due);
        [self.director.due(), tape, beats, team].into_iter().flatten().min()
    }

    fn hear(&mut self, facts: &[Fact], state: &State) {
        for fact in facts {
            match &fact.body {
                Body::Drill(drill::Fact::Began { .. }) if !self.runs => self.begin(fact.at, state),
                Body::Drill(drill::Fact::Ended { .. }) => self.runs = false,
                _ => {}
            }
            self.director.hear(fact, state);
        }
    }

    fn tell(&self, window: &mut Window) {
        listing::drill::stand(window, |phase| self.director.stood(phase));
    }

    fn refused(&mut self, said: Said, why: Outcome) {
        if let Some(team) = &mut self.team {
            team.refused(said, why);
        }
    }

    fn is_over(&self) -> bool {
        self.team.as_ref().is_some_and(Team::is_over)
    }
}

/// A recording whose frames are a drill's feed: what devices and feeds said, and nothing that people did.
pub struct Tape {
    reader: Reader,
    /// What its times count from.
    first: Instant,
    /// Whether its times are the drill's own: a team has taken over in the middle of it.
    is_own_time: bool,
    next: Option<Kept>,
    began: Option<Instant>,
}

/// A record that waits for its time.
#[derive(Debug)]
struct Kept {
    at: Instant,
    header: (u8, u16),
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tape").field("first", &self.first).field("next", &self.next).finish_non_exhaustive()
    }
}

impl Tape {
    /// Opens a recording from an input on; from behind its first one it goes on at its own times.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(recording: &Path, from: InputNumber) -> Result<Self, crate::recording::Error> {
        let reader = Reader::open(recording, from)?;
        let is_own_time = from > InputNumber(1);
        let mut tape = Self { reader, first: Instant::UNSTATED, is_own_time, next: None, began: None };
        tape.step();
        tape.first = tape.next.as_ref().map_or(Instant::UNSTATED, |kept| kept.at);
        Ok(tape)
    }

    /// Returns when it begins; unstated where a team has taken over: the desk's own state says when.
    pub const fn first(&self) -> Instant {
        if self.is_own_time { Instant::UNSTATED } else { self.first }
    }

    /// Returns when the next of it is due.
    fn due(&self) -> Option<Instant> {
        let (began, kept) = (self.began?, self.next.as_ref()?);
        if self.is_own_time {
            return Some(kept.at.max(began));
        }
        Some(began.after(kept.at.since(self.first)))
    }

    fn next(&mut self, now: Instant) -> Option<(Instant, Happening)> {
        let due = self.due().filter(|due| *due <= now)?;
        let Kept { header, bytes, .. } = self.next.take()?;
        self.step();
        Some((due, Happening::Recorded { header, bytes }))
    }

    /// Finds the next record that a device or a feed made.
    fn step(&mut self) {
        while let Some(record) = self.reader.read() {
            match record {
                Ok(record) if is_of_the_world(&record) => {
                    let header = (record.kind, record.source);
                    self.next = Some(Kept { at: record.at, header, bytes: record.bytes.to_vec() });
                    return;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::error!("the recording ends here: {error}");
                    return;
                }
            }
        }
    }
}

/// Returns whether a record is what a device or a feed said, and nothing that people or the desk did.
fn is_of_the_world(record: &Record<'_>) -> bool {
    match Input::read(record.kind, record.source, record.bytes) {
        Ok(Input::Frame { .. } | Input::Message { .. } | Input::Health { .. } | Input::Terms { .. }) => true,
        Ok(
            Input::Command(_)
            | Input::Desk { .. }
            | Input::Delivery { .. }
            | Input::Rules { .. }
            | Input::Drill { .. }
            | Input::Tick,
        )
        | Err(_) => false,
    }
}

/// How the feeds of a drill speak, whatever those of the live desk do.
pub fn terms(feeds: usize) -> Box<[Terms]> {
    vec![feed::Terms::default(); feeds].into()
}
