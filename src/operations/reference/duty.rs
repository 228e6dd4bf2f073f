//! Who is on duty.

use crate::operations::reference::{Escalate, EscalationStep};
use crate::units::PersonId;
use serde::{Deserialize, Serialize};

/// Who has the desk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Duty {
    /// The duty officer.
    pub officer: Option<PersonId>,
    /// The leader in charge.
    pub leader: Option<PersonId>,
    /// The second officer, whom the escalation wakes.
    pub second: Option<PersonId>,
    /// Officers who sit at the desk beside the duty officer.
    pub beside: u16,
}

/// Whose post stands empty, and is missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vacant {
    /// Nobody's.
    #[default]
    Nobody,
    /// The duty officer's, whoever else is on call.
    Officer,
    /// The second officer's, whom the escalation wakes.
    Second,
    /// The leader's, whom the escalation wakes.
    Leader,
    /// The second officer's and the leader's.
    SecondAndLeader,
}

impl Duty {
    /// Returns whose post stands empty: the duty officer's always counts, the others' where a step of the escalation wakes them.
    pub fn vacant(&self, escalation: &[EscalationStep]) -> Vacant {
        let wakes = |post: Escalate| escalation.iter().any(|step| step.to == post);
        let second = self.second.is_none() && wakes(Escalate::SecondOfficer);
        let leader = self.leader.is_none() && wakes(Escalate::Leader);
        match (self.officer, second, leader) {
            (None, ..) => Vacant::Officer,
            (Some(_), true, true) => Vacant::SecondAndLeader,
            (Some(_), true, false) => Vacant::Second,
            (Some(_), false, true) => Vacant::Leader,
            (Some(_), false, false) => Vacant::Nobody,
        }
    }

    /// Returns how many officers sit at the desk: what one can take in is reckoned for each; at least one.
    ///
    /// The second officer is not at the desk until the escalation wakes them, and is not counted.
    pub const fn officers(&self) -> u16 {
        let count = self.officer.is_some() as u16 + self.beside;
        if count == 0 { 1 } else { count }
    }
}
