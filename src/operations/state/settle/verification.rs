//! Somebody is to say what is there, and to be asked again while nobody can.

use crate::operations::incident::state::Standing;
use crate::operations::incident::{Incident, Verdict};
use crate::operations::state::State;
use crate::operations::state::settle::Duty;
use crate::units::Span;

/// An incident that nobody has verified is asked about by then.
///
/// Source: 90 s unverified at level 2 offer 119.
pub const VERIFY_WITHIN: Span = Span::seconds(90);
/// 待查 is asked again this often.
pub const RECHECK_EVERY: Span = Span::minutes(15);

/// Returns whether a verdict is owed: on a life-risk incident that somebody has, from its opening on.
pub(super) fn duty(desk: &State, row: &Incident) -> Duty {
    match (row.standing, row.verdict) {
        (Standing::Closed { .. }, _) => Duty::None,
        (_, Some(_)) => Duty::Met,
        (Standing::Acknowledged { .. }, None) if desk.life_risk(row.id) => {
            Duty::Runs(row.opened.after(VERIFY_WITHIN))
        }
        (Standing::Acknowledged { .. } | Standing::Unacknowledged { .. }, None) => Duty::None,
    }
}

/// Returns whether it is to be asked again.
pub(super) fn recheck(row: &Incident) -> Duty {
    match (row.standing, row.verdict) {
        (Standing::Closed { .. }, _) | (_, None) => Duty::None,
        (_, Some((Verdict::Open, at))) => Duty::Runs(at.after(RECHECK_EVERY)),
        (_, Some((Verdict::Real | Verdict::False { .. }, _))) => Duty::Met,
    }
}
