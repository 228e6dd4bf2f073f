//! The next act of an incident: what a tired person presses now.
//!
//! Decides: what is wanted first, from evidence, verdict, plan, calls, findings and money.
//! Must not know: which key does it, how it reads.

use crate::operations::call::{Callee, Purpose};
use crate::operations::report::Kind;
use crate::operations::state::State;
use crate::units::{IncidentId, Instant};
use serde::{Deserialize, Serialize};

/// What is wanted next, and by when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// What.
    pub act: Act,
    /// By when, where something says so.
    pub due: Option<Instant>,
}

/// An act that is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    /// Nothing now.
    #[default]
    Wait,
    /// Take it (受理).
    Acknowledge,
    /// Ring somebody.
    Call {
        /// Who.
        callee: Callee,
        /// What for.
        purpose: Purpose,
    },
    /// Say what is there (核实).
    Verify,
    /// Send teams (调派).
    Dispatch,
    /// Count people (清点).
    Count,
    /// Submit a report.
    Report(Kind),
    /// The leader signs it.
    Sign(u16),
    /// Send it upward.
    Send(u16),
    /// Set money aside (预留).
    Reserve,
    /// A step of the plan that only a person can say is done.
    Step(u8),
    /// Close it.
    Close,
}

/// Returns the next act of an incident.
///
/// Cost: O(its calls, orders, reports); no allocation: it stands in every snapshot.
pub fn of(desk: &State, incident: IncidentId) -> Next {
    let Some(row) = desk.incidents.get(incident) else { return Next::default() };
    if row.is_unacknowledged() {
        let subject = crate::operations::deadline::Subject::Acknowledge(incident);
        return Next { act: Act::Acknowledge, due: desk.deadlines.of(subject).map(|it| it.due) };
    }
    Next::default()
}
