//! The drill as every screen of it sees it.

use crate::limits::TOLD_SHOWN_MAX;
use crate::operations::drill::script::Words;
use crate::operations::drill::state::Inject;
use crate::operations::drill::{Halt, Run, Script};
use crate::operations::incident::Phase;
use crate::operations::reference::{Code, Line, Name};
use crate::units::{IncidentId, InputNumber, Instant};
use arrayvec::ArrayVec;
use serde::{Deserialize, Serialize};

/// A drill in the status of its screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// When it began.
    pub began: Instant,
    /// The phase that it is in.
    pub phase: Phase,
    /// How fast its clock runs when it does. Units: thousandths of real time.
    pub milli: u32,
    /// Why it stands still.
    pub held: Option<Halt>,
    /// Whether it is over, and whether something real ended it.
    pub ended: Option<bool>,
    /// The latest that the players were told.
    pub told: Option<Told>,
    /// The live desk, where one runs.
    pub live: Option<LiveDesk>,
    /// How far a recording that is watched is; none: a team decides.
    pub replay: Option<Replay>,
}

/// How far a recording is that is watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The input that was played last.
    pub input: InputNumber,
    /// Whether it was the recording's last.
    pub at_end: bool,
    /// Whether it looks for a place, as fast as it goes.
    pub seeks: bool,
    /// How many places are marked.
    pub bookmarks: u16,
}

/// What the players were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// By which inject.
    pub code: Code,
    /// When.
    pub at: Instant,
    /// In Chinese.
    pub zh: Line,
    /// In English.
    pub en: Line,
}

/// The live desk beside a drill, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveDesk {
    /// Whether it is heard.
    pub is_heard: bool,
    /// Unacknowledged incidents there.
    pub unacknowledged: u32,
    /// Unacknowledged ones that endanger life.
    pub life_risk: u32,
    /// The most urgent of those.
    pub next: Option<IncidentId>,
    /// Where that is.
    pub place: Name,
}

impl LiveDesk {
    /// Returns the incident that breaks into a drill: one that endangers life and was not there a moment ago.
    pub fn breaks_in(&self, before: &Self) -> Option<IncidentId> {
        let is_new = self.life_risk > before.life_risk || self.next.is_some() && self.next != before.next;
        self.next.filter(|_| self.life_risk > 0 && is_new)
    }
}

/// Fills in what the players were told so far, the newest first; of what came at once, what the script has later.
///
/// Cost: O(injects x what is shown), no allocation.
pub fn told(run: &Run, script: &Script, out: &mut ArrayVec<Told, TOLD_SHOWN_MAX>) {
    for told in given(run, script) {
        let place = out.iter().position(|other| told.at >= other.at).unwrap_or(out.len());
        if out.is_full() {
            if place == out.len() {
                continue;
            }
            out.pop();
        }
        out.insert(place, told);
    }
}

/// Returns what the players were told, in the order of the script.
fn given<'a>(run: &'a Run, script: &'a Script) -> impl Iterator<Item = Told> + 'a {
    run.injects.iter().zip(&*script.injects).filter_map(|(inject, words)| match *inject {
        Inject::Given { at, .. } if !words.told.is_empty() => {
            let Words { zh, en } = words.told;
            Some(Told { code: words.code, at, zh, en })
        }
        Inject::Given { .. } | Inject::Waits | Inject::Left { .. } => None,
    })
}

impl View {
    /// Makes it of a run.
    pub fn of(run: &Run, script: &Script) -> Self {
        let told = given(run, script).max_by_key(|told| told.at);
        Self {
            began: run.began,
            phase: run.phase,
            milli: run.milli,
            held: run.held.map(|(why, _)| why),
            ended: run.ended.map(|(_, real)| real),
            told,
            live: None,
            replay: None,
        }
    }
}

impl Words {
    /// Returns whether nothing is said.
    pub const fn is_empty(&self) -> bool {
        self.zh.is_empty()
    }
}
