//! What an ended call moves in the other subjects, in the same decision.

use crate::limits::ETA_MINUTES_MAX;
use crate::operations::call::{Agency, Callee, Outcome, Purpose, Reference};
use crate::operations::claim;
use crate::operations::dispatch;
use crate::operations::fact::Body;
use crate::operations::plan;
use crate::operations::reference::StepAct;
use crate::operations::report;
use crate::operations::state::State;
use crate::units::{DispatchId, IncidentId};

/// A call that has ended.
pub(super) struct End {
    pub(super) incident: IncidentId,
    pub(super) callee: Callee,
    pub(super) purpose: Purpose,
    pub(super) outcome: Outcome,
    pub(super) reference: Reference,
}

/// Adds what follows from an ended call.
pub(super) fn consequences(desk: &State, end: &End, facts: &mut Vec<Body>) {
    let is_answered = end.outcome == Outcome::Answered;
    match end.purpose {
        Purpose::Task(order) => facts.extend(moved(desk, order, end)),
        Purpose::Evacuate(order) if is_answered => facts.extend(dispatch::heard(desk, order)),
        Purpose::Report(number) if is_answered => {
            // That it went upward proves what an answer there proves: whoever took it down.
            if let Some(sent) = sent(desk, end, number) {
                facts.push(sent);
                facts.extend(plan::done_by(desk, end.incident, StepAct::Call(Agency::Upward)));
                return;
            }
        }
        Purpose::Notice if is_answered => {
            if let Callee::Insurer { insurer, .. } = end.callee {
                // Without a number, or with one that stands already, there is no new claim: the call stands for itself.
                if let Ok(claim) = claim::opened(desk, end.incident, insurer, end.reference) {
                    facts.push(Body::Claim(claim));
                    facts.extend(plan::done_by(desk, end.incident, StepAct::Notice));
                }
            }
        }
        Purpose::Evacuate(_)
        | Purpose::Report(_)
        | Purpose::Notice
        | Purpose::Alarm
        | Purpose::Update
        | Purpose::Verify
        | Purpose::Brief
        | Purpose::UnitHead
        | Purpose::Other => {}
    }
    if is_answered {
        facts.extend(proof(desk, end).and_then(|act| plan::done_by(desk, end.incident, act)));
    }
}

/// Reads the minutes that a team gives: `9`, `9分`, `9 min`; anything else is no number of minutes.
pub(super) fn minutes(reference: &str) -> Option<u16> {
    let text = reference.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let is_minutes = ["", "分", "分钟", "min", "m", "'"].contains(&unit.trim());
    number.parse().ok().filter(|minutes| is_minutes && *minutes <= ETA_MINUTES_MAX)
}

/// Moves a team by what came of its call; where it has a later status, that stands.
fn moved(desk: &State, order: DispatchId, end: &End) -> Vec<Body> {
    match end.outcome {
        Outcome::Answered => dispatch::accepted(desk, order, minutes(&end.reference)),
        Outcome::Refused => dispatch::refused(desk, order),
        Outcome::NoAnswer | Outcome::Busy | Outcome::WrongNumber => dispatch::unanswered(desk, order),
    }
}

/// Sends a report that is signed; one that is not was talked about, no more.
fn sent(desk: &State, end: &End, number: u16) -> Option<Body> {
    let is_upward = matches!(end.callee, Callee::Agency(Agency::Upward) | Callee::Person(_));
    let sent = report::phoned(desk, end.incident, number, end.reference).filter(|_| is_upward);
    sent.map(Body::Report)
}

/// Returns the act that an answered call proves by itself.
///
/// That an insurer answered is not what it was asked for: its claim number is, and that opens a claim.
fn proof(desk: &State, end: &End) -> Option<StepAct> {
    let own_site = desk.incidents.get(end.incident).and_then(|row| desk.site_of(row.zone));
    match (end.callee, end.purpose) {
        // Whatever they were rung for, they know of it.
        (Callee::Agency(agency), _) => Some(StepAct::Call(agency)),
        // That they were reached is not what they were asked: their word on what is there is, and that is a verdict.
        (Callee::Site { site, .. }, purpose) if Some(site) == own_site && purpose != Purpose::Verify => {
            Some(StepAct::ControlRoom)
        }
        (_, Purpose::Brief) => Some(StepAct::Brief),
        (Callee::Site { .. } | Callee::Person(_) | Callee::Team(_) | Callee::Insurer { .. }, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn only_minutes_are_minutes() {
        for (given, wanted) in [
            ("9", Some(9)),
            (" 12 ", Some(12)),
            ("9分", Some(9)),
            ("9 分钟", Some(9)),
            ("9min", Some(9)),
            ("1440", Some(1_440)),
            ("1441", None),
            ("99999999", None),
            ("0317号", None),
            ("报案12", None),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(minutes(given), wanted, "{given}");
        }
    }
}
