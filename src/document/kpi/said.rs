//! What an entry says to the figures; most say nothing.

use crate::correlation::alarm::{AlarmKey, HazardFamily};
use crate::correlation::change::{ReasonCode, What};
use crate::journal::kpi::Seen;
use crate::operations::call::{Agency, Callee, Outcome};
use crate::operations::fact::Body;
use crate::operations::incident::Verdict;
use crate::operations::{call, incident, intake};
use crate::text::Text;
use crate::units::{IncidentId, Severity};

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// An incident began; `place` is what its place was called.
    Opened { incident: IncidentId, family: HazardFamily, place: Text<160>, told: bool },
    /// It follows another: what opened it was no announcement.
    Follows(IncidentId),
    /// It went back to unacknowledged.
    Renewed,
    /// An alarm became a member.
    Joined { incident: IncidentId, alarm: AlarmKey, device: Text<32> },
    /// Its severity is another.
    Severity(IncidentId, Severity),
    /// A person has it.
    Acknowledged(IncidentId),
    /// 119 answered.
    Reported(IncidentId),
    /// A person said what is there.
    Verified(IncidentId, Verdict),
    /// None of its alarms is active.
    Quieted(IncidentId),
    /// It is closed.
    Closed(IncidentId),
    /// It is open again.
    Reopened(IncidentId),
    /// It is part of another one now.
    Merged { into: IncidentId, from: IncidentId },
    /// An alarm is held; by a person's shelf or otherwise.
    Held { alarm: AlarmKey, shelved: bool },
    /// It is held no more.
    Free(AlarmKey),
    /// It is active too long.
    Stale(IncidentId, AlarmKey),
    /// Somebody who had not proved who they are suppressed alarms.
    Unproved,
    /// A surge began.
    SurgeBegan,
    /// It is over.
    SurgeEnded,
}

/// Kinds that say something by themselves or by their body.
const KINDS: [&str; 13] = [
    "incident.opened",
    "intake.taken",
    "incident.follows",
    "incident.renewed",
    "alarm.renewed",
    "alarm.joined",
    "incident.severity",
    "call.ended",
    "incident.verified",
    "incident.merged",
    "alarm.suppressed",
    "alarm.unsuppressed",
    "alarm.stale",
];

/// An entry whose body this program cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unread;

/// Returns what an entry says; none where it says nothing to the figures.
pub(super) fn read(seen: &Seen<'_>) -> Result<Option<Said>, Unread> {
    // What needs no body is told by the columns alone.
    let plain = match (seen.kind, seen.incident) {
        ("incident.acknowledged", Some(incident)) => Some(Said::Acknowledged(incident)),
        ("incident.quieted", Some(incident)) => Some(Said::Quieted(incident)),
        ("incident.closed", Some(incident)) => Some(Said::Closed(incident)),
        ("incident.reopened", Some(incident)) => Some(Said::Reopened(incident)),
        ("surge.began", _) => Some(Said::SurgeBegan),
        ("surge.ended", _) => Some(Said::SurgeEnded),
        (kind, _) if kind.starts_with("suppression.") => is_unproved(seen.actor).then_some(Said::Unproved),
        (kind, _) if KINDS.contains(&kind) => {
            return serde_json::from_str(seen.body).map(|body| of_body(&body)).map_err(|_| Unread);
        }
        _ => None,
    };
    Ok(plain)
}

/// Returns whether an actor is a person who has not proved who they are.
fn is_unproved(actor: &str) -> bool {
    actor == "unclaimed" || actor.ends_with('?')
}

fn of_body(body: &Body) -> Option<Said> {
    match body {
        Body::Incident(incident::Fact::Alarm { change, named }) => of_change(&change.what, named),
        Body::Incident(incident::Fact::Renewed { .. }) => Some(Said::Renewed),
        Body::Incident(incident::Fact::Verified { incident, verdict, .. }) => {
            Some(Said::Verified(*incident, *verdict))
        }
        Body::Intake(intake::Fact::Taken { incident, opened: true, family, place, .. }) => {
            Some(Said::Opened {
                incident: *incident,
                family: *family,
                place: crate::text::bounded(place),
                told: true,
            })
        }
        Body::Call(call::Fact::Ended {
            incident,
            callee: Callee::Agency(Agency::Fire),
            outcome: Outcome::Answered,
            ..
        }) => Some(Said::Reported(*incident)),
        Body::Incident(_)
        | Body::Intake(_)
        | Body::Call(_)
        | Body::Finding(_)
        | Body::Dispatch(_)
        | Body::Plan(_)
        | Body::Report(_)
        | Body::Order(_)
        | Body::Claim(_)
        | Body::Pool(_)
        | Body::Delivery(_)
        | Body::Deadline(_)
        | Body::Warning(_)
        | Body::Feed(_)
        | Body::Handover(_)
        | Body::Drill(_)
        | Body::Suppression(_)
        | Body::Desk(_) => None,
    }
}

fn of_change(what: &What, named: &incident::fact::Named) -> Option<Said> {
    Some(match *what {
        What::Opened { incident, family, .. } => {
            Said::Opened { incident, family, place: named.place, told: false }
        }
        What::Follows { incident, .. } => Said::Follows(incident),
        What::Renewed { .. } => Said::Renewed,
        What::Joined { incident, alarm, .. } => Said::Joined { incident, alarm, device: named.device },
        What::SeverityChanged { incident, to, .. } => Said::Severity(incident, to),
        What::Merged { incident, from, .. } => Said::Merged { into: incident, from },
        What::Suppressed { alarm, reason } => {
            Said::Held { alarm, shelved: matches!(reason.code, ReasonCode::Shelved(_)) }
        }
        What::Unsuppressed { alarm, .. } => Said::Free(alarm),
        What::Stale { incident, alarm } => Said::Stale(incident, alarm),
        What::Repeated { .. }
        | What::Ended { .. }
        | What::LevelChanged { .. }
        | What::LifeRiskChanged { .. }
        | What::Quieted { .. }
        | What::FirstOutChanged { .. }
        | What::SuppressionEnded { .. }
        | What::MergeProposed { .. }
        | What::Split { .. }
        | What::TableFull { .. } => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::KINDS;
    use crate::language::entry;

    #[test]
    fn every_kind_that_is_read_is_one_that_the_journal_has() {
        for kind in KINDS {
            assert!(entry::KINDS.iter().any(|(known, ..)| *known == kind), "{kind}");
        }
    }
}
