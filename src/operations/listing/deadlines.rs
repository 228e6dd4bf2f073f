//! The deadlines that run, and the steps of the plans that have a time, with the incident that each is about.

use crate::correlation::alarm::HazardFamily;
use crate::operations::deadline::{Deadline, Subject};
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::plan::state::Run;
use crate::operations::publish::deadline_view;
use crate::operations::reference::{Line, Name, PlanStep};
use crate::operations::state::State;
use crate::text::Text;
use crate::units::{IncidentId, Instant, Span};
use serde::{Deserialize, Serialize};

/// What runs longer than this is a day task: it stands apart and never sounds.
pub const NIGHT: Span = Span::minutes(24 * 60);

/// Something that somebody owes by a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What is owed.
    pub owed: Owed,
    /// When it began.
    pub started: Instant,
    /// By when.
    pub due: Instant,
    /// Who owes it; empty where what is owed says it.
    pub who: Name,
    /// What its incident is about.
    pub family: HazardFamily,
    /// Where that is: site and path.
    pub place: Text<160>,
    /// Whether it is a day task.
    pub day: bool,
}

/// What is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owed {
    /// A deadline.
    Deadline(Subject),
    /// A step of the plan that an incident runs.
    Step {
        /// The incident.
        incident: IncidentId,
        /// Its number in the plan, from one.
        number: u8,
        /// What is done.
        text: Line,
    },
}

impl Owed {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Deadline(subject) => subject.incident(),
            Self::Step { incident, .. } => *incident,
        }
    }

    /// Returns what it is, from window to window.
    pub const fn id(&self) -> RowId {
        match self {
            Self::Deadline(subject) => RowId::Deadline(*subject),
            Self::Step { incident, number, .. } => RowId::Step(*incident, *number),
        }
    }
}

/// What stands in the list before it is made a row.
#[derive(Clone, Copy)]
enum Entry<'a> {
    Deadline(&'a Deadline),
    Step { run: &'a Run, number: u8, step: &'a PlanStep, opened: Instant },
}

impl Entry<'_> {
    fn started(self) -> Instant {
        match self {
            Self::Deadline(it) => it.started,
            Self::Step { opened, .. } => opened,
        }
    }

    fn due(self) -> Instant {
        match self {
            Self::Deadline(it) => it.due,
            Self::Step { step, opened, .. } => opened.after(step.within),
        }
    }

    fn owed(self) -> Owed {
        match self {
            Self::Deadline(it) => Owed::Deadline(it.subject),
            Self::Step { run, number, step, .. } => {
                Owed::Step { incident: run.incident, number, text: step.text }
            }
        }
    }

    /// Returns whether it is a day task, however little of it is left.
    fn is_day(self) -> bool {
        self.due().since(self.started()) > NIGHT
    }
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let running = state.deadlines.running().iter().map(Entry::Deadline);
    let mut all: Vec<Entry<'_>> = running.chain(steps(state)).collect();
    // A stable order: of the same instant, the deadlines first, then the steps as their plans have them.
    all.sort_by_key(|it| (it.is_day(), it.due()));
    for it in all {
        if filter.is_empty() || found(state, filter, it) {
            cut.take(it.owed().id(), || row(state, it));
        }
    }
}

/// Returns the open steps of the plans that run, where they have a time.
fn steps(state: &State) -> impl Iterator<Item = Entry<'_>> {
    let runs = state.incidents.open().filter_map(|row| Some((row.opened, state.plans.of(row.id)?)));
    runs.flat_map(|(opened, run)| {
        let open =
            run.steps.iter().zip(1_u8..).filter(|((step, done), _)| done.is_none() && step.within > Span(0));
        open.map(move |((step, _), number)| Entry::Step { run, number, step, opened })
    })
}

fn found(state: &State, filter: &Filter<'_>, it: Entry<'_>) -> bool {
    let row = row(state, it);
    let mut number = Text::<16>::new();
    number.push_str("#");
    push_number(&mut number, row.owed.incident().0);
    let text = if let Owed::Step { text, .. } = &row.owed { text.as_str() } else { "" };
    filter.finds(&[&row.place, &row.who, text, &number])
}

fn push_number(out: &mut Text<16>, number: u32) {
    use std::fmt::Write;
    // Ten digits and the mark fit.
    let _ = write!(out, "{number}");
}

fn row(state: &State, it: Entry<'_>) -> Row {
    let owed = it.owed();
    let incident = state.incidents.get(owed.incident());
    Row {
        owed,
        started: it.started(),
        due: it.due(),
        who: match it {
            Entry::Deadline(it) => deadline_view(state, it).who,
            Entry::Step { step, .. } => step.owner,
        },
        family: incident.map(|incident| incident.family).unwrap_or_default(),
        place: incident.map(|incident| state.place_of(incident.zone)).unwrap_or_default(),
        day: it.is_day(),
    }
}
