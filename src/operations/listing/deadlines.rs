//! The deadlines that run, with the incident that each is about.

use crate::correlation::alarm::HazardFamily;
use crate::operations::deadline::{Deadline, View};
use crate::operations::listing::filter::Filter;
use crate::operations::listing::{Cut, RowId};
use crate::operations::publish::deadline_view;
use crate::operations::state::State;
use crate::text::Text;
use crate::units::Span;
use serde::{Deserialize, Serialize};

/// What runs longer than this is a day task: it stands apart and never sounds.
pub const NIGHT: Span = Span::minutes(24 * 60);

/// A deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What is owed, by whom, by when.
    pub view: View,
    /// What its incident is about.
    pub family: HazardFamily,
    /// Where that is: site and path.
    pub place: Text<160>,
    /// Whether it is a day task.
    pub day: bool,
}

pub(super) fn offer(state: &State, filter: &Filter<'_>, cut: &mut Cut<Row>) {
    let running = || state.deadlines.running().iter();
    let night = running().filter(|it| !is_day(it));
    for it in night.chain(running().filter(|it| is_day(it))) {
        if filter.is_empty() || found(state, filter, it) {
            cut.take(RowId::Deadline(it.subject), || row(state, it));
        }
    }
}

/// Returns whether a deadline is a day task, however little of it is left.
fn is_day(it: &Deadline) -> bool {
    it.due.since(it.started) > NIGHT
}

fn found(state: &State, filter: &Filter<'_>, it: &Deadline) -> bool {
    let row = row(state, it);
    let mut number = Text::<16>::new();
    number.push_str("#");
    push_number(&mut number, it.subject.incident().0);
    filter.finds(&[&row.place, &row.view.who, &number])
}

fn push_number(out: &mut Text<16>, number: u32) {
    use std::fmt::Write;
    // Ten digits and the mark fit.
    let _ = write!(out, "{number}");
}

fn row(state: &State, it: &Deadline) -> Row {
    let incident = state.incidents.get(it.subject.incident());
    Row {
        view: deadline_view(state, it),
        family: incident.map(|incident| incident.family).unwrap_or_default(),
        place: incident.map(|incident| state.place_of(incident.zone)).unwrap_or_default(),
        day: is_day(it),
    }
}
