//! A scenario at the desk thread: what is due becomes inputs, what was decided is told to the director.
//!
//! Decides: how a device of the scenario reaches the desk (as a frame of the drill's own feed), when that feed beats.
//! Must not know: what is due and why (`drill::director`); what of a recording comes again (`tape`).
//!
//! The feeds of a recording come first, under the numbers that they had; the drill's own stand behind them, so that no number of
//! one is taken for a number of the other.
//!
//! Invariants:
//! - a frame of a drill goes the way of every frame: it is recorded, decoded and counted like one from a socket;
//! - a restart repeats nothing: numbers go on where the desk's own windows stand.

use crate::drill::director::{Cue, Director};
use crate::drill::scenario::Scenario;
use crate::engine::drill::tape::Tape;
use crate::engine::drill::team::{Said, Team};
use crate::engine::purpose::{Happening, Source};
use crate::feed::encode::{self, Envelope};
use crate::operations::drill;
use crate::operations::fact::{Body, Fact};
use crate::operations::feed::view::Link;
use crate::operations::feed::{Health, LostCause};
use crate::operations::listing::{self, Window};
use crate::operations::outcome::Outcome;
use crate::operations::state::State;
use crate::text;
use crate::units::{FeedId, Instant, Span};
use std::sync::Arc;

/// How often a feed of a drill says that it lives.
const BEAT: Span = Span::seconds(5);
/// What the events of a drill say of where they come from.
const FROM: &str = "/drill";

/// The scenario of a drill, and the recording that may be its feed besides.
#[derive(Debug)]
pub struct Script {
    director: Director,
    tape: Option<Tape>,
    /// The name of the stream: the scenario's digest.
    stream: String,
    /// How many feeds are the recording's.
    taped: usize,
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
        let all = state.feeds.all().count();
        let own = match &tape {
            None => all,
            // Who takes a night over hears that night and nothing else.
            Some(tape) if tape.is_own_time() => 0,
            Some(_) => scenario.setup.feeds.len().max(1),
        };
        let taped = all.saturating_sub(own);
        let sequences: Vec<u64> = state.feeds.all().skip(taped).map(|(_, row)| row.window.next()).collect();
        let mut director = Director::new(scenario);
        for fact in told {
            director.hear(&fact, state);
        }
        let mut script = Self {
            director,
            tape,
            stream,
            taped,
            feeds: Vec::new(),
            ready: Vec::new(),
            runs: false,
            team: None,
        };
        if let Some(run) = state.drills.run() {
            script.director.resume(&sequences, state.now);
            script.begin(run.began, state);
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
            tape.begin(began);
        }
        for (feed, row) in state.feeds.all() {
            let from = row.window.next();
            let is_taped = feed.index() < self.taped;
            // A desk that was opened anew waits for its feeds: those of a night stand again where they stood, and no other.
            if is_taped && row.link != Link::Up {
                continue;
            }
            let resumed = is_taped || from > 1;
            let stream = if is_taped { row.stream } else { text::bounded(&self.stream) };
            let health = Health::Started { stream, from, resumed };
            self.ready.push(Happening::Health { feed, health });
            if !is_taped {
                self.feeds.push(Line { is_heard: true, beats: state.now.after(BEAT), last: from - 1 });
            }
        }
    }

    fn beat(&mut self, now: Instant) -> Option<(Instant, Happening)> {
        let due = |line: &Line| line.is_heard && line.beats <= now;
        let place = self.feeds.iter().position(due)?;
        let line = &mut self.feeds[place];
        let at = line.beats;
        // A desk that stood still owes one beat, not a thousand.
        line.beats = at.max(now).after(BEAT);
        let health = Health::Beat { last: line.last };
        Some((at, Happening::Health { feed: self.at_desk(FeedId(place as u16)), health }))
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
                let feed = self.at_desk(feed);
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
        Happening::Health { feed: self.at_desk(feed), health }
    }

    /// Returns which feed of the desk one of the scenario is.
    const fn at_desk(&self, own: FeedId) -> FeedId {
        FeedId(own.0 + self.taped as u16)
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
