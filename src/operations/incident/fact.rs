//! What happened to an incident: the journal's entries.

use crate::correlation::alarm::DeviceKind;
use crate::correlation::change::{Change, RenewCause};
use crate::operations::actor::PrivateText;
use crate::operations::call::Witness;
use crate::operations::incident::{Disposition, Phase, Verdict};
use crate::operations::reference::Escalate;
use crate::text::Text;
use crate::units::{IncidentId, InputNumber};
use serde::{Deserialize, Serialize};

/// A change to an incident that was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The core's own change: opened, joined, level, severity, life-risk, quieted and the like.
    Alarm {
        /// What changed, by numbers.
        change: Change,
        /// What those numbers were called that night.
        #[serde(default)]
        named: Named,
    },
    /// Repeats since the last such entry; at most one an incident in ten seconds.
    Repeats {
        /// The incident.
        incident: IncidentId,
        /// Raises of its alarms so far.
        raises: u32,
    },
    /// A person has it.
    Acknowledged {
        /// The incident.
        incident: IncidentId,
        /// The alarms up to this input are covered.
        upto: InputNumber,
        /// Members that came later, and are covered only where they are more of the same.
        came_later: u32,
    },
    /// Back to unacknowledged.
    Renewed {
        /// The incident.
        incident: IncidentId,
        /// What was new.
        cause: RenewCause,
    },
    /// A note.
    Noted {
        /// The incident; none for the desk's log.
        incident: Option<IncidentId>,
        /// What was noted.
        text: PrivateText,
    },
    /// Somebody who looked said what is there.
    Verified {
        /// The incident.
        incident: IncidentId,
        /// What they said.
        verdict: Verdict,
        /// Who looked.
        witness: Witness<PrivateText>,
        /// Where they looked.
        place: Option<PrivateText>,
    },
    /// It is in another phase.
    PhaseChanged {
        /// The incident.
        incident: IncidentId,
        /// Before.
        from: Phase,
        /// Now.
        to: Phase,
    },
    /// Nobody has acknowledged it: a step of the escalation runs.
    Escalated {
        /// The incident.
        incident: IncidentId,
        /// The step, from one.
        step: u8,
        /// Who or what is told.
        to: Escalate,
        /// Their code; empty when nobody is on call for it.
        code: Text<16>,
    },
    /// Closed.
    Closed {
        /// The incident.
        incident: IncidentId,
        /// How.
        disposition: Disposition,
        /// Why.
        reason: Option<PrivateText>,
    },
    /// Goes on.
    Reopened {
        /// The incident.
        incident: IncidentId,
        /// Why.
        reason: PrivateText,
    },
    /// A person found two incidents to be one; what follows is the core's.
    MergeAsked {
        /// The incident that goes on.
        incident: IncidentId,
        /// The one that is no more.
        from: IncidentId,
    },
    /// A person found alarms of an incident to be another one; what follows is the core's.
    SplitAsked {
        /// The incident that they leave.
        incident: IncidentId,
        /// How many leave.
        alarms: u32,
    },
    /// A person found two incidents to be two.
    KeptApart {
        /// The one.
        incident: IncidentId,
        /// The other.
        other: IncidentId,
    },
}

/// What the device and the place of a change were called: an entry is read when its registry is long gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The device's code; empty when the change is about none.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub device: Text<32>,
    /// What kind of device it was.
    #[serde(default)]
    pub kind: DeviceKind,
    /// Site and place: `恒越电池 2号车间 3区`; empty when the change is about none.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub place: Text<160>,
}

fn is_empty<const BYTES: usize>(text: &Text<BYTES>) -> bool {
    text.as_str().is_empty()
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Alarm { change, .. } => change.incident(),
            Self::Repeats { incident, .. }
            | Self::Acknowledged { incident, .. }
            | Self::Renewed { incident, .. }
            | Self::Verified { incident, .. }
            | Self::PhaseChanged { incident, .. }
            | Self::Escalated { incident, .. }
            | Self::Closed { incident, .. }
            | Self::Reopened { incident, .. }
            | Self::MergeAsked { incident, .. }
            | Self::SplitAsked { incident, .. }
            | Self::KeptApart { incident, .. } => Some(*incident),
            Self::Noted { incident, .. } => *incident,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Alarm { change, .. } => change.kind(),
            Self::Repeats { .. } => "incident.repeats",
            Self::Acknowledged { .. } => "incident.acknowledged",
            Self::Renewed { .. } => "incident.renewed",
            Self::Noted { .. } => "incident.noted",
            Self::Verified { .. } => "incident.verified",
            Self::PhaseChanged { .. } => "incident.phase",
            Self::Escalated { .. } => "incident.escalated",
            Self::Closed { .. } => "incident.closed",
            Self::Reopened { .. } => "incident.reopened",
            Self::MergeAsked { .. } => "incident.merge-asked",
            Self::SplitAsked { .. } => "incident.split-asked",
            Self::KeptApart { .. } => "incident.kept-apart",
        }
    }
}
