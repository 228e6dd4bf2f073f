//! What a drill's journal says of its team, measured against what the scenario expected.
//!
//! Decides: whether an expected act came, in time, late, never, or another one in its place; how many points that is.
//! Must not know: how a report looks, what runs a drill: a score is made of a scenario and a journal, and of nothing else.
//!
//! Invariants:
//! - every figure names the entries that it comes from;
//! - the same journal and the same scenario give the same score, today and in ten years.
//!
//! Source: AQ/T 9009; HSEEP; design section 9.

use crate::operations::drill::{About, Rating};
use crate::operations::incident::Phase;
use crate::operations::reference::Code;
use crate::units::{Digest, EntryNumber, Instant, Span};

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
    /// The milestones of every fire: 受理 to 拨付.
    pub milestones: Vec<Milestone>,
    /// The phases that were entered, with how their lists stood when they were left.
    pub phases: Vec<PhaseScore>,
    /// The injects, in the order of the file.
    pub injects: Vec<InjectScore>,
    /// What the director saw.
    pub observations: Vec<Observation>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// Points that were won.
    pub points: u32,
    /// Points that there were to win: of expectations whose inject was given.
    pub points_max: u32,
}

/// An instant and the entry that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// The entry.
    pub entry: EntryNumber,
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
    /// How it is judged.
    pub judgement: Judgement,
    /// Points won.
    pub points: u32,
}

/// How an expectation is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// A step that every response has, with its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Which.
    pub step: Step,
    /// What it is measured from.
    pub from: Option<Mark>,
    /// When it was done.
    pub done: Option<Mark>,
    /// Within what it should be.
    pub target: Span,
}

/// The steps that every response has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// 受理, from the first announced alarm.
    Acknowledge,
    /// 报119.
    Fire,
    /// 核实.
    Verify,
    /// 下令, from 属实.
    Dispatch,
    /// 接令, from the order.
    Accept,
    /// 报告领导.
    Leader,
    /// 首报, from 属实.
    Report,
    /// 报案.
    Insurer,
    /// 拨付, from the reservation.
    Post,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 9] = [
        Self::Acknowledge,
        Self::Fire,
        Self::Verify,
        Self::Dispatch,
        Self::Accept,
        Self::Leader,
        Self::Report,
        Self::Insurer,
        Self::Post,
    ];
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
    /// When each item of its list was done, in the order of the file.
    pub checks: Vec<Option<Mark>>,
}

/// What became of an inject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
