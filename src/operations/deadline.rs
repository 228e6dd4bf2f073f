//! Deadlines (时限): who owes what to whom by when, seconds and years alike.
//!
//! Decides: what runs, what is next, what was met and what passed.
//! Must not know: why a subject wants one; subjects start and end them through [`State`].

pub mod fact;
pub mod state;
pub mod view;

pub use fact::Fact;
pub use state::{Deadline, State};
pub use view::View;

use crate::operations::report::Channel;
use crate::units::{ClaimId, DispatchId, IncidentId, OrderId, ReservationId};
use serde::{Deserialize, Serialize};

/// What a deadline is about; one of each kind and subject runs at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// An incident is to be acknowledged (受理).
    Acknowledge(IncidentId),
    /// Nobody has acknowledged it: the step of the escalation, from one (升级).
    Escalation(IncidentId, u8),
    /// Somebody has it: a next act is wanted (下一步).
    NextAct(IncidentId),
    /// It is to be verified (核实).
    Verification(IncidentId),
    /// 待查: it is to be asked again.
    Recheck(IncidentId),
    /// A team is to accept (接令).
    Acceptance(IncidentId, DispatchId),
    /// The first report is to be upward (首报).
    FirstReport(IncidentId, Channel),
    /// The unit itself is to report (令493 Art 9).
    UnitReport(IncidentId),
    /// The next follow-up report (续报).
    FollowUp(IncidentId),
    /// A leader's order is to be carried out (指示).
    Order(IncidentId, OrderId),
    /// Money is set aside until then (预留).
    Reservation(IncidentId, ReservationId),
    /// Who agreed by telephone is to sign (补签).
    Countersign(IncidentId, ReservationId),
    /// What went out to save life is to be reviewed (复核).
    Review(IncidentId, ReservationId),
    /// The insurer is to decide (保险法 Art 23).
    ClaimDecision(IncidentId, ClaimId),
    /// The insurer is to pay what can be determined (保险法 Art 25).
    ClaimAdvance(IncidentId, ClaimId),
    /// The insurer is to pay what was agreed (保险法 Art 23).
    ClaimPayment(IncidentId, ClaimId),
    /// The insurer is to send its refusal (保险法 Art 24).
    ClaimRefusal(IncidentId, ClaimId),
}

impl Subject {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> IncidentId {
        match self {
            Self::Acknowledge(incident)
            | Self::Escalation(incident, _)
            | Self::NextAct(incident)
            | Self::Verification(incident)
            | Self::Recheck(incident)
            | Self::Acceptance(incident, _)
            | Self::FirstReport(incident, _)
            | Self::UnitReport(incident)
            | Self::FollowUp(incident)
            | Self::Order(incident, _)
            | Self::Reservation(incident, _)
            | Self::Countersign(incident, _)
            | Self::Review(incident, _)
            | Self::ClaimDecision(incident, _)
            | Self::ClaimAdvance(incident, _)
            | Self::ClaimPayment(incident, _)
            | Self::ClaimRefusal(incident, _) => *incident,
        }
    }
}
