//! Personal data that has served is destroyed (销毁): the texts that people typed, telephone numbers and names among them.
//!
//! Decides: of what it may be asked, and when. Must not know: where the texts are, whose act it is.
//!
//! Source: 突发事件应对法 Art 85: personal data gathered for a response is destroyed afterwards, unless it is kept as evidence.

use crate::operations::decision::{Acting, Decision};
use crate::operations::desk::{Fact, Refusal};
use crate::operations::fact::Body;
use crate::operations::outcome;
use crate::operations::state::State;
use crate::units::{IncidentId, Instant, Span};
use serde::{Deserialize, Serialize};

/// The texts of entries this young stay: the shift after next must still be able to read what was said.
const AGE_MIN: Span = Span::minutes(24 * 60);

/// Which texts are destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Those of one incident, which is closed.
    Incident(IncidentId),
    /// Those of all entries before a time.
    Before(Instant),
}

/// Decides whether texts are destroyed: it is signed, by whom the table names, and nothing that is open loses its words.
///
/// # Errors
/// It is not signed, the incident is open, or the time is too recent.
pub fn decide(desk: &State, scope: Scope, by: &Acting) -> Result<Decision, outcome::Refusal> {
    let Some(officer) = by.signed_by else { return Err(outcome::Refusal::NeedsSignature) };
    let refuse = |refusal| Err(outcome::Refusal::Desk(refusal));
    let is_meant = |incident: IncidentId| match scope {
        Scope::Incident(id) => incident == id,
        Scope::Before(before) => desk.incidents.get(incident).is_none_or(|row| row.opened < before),
    };
    if let Some(owed) =
        desk.pool.reservations().iter().find(|row| !row.is_settled() && is_meant(row.incident))
    {
        return refuse(Refusal::MoneyOwed(owed.id));
    }
    match scope {
        Scope::Incident(incident) if desk.open_incident(incident).is_ok() => {
            return refuse(Refusal::StillOpen(incident));
        }
        Scope::Before(before) => {
            if desk.now.since(before) < AGE_MIN {
                return refuse(Refusal::TooRecent);
            }
            if let Some(open) = desk.incidents.open().find(|incident| incident.opened < before) {
                return refuse(Refusal::StillOpen(open.id));
            }
        }
        Scope::Incident(_) => {}
    }
    Ok(Decision::one(Body::Desk(Fact::Purged { scope, by: officer }), by))
}
