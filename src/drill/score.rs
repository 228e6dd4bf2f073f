//! What a drill's journal says of its team, measured against what the scenario expected.
//!
//! Decides: whether an expected act came, in time, late, never, or another one in its place; how many points that is.
//! Must not know: how a report looks, what runs a drill: a score is made of a scenario and a journal, and of nothing else.
//!
//! Rules:
//! - an act answers what began before it and before the drill was over; in time (`at` up to the due time) all points, late half of
//!   them, rounded down;
//! - one act answers one expectation of its kind, however many entries it has: first of those in time the one that is due
//!   first, else the oldest;
//! - a wrong act before the right one takes all points, whatever comes after it;
//! - what began at an inject that was never given, or was not due when the drill was over, counts for nothing;
//! - what follows from an act that the team owed and never did is missed with it; what follows from something that nobody owed
//!   counts for nothing.
//!
//! Invariants:
//! - every figure names the entries that it comes from;
//! - the same journal and the same scenario give the same score, today and in ten years.
//!
//! Source: AQ/T 9009; HSEEP; design section 9.
//!
//! Read on: [`Tally`] walks the entries, `judge` holds the rules, `steps` the milestones.

mod course;
mod judge;
mod read;
mod steps;

pub use read::{Error, of, read};
pub use steps::Step;

use crate::drill::expected::Expected;
use crate::drill::scenario::Scenario;
use crate::drill::score::course::Course;
use crate::drill::score::judge::{Judge, Part};
use crate::drill::score::steps::Steps;
use crate::operations::drill::{About, Fact as DrillFact, Halt, Rating};
use crate::operations::fact::{Body, Fact};
use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Line};
use crate::text::bounded;
use crate::units::{Digest, EntryNumber, IncidentId, Instant, Span};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a drill went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// SHA-256 of the scenario's file, as the journal names it.
    pub scenario: Digest,
    /// When it began, and the entry that says so.
    pub began: Mark,
    /// When it was over; none: it was broken off.
    pub ended: Option<Mark>,
    /// Whether something real ended it.
    pub real: bool,
    /// What was expected, in the order of the file.
    pub items: Vec<Item>,
    /// The milestones of every incident that endangered life or was real: 受理 to 拨付.
    pub milestones: Vec<Milestone>,
    /// The phases that were entered, with how their lists stood when they were left.
    pub phases: Vec<PhaseScore>,
    /// The injects, in the order of the file.
    pub injects: Vec<InjectScore>,
    /// What the director saw.
    pub observations: Vec<Observation>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// What earlier drills left to be done, and was said to be done in this one.
    pub improved: Vec<Improved>,
    /// When it stood still.
    pub holds: Vec<Hold>,
    /// When its clock was set to another rate.
    pub paces: Vec<Pace>,
    /// That nobody played it; none: people did.
    pub rehearsed: Option<Rehearsed>,
    /// Who did something between beginning and end, by their codes, and how many entries are theirs.
    pub players: BTreeMap<Code, u32>,
    /// Entries that this program cannot read: written by a newer one.
    pub unread: u64,
    /// Points that were won.
    pub points: u32,
    /// Points that there were to win: of expectations whose inject was given.
    pub points_max: u32,
}

/// An instant and the entry that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// The entry.
    pub entry: EntryNumber,
}

/// That a file's lines were given in the place of a team's acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rehearsed {
    /// The entry that says so.
    pub mark: Mark,
    /// How many lines.
    pub lines: u16,
}

/// What came of one expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its place in the scenario.
    pub expectation: usize,
    /// What it is measured from: the inject, or the fact that started it; none: that never came.
    pub from: Option<Mark>,
    /// By when.
    pub due: Option<Instant>,
    /// What was done.
    pub done: Option<Mark>,
    /// What was done wrong before that.
    pub wrong: Option<Mark>,
    /// How it is judged.
    pub judgement: Judgement,
    /// Points won.
    pub points: u32,
}

/// How an expectation is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// 按时: all its points.
    OnTime,
    /// 超时: it was done; half of its points.
    Late,
    /// 错误: what must not be done was done instead, or before; none.
    Wrong,
    /// 未做: nothing came before the end; none.
    Missed,
    /// Its inject was never given, or its time had not come when the drill ended: it counts for nothing.
    NotAsked,
}

/// A step that every response has, at one incident, with its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Milestone {
    /// Which.
    pub step: Step,
    /// At which incident.
    pub incident: IncidentId,
    /// What it is measured from.
    pub from: Mark,
    /// When it was done.
    pub done: Option<Mark>,
    /// Within what it should be.
    pub target: Span,
    /// In time, late, missed, or not due yet when the drill was over; never wrong.
    pub judgement: Judgement,
}

/// How a phase went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhaseScore {
    /// Which.
    pub phase: Phase,
    /// When it began.
    pub entered: Mark,
    /// Whether its entry facts stood.
    pub in_order: bool,
    /// Names the reason in table `private`, where it was entered before its time.
    pub reason: Option<u64>,
    /// When the next one began, or the drill was over.
    pub left: Option<Mark>,
    /// When each item of its list was done, in the order of the file.
    pub checks: Vec<Option<Mark>>,
}

/// What became of an inject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct InjectScore {
    /// Its code.
    pub code: Code,
    /// When it was given, and whether by hand.
    pub given: Option<(Mark, bool)>,
    /// When it was left out.
    pub left: Option<Mark>,
}

/// Something that the director saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When.
    pub mark: Mark,
    /// About what.
    pub about: About,
    /// How well it went.
    pub rating: Rating,
    /// Names the text in table `private`.
    pub token: u64,
}

/// Something that is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// When it was said.
    pub mark: Mark,
    /// Its number in this drill.
    pub number: u16,
    /// Who owes it.
    pub owner: Code,
    /// By when: days since 1970-01-01.
    pub due_day: i32,
    /// Names the text in table `private`.
    pub token: u64,
}

/// Something that an earlier drill left to be done, and that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Improved {
    /// When it was said.
    pub mark: Mark,
    /// The run that it is of.
    pub run: Line,
    /// Its number in that run.
    pub number: u16,
}

/// A time in which the drill stood still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Since when.
    pub from: Mark,
    /// Why.
    pub why: Halt,
    /// When it went on.
    pub to: Option<Mark>,
}

/// Another rate of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Pace {
    /// From when on.
    pub mark: Mark,
    /// Thousandths of real time.
    pub milli: u32,
}

/// Why a journal has no score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unscored {
    /// No drill began in it.
    #[error("no drill began in this journal")]
    NoDrill,
    /// It was played by another scenario than this one.
    #[error("the run was played by another scenario: the journal says {journal}, the file is {file}")]
    OtherScenario {
        /// What the journal says.
        journal: Digest,
        /// What the file is.
        file: Digest,
    },
}

/// Walks a journal's entries in order, and judges at the end.
pub struct Tally<'a> {
    scenario: &'a Scenario,
    began: Option<(Mark, Digest)>,
    ended: Option<(Mark, bool)>,
    newest: Instant,
    judge: Judge<'a>,
    steps: Steps,
    course: Course,
    players: BTreeMap<Code, u32>,
    unread: u64,
}

impl<'a> Tally<'a> {
    /// Begins with nothing seen.
    pub fn new(scenario: &'a Scenario) -> Self {
        Self {
            scenario,
            began: None,
            ended: None,
            newest: Instant::default(),
            judge: Judge::new(&scenario.expectations),
            steps: Steps::default(),
            course: Course::new(scenario),
            players: BTreeMap::new(),
            unread: 0,
        }
    }

    /// Takes the next entry; `is` says whether a fact is what somebody is expected to do.
    ///
    /// Cost: O(expectations).
    pub fn take(&mut self, entry: EntryNumber, fact: &Fact, is: impl Fn(&Expected, &Body) -> bool) {
        let mark = Mark { at: fact.at, entry };
        self.newest = self.newest.max(fact.at);
        if let Body::Drill(DrillFact::Began { scenario, .. }) = fact.body {
            if self.began.is_none() {
                self.began = Some((mark, scenario));
                self.judge.begin(mark);
                self.course.begin(mark);
                self.steps.begin(mark);
            }
            return;
        }
        // What was before the beginning is the night's that was taken over: the team owes what it left open.
        if self.began.is_none() {
            self.steps.take(mark, &fact.body);
            return;
        }
        if let Body::Drill(drill) = &fact.body {
            self.course.take(mark, drill);
        }
        if self.ended.is_some() {
            return;
        }
        if let Some(officer) = fact.actor.officer() {
            *self.players.entry(bounded(&officer.code)).or_default() += 1;
        }
        self.course.note(mark, self.scenario, |expected| is(expected, &fact.body));
        self.judge.take(mark, (Part::of(fact), &fact.body), is);
        self.steps.take(mark, &fact.body);
        if let Body::Drill(DrillFact::Ended { real }) = fact.body {
            self.ended = Some((mark, real));
        }
    }

    /// Counts an entry that this program cannot read.
    pub const fn pass_over(&mut self) {
        self.unread += 1;
    }

    /// Judges.
    ///
    /// # Errors
    /// No drill began in the journal, or one of another scenario.
    pub fn finish(self) -> Result<Score, Unscored> {
        let (began, journal) = self.began.ok_or(Unscored::NoDrill)?;
        let file = self.scenario.script.digest;
        if journal != file {
            return Err(Unscored::OtherScenario { journal, file });
        }
        let end = self.ended.map_or(self.newest, |(mark, _)| mark.at);
        let items = self.judge.finish(end);
        let course = self.course;
        Ok(Score {
            scenario: journal,
            began,
            ended: self.ended.map(|(mark, _)| mark),
            real: self.ended.is_some_and(|(_, real)| real),
            points: items.iter().map(|item| item.points).sum(),
            points_max: asked(&items).map(|item| self.scenario.expectations[item.expectation].weight).sum(),
            milestones: self.steps.finish(end),
            phases: course.phases,
            injects: course.injects,
            observations: course.observations,
            actions: course.actions,
            improved: course.improved,
            holds: course.holds,
            paces: course.paces,
            rehearsed: course.rehearsed,
            players: self.players,
            unread: self.unread,
            items,
        })
    }
}

/// Returns what counts.
fn asked(items: &[Item]) -> impl Iterator<Item = &Item> {
    items.iter().filter(|item| item.judgement != Judgement::NotAsked)
}
