//! The script of a drill (导调): its phases with what is to be done, the injects, what earlier drills left, what is to be improved,
//! what was seen.
//!
//! Invariants:
//! - nobody reads it but who may direct the drill, and only once that is proved ([`may_read`]);
//! - rows stand in the order of the script, whatever was given: a row never moves under the cursor;
//! - what was typed is in no row: the entry that says it is, and a screen asks for its words.

use crate::limits::CHECKS_MAX;
use crate::operations::actor::Actor;
use crate::operations::command::{Body, Command, Seen};
use crate::operations::drill::script::{InjectScript, OpenAction, PhaseScript, Words};
use crate::operations::drill::state::{Improvement, Inject, Observation};
use crate::operations::drill::{self, About, Run, Script};
use crate::operations::incident::Phase;
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId, Rows, Window};
use crate::operations::reference::{Code, Line};
use crate::operations::state::State;
use crate::units::{ActionId, EntryNumber, InputNumber, Instant};
use serde::{Deserialize, Serialize};

/// A row of the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    /// The drill as a whole.
    Head(Box<Head>),
    /// A phase.
    Phase(Box<PhaseRow>),
    /// An item of a phase's exit checklist.
    Item {
        /// The phase.
        phase: Phase,
        /// The item, from 1.
        item: u8,
        /// What.
        words: Box<Words>,
        /// Whether it is done.
        is_done: bool,
    },
    /// An inject.
    Inject(Box<InjectRow>),
    /// What an earlier drill left to be done.
    Open {
        /// Its place in the script.
        place: u16,
        /// What.
        action: Box<OpenAction>,
        /// Whether this drill found it done.
        is_done: bool,
        /// Whether its day is over.
        is_late: bool,
    },
    /// What this drill leaves to be done.
    Improve(Improvement),
    /// What the director saw.
    Seen(Observation),
    /// A place of the recording that is watched.
    Mark(Box<Mark>),
}

/// A place that was marked while a recording is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its number, from 1: `B1`.
    pub number: u16,
    /// The input that had been played.
    pub input: InputNumber,
    /// When that was, that night.
    pub at: Instant,
    /// What the director called it.
    pub text: Line,
}

/// The drill as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What it is called.
    pub name: Words,
    /// What it is to show.
    pub objectives: Vec<Words>,
    /// Injects in all.
    pub injects: u16,
    /// Those that are still to come.
    pub waiting: u16,
    /// Observations so far.
    pub observations: u32,
    /// Things to be done so far.
    pub actions: u16,
}

/// A phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseRow {
    /// Which.
    pub phase: Phase,
    /// Whether the drill is in it.
    pub is_now: bool,
    /// When it was entered.
    pub entered: Option<Instant>,
    /// When the next one was.
    pub left: Option<Instant>,
    /// Whether its entry facts stand.
    pub is_ready: bool,
    /// What must have happened before it is entered.
    pub entry: Vec<Condition>,
    /// What is to be done before it is left, and whether it is. Limits: [`CHECKS_MAX`].
    pub exit: Vec<(Words, bool)>,
}

/// What must have happened before a phase is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What.
    pub words: Words,
    /// Whether it has happened, as far as is known.
    pub stands: bool,
    /// When; none where nobody knows that.
    pub since: Option<Instant>,
}

/// An inject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InjectRow {
    /// Its place in the script.
    pub place: u16,
    /// What it is called.
    pub code: Code,
    /// What it is.
    pub title: Words,
    /// What the players are told with it.
    pub told: Words,
    /// Where it stands.
    pub when: When,
}

/// Where an inject stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// It is given then.
    Due(Instant),
    /// It is given when something has happened.
    OnFact,
    /// The director gives it.
    ByHand,
    /// It was given.
    Given {
        /// When.
        at: Instant,
        /// Whether the director gave it.
        by_hand: bool,
    },
    /// It was left out.
    Left {
        /// When.
        at: Instant,
    },
}

/// What a row is, from window to window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// The drill.
    Head,
    /// A phase.
    Phase(Phase),
    /// An item of its checklist.
    Item(Phase, u8),
    /// An inject, by its place.
    Inject(u16),
    /// What an earlier drill left, by its place.
    Open(u16),
    /// What this one leaves, by its number.
    Improve(u16),
    /// What was seen, by its entry.
    Seen(EntryNumber),
    /// A place of a recording, by its number.
    Mark(u16),
}

impl Row {
    /// Returns the entry that says what was typed with it.
    pub const fn entry(&self) -> Option<EntryNumber> {
        match self {
            Self::Improve(row) => Some(row.entry),
            Self::Seen(row) => Some(row.entry),
            Self::Head(_)
            | Self::Phase(_)
            | Self::Item { .. }
            | Self::Inject(_)
            | Self::Open { .. }
            | Self::Mark(_) => None,
        }
    }

    /// Returns what it is.
    pub const fn part(&self) -> Part {
        match self {
            Self::Head(_) => Part::Head,
            Self::Phase(row) => Part::Phase(row.phase),
            Self::Item { phase, item, .. } => Part::Item(*phase, *item),
            Self::Inject(row) => Part::Inject(row.place),
            Self::Open { place, .. } => Part::Open(*place),
            Self::Improve(row) => Part::Improve(row.number),
            Self::Seen(row) => Part::Seen(row.entry),
            Self::Mark(row) => Part::Mark(row.number),
        }
    }
}

/// Offers the places of a recording that is watched.
pub(super) fn offer_marks(marks: &[Mark], filter: &Filter<'_>, cut: &mut Cut<Row>) {
    for mark in marks.iter().filter(|mark| filter.is_empty() || filter.finds(&[&mark.text])) {
        cut.take(RowId::Script(Part::Mark(mark.number)), || Row::Mark(Box::new(*mark)));
    }
}

/// Returns whether somebody may read the script: who may hold the drill's clock may.
pub fn may_read(state: &State, actor: &Actor) -> bool {
    let body = Body::Drill(drill::Command::Hold);
    let asked = Command { action: ActionId(0), actor: *actor, signed_by: None, seen: Seen::default(), body };
    state.weigh(&asked).is_ok()
}

/// Offers the rows; none on a desk that is no drill.
///
/// Cost: O(the script).
pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let reference = state.reference();
    let (Some(script), Some(run)) = (reference.drill.as_deref(), state.drills.run()) else { return };
    let finds = |texts: &[&str]| filter.is_empty() || filter.finds(texts);
    if finds(&[&script.name.zh, &script.name.en]) {
        cut.take(RowId::Script(Part::Head), || Row::Head(Box::new(head(script, run))));
    }
    for (phase, words) in Phase::ALL.into_iter().zip(&script.phases) {
        offer_phase(run, (phase, words), filter, cut);
    }
    for ((place, words), inject) in (0..).zip(&*script.injects).zip(&run.injects) {
        let texts = [&*words.code, &words.title.zh, &words.title.en, &words.told.zh, &words.told.en];
        if finds(&texts) {
            let id = RowId::Script(Part::Inject(place));
            cut.take(id, || Row::Inject(Box::new(inject_row(place, words, *inject, run))));
        }
    }
    let today = crate::operations::dossier::day_of(state.now);
    for (place, action) in (0..).zip(&*script.open_actions) {
        if finds(&[&action.run, &action.owner, &action.text]) {
            let is_done = run.improved.contains(&(action.run, action.number));
            let is_late = action.due_day < today;
            cut.take(RowId::Script(Part::Open(place)), || {
                let action = Box::new(action.clone());
                Row::Open { place, action, is_done, is_late }
            });
        }
    }
    for row in &run.improvements {
        if finds(&[&row.owner]) {
            cut.take(RowId::Script(Part::Improve(row.number)), || Row::Improve(*row));
        }
    }
    for row in &run.observations {
        let about = match &row.about {
            About::Whole => "",
            About::Inject(code) | About::Who(code) => code,
        };
        if finds(&[about]) {
            cut.take(RowId::Script(Part::Seen(row.entry)), || Row::Seen(*row));
        }
    }
}

fn head(script: &Script, run: &Run) -> Head {
    Head {
        name: script.name,
        objectives: script.objectives.to_vec(),
        injects: run.injects.len() as u16,
        waiting: run.injects.iter().filter(|inject| **inject == Inject::Waits).count() as u16,
        observations: run.observed,
        actions: run.actions,
    }
}

/// Offers a phase, and the items that are the director's business now: those of the phase that the drill is in, and what
/// phases that are over left undone.
fn offer_phase(run: &Run, (phase, words): (Phase, &PhaseScript), filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let finds = |it: &Words| filter.is_empty() || filter.finds(&[&it.zh, &it.en]);
    let all = words.entry.iter().chain(&*words.exit);
    if filter.is_empty() || all.into_iter().any(finds) {
        cut.take(RowId::Script(Part::Phase(phase)), || Row::Phase(Box::new(phase_row(run, phase, words))));
    }
    for (item, words) in (1..).zip(words.exit.iter().take(CHECKS_MAX)) {
        let is_done = run.is_checked(phase, item);
        let is_now = run.phase == phase || run.phase > phase && !is_done;
        if is_now && finds(words) {
            let id = RowId::Script(Part::Item(phase, item));
            cut.take(id, || Row::Item { phase, item, words: Box::new(*words), is_done });
        }
    }
}

fn phase_row(run: &Run, phase: Phase, words: &PhaseScript) -> PhaseRow {
    let at = phase as usize;
    let exit = (1..).zip(&*words.exit).map(|(item, words)| (*words, run.is_checked(phase, item)));
    PhaseRow {
        phase,
        is_now: run.phase == phase,
        entered: run.entered[at],
        left: run.entered[at + 1..].iter().flatten().min().copied(),
        is_ready: run.ready[at],
        // The journal says when all of them stand; which ones do before that, the scenario knows ([`stand`]).
        entry: words
            .entry
            .iter()
            .map(|words| Condition { words: *words, stands: run.ready[at], since: None })
            .collect(),
        exit: exit.collect(),
    }
}

/// Writes into the rows of a script which entry facts of each phase stand, and since when.
pub fn stand<'a>(window: &mut Window, stood: impl Fn(Phase) -> &'a [Option<Instant>]) {
    let Rows::Drill(rows) = &mut window.rows else { return };
    for row in rows {
        let Row::Phase(row) = row else { continue };
        for (entry, since) in row.entry.iter_mut().zip(stood(row.phase)) {
            entry.stands |= since.is_some();
            entry.since = *since;
        }
    }
}

fn inject_row(place: u16, words: &InjectScript, inject: Inject, run: &Run) -> InjectRow {
    let when = match (inject, words.at) {
        (Inject::Given { at, by_hand }, _) => When::Given { at, by_hand },
        (Inject::Left { at }, _) => When::Left { at },
        (Inject::Waits, Some(after)) => When::Due(run.began.after(after)),
        (Inject::Waits, None) if words.by_hand => When::ByHand,
        (Inject::Waits, None) => When::OnFact,
    };
    InjectRow { place, code: words.code, title: words.title, told: words.told, when }
}
