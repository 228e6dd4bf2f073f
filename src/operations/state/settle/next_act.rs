//! Acknowledged and left: a next act is wanted.

use crate::operations::incident::state::Standing;
use crate::operations::incident::{Incident, Verdict};
use crate::operations::state::State;
use crate::operations::state::settle::Duty;
use crate::units::Span;

/// Acknowledged without a next act, a life-risk incident goes back to 未受理 after this.
///
/// Source: design section 8.
const WITHIN_LIFE_RISK: Span = Span::minutes(2);
/// And any other after this.
const WITHIN: Span = Span::minutes(15);

/// Returns whether a next act is owed: none after an act, while somebody is being rung, or once it is known to be real.
pub(super) fn duty(desk: &State, row: &Incident) -> Duty {
    let Standing::Acknowledged { at, .. } = row.standing else { return Duty::None };
    let is_real = matches!(row.verdict, Some((Verdict::Real, _)));
    let rings = || desk.calls.of(row.id).any(|call| call.ended.is_none());
    if is_real || row.acted.is_some() || rings() {
        return Duty::Met;
    }
    Duty::Runs(at.after(if desk.life_risk(row.id) { WITHIN_LIFE_RISK } else { WITHIN }))
}
