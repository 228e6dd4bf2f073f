//! What was kept silent, and what was lifted by hand; what ends by itself is the core's own change.

use crate::correlation::alarm::DeviceKind;
use crate::correlation::{Cover, Suppression};
use crate::operations::actor::PrivateText;
use crate::text::Text;
use crate::units::{IncidentId, SuppressionId};
use serde::{Deserialize, Serialize};

/// What the device and the place of a suppression were called when it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Called {
    /// The device's code; empty for a window.
    pub device: Text<32>,
    /// What kind of device it is.
    pub kind: DeviceKind,
    /// Site and place: `恒越电池 2号车间 3区`.
    pub place: Text<160>,
}

/// A change to the suppressions that a person made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// One began.
    Begun {
        /// What it covers, from when until when.
        suppression: Suppression,
        /// What that is called.
        named: Called,
        /// The open incident that the alarm stood in.
        incident: Option<IncidentId>,
        /// Who works there; for a window.
        who: Option<PrivateText>,
        /// Why.
        reason: PrivateText,
    },
    /// A person ended one.
    Lifted {
        /// Which.
        suppression: SuppressionId,
        /// What it covered.
        cover: Cover,
        /// What that is called.
        named: Called,
    },
}

impl Fact {
    /// Returns the incident that it is about.
    pub const fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Begun { incident, .. } => *incident,
            Self::Lifted { .. } => None,
        }
    }

    /// Returns the entry's kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Begun { suppression, .. } => match suppression.cover {
                Cover::Shelf(_) => "suppression.shelved",
                Cover::Outage(_) => "suppression.taken-out",
                Cover::Window(_) => "suppression.window",
            },
            Self::Lifted { .. } => "suppression.lifted",
        }
    }
}
